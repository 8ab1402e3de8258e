package blaaiz

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/webhook"
)

// Types of events about customers (reference 17).
const (
	eventChanged = "customer.status_changed"
	eventCreated = "customer.created"
)

// concurrency is how many webhooks go out at a time; Blaaiz documents nothing.
const concurrency = 3

// schedule is when a failed webhook is tried again: ten attempts in all, the waits between them growing from
// five minutes by the factor two up to a day, without the jitter (reference 19).
var schedule = []time.Duration{
	5 * time.Minute, 15 * time.Minute, 35 * time.Minute, 75 * time.Minute, 155 * time.Minute, 315 * time.Minute,
	635 * time.Minute, 1275 * time.Minute, 2555 * time.Minute,
}

// The headers of a signature (reference 18).
const (
	headerSignature = "X-Blaaiz-Signature"
	headerTimestamp = "X-Blaaiz-Timestamp"
)

// eventView is the body, flat and in the order of Blaaiz's samples (reference 17).
type eventView struct {
	Message    string  `json:"message"`
	EventType  string  `json:"event_type"`
	CustomerID string  `json:"customer_id"`
	Email      string  `json:"customer_email"`
	OldStatus  string  `json:"old_status,omitempty"`
	NewStatus  string  `json:"new_status,omitempty"`
	Comment    *string `json:"comment"`
	Updated    string  `json:"updated_at"`
	EventID    string  `json:"event_id"`
	Type       string  `json:"type"`
}

type eventRecord struct {
	eventView
	at time.Time
}

// fire announces a change of status. The state is locked.
func (a *API) fire(c *customer, from, to, text string, at time.Time) string {
	e := eventView{
		Message: "Customer verification status updated", EventType: eventChanged,
		OldStatus: from, NewStatus: to, Comment: given(text),
	}
	return a.announce(c, e, at)
}

// fireCreated announces a new customer, as older pages have it.
func (a *API) fireCreated(c *customer) {
	a.announce(c, eventView{Message: "Customer created", EventType: eventCreated}, c.created)
}

func (a *API) announce(c *customer, e eventView, at time.Time) string {
	e.CustomerID, e.Email, e.Type = c.id, c.values.text("email"), "customer"
	e.EventID, e.Updated = "evt_"+a.cfg.IDs.UUID("blaaiz-event"), at.UTC().Format("2006-01-02T15:04:05.000Z")
	a.events = append(a.events, eventRecord{e, at})
	a.cfg.Logger.Info("event", "api", Name, "topic", e.EventType, "event", e.EventID, "customer", c.id,
		"from", e.OldStatus, "to", e.NewStatus)
	if a.hook != nil {
		a.notify(a.hook, e)
	}
	return e.EventID
}

// notify sends an event to where webhooks go now. Each attempt is signed with the secret that is in force.
func (a *API) notify(h *hook, e eventView) {
	body := httpx.Marshal(e)
	entry := a.log(h, e, body)
	job := webhook.Job{
		API: Name, Topic: e.EventType, Lane: h.collection, Concurrency: concurrency,
		URL: h.collection, Header: http.Header{"Content-Type": {"application/json"}}, Body: body,
		Stamp: func(header http.Header, sent time.Time, body []byte) {
			a.mu.Lock()
			defer a.mu.Unlock()
			timestamp := strconv.FormatInt(sent.Unix(), 10)
			header.Set(headerTimestamp, timestamp)
			header.Set(headerSignature, h.sign(timestamp, body))
		},
		Wanted: func() bool { return true },
		Record: func(at webhook.Attempt) {
			a.mu.Lock()
			defer a.mu.Unlock()
			entry.record(at)
		},
	}
	if a.settings.retries {
		job.Schedule = schedule
	}
	a.cfg.Webhooks.Enqueue(job)
}

// sign is the signature over a timestamp and a body, in lower-case hexadecimal digits.
func (h *hook) sign(timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(h.secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
