package fin

import (
	"context"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// Check implements provider.Client.
func (p *Provider) Check(ctx context.Context) error { return p.client.Check(ctx) }

// ProfileOf implements provider.Client: Fin has no call that changes a customer's data.
func (p *Provider) ProfileOf(provider.Customer) provider.Profile { return nil }

// ValidateCustomer implements provider.Client. What Fin's lists tell, of names and of countries, is looked up by
// CreateCustomer.
func (p *Provider) ValidateCustomer(c provider.Customer) []provider.FieldError {
	switch c.Type {
	case provider.CustomerPersonal:
		return append(unsaidOfPerson(c.Person), inWordsOf(c).all(individualOf(c.Person).Validate(p.now()))...)
	case provider.CustomerBusiness:
		return append(unsaidOfBusiness(c), inWordsOf(c).all(businessOf(c).Validate(p.now()))...)
	}
	return []provider.FieldError{{Path: "type", Message: "must be Personal or Business"}}
}

// CreateCustomer implements provider.Client. The key is stored as the reference in meta_data, which people see
// in Fin's dashboard and no answer of the API shows again; IdempotencyKey has no counterpart at Fin.
func (p *Provider) CreateCustomer(ctx context.Context, r provider.CreateRequest) (string, error) {
	if found := p.ValidateCustomer(r.Customer); len(found) > 0 {
		return "", refused(createOf(r.Customer.Type), found)
	}
	created, err := p.create(ctx, r)
	if err != nil {
		return "", inWordsOf(r.Customer).error(err)
	}
	return created.CustomerID, nil
}

func (p *Provider) create(ctx context.Context, r provider.CreateRequest) (*Created, error) {
	reference := map[string]string{}
	if r.Key != "" {
		reference["reference"] = r.Key
	}
	if r.Customer.Type == provider.CustomerBusiness {
		b := businessOf(r.Customer)
		b.MetaData = reference
		if err := p.listBusiness(ctx, r.Customer.Business, &b.FinancialProfile); err != nil {
			return nil, err
		}
		if err := p.locate(ctx, OpCreateBusiness, b.localities()); err != nil {
			return nil, err
		}
		return p.client.CreateBusiness(ctx, b)
	}
	person := individualOf(r.Customer.Person)
	person.MetaData = reference
	if err := p.listPerson(ctx, r.Customer.Person, &person.FinancialProfile); err != nil {
		return nil, err
	}
	if err := p.locate(ctx, OpCreateIndividual, person.localities()); err != nil {
		return nil, err
	}
	return p.client.CreateIndividual(ctx, person)
}

func createOf(t provider.CustomerType) string {
	if t == provider.CustomerBusiness {
		return OpCreateBusiness
	}
	return OpCreateIndividual
}

func refused(operation string, fields []provider.FieldError) *provider.Error {
	e := provider.Invalid(operation, "Fin would refuse this")
	e.Fields = fields
	return e
}

// GetCustomer implements provider.Client.
func (p *Provider) GetCustomer(ctx context.Context, r provider.CustomerRef) (provider.Observation, error) {
	c, err := p.read(ctx, r.ID, r.Type)
	if err != nil {
		return provider.Observation{}, err
	}
	return observe(c, r.HandedIn), nil
}

// read reads a customer by the version that Fin's pages advise for its type, V1 for individuals and V2 for
// businesses, and by the other one if it is not of the type that it is taken for. Which version serves whom is
// not documented beyond that advice. V1 does not say what is wrong with an individual who has to act but for what it
// requests, and that, as why somebody was rejected, in a form of which nothing is documented: where nothing of it can
// be read, V2 is asked as well.
func (p *Provider) read(ctx context.Context, id string, taken provider.CustomerType) (*Customer, error) {
	first, other, want := p.client.GetIndividual, p.client.GetBusiness, TypeIndividual
	if taken == provider.CustomerBusiness {
		first, other, want = other, first, TypeBusiness
	}
	c, err := first(ctx, id)
	silent := err == nil && c.Type == want && want == TypeIndividual && c.isSilent()
	if err == nil && c.Type == want && !silent || err != nil && !isMissing(err) {
		return c, err
	}
	second, otherErr := other(ctx, id)
	switch {
	case otherErr == nil:
		return second, nil
	case silent && !isMissing(otherErr):
		return nil, otherErr // What it asks for would come and go with every failure.
	}
	return c, err
}

// isMissing tells that a version of the API does not have the customer.
func isMissing(err error) bool {
	return slices.Contains([]provider.Class{provider.ClassNotFound, provider.ClassInvalid}, provider.ClassOf(err))
}

// isSilent tells that something is requested that cannot be read, or that a customer has to act or was rejected, and
// nothing says what is to be done, or why.
func (c *Customer) isSilent() bool {
	status := Canonical(c.Status)
	return slices.ContainsFunc(c.Requests, Request.isUnread) ||
		(status == StatusActionRequired && len(c.Requests) == 0 || status == StatusRejected) &&
			(c.Rejection == nil || c.Rejection.Applicant == nil && len(c.Rejection.Documents) == 0)
}

// observe is Observe with what takes knowing whether a package was handed in: Fin shows INCOMPLETE until it
// begins to work on what was attached (page Attach documents to an individual customer, V2).
func observe(c *Customer, handedIn bool) provider.Observation {
	o := Observe(c)
	o.Package = packageState(c, handedIn)
	for _, party := range c.Parties {
		o.Owners = append(o.Owners, ObserveParty(c, party))
	}
	if o.Status != StatusIncomplete || !handedIn {
		return o
	}
	queued := readings[StatusProcessing]
	o.Phase, o.Reason, o.ReviewDue, o.Requirements = queued.phase, queued.reason, queued.due, nil
	for i := range o.Owners {
		if owner := &o.Owners[i]; owner.Status == PartyInitiated {
			owner.Phase, owner.Reason, owner.Requirements = queued.phase, queued.reason, nil
		}
	}
	return o
}

// packageState tells what Fin would take. As long as it does not have the documents of the parties, the rest of the
// package is wanted, unless a whole one was handed in: then it asks for more. That it lacks them Fin tells by
// ASSOCIATED_PARTIES_REMAINING, after PROCESSING, in which nobody is to take the package for handed in.
func packageState(c *Customer, handedIn bool) provider.PackageState {
	switch Canonical(c.Status) {
	case StatusIncomplete:
		if !handedIn {
			return provider.PackageWanted
		}
	case StatusProcessing:
		if !handedIn && c.hasInitiated() {
			return provider.PackageRestWanted
		}
	case StatusPartiesRemaining:
		if !handedIn {
			return provider.PackageRestWanted
		}
		return provider.PackageWantedAgain
	case StatusActionRequired:
		return provider.PackageWantedAgain
	case StatusApproved:
		if len(c.Requests) > 0 {
			return provider.PackageWantedAgain
		}
	}
	return provider.PackageNone
}

// hasInitiated tells whether there is a party whom Fin has not looked at.
func (c *Customer) hasInitiated() bool {
	return slices.ContainsFunc(c.Parties, func(p Party) bool { return p.isInitiated() })
}

func (p Party) isInitiated() bool {
	return strings.EqualFold(strings.TrimSpace(p.Verification.Status), PartyInitiated)
}
