package dwolla

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// ValidateDocument implements provider.DocumentTaker.
func (p *Provider) ValidateDocument(d provider.Document) []provider.FieldError {
	return validateDocument(d)
}

// UploadDocument implements provider.DocumentTaker. When four documents wait for review already, the
// class is Conflict: Dwolla takes more once it has decided on them, and says so with an event.
func (p *Provider) UploadDocument(ctx context.Context, r provider.DocumentRequest) (string, error) {
	u := Upload{Type: documentTypes[r.Document.Type], FileName: r.Document.FileName, Content: r.Document.Content}
	if u.Type == "" {
		e := provider.Invalid(OpUploadDocument, meanings["validationerror"].message)
		e.Fields = []provider.FieldError{{Path: documentType, Message: "is not one that Dwolla takes: " + ruleDocumentType}}
		return "", e
	}
	if r.OwnerID != "" {
		return p.client.UploadOwnerDocument(ctx, r.OwnerID, u, r.IdempotencyKey)
	}
	return p.client.UploadCustomerDocument(ctx, r.CustomerID, u, r.IdempotencyKey)
}

// ListDocuments implements provider.DocumentTaker.
func (p *Provider) ListDocuments(
	ctx context.Context, customerID, ownerID string,
) ([]provider.DocumentObservation, error) {
	var docs []Document
	var err error
	if ownerID != "" {
		docs, err = p.client.ListOwnerDocuments(ctx, ownerID)
	} else {
		docs, err = p.client.ListDocuments(ctx, customerID)
	}
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(docs, func(a, b Document) int { return a.Created.Compare(b.Created.Time) })
	out := make([]provider.DocumentObservation, len(docs))
	for i := range docs {
		out[i] = documentObservation(docs[i])
	}
	return out, nil
}

// documentObservation is what Dwolla says of a document. Its own word is that on the verification
// where there is one: reviewed does not mean approved.
func documentObservation(d Document) provider.DocumentObservation {
	o := provider.DocumentObservation{ID: d.ID, Status: d.VerificationStatus, State: provider.DocumentAccepted}
	if o.Status == "" {
		o.Status = d.Status
	}
	switch {
	case d.Rejected():
		o.State = provider.DocumentRejected
		o.FailureReason, o.FailureMessage = rawCode(d.FailureReason), sentence(d.failure())
	case d.UnderReview():
		o.State = provider.DocumentPending
	}
	return o
}

// sentence is a text as a sentence of its own.
func sentence(text string) string {
	if rest, ok := strings.CutPrefix(text, "for "); ok {
		text = "it was rejected for " + rest
	}
	return capital(text) + "."
}

// capital begins a text with a capital letter.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// quizLimit is how long a person has for Dwolla's questions (API reference, Knowledge-based
// authentication).
const quizLimit = 2 * time.Minute

// BeginQuiz implements provider.Quizzer.
func (p *Provider) BeginQuiz(ctx context.Context, customerID string) (string, error) {
	return p.client.BeginQuiz(ctx, customerID, "")
}

// Questions implements provider.Quizzer.
func (p *Provider) Questions(ctx context.Context, quizID string) (provider.Quiz, error) {
	q, err := p.client.GetQuiz(ctx, quizID)
	if err != nil {
		return provider.Quiz{}, err
	}
	out := provider.Quiz{ID: quizID, Limit: quizLimit}
	for _, question := range q.Questions {
		asked := provider.Question{ID: question.ID, Text: question.Text}
		for _, a := range question.Answers {
			asked.Choices = append(asked.Choices, provider.Choice{ID: a.ID, Text: a.Text})
		}
		out.Questions = append(out.Questions, asked)
	}
	return out, nil
}

// Answer implements provider.Quizzer. Where the result does not say what came of it, which Dwolla's
// pages leave open for a quiz that was failed, the customer does.
func (p *Provider) Answer(ctx context.Context, quizID string, answers map[string]string) (bool, error) {
	result, err := p.client.AnswerQuiz(ctx, quizID, answers, "")
	if err != nil {
		return false, err
	}
	status := result.VerificationStatus
	if _, id := result.Links["customer"].Resource(); status == "" && id != "" {
		c, err := p.client.GetCustomer(ctx, id)
		if err != nil {
			return false, err
		}
		status = c.Status
	}
	return strings.EqualFold(status, StatusVerified), nil
}
