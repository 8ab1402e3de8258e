package dwolla

import (
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// statusIncomplete is the status of an owner who has one update; the others, verified and document, are
// named as a customer's (reference 4.4).
const statusIncomplete = "incomplete"

// owner is a beneficial owner of a business and where the verification stands. A removed one is kept, out
// of the API's sight, so that tests can count what was created.
type owner struct {
	id       string
	customer *customer
	created  time.Time
	removed  bool

	firstName, lastName string
	address             internationalAddress
	identity

	status string
	// Updates: granted by every entry into incomplete, spent, and refused.
	allowed, used, refused int
	documents              uploads
}

type ownerView struct {
	Links     links                `json:"_links"`
	ID        string               `json:"id"`
	FirstName string               `json:"firstName"`
	LastName  string               `json:"lastName"`
	Status    string               `json:"verificationStatus"`
	Created   string               `json:"created"`
	Address   internationalAddress `json:"address"`
}

func (o *owner) path() string { return "/beneficial-owners/" + o.id }

func (o *owner) view(b base) ownerView {
	v := ownerView{
		Links: links{"self": b.link(o.path(), kindOwner)},
		ID:    o.id, FirstName: o.firstName, LastName: o.lastName,
		Status: o.status, Created: timestamp(o.created), Address: o.address,
	}
	switch o.status {
	case statusIncomplete:
		v.Links["retry-verification"] = b.link(o.path(), kindOwner)
	case statusDocument:
		v.Links["verify-with-document"] = b.link(o.path()+"/documents", kindDocument)
	}
	return v
}

func (o *owner) truth() controlapi.Owner {
	return controlapi.Owner{
		ID: o.id, CustomerID: o.customer.id, Status: o.status, Created: o.created, Removed: o.removed,
		HasDateOfBirth: o.hasDateOfBirth, SSNDigits: o.ssnDigits, HasPassport: o.hasPassport,
		AttemptsAllowed: o.allowed, AttemptsUsed: o.used, AttemptsRefused: o.refused,
		Documents: o.documents.truth(),
	}
}

// read takes over a create or update body; both are the same and complete (reference 4.2).
func (o *owner) read(in *input) *apiError {
	next := *o
	next.firstName = in.required("firstName", atMost(50), plain)
	next.lastName = in.required("lastName", atMost(50), plain)
	next.identity.take(readAnyPerson(in, fullSSN, atMost(255), plain))
	next.address = readInternationalAddress(in)
	if err := in.refusal(); err != nil {
		return err
	}
	*o = next
	return nil
}

// triggered returns the status that an owner's first name leads to (reference 9.1).
func (o *owner) triggered() string {
	switch o.firstName {
	case statusIncomplete, statusDocument:
		return o.firstName
	}
	return statusVerified
}

// triggeredAgain is triggered for an update: repeating the name that failed leads to document.
func (o *owner) triggeredAgain() string {
	if status := o.triggered(); status != statusIncomplete {
		return status
	}
	return statusDocument
}

// ownerTopics announce an owner's statuses (reference 4.4).
var ownerTopics = map[string]string{
	statusVerified:   "customer_beneficial_owner_verified",
	statusIncomplete: "customer_beneficial_owner_reverification_needed",
	statusDocument:   "customer_beneficial_owner_verification_document_needed",
}

// setOwner puts an owner into a status without telling anybody. Entering incomplete grants one update. The
// state is locked.
func (a *API) setOwner(o *owner, status string) {
	if status == statusIncomplete {
		o.allowed++
	}
	o.status = status
	a.cfg.Logger.Info("owner status", "api", Name, "customer", o.customer.id, "owner", o.id, "status", status)
}

// enterOwner is setOwner, with the event of the new status. The state is locked.
func (a *API) enterOwner(o *owner, status string) {
	a.setOwner(o, status)
	a.fireOwner(ownerTopics[status], o)
}

func (a *API) fireOwner(topic string, o *owner) {
	a.fireAbout(topic, o.customer, kindOwner, o.id, a.now())
}
