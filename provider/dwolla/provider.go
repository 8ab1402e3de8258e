package dwolla

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// The names of the credentials that Provider needs.
const (
	CredentialKey    = "key"
	CredentialSecret = "secret"
)

// Driver is Dwolla's entry in the registry of providers.
func Driver() provider.Driver {
	return provider.Driver{
		Name:           "dwolla",
		CredentialKeys: []string{CredentialKey, CredentialSecret},
		Open:           open,
		Webhooks:       Webhooks{},
	}
}

func open(cfg provider.Config) (provider.Client, error) {
	client, err := New(cfg)
	if err != nil {
		return nil, err
	}
	return NewProvider(client), nil
}

// Provider is a Client as package provider wants it.
type Provider struct {
	client *Client
	now    func() time.Time
}

// NewProvider wraps a Client.
func NewProvider(c *Client) *Provider { return &Provider{client: c, now: time.Now} }

var (
	_ provider.Client      = (*Provider)(nil)
	_ provider.Finder      = (*Provider)(nil)
	_ provider.KeyEnforcer = (*Provider)(nil)
	_ provider.Corrector   = (*Provider)(nil)
	_ provider.Updater     = (*Provider)(nil)
	_ provider.Deactivator = (*Provider)(nil)
	_ provider.EventLister = (*Provider)(nil)

	_ provider.OwnerKeeper   = (*Provider)(nil)
	_ provider.Certifier     = (*Provider)(nil)
	_ provider.DocumentTaker = (*Provider)(nil)
	_ provider.Quizzer       = (*Provider)(nil)
)

// Check implements provider.Client.
func (p *Provider) Check(ctx context.Context) error { return p.client.Check(ctx) }

// EnforcesCreateKey implements provider.KeyEnforcer: the key is stored as correlationId, which
// Dwolla keeps unique across customers (API reference, Customers › Create).
func (p *Provider) EnforcesCreateKey() {}

// RepeatsCreate implements provider.Repeater (API reference, Idempotency key).
func (p *Provider) RepeatsCreate() {}

// NarrowCustomer implements provider.Narrower.
func (p *Provider) NarrowCustomer(c provider.Customer) provider.Customer {
	c.Owners, c.Terms = nil, nil
	c.Person.Papers, c.Person.Background = provider.Papers{}, provider.PersonBackground{}
	c.Business.Background = provider.BusinessBackground{}
	c.Business.Owner.Papers = provider.Papers{}
	if c.Business.Controller != nil {
		controller := *c.Business.Controller
		controller.Identity.Papers = provider.Papers{}
		c.Business.Controller = &controller
	}
	return c
}

// NarrowOwner implements provider.Narrower.
func (p *Provider) NarrowOwner(o provider.Owner) provider.Owner {
	o.Background, o.Identity.Papers = provider.OwnerBackground{}, provider.Papers{}
	return o
}

// ValidateCustomer implements provider.Client.
func (p *Provider) ValidateCustomer(c provider.Customer) []provider.FieldError {
	return p.validate(c, "", demands{})
}

// ValidateCorrection implements provider.Corrector: Dwolla's retry wants all nine digits of the SSN
// of a person or a sole proprietor. Whether it wants those of a controller depends on the customer,
// and is checked by CorrectCustomer.
func (p *Provider) ValidateCorrection(c provider.Customer) []provider.FieldError {
	return p.validate(c, wholeForCorrection, demands{ownerSSN: wholeForCorrection})
}

func (p *Provider) validate(c provider.Customer, whole string, d demands) []provider.FieldError {
	switch c.Type {
	case provider.CustomerPersonal:
		return validatePerson(c.Person, p.now(), whole)
	case provider.CustomerBusiness:
		return validateBusiness(c.Business, p.now(), d)
	}
	return []provider.FieldError{{Path: fieldType, Message: "must be Personal or Business"}}
}

// correlationID is what Dwolla takes as correlationId (API reference, Customers › Create).
var correlationID = regexp.MustCompile(`^[a-z0-9._-]{1,255}$`)

// CreateCustomer implements provider.Client. The industry of a business is looked up first when it is
// given by its name; see Client.Industry.
func (p *Provider) CreateCustomer(ctx context.Context, r provider.CreateRequest) (string, error) {
	key := strings.ToLower(r.Key)
	if !correlationID.MatchString(key) {
		return "", provider.Invalid(OpCreateCustomer,
			"the key must have 1 to 255 characters of a-z, 0-9, hyphen, dot and underscore")
	}
	switch r.Customer.Type {
	case provider.CustomerPersonal:
		person := toDwolla(r.Customer.Person)
		person.CorrelationID = key
		return p.client.CreatePersonalCustomer(ctx, person, r.IdempotencyKey)
	case provider.CustomerBusiness:
		return p.createBusiness(ctx, r, key)
	}
	return "", noSuchType(OpCreateCustomer)
}

func noSuchType(operation string) error {
	return provider.Invalid(operation, "the customer must be of type Personal or Business")
}

// GetCustomer implements provider.Client. While documents are asked for it also lists them: whether
// one waits for review is not to be seen on the customer. Of a business it also reads where the
// certification of ownership stands, if the links do not tell; see certification.
func (p *Provider) GetCustomer(ctx context.Context, r provider.CustomerRef) (provider.Observation, error) {
	c, err := p.client.GetCustomer(ctx, r.ID)
	if err != nil {
		return provider.Observation{}, err
	}
	return p.observe(ctx, c)
}

