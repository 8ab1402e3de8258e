package blaaiz

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// The codes of requirements.
const (
	CodeUploadDocument  = "UploadDocument"
	CodeCorrect         = "CorrectAndResubmit"
	CodeReplaceDocument = "ReplaceDocument"
	CodeCorrectOwner    = "CorrectOwner"
	CodeContact         = "ContactProvider"
)

// Support is whom Blaaiz wants to be asked, after a review has outlasted its time or a rejection without a
// reason.
const Support = "support@blaaiz.com"

// requirements are what Blaaiz waits for, most pressing first. While a customer is locked nothing can be done.
func (c *Customer) requirements(known Known) []provider.Requirement {
	switch {
	case c.locked():
		return nil
	case c.Type != TypeBusiness:
		return c.individualRequirements(known)
	}
	// After a review was reverted the status is PENDING, and what was rejected is still to be corrected.
	children := append(c.documentRequirements(), c.ownersRequirement()...)
	switch {
	case c.Status == StatusRejected:
		return append(c.verdict(known, provider.SubjectBusiness, c.isExplained()), children...)
	case c.Status == StatusPending && known.Submission == SubmissionDone && len(children) == 0:
		return c.putBack(known)
	}
	return children
}

// putBack is the requirement of a business that was handed in and waits for it all the same: Blaaiz's staff put it back,
// and what they want of it only they know; the last comment may be that of an earlier verdict. The same package would be
// the same review.
func (c *Customer) putBack(known Known) []provider.Requirement {
	r := provider.Requirement{
		Code: CodeContact, Subject: provider.SubjectBusiness,
		Message: "Blaaiz put the customer back to where it was before it was handed in.",
		Action: "Change in spec, or in spec.documents, what Blaaiz asked for, and it is handed in again; if Blaaiz asked for nothing, ask " +
			Support + " with the customer's ID from the status.",
	}
	if comment := c.comment(known); comment != "" {
		r.Message += " Its last comment: " + ended(comment)
	}
	return []provider.Requirement{r}
}

func (c *Customer) individualRequirements(known Known) []provider.Requirement {
	switch {
	case c.Status == StatusRejected:
		return c.verdict(known, provider.SubjectPerson, false)
	case c.Status == StatusPending && known.Submission == SubmissionNone:
		return []provider.Requirement{{
			Code: CodeUploadDocument, Subject: provider.SubjectPerson,
			Message: "Blaaiz verifies a person by an identity document, and has none of this one.",
			Action:  "Add the identity document to spec.documents: type Passport, License or ResidencePermit, subject Person.",
		}}
	}
	return nil
}

// isExplained tells whether reviewers wrote anything to an owner or a document of a business.
func (c *Customer) isExplained() bool {
	written := func(comments []Text) bool {
		return slices.ContainsFunc(comments, func(t Text) bool { return !t.IsEmpty() })
	}
	return slices.ContainsFunc(c.Owners, func(w ShownOwner) bool { return written(w.Comments) }) ||
		slices.ContainsFunc(c.Documents, func(d Document) bool { return written(d.Comments) })
}

// verdict is the requirement of a rejection as such. explained tells that a business's owners and documents say what to
// correct. Where they do not, its comment may, which is a summary: Blaaiz's support wants to be asked then, as after a
// rejection without a word of explanation anywhere (guide Handling rejections, When to escalate).
func (c *Customer) verdict(known Known, subject provider.Subject, explained bool) []provider.Requirement {
	r := provider.Requirement{Code: CodeCorrect, Subject: subject, Message: "Blaaiz rejected the customer."}
	r.Action = "Correct what Blaaiz names in spec, and give other files for rejected documents in spec.documents. Documents that are not genuine lead to a permanent block."
	switch comment := c.comment(known); {
	case comment != "":
		r.Message = "Blaaiz rejected the customer: " + ended(comment)
		if subject == provider.SubjectBusiness && !explained {
			r.Action += " No owner and no document says what is wrong with it: if that leaves open what to correct, ask " + Support +
				", with the customer's ID from the status."
		}
	case !explained:
		r.Code = CodeContact
		r.Message = "Blaaiz rejected the customer and gave no reason."
		r.Action = "Ask " + Support + " for the reason, with the customer's ID from the status."
	}
	return []provider.Requirement{r}
}

// comment is what was said last of the customer as a whole.
func (c *Customer) comment(known Known) string {
	var last Comment
	for _, one := range c.Comments {
		if !one.Text.IsEmpty() && !one.Created.Before(last.Created.Time) {
			last = one
		}
	}
	if last.Text.IsEmpty() {
		last.Text = known.Comment
	}
	return joined(c.clean([]Text{last.Text}))
}

func (c *Customer) documentRequirements() []provider.Requirement {
	var out []provider.Requirement
	for _, d := range c.Documents {
		if d.Status != ReviewRejected {
			continue
		}
		out = append(out, perComment(c.clean(d.Comments), provider.Requirement{
			Code: CodeReplaceDocument, Subject: provider.SubjectBusiness,
			Message: "Blaaiz rejected a document" + typed(d.Type),
			Action:  "Give another file for the document that is Rejected in status.documents, or take it out of spec.documents.",
		})...)
	}
	return out
}

// typed is " of type X" for a type of document that is known.
func typed(kind string) string {
	for _, known := range slices.Concat(FormationDocuments, OtherDocuments) {
		if kind == known {
			return " of type " + known
		}
	}
	return ""
}

// ownersRequirement tells that owners were rejected; why stands with each of them.
func (c *Customer) ownersRequirement() []provider.Requirement {
	rejected := 0
	for _, w := range c.Owners {
		if w.Status == ReviewRejected {
			rejected++
		}
	}
	if rejected == 0 {
		return nil
	}
	return []provider.Requirement{{
		Code: CodeCorrectOwner, Subject: provider.SubjectBusiness,
		Message: fmt.Sprintf("Blaaiz rejected %d of the %d owners.", rejected, len(c.Owners)),
		Action:  "Correct the BeneficialOwner objects that are rejected: each says what is wrong with it.",
	}}
}

func (c *Customer) ownerRequirements(w ShownOwner) []provider.Requirement {
	return perComment(c.clean(w.Comments), provider.Requirement{
		Code: CodeCorrectOwner, Subject: provider.SubjectOwner,
		Message: "Blaaiz rejected the owner",
		Action:  "Correct the spec of the BeneficialOwner, or give another file of the identity document in its spec.documents.",
	})
}

// perComment is the requirement once for each comment, as Blaaiz wants them shown, and once if there is none.
func perComment(comments []string, r provider.Requirement) []provider.Requirement {
	message := r.Message
	if len(comments) == 0 {
		r.Message = message + "."
		return []provider.Requirement{r}
	}
	out := make([]provider.Requirement, len(comments))
	for i, comment := range comments {
		r.Message = message + ": " + ended(comment)
		out[i] = r
	}
	return out
}

// ended is a comment that ends as a sentence does: people write it, and what to do follows on it.
func ended(comment string) string {
	for _, end := range []string{".", "!", "?", "…", `."`} {
		if strings.HasSuffix(comment, end) {
			return comment
		}
	}
	return comment + "."
}

func joined(comments []string) string { return strings.Join(comments, " ") }
