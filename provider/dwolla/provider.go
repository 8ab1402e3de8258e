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
	client, err := New(Config{
		Environment:       cfg.Environment,
		Endpoint:          cfg.Endpoint,
		Key:               cfg.Credentials[CredentialKey],
		Secret:            cfg.Credentials[CredentialSecret],
		RequestsPerSecond: cfg.RequestsPerSecond,
		Burst:             cfg.Burst,
		UserAgent:         cfg.UserAgent,
		Transport:         cfg.Transport,
		OnCall:            cfg.OnCall,
	})
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
)

// Check implements provider.Client.
func (p *Provider) Check(ctx context.Context) error { return p.client.Check(ctx) }

// EnforcesCreateKey implements provider.KeyEnforcer: the key is stored as correlationId, which
// Dwolla keeps unique across customers (API reference, Customers › Create).
func (p *Provider) EnforcesCreateKey() {}

// ValidateCustomer implements provider.Client.
func (p *Provider) ValidateCustomer(c provider.Customer) []provider.FieldError {
	return p.validate(c, false)
}

// ValidateCorrection implements provider.Corrector: Dwolla's retry wants all nine digits of the SSN.
func (p *Provider) ValidateCorrection(c provider.Customer) []provider.FieldError {
	return p.validate(c, true)
}

func (p *Provider) validate(c provider.Customer, allSSN bool) []provider.FieldError {
	if c.Type != provider.CustomerPersonal {
		return []provider.FieldError{{Path: fieldType, Message: "must be Personal: this driver submits persons only"}}
	}
	return validatePerson(c.Person, p.now(), allSSN)
}

// correlationID is what Dwolla takes as correlationId (API reference, Customers › Create).
var correlationID = regexp.MustCompile(`^[a-z0-9._-]{1,255}$`)

// CreateCustomer implements provider.Client.
func (p *Provider) CreateCustomer(ctx context.Context, r provider.CreateRequest) (string, error) {
	person, err := personOf(OpCreateCustomer, r.Customer)
	if err != nil {
		return "", err
	}
	person.CorrelationID = strings.ToLower(r.Key)
	if !correlationID.MatchString(person.CorrelationID) {
		return "", invalid(OpCreateCustomer,
			"the key must have 1 to 255 characters of a-z, 0-9, hyphen, dot and underscore")
	}
	return p.client.CreatePersonalCustomer(ctx, person, r.IdempotencyKey)
}

// personOf is the customer in Dwolla's words.
func personOf(operation string, c provider.Customer) (PersonalCustomer, error) {
	if c.Type != provider.CustomerPersonal {
		return PersonalCustomer{}, invalid(operation, "this driver submits persons only")
	}
	return toDwolla(c.Person), nil
}

func toDwolla(p provider.Person) PersonalCustomer {
	return PersonalCustomer{
		FirstName:   p.FirstName,
		LastName:    p.LastName,
		Email:       p.Email,
		Phone:       p.Phone,
		Address1:    p.Address.Line1,
		Address2:    p.Address.Line2,
		City:        p.Address.City,
		State:       p.Address.State,
		PostalCode:  p.Address.PostalCode,
		DateOfBirth: p.DateOfBirth,
		SSN:         p.SSN,
	}
}

// GetCustomer implements provider.Client. In status document it also lists the documents: whether
// one waits for review is not to be seen on the customer.
func (p *Provider) GetCustomer(ctx context.Context, customerID string) (provider.Observation, error) {
	c, err := p.client.GetCustomer(ctx, customerID)
	if err != nil {
		return provider.Observation{}, err
	}
	return p.observe(ctx, c)
}

func (p *Provider) observe(ctx context.Context, c *Customer) (provider.Observation, error) {
	var docs []Document
	if strings.EqualFold(c.Status, StatusDocument) {
		var err error
		if docs, err = p.client.ListDocuments(ctx, c.ID); err != nil {
			return provider.Observation{}, err
		}
	}
	return observation(c, docs), nil
}

// ProfileOf implements provider.Client.
func (p *Provider) ProfileOf(c provider.Customer) provider.Profile {
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

// CorrectCustomer implements provider.Corrector. The observation is read out of the answer: no
// document can have been uploaded since.
func (p *Provider) CorrectCustomer(ctx context.Context, r provider.SubmitRequest) (provider.Observation, error) {
	person, err := personOf(OpRetryCustomer, r.Customer)
	if err != nil {
		return provider.Observation{}, err
	}
	c, err := p.client.RetryPersonalCustomer(ctx, r.CustomerID, person, r.IdempotencyKey)
	if err != nil {
		return provider.Observation{}, err
	}
	return observation(c, nil), nil
}

// UpdateCustomer implements provider.Updater.
func (p *Provider) UpdateCustomer(ctx context.Context, r provider.SubmitRequest) (provider.Observation, error) {
	person, err := personOf(OpUpdateCustomer, r.Customer)
	if err != nil {
		return provider.Observation{}, err
	}
	update, ok := updateOf(person, r.Fields)
	if !ok {
		return provider.Observation{}, invalid(OpUpdateCustomer, "Dwolla has no update of these fields")
	}
	c, err := p.client.UpdateCustomer(ctx, r.CustomerID, update, r.IdempotencyKey)
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

// settled makes a change of status harmless to repeat: Dwolla refuses one that has happened already,
// and then the customer itself tells.
func (p *Provider) settled(
	ctx context.Context, customerID string, c *Customer, err error, wanted ...string,
) (provider.Observation, error) {
	if err == nil {
		return p.observe(ctx, c)
	}
	if provider.ClassOf(err) != provider.ClassConflict || provider.OutcomeOf(err) != provider.OutcomeRefused {
		return provider.Observation{}, err
	}
	now, lookErr := p.client.GetCustomer(ctx, customerID)
	if lookErr != nil || !slices.Contains(wanted, strings.ToLower(now.Status)) {
		return provider.Observation{}, err
	}
	return p.observe(ctx, now)
}

// ListEvents implements provider.EventLister.
func (p *Provider) ListEvents(ctx context.Context, limit, offset int) ([]provider.Event, bool, error) {
	page, err := p.client.ListEvents(ctx, min(limit, maxPage), offset)
	if err != nil {
		return nil, false, err
	}
	events := make([]provider.Event, len(page.Events))
	for i := range page.Events {
		events[i] = page.Events[i].Normalise()
	}
	return events, page.More, nil
}
