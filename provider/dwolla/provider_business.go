package dwolla

import (
	"context"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// createBusiness submits a business under a key.
func (p *Provider) createBusiness(ctx context.Context, r provider.CreateRequest, key string) (string, error) {
	b := toBusiness(r.Customer.Business)
	b.CorrelationID = key
	industry, err := p.client.Industry(ctx, b.BusinessClassification)
	if err != nil {
		return "", err
	}
	b.BusinessClassification = industry
	id, err := p.client.CreateBusinessCustomer(ctx, b, r.IdempotencyKey)
	return id, p.client.explainIndustry(ctx, industry, err)
}

// correctBusiness resubmits a business. What Dwolla takes depends on the links that the customer now
// has (API reference, Customers › Update › Retry verification): with retry-verification alone it
// wants no controller; with retry-with-full-ssn the controller, with all nine digits of the SSN or a
// passport. So the customer is read first, what is missing is refused before the one attempt is
// spent, and until the resubmission itself is sent no error leaves its outcome unknown.
func (p *Provider) correctBusiness(ctx context.Context, r provider.SubmitRequest) (provider.Observation, error) {
	now, err := p.client.GetCustomer(ctx, r.CustomerID)
	if err != nil {
		return provider.Observation{}, provider.Unsent(err)
	}
	if !strings.EqualFold(now.Status, StatusRetry) || !mayRetry(now) {
		return provider.Observation{}, &provider.Error{
			Class: provider.ClassConflict, Outcome: provider.OutcomeRefused, Operation: OpRetryCustomer,
			Message: meanings["invalidresourcestate"].message,
		}
	}
	b := r.Customer.Business
	d := demands{ownerSSN: wholeForCorrection}
	submit := toBusiness(b)
	switch {
	case !wantsController(now):
		submit.Controller, d.withoutController = nil, true
	case submit.Controller != nil:
		d.controllerSSN, d.controllerPassport = wholeForCorrection, wantsPassport(now)
		if d.controllerPassport {
			submit.Controller.Passport = Passport{
				Number: b.Controller.Identity.PassportNumber, Country: b.Controller.Identity.PassportCountry,
			}
		}
	}
	if fields := validateBusiness(b, p.now(), d); len(fields) > 0 {
		e := provider.Invalid(OpRetryCustomer, "the correction lacks what Dwolla asks for")
		e.Fields = fields
		return provider.Observation{}, e
	}
	if submit.BusinessClassification, err = p.client.Industry(ctx, submit.BusinessClassification); err != nil {
		return provider.Observation{}, err
	}
	c, err := p.client.RetryBusinessCustomer(ctx, r.CustomerID, submit, r.IdempotencyKey)
	if err != nil {
		return provider.Observation{}, p.client.explainIndustry(ctx, submit.BusinessClassification, err)
	}
	o, err := p.observe(ctx, c) // Documents may have been uploaded before.
	if e := provider.As(err); e != nil {
		// The attempt is spent, whatever became of reading the rest.
		spent := *e
		spent.Outcome = provider.OutcomeUnknown
		return provider.Observation{}, &spent
	}
	return o, err
}

// certifications read Dwolla's word for where the certification of ownership stands.
var certifications = map[string]provider.Certification{
	OwnershipUncertified: provider.CertificationNeeded,
	OwnershipCertified:   provider.CertificationDone,
	OwnershipRecertify:   provider.CertificationAgain,
}

// certified reads Dwolla's word. One that is not known asks for a certification, which does no harm.
func certified(status string) provider.Certification {
	if c, known := certifications[strings.ToLower(status)]; known {
		return c
	}
	return provider.CertificationNeeded
}

// certification tells where the certification of a customer's ownership stands, by its links as far
// as they tell (API reference, Customers › Retrieve, and Beneficial owners › Retrieve ownership
// status):
//
//   - Persons and sole proprietorships need none.
//   - Without the link certify-beneficial-ownership nothing is outstanding. Dwolla says so of customers
//     in general, and its samples show that link in the statuses verified and document; which links the
//     other statuses have is not documented, so there the status of the ownership is read.
//   - With that link and send, it has to be certified again: a business that never was may not send.
//   - With that link alone it is not certified, or has to be again and an owner is not verified: the
//     status of the ownership is read, which takes one call. A business that was created a moment ago
//     cannot have been certified and changed since.
//
// A closed or suspended account whose ownership cannot be read has nothing to certify either.
func (p *Provider) certification(ctx context.Context, c *Customer) (provider.Certification, error) {
	status := strings.ToLower(c.Status)
	switch {
	case c.Type != TypeBusiness || c.soleProprietorship():
		return provider.CertificationNotNeeded, nil
	case c.Links.Has(relCertify) && c.Links.Has(relSend):
		return provider.CertificationAgain, nil
	case len(c.Links) > 0 && !c.Links.Has(relCertify) && (status == StatusVerified || status == StatusDocument):
		return provider.CertificationDone, nil
	case c.Links.Has(relCertify) && isNewborn(c):
		return provider.CertificationNeeded, nil
	}
	now, err := p.client.Ownership(ctx, c.ID)
	closed := status == StatusSuspended || status == StatusDeactivated
	if provider.ClassOf(err) == provider.ClassNotFound || closed && refusedNow(err) {
		return provider.CertificationNotNeeded, nil
	}
	if err != nil {
		return "", err
	}
	return certified(now), nil
}

// newborn is how long nobody but its creator knows of a customer.
const newborn = 10 * time.Second

// isNewborn tells, by Dwolla's clock, whether the customer was created a moment before it was read.
func isNewborn(c *Customer) bool {
	return !c.Created.IsZero() && !c.Through.IsZero() && c.Through.Sub(c.Created.Time) < newborn
}

// CertifyOwnership implements provider.Certifier. Dwolla refuses as Forbidden what it does not take
// now; the ownership itself then tells whether it is certified already.
func (p *Provider) CertifyOwnership(ctx context.Context, customerID, idempotencyKey string) (provider.Certification, error) {
	status, err := p.client.CertifyOwnership(ctx, customerID, idempotencyKey)
	if err == nil {
		return certified(status), nil
	}
	if !refusedNow(err) {
		return "", err
	}
	now, lookErr := p.client.Ownership(ctx, customerID)
	switch {
	case lookErr != nil:
		return "", err
	case certified(now) == provider.CertificationDone:
		return provider.CertificationDone, nil
	}
	return certified(now), conflict(err, "Dwolla does not take the certification of ownership now: "+
		"it may wait for the business or one of its owners to be verified")
}

// refusedNow tells whether Dwolla refused a call in a way that may be about the state of the thing:
// of owners and their certification it says Forbidden where it says InvalidResourceState of others.
func refusedNow(err error) bool {
	class := provider.ClassOf(err)
	return err != nil && provider.OutcomeOf(err) == provider.OutcomeRefused &&
		(class == provider.ClassAuth && isForbidden(err) || class == provider.ClassConflict)
}

func isForbidden(err error) bool {
	key := codeKey(provider.As(err).Code)
	return key == "forbidden" || key == "notauthorized"
}

// conflict is a refusal that turned out to be about the state of the thing.
func conflict(err error, message string) error {
	e := *provider.As(err)
	e.Class, e.Message = provider.ClassConflict, message
	return &e
}
