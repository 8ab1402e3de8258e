package blaaiz

import (
	"context"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Check implements provider.Client.
func (p *Provider) Check(ctx context.Context) error { return p.client.Check(ctx) }

// ProfileOf implements provider.Client: changes go with the package.
func (p *Provider) ProfileOf(provider.Customer) provider.Profile { return nil }

// ValidateCustomer implements provider.Client.
func (p *Provider) ValidateCustomer(c provider.Customer) []provider.FieldError {
	switch c.Type {
	case provider.CustomerPersonal:
		return p.validatePerson(c.Person)
	case provider.CustomerBusiness:
		return p.validateBusiness(c)
	}
	return []provider.FieldError{{Path: "type", Message: "must be Personal or Business"}}
}

// CreateCustomer implements provider.Client. Blaaiz has no place for the keys: what keeps a second customer from
// being created is that callers look for lookalikes first, and of businesses the registration number.
func (p *Provider) CreateCustomer(ctx context.Context, r provider.CreateRequest) (string, error) {
	if problems := p.ValidateCustomer(r.Customer); len(problems) > 0 {
		return "", lacking(OpCreateCustomer, "the customer is not as Blaaiz takes it", problems)
	}
	if r.Customer.Type == provider.CustomerBusiness {
		b, _ := toBusiness(r.Customer)
		id, err := p.client.CreateBusiness(ctx, b)
		return id, p.existing(ctx, r.Customer, formOf(r.Customer).explain(err))
	}
	id, err := p.client.CreateIndividual(ctx, toIndividual(r.Customer.Person))
	return id, p.existing(ctx, r.Customer, formOf(r.Customer).explain(err))
}

// existing adds to the refusal of a duplicate which customer stands in the way, if a list tells for sure.
func (p *Provider) existing(ctx context.Context, c provider.Customer, err error) error {
	if provider.ClassOf(err) != provider.ClassDuplicate {
		return err
	}
	page, listErr := p.client.ListCustomers(ctx, filterFor(requestFor(c)))
	if listErr != nil {
		return err
	}
	var ids []string
	for _, row := range page.Customers {
		if row.ofCountry(c.Business.Address.Country) || c.Type != provider.CustomerBusiness {
			ids = append(ids, row.ID)
		}
	}
	if len(ids) != 1 || page.More {
		return err
	}
	e := *provider.As(err)
	e.ExistingID = ids[0]
	return &e
}

// GetCustomer implements provider.Client. The type is what Blaaiz says: it keeps both in one place.
func (p *Provider) GetCustomer(ctx context.Context, r provider.CustomerRef) (provider.Observation, error) {
	c, err := p.client.GetCustomer(ctx, r.ID)
	if err != nil {
		return provider.Observation{}, err
	}
	return c.observation(r), nil
}

// observation is Observe with what comes with the customer, and with what may be handed in. A package is the
// only way in which anything is corrected.
func (c *Customer) observation(r provider.CustomerRef) provider.Observation {
	known := Known{Submission: SubmissionNone}
	if r.HandedIn {
		known.Submission = SubmissionDone
	}
	if strings.EqualFold(r.Remark.Status, c.Status) {
		known.Comment = Text{Private{pii.New(r.Remark.Text)}}
	}
	o := c.Observe(known)
	o.Correction = provider.CorrectionNone
	o.Package = c.packageState(r.HandedIn)
	if o.Package == provider.PackageWantedAgain {
		o.Remark = c.comment(known)
	}
	for _, w := range c.Owners {
		of, _ := c.ObserveOwner(w.ID)
		of.Correction = provider.CorrectionNone
		o.Owners = append(o.Owners, of)
	}
	for _, d := range c.Documents {
		of, _ := c.ObserveDocument(d.ID)
		o.Documents = append(o.Documents, of)
	}
	return o
}

// packageState tells whether Blaaiz would take a package. An individual stays PENDING while the identity
// document is looked at; a business that is PENDING after it was handed in was put back by Blaaiz's staff.
func (c *Customer) packageState(handedIn bool) provider.PackageState {
	switch {
	case !c.open():
		return provider.PackageNone
	case c.rejected():
		return provider.PackageWantedAgain
	case !handedIn:
		return provider.PackageWanted
	case c.Type == TypeBusiness:
		return provider.PackageWantedAgain
	}
	return provider.PackageNone
}

// open tells whether a customer's status lets it be changed and handed in.
func (c *Customer) open() bool {
	return strings.EqualFold(c.Status, StatusPending) || c.rejected()
}

func (c *Customer) rejected() bool { return strings.EqualFold(c.Status, StatusRejected) }

// RemoveOwner implements provider.OwnerRemover.
func (p *Provider) RemoveOwner(ctx context.Context, customerID, ownerID string) error {
	return p.client.DeleteOwner(ctx, customerID, ownerID)
}

// lacking is the refusal of what is not complete, or not as Blaaiz takes it.
func lacking(operation, message string, problems []provider.FieldError) error {
	e := provider.Invalid(operation, message)
	e.Fields = problems
	return e
}