func (p *Provider) observe(ctx context.Context, c *Customer) (provider.Observation, error) {
	var docs []Document
	if asksForDocuments(c) {
		var err error
		if docs, err = p.client.ListDocuments(ctx, c.ID); err != nil {
			return provider.Observation{}, err
		}
	}
	return p.complete(ctx, c, docs)
}

// complete is the observation of a customer whose documents are known.
func (p *Provider) complete(ctx context.Context, c *Customer, docs []Document) (provider.Observation, error) {
	o := observation(c, docs)
	var err error
	if o.Certification, err = p.certification(ctx, c); err != nil {
		return provider.Observation{}, err
	}
	return o, nil
}

// ProfileOf implements provider.Client.
func (p *Provider) ProfileOf(c provider.Customer) provider.Profile {
	if c.Type == provider.CustomerBusiness {
		return businessProfile(toBusiness(c.Business))
	}
	return profileOf(toDwolla(c.Person))
}

// FindCustomer implements provider.Finder.
func (p *Provider) FindCustomer(ctx context.Context, r provider.FindRequest) (string, error) {
	c, err := p.client.FindByEmailAndCorrelationID(ctx, strings.TrimSpace(r.Email), strings.ToLower(r.Key))
	if err != nil {
		return "", err
	}
	return c.ID, nil
}

// CorrectCustomer implements provider.Corrector. The observation of a person is read out of the answer: no
// document can have been uploaded since. Of a business the customer is read first, since its links
// tell what the one resubmission has to have; see correctBusiness.
func (p *Provider) CorrectCustomer(ctx context.Context, r provider.SubmitRequest) (provider.Observation, error) {
	switch r.Customer.Type {
	case provider.CustomerPersonal:
		c, err := p.client.RetryPersonalCustomer(ctx, r.CustomerID, toDwolla(r.Customer.Person), r.IdempotencyKey)
		if err != nil {
			return provider.Observation{}, err
		}
		return p.complete(ctx, c, nil)
	case provider.CustomerBusiness:
		return p.correctBusiness(ctx, r)
	}
	return provider.Observation{}, noSuchType(OpRetryCustomer)
}

// UpdateCustomer implements provider.Updater.
func (p *Provider) UpdateCustomer(ctx context.Context, r provider.SubmitRequest) (provider.Observation, error) {
	var update CustomerUpdate
	var ok bool
	send := p.client.UpdateCustomer
	switch r.Customer.Type {
	case provider.CustomerPersonal:
		update, ok = updateOf(toDwolla(r.Customer.Person), r.Fields)
	case provider.CustomerBusiness:
		send = p.client.UpdateBusinessCustomer
		update, ok = businessUpdateOf(toBusiness(r.Customer.Business), r.Fields)
	default:
		return provider.Observation{}, noSuchType(OpUpdateCustomer)
	}
	if !ok {
		return provider.Observation{}, provider.Invalid(OpUpdateCustomer, "Dwolla has no update of these fields")
	}
	c, err := send(ctx, r.CustomerID, update, r.IdempotencyKey)
	if err != nil {
		return provider.Observation{}, err
	}
	return p.observe(ctx, c)
}

// DeactivateCustomer implements provider.Deactivator.
func (p *Provider) DeactivateCustomer(ctx context.Context, customerID string) (provider.Observation, error) {
	c, err := p.client.DeactivateCustomer(ctx, customerID)
	return p.settled(ctx, customerID, c, err, StatusDeactivated)
}

// ReactivateCustomer implements provider.Deactivator.
func (p *Provider) ReactivateCustomer(ctx context.Context, customerID string) (provider.Observation, error) {
	c, err := p.client.ReactivateCustomer(ctx, customerID)
	return p.settled(ctx, customerID, c, err,
		StatusVerified, StatusRetry, StatusKBA, StatusDocument, StatusUnverified)
}

// settled makes a change of status harmless to repeat: Dwolla refuses one that has happened already, in a way
// that no page of it tells, and then the customer itself tells.
func (p *Provider) settled(
	ctx context.Context, customerID string, c *Customer, err error, wanted ...string,
) (provider.Observation, error) {
	if err == nil {
		return p.observe(ctx, c)
	}
	class := provider.ClassOf(err)
	if class != provider.ClassConflict && class != provider.ClassInvalid || provider.OutcomeOf(err) != provider.OutcomeRefused {
		return provider.Observation{}, err
	}
	now, lookErr := p.client.GetCustomer(ctx, customerID)
	if lookErr != nil || !slices.Contains(wanted, strings.ToLower(now.Status)) {
		return provider.Observation{}, err
	}
	return p.observe(ctx, now)
}

// ListEvents implements provider.EventLister.
func (p *Provider) ListEvents(ctx context.Context, limit, offset int) (provider.EventPage, error) {
	page, err := p.client.ListEvents(ctx, min(limit, maxPage), offset)
	if err != nil {
		return provider.EventPage{}, err
	}
	events := make([]provider.Event, len(page.Events))
	for i := range page.Events {
		events[i] = page.Events[i].Normalise()
	}
	return provider.EventPage{Events: events, Read: page.Read, More: page.More}, nil
}
