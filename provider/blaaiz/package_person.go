package blaaiz

import (
	"context"
	"errors"

	"github.com/bonafide-dev/bonafide/provider"
)

// handInPerson hands in an individual. Uploads make nothing the customer's: the one request that registers all
// files does, and begins the review by the identity document among them. So there is no state between, in which
// some of the files are there; and after a rejection, when no page says whether earlier files still count, all are
// brought anew.
func (p *Provider) handInPerson(ctx context.Context, pkg provider.Package, c *Customer) error {
	u, differs := individualUpdate(toIndividual(pkg.Customer.Person), c)
	if len(differs.fields) > 0 {
		if _, err := p.client.UpdateIndividual(ctx, c.ID, u); err != nil {
			return formOf(pkg.Customer).explain(beforeReview(err))
		}
	}
	files := map[string]string{}
	var brought []provider.Document
	for _, d := range pkg.Documents {
		category := categoryOf(d)
		if d.Known && category != CategoryIdentity && !c.rejected() {
			continue
		}
		id, err := p.client.UploadCustomerFile(ctx, c.ID, category, fileOf(d))
		if err != nil {
			return beforeReview(aboutFiles(hidden(err), ofCustomer, d))
		}
		files[category], brought = id, append(brought, d)
	}
	if err := p.stillOpen(ctx, c); err != nil {
		return err
	}
	return aboutFiles(hidden(p.client.RegisterCustomerFiles(ctx, c.ID, files)), ofCustomer, brought...)
}

// hidden reads a lock of an individual who is not shown as being under review: they are PENDING before a review
// and in it, and only the lock tells the one from the other (API reference, Add customer files). That goes for files
// alone: the data of whoever is PENDING can be changed (API reference, Update a customer), so that a refusal of those
// tells of no review.
func hidden(err error) error {
	e := provider.As(err)
	if e == nil || e.Class != provider.ClassConflict || !errors.Is(err, ErrLocked) {
		return err
	}
	told := *e
	told.Err = errors.Join(provider.ErrUnderReview, e.Err)
	return &told
}
