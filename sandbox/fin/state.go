package fin

import (
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// state is everything that the API remembers, under the API's mutex.
type state struct {
	customers []*customer // in order of creation
	byID      map[string]*customer
	parties   map[string]*party

	createdByEmail     map[string]int
	createdByReference map[string]int

	files    map[string]*file // by URI
	uploaded map[string]int   // files ever uploaded, by fingerprint

	endpoints []*endpointRecord
	events    []eventRecord
}

func newState() state {
	return state{
		byID:               make(map[string]*customer),
		parties:            make(map[string]*party),
		createdByEmail:     make(map[string]int),
		createdByReference: make(map[string]int),
		files:              make(map[string]*file),
		uploaded:           make(map[string]int),
	}
}

// add puts a new customer into the indexes and announces it.
func (a *API) add(c *customer) {
	c.id, c.tos = a.cfg.IDs.UUID("fin-customer"), a.cfg.IDs.UUID("fin-tos")
	c.created = a.now()
	c.updated, c.statusUpdated = c.created, c.created
	c.status = statusIncomplete
	a.customers = append(a.customers, c)
	a.byID[c.id] = c
	a.createdByEmail[c.email]++
	if c.reference != "" {
		a.createdByReference[c.reference]++
	}
	for _, p := range c.parties {
		p.id, p.customer, p.status, p.updated = a.cfg.IDs.UUID("fin-party"), c, partyInitiated, c.created
		a.parties[p.id] = p
	}
	a.fire(eventCreated, c, c.webhookView(true))
}

// customerIn finds the customer that a path names.
func (a *API) customerIn(r *http.Request) (*customer, *apiError) {
	id := r.PathValue("id")
	if input.UUID(id) != "" {
		return nil, errNotUUID
	}
	c, ok := records.Find(a.byID, id)
	if !ok {
		return nil, errNotFound()
	}
	return c, nil
}

// now is the time of a state change, with the six fractional digits of Fin's samples.
func (a *API) now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// timestamp renders a time as the API does.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }
