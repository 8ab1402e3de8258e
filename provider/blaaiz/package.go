package blaaiz

import (
	"context"

	"github.com/bonafide-dev/bonafide/provider"
)

// OpHandIn names the handing in of a package, in errors that are about no single call.
const OpHandIn = "HandIn"

const incomplete = "the package is not complete, or not as Blaaiz takes it"

// HandIn implements provider.PackageTaker. It looks at the customer, changes what differs, brings what is not
// there, looks once more, and has the customer reviewed by its last call.
func (p *Provider) HandIn(ctx context.Context, pkg provider.Package) error {
	if problems := p.ValidatePackage(pkg); len(problems) > 0 {
		return lacking(OpHandIn, incomplete, problems)
	}
	c, err := p.client.GetCustomer(ctx, pkg.CustomerID)
	if err != nil {
		return beforeReview(err)
	}
	switch {
	case c.Type != typesOfCustomer[pkg.Customer.Type]:
		return lacking(OpHandIn, "the customer is of another type at Blaaiz", []provider.FieldError{{
			Path: "type", Message: "is not the type of the customer at Blaaiz: name another customerID, or write the other type",
		}})
	case !c.open():
		return notNow()
	case c.Type == TypeBusiness:
		return provider.Vanished(p.handInBusiness(ctx, pkg, c))
	}
	return provider.Vanished(p.handInPerson(ctx, pkg, c))
}

// stillOpen is the last look before the review is asked for: a verdict, or a review, that came since the first look
// is of another package. That a rejected customer is PENDING once its data has changed is no such thing.
func (p *Provider) stillOpen(ctx context.Context, seen *Customer) error {
	c, err := p.client.GetCustomer(ctx, seen.ID)
	switch {
	case err != nil:
		return beforeReview(err)
	case !c.open(), !seen.rejected() && c.rejected():
		return notNow()
	}
	return nil
}

func notNow() error {
	return &provider.Error{
		Class: provider.ClassConflict, Outcome: provider.OutcomeRefused, Operation: OpHandIn, Err: ErrLocked,
		Message: "Blaaiz takes no package of this customer now: it is under review, or there is a verdict",
	}
}

// beforeReview is an error of a call before the last one: no review was begun. What the call itself may have
// done is found by the look with which the next attempt begins, or is done once more without harm. That does not
// hold of calls that make an owner or a document: one that was not answered may take its effect after that look, and
// there would be two. Its outcome stays what it is, so that callers wait.
func beforeReview(err error) error {
	if err == nil || provider.As(err) != nil {
		return provider.Unsent(err)
	}
	return &provider.Error{
		Class: provider.ClassUnavailable, Outcome: provider.OutcomeRefused, Operation: OpHandIn,
		Message: "the package was not handed in", Err: err,
	}
}

// documentPlace makes the path of a field of a document.
type documentPlace func(provider.FieldPath) provider.FieldPath

func ofCustomer(path provider.FieldPath) provider.FieldPath { return path }

func ofMember(m provider.Member) documentPlace {
	return func(path provider.FieldPath) provider.FieldPath { return provider.MemberPath(m.Name, path) }
}

// aboutFiles puts the refusal of files to the documents that they are of. Blaaiz names one problem at a time, and
// not surely the file.
func aboutFiles(err error, at documentPlace, documents ...provider.Document) error {
	e := provider.As(err)
	if e == nil || e.Class != provider.ClassInvalid {
		return err
	}
	told := *e
	told.Fields = nil
	message := "is refused by Blaaiz"
	if len(documents) > 1 {
		message = "is refused by Blaaiz, or one of those that go with it is"
	}
	for _, d := range documents {
		told.Fields = append(told.Fields, provider.FieldError{
			Path: at(provider.DocumentPath(d.Name, "source")), Message: message + ": give a PDF, a JPEG or a PNG of at most 25 MB",
		})
	}
	return &told
}
