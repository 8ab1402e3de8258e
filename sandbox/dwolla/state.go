package dwolla

import (
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// state is everything that the API remembers, under the API's mutex.
type state struct {
	account   string
	customers []*customer // in order of creation
	byID      map[string]*customer
	byEmail   map[string]*customer // by lower-case address
	byKey     map[string]*customer // by correlationId

	owners    []*owner // in order of creation, the removed ones too
	ownerByID map[string]*owner

	createdByEmail map[string]int
	createdByKey   map[string]int

	events    []*event // in order of creation
	eventByID map[string]*event
	documents map[string]*document
	uploaded  map[string]int // documents ever created, by fingerprint
	kbas      map[string]*kbaSession

	subscriptions []*subscription // in order of creation
	webhooks      map[string]*webhookRecord
}

func (a *API) newState() state {
	return state{
		account:        a.cfg.IDs.UUID("account"),
		byID:           make(map[string]*customer),
		byEmail:        make(map[string]*customer),
		byKey:          make(map[string]*customer),
		ownerByID:      make(map[string]*owner),
		createdByEmail: make(map[string]int),
		createdByKey:   make(map[string]int),
		eventByID:      make(map[string]*event),
		documents:      make(map[string]*document),
		uploaded:       make(map[string]int),
		kbas:           make(map[string]*kbaSession),
		webhooks:       make(map[string]*webhookRecord),
	}
}

// accountID is the master account to which every event belongs.
func (a *API) accountID() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.account
}

// find returns a resource by id; the case of its letters does not matter (reference 1.4).
func find[T any](in map[string]T, id string) (T, *apiError) {
	v, ok := records.Find(in, id)
	if !ok {
		return v, errNotFound()
	}
	return v, nil
}

// add puts a new customer into the indexes.
func (s *state) add(c *customer) {
	s.customers = append(s.customers, c)
	s.byID[c.id] = c
	s.byEmail[strings.ToLower(c.Email)] = c
	s.createdByEmail[c.Email]++
	if c.CorrelationID != "" {
		s.byKey[c.CorrelationID] = c
		s.createdByKey[c.CorrelationID]++
	}
}

// setEmail changes a customer's address in the record and the index.
func (s *state) setEmail(c *customer, email string) {
	delete(s.byEmail, strings.ToLower(c.Email))
	c.Email = email
	s.byEmail[strings.ToLower(email)] = c
}

// duplicates are the customers other than self that hold the e-mail or the correlationId (reference 1.5,
// shape C).
func (s *state) duplicates(b base, self *customer, email, key string) []fieldError {
	var errs []fieldError
	check := func(other *customer, field string) {
		if other == nil || other == self {
			return
		}
		errs = append(errs, fieldError{
			Code:    codeDuplicate,
			Message: "A customer with the specified " + field + " already exists.",
			Path:    "/" + field,
			Links:   links{"about": b.link("/customers/"+other.id, kindCustomer)},
		})
	}
	check(s.byEmail[strings.ToLower(email)], "email")
	if key != "" {
		check(s.byKey[key], "correlationId")
	}
	return errs
}

// now is the time of a state change.
func (a *API) now() time.Time { return a.cfg.Clock.Now() }
