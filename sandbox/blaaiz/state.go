package blaaiz

import (
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/later"
)

// state is everything that the API remembers, under the API's mutex.
type state struct {
	business  string      // id of the platform's own business
	customers []*customer // in order of creation
	byID      map[string]*customer

	createdByEmail map[string]int
	ownersCreated  map[string]int // by customer id
	files          map[string]*file
	uploaded       map[string]int // files ever uploaded, by fingerprint

	hook   *hook // where webhooks go, or nil
	logs   []*logEntry
	events []eventRecord
}

func (a *API) newState() state {
	return state{
		business:       a.cfg.IDs.UUID("blaaiz-business"),
		byID:           make(map[string]*customer),
		createdByEmail: make(map[string]int),
		ownersCreated:  make(map[string]int),
		files:          make(map[string]*file),
		uploaded:       make(map[string]int),
	}
}

// Types of customers.
const (
	typeIndividual = "individual"
	typeBusiness   = "business"
)

// Statuses: of customers, and of owners and documents (reference 14).
const (
	statusPending    = "PENDING"
	statusProcessing = "PROCESSING"
	statusVerified   = "VERIFIED"
	statusRejected   = "REJECTED"
	statusApproved   = "APPROVED"
)

// Scopes of a business's verification (reference 6.3).
const (
	kybFull    = "FULL"
	kybMinimal = "MINIMAL"
)

// values are the fields of a customer or an owner that were sent, as they are shown again.
type values map[string]any

func (v values) text(name string) string {
	s, _ := v[name].(string)
	return s
}

// merge takes changes over; nil clears.
func (v values) merge(changes values) {
	for name, value := range changes {
		if value == nil {
			delete(v, name)
		} else {
			v[name] = value
		}
	}
}

// customer is a record and where its verification stands.
type customer struct {
	id, kind  string
	values    values
	kybScope  string // of a business
	status    string
	owners    []*owner
	documents []*document
	files     map[string]string // of an individual: field to file id
	comments  []comment

	created, updated time.Time
	// submissions is how often it was handed in for review.
	submissions int
	// checking tells that an individual's verdict is on its way.
	checking bool
	// decided tells that the customer's name has had its effect.
	decided bool
	// turn is what goes on by itself.
	turn later.Turn
}

type comment struct {
	id, text, kind string
	at             time.Time
}

// child is what an owner and a document have in common: they are reviewed.
type child struct {
	status   string
	comments []string
	decided  bool
}

// edited is what a client's change does to a child (reference 14).
func (ch *child) edited() {
	if ch.status == statusRejected {
		ch.status, ch.comments = statusPending, nil
	}
}

// lockedIn tells whether a child may not be changed (reference 14).
func (ch *child) lockedIn(c *customer) bool {
	return ch.status == statusApproved || ch.status == statusProcessing || c.locked()
}

func (c *customer) locked() bool { return c.status == statusProcessing || c.status == statusVerified }

type owner struct {
	child
	id          string
	values      values
	front, back string // file ids
}

type document struct {
	child
	id, kind, name, description string
	file                        string
	extension                   string
	created, updated            time.Time
}

// children are all owners and documents.
func (c *customer) children() []*child {
	var out []*child
	for _, o := range c.owners {
		out = append(out, &o.child)
	}
	for _, d := range c.documents {
		out = append(out, &d.child)
	}
	return out
}
