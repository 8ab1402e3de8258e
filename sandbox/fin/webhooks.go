package fin

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // a receiver has to refuse it, so that the sandbox must be able to send it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/webhook"
)

// Types of events about customers (reference 15.1).
const (
	eventCreated = "customer.created"
	eventStatus  = "customer.status"
	eventRFI     = "customer.rfi"
)

// concurrency is how many webhooks an endpoint gets at a time; Fin documents nothing.
const concurrency = 3

// schedule is when a failed webhook is tried again with the setting retries "some". Fin documents nothing.
var schedule = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// The headers of a signature (reference 15.4). Go would spell them otherwise; their case does not matter.
const (
	headerSignature = "X-Fin-Signature"
	headerAlgorithm = "X-Fin-Signature-Algorithm"
)

// algorithms that an endpoint can be told to be signed with. Only sha256 is documented.
var algorithms = map[string]func() hash.Hash{
	"sha256": sha256.New, "sha512": sha512.New, "sha384": sha512.New384, "sha1": sha1.New,
}

// endpointRecord is where webhooks go.
type endpointRecord struct {
	id, url, secret string
	algorithm       string
	// unnamed leaves the algorithm's header away.
	unnamed    bool
	production bool
	removed    bool
}

func (e *endpointRecord) sign(body []byte) string {
	mac := hmac.New(algorithms[e.algorithm], []byte(e.secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

type envelope struct {
	Event eventView `json:"event"`
	Data  any       `json:"data"`
}

type eventView struct {
	ID          string `json:"id"`
	ReferenceID string `json:"event_reference_id"`
	Type        string `json:"type"`
	Created     string `json:"created_at"`
	SandboxMode bool   `json:"sandbox_mode"`
}

type eventRecord struct {
	eventView
	status string
	at     time.Time
}

// webhookView is the data of customer.created and customer.status (reference 15.2): the terms are the bare
// value, not an address, and parties come with the first only.
type webhookView struct {
	profileView
	Verification string      `json:"verification_type"`
	Parties      []partyView `json:"associated_parties,omitempty"`
}

func (c *customer) webhookView(withParties bool) webhookView {
	v := webhookView{profileView: c.profile(c.version), Verification: c.verification}
	v.TOSURL = c.tos
	if withParties {
		v.Parties = c.partyViews()
	}
	return v
}

type rfiView struct {
	CustomerID string        `json:"customer_id"`
	Requests   []requestView `json:"request_for_information"`
}

// fire announces something about a customer to every endpoint. The state is locked.
func (a *API) fire(kind string, c *customer, data any) string {
	return a.fireAt(kind, c, data, a.now())
}

func (a *API) fireAt(kind string, c *customer, data any, at time.Time) string {
	e := eventView{
		ID: a.cfg.IDs.UUID("fin-event"), ReferenceID: c.id, Type: kind, Created: timestamp(at), SandboxMode: true,
	}
	a.events = append(a.events, eventRecord{e, c.version.name(c.status), at})
	a.cfg.Logger.Info("event", "api", Name, "topic", kind, "event", e.ID, "customer", c.id, "status", c.status)
	for _, to := range a.endpoints {
		a.notify(to, e, data)
	}
	return e.ID
}

// notify sends an event to one endpoint.
func (a *API) notify(to *endpointRecord, e eventView, data any) {
	e.SandboxMode = !to.production
	body := httpx.Marshal(envelope{e, data})
	header := http.Header{
		"Content-Type":  {"application/json"},
		headerSignature: {to.sign(body)},
	}
	if !to.unnamed {
		header.Set(headerAlgorithm, to.algorithm)
	}
	job := webhook.Job{
		API: Name, Topic: e.Type, Lane: to.id, Concurrency: concurrency,
		URL: to.url, Header: header, Body: body,
		Wanted: func() bool {
			a.mu.Lock()
			defer a.mu.Unlock()
			return !to.removed
		},
		Record: func(webhook.Attempt) {},
	}
	if a.settings.retries {
		job.Schedule = schedule
	}
	a.cfg.Webhooks.Enqueue(job)
}
