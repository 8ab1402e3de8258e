package blaaiz

import (
	"context"
	"errors"
	"slices"

	"github.com/bonafide-dev/bonafide/provider"
)

// handingIn is a business on its way to its review.
type handingIn struct {
	client *Client
	pkg    provider.Package
	want   Business
	// seen is the business at the first look.
	seen *Customer
	// before tells that a package was handed in before from where this one comes, so that a document that is
	// not Known is a new one, rather than one of which nobody knows.
	before bool
	// owners are the owners at Blaaiz in the order of the package's; nil for one who is not there.
	owners []*ShownOwner
	// skipped tells that owners' files were left out as Known, and anew that they are not to be.
	skipped, anew bool
	// strangers are the owners at Blaaiz that the package does not name.
	strangers []ShownOwner
}

func (p *Provider) handInBusiness(ctx context.Context, pkg provider.Package, c *Customer) error {
	want, _ := toBusiness(pkg.Customer)
	h := &handingIn{client: p.client, pkg: pkg, want: want, seen: c, before: anyKnown(pkg)}
	h.match(c)
	if problems := h.problems(); len(problems) > 0 {
		return lacking(OpHandIn, "the package is not what Blaaiz has and no longer lets change", problems)
	}
	h.tellLocked()
	for _, step := range []func(context.Context) error{h.bringData, h.bringOwnersFiles, h.bringDocuments, h.dropDocuments} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := p.stillOpen(ctx, c); err != nil {
		return err
	}
	_, err := p.client.Submit(ctx, c.ID)
	if h.lacksKnownFile(err) {
		h.anew = true
		if err := h.bringOwnersFiles(ctx); err != nil {
			return err
		}
		_, err = p.client.Submit(ctx, c.ID)
	}
	return h.explainGap(err)
}

// lacksKnownFile tells that a review was refused because a file is missing that the caller took for known: that of
// an owner who was removed at Blaaiz and came anew, say. The refusal had no effect.
func (h *handingIn) lacksKnownFile(err error) bool {
	gap := GapOf(err)
	return gap != nil && h.skipped && (gap.Code == GapOwnerFront || gap.Code == GapOwnerBack)
}

func anyKnown(pkg provider.Package) bool {
	known := func(d provider.Document) bool { return d.Known }
	return slices.ContainsFunc(pkg.Documents, known) || slices.ContainsFunc(pkg.Customer.Owners, func(m provider.Member) bool {
		return slices.ContainsFunc(m.Documents, known)
	})
}

// lockedChild tells whether an owner or a document of a customer that is open can no longer be changed.
func lockedChild(status string) bool { return status == ReviewApproved || status == ReviewProcessing }

// problems are what stands between the package and what Blaaiz has, and cannot be changed from here.
func (h *handingIn) problems() []provider.FieldError {
	problems := h.scopeProblems()
	problems = append(problems, h.strangerProblems()...)
	problems = append(problems, h.ownerProblems()...)
	return append(problems, h.documentProblems()...)
}

// tellLocked tells of the documents that stay as they are. Once any is known to have been brought, one that is not is
// taken for a new one.
func (h *handingIn) tellLocked() {
	for i, there := range h.owners {
		if m := h.pkg.Customer.Owners[i]; there != nil && lockedChild(there.Status) {
			h.pkg.Tell(m.Name, m.Documents...)
		}
	}
	for _, d := range h.pkg.Documents {
		if there := h.documentNamed(d.Name); there != nil && lockedChild(there.Status) {
			h.pkg.Tell("", d)
		}
	}
}

// scopeProblems: a business keeps its scope. An upgrade at Blaaiz is for good, and not done on the side.
func (h *handingIn) scopeProblems() []provider.FieldError {
	if h.want.Scope == "" || h.seen.Scope == "" || h.want.Scope == h.seen.Scope {
		return nil
	}
	return []provider.FieldError{{
		Path:    "business.verificationScope",
		Message: "is not that of the business at Blaaiz, which an update cannot change: write the other one, or leave it out",
	}}
}

