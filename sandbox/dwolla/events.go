package dwolla

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// event is one entry of the account's history (reference 7.1).
type event struct {
	id         string
	topic      string
	created    time.Time
	fired      time.Time // differs from created when a control call dated the event
	customerID string
	kind       string // of the resource
	resourceID string
}

// eventLinks stand in the order of Dwolla's samples (reference 8.4).
type eventLinks struct {
	Account  link `json:"account"`
	Customer link `json:"customer"`
	Resource link `json:"resource"`
	Self     link `json:"self"`
}

type eventView struct {
	Links      eventLinks `json:"_links"`
	Created    string     `json:"created"`
	ID         string     `json:"id"`
	ResourceID string     `json:"resourceId"`
	Timestamp  string     `json:"timestamp"`
	Topic      string     `json:"topic"`
}

func (e *event) view(b base, account string) eventView {
	resource := b.link(collectionOf(e.kind)+e.resourceID, "") // the one link without a resource-type
	return eventView{
		Links: eventLinks{
			Account:  b.link("/accounts/"+account, kindAccount),
			Customer: b.link("/customers/"+e.customerID, kindCustomer),
			Resource: resource,
			Self:     b.link("/events/"+e.id, kindEvent),
		},
		Created:    timestamp(e.created),
		ID:         e.id,
		ResourceID: e.resourceID,
		Timestamp:  timestamp(e.created),
		Topic:      e.topic,
	}
}

// collectionOf is where resources of a kind live; for all kinds it is the kind's plural.
func collectionOf(kind string) string {
	if strings.HasSuffix(kind, "y") {
		return "/" + strings.TrimSuffix(kind, "y") + "ies/"
	}
	return "/" + kind + "s/"
}

// fire records an event about a customer and sends it to every subscription. The state is locked.
func (a *API) fire(topic string, c *customer) { a.fireAbout(topic, c, kindCustomer, c.id, a.now()) }

// fireAbout is fire for an event whose resource is not the customer itself.
func (a *API) fireAbout(topic string, c *customer, kind, resourceID string, at time.Time) *event {
	e := &event{
		id: a.cfg.IDs.UUID(kindEvent), topic: topic, created: at, fired: a.now(),
		customerID: c.id, kind: kind, resourceID: resourceID,
	}
	a.events = append(a.events, e)
	a.eventByID[e.id] = e
	a.cfg.Logger.Info("event", "api", Name, "topic", topic, "event", e.id, "customer", c.id, "resource", resourceID)
	body := marshal(e.view(base(a.cfg.BaseURL), a.account))
	for _, s := range a.subscriptions {
		a.notify(s, e, body)
	}
	return e
}

// eventLife is how long events are listed (reference 7.1). The time scale shortens it.
const eventLife = 30 * 24 * time.Hour

// forgetEvents ends the life of the events that were fired before a moment and returns how many there
// were. The state is locked.
func (a *API) forgetEvents(before time.Time) int {
	n := 0
	for n < len(a.events) && a.events[n].fired.Before(before) {
		delete(a.eventByID, a.events[n].id)
		n++
	}
	a.events = a.events[n:]
	return n
}

func (a *API) forgetOldEvents() { a.forgetEvents(a.now().Add(-a.cfg.Clock.Shrink(eventLife))) }

// ExpireEvents ends the life of all events so far, as 30 days would, and returns how many there were.
func (a *API) ExpireEvents() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.forgetEvents(a.now().Add(time.Millisecond))
}

// listEvents serves GET /events: newest first.
func (a *API) listEvents(w http.ResponseWriter, r *http.Request) *apiError {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	a.mu.Lock()
	a.forgetOldEvents()
	newestFirst := slices.Clone(a.events)
	account := a.account
	a.mu.Unlock()
	slices.SortStableFunc(newestFirst, func(x, y *event) int { return x.created.Compare(y.created) })
	slices.Reverse(newestFirst)
	from, to := p.bounds(len(newestFirst))
	views := make([]eventView, 0, to-from)
	for _, e := range newestFirst[from:to] {
		views = append(views, e.view(baseOf(r), account))
	}
	writeJSON(w, http.StatusOK, list{p.links(len(newestFirst)), map[string]any{"events": views}, len(newestFirst)})
	return nil
}

// getEvent serves GET /events/{id}.
func (a *API) getEvent(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	a.forgetOldEvents()
	e, err := find(a.eventByID, r.PathValue("id"))
	account := a.account
	a.mu.Unlock()
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, e.view(baseOf(r), account))
	return nil
}