// bringData changes what differs of the business and its owners, and adds the owners who are not there, all in
// one call. Owners whose adding was not answered may come later: see beforeReview.
func (h *handingIn) bringData(ctx context.Context) error {
	u, differs := businessUpdate(h.want, h.seen)
	f := formOf(h.pkg.Customer)
	var added, changed []string
	for i, there := range h.owners {
		name := h.pkg.Customer.Owners[i].Name
		switch {
		case there == nil:
			u.AddOwners, added = append(u.AddOwners, h.want.Owners[i]), append(added, name)
		case !lockedChild(there.Status):
			change, _ := ownerUpdate(h.want.Owners[i], *there)
			u.Owners, changed = append(u.Owners, change), append(changed, name)
		}
	}
	if len(differs.fields) == 0 && len(added) == 0 && len(changed) == 0 {
		return nil
	}
	f.owners = append(added, changed...)
	c, err := h.client.UpdateBusiness(ctx, h.seen.ID, u)
	if err != nil && len(added) == 0 {
		err = beforeReview(err)
	}
	if err != nil {
		return numberTaken(f.explain(err))
	}
	if len(added) == 0 {
		return nil
	}
	return h.findAdded(ctx, c)
}

// numberTaken is the refusal of a change to a registration number that another business has.
func numberTaken(err error) error {
	if provider.ClassOf(err) != provider.ClassDuplicate {
		return err
	}
	return lacking(OpUpdateCustomer, "Blaaiz refuses the data", []provider.FieldError{{
		Path: businessPaths["registration_number"], Message: "is that of another of your customers at Blaaiz, in the same country: write its own",
	}})
}

// findAdded finds the IDs of owners who were added, in the answer of the update or, if that does not show
// them, by another look.
func (h *handingIn) findAdded(ctx context.Context, c *Customer) error {
	statuses := h.owners
	if h.match(c); slices.Contains(h.owners, nil) {
		var err error
		if c, err = h.client.GetCustomer(ctx, h.seen.ID); err != nil {
			return beforeReview(err)
		}
		h.match(c)
	}
	if slices.Contains(h.owners, nil) {
		return foreign(OpUpdateCustomer, provider.OutcomeUnknown)
	}
	for i, there := range statuses {
		if there != nil {
			// Their status at the first look tells who was rejected.
			h.owners[i] = there
		}
	}
	return nil
}

// explainGap makes of what Blaaiz finds missing, when it refuses a review, a field to correct.
func (h *handingIn) explainGap(err error) error {
	var gap *Gap
	if !errors.As(err, &gap) {
		return err
	}
	e := *provider.As(err)
	e.Class, e.Outcome = provider.ClassInvalid, provider.OutcomeRefused
	e.Message = incomplete
	e.Fields = []provider.FieldError{{Path: h.gapPath(gap), Message: "is not as Blaaiz wants it: " + gapTexts[gap.Code]}}
	return &e
}

// gapPaths are where gaps are closed that name no field.
var gapPaths = map[GapCode]provider.FieldPath{
	GapJurisdiction:   "business.address.country",
	GapFormation:      "documents",
	GapNoOwner:        ownersPath,
	GapOwnershipSum:   ownersPath,
	GapOwnerEmails:    ownersPath,
	GapOwnerFront:     ownersPath,
	GapOwnerBack:      ownersPath,
	GapOwnerBackExtra: ownersPath,
	GapOwnerTooYoung:  ownersPath,
	GapOwnerExpired:   ownersPath,
	GapOwnerOther:     ownersPath,
}

// gapPath is where a gap is closed. Blaaiz names owners by their names, which two may share.
func (h *handingIn) gapPath(gap *Gap) provider.FieldPath {
	if !gap.Owner.IsEmpty() {
		var names []string
		for i, w := range h.want.Owners {
			if sameText(w.FirstName+" "+w.LastName, gap.Owner.Reveal()) {
				names = append(names, h.pkg.Customer.Owners[i].Name)
			}
		}
		if path, known := ownerPaths[gap.Field]; known && len(names) == 1 {
			return provider.MemberPath(names[0], path)
		}
		return ownersPath
	}
	if path, known := gapPaths[gap.Code]; known {
		return path
	}
	return formOf(h.pkg.Customer).path(provider.FieldPath(gap.Field))
}
