package dwolla

import (
	"net/http"
	"slices"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/webhook"
)

// concurrency is how many webhooks an endpoint gets at a time (reference 8.1).
const concurrency = 10

// schedule is when a failed webhook is tried again, counted from the original attempt (reference 8.1).
var schedule = []time.Duration{
	15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
	48 * time.Hour, 72 * time.Hour,
}

// webhookRecord is an event on its way to one subscription, and all attempts at it.
type webhookRecord struct {
	id           string
	event        *event
	subscription *subscription
	header       http.Header
	body         []byte
	attempts     []attempt
	retries      []retry
}

type attempt struct {
	id string
	webhook.Attempt
}

// retry is a delivery that was asked for by hand.
type retry struct {
	id string
	at time.Time
}

// notify records an event for a subscription and, unless it is paused, sends it. The state is locked.
func (a *API) notify(s *subscription, e *event, body []byte) {
	record := &webhookRecord{
		id: a.cfg.IDs.UUID(kindWebhook), event: e, subscription: s, body: body,
		header: http.Header{
			"Content-Type":                {"application/json"},
			"User-Agent":                  {"dwolla-webhooks/1.1"},
			"X-Dwolla-Topic":              {e.topic},
			"X-Request-Signature-SHA-256": {s.sign(body)}, // spelt as Dwolla does, not as Go would
		},
	}
	s.history = append(s.history, record)
	a.webhooks[record.id] = record
	if s.paused {
		return
	}
	job := a.job(record)
	job.Schedule = schedule
	job.Wanted = func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return !s.paused && !s.deleted
	}
	a.cfg.Webhooks.Enqueue(job)
}

func (a *API) job(record *webhookRecord) webhook.Job {
	return webhook.Job{
		API: Name, Topic: record.event.topic, Lane: record.subscription.id, Concurrency: concurrency,
		URL: record.subscription.url, Header: record.header, Body: record.body,
		Wanted: func() bool { return true },
		Record: func(at webhook.Attempt) { a.attempted(record, at) },
	}
}

// attempted records an attempt and pauses a subscription that has failed for too long (reference 8.1).
func (a *API) attempted(record *webhookRecord, at webhook.Attempt) {
	a.mu.Lock()
	defer a.mu.Unlock()
	record.attempts = append(record.attempts, attempt{a.cfg.IDs.UUID("attempt"), at})
	s := record.subscription
	if at.OK() {
		s.failures, s.lastSuccess = 0, at.Answered
		return
	}
	s.failures++
	silence := at.Answered.Sub(s.lastSuccess)
	if !s.paused && s.failures >= pauseAfterFailures && silence >= a.cfg.Clock.Shrink(pauseAfterSilence) {
		s.paused = true
		a.cfg.Logger.Warn("subscription paused", "api", Name, "subscription", s.id, "failures", s.failures)
	}
}

// listWebhooks serves GET /webhook-subscriptions/{id}/webhooks: newest first.
func (a *API) listWebhooks(w http.ResponseWriter, r *http.Request) *apiError {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	s, err := a.subscription(r)
	if err != nil {
		return err
	}
	var found []*webhookRecord
	for _, record := range slices.Backward(s.history) {
		if record.matches(p.query.Get("startDate"), p.query.Get("endDate"), p.query.Get("resourceId")) {
			found = append(found, record)
		}
	}
	from, to := p.bounds(len(found))
	views := make([]webhookView, 0, to-from)
	for _, record := range found[from:to] {
		views = append(views, record.view(baseOf(r), a.account))
	}
	writeJSON(w, http.StatusOK, list{p.links(len(found)), map[string]any{"webhooks": views}, len(found)})
	return nil
}

// matches tells whether a webhook's event lies between two days, both included, and has a resource.
func (record *webhookRecord) matches(startDate, endDate, resourceID string) bool {
	day := record.event.created.Format(time.DateOnly)
	return day >= startDate && (endDate == "" || day <= endDate) &&
		(resourceID == "" || resourceID == record.event.resourceID)
}

// getWebhook serves GET /webhooks/{id}.
func (a *API) getWebhook(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	record, err := find(a.webhooks, r.PathValue("id"))
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, record.view(baseOf(r), a.account))
	return nil
}

// listRetries serves GET /webhooks/{id}/retries.
func (a *API) listRetries(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	record, err := find(a.webhooks, r.PathValue("id"))
	if err != nil {
		return err
	}
	views := record.retryViews(baseOf(r))
	writeJSON(w, http.StatusOK, list{
		links{"self": baseOf(r).link(record.path()+"/retries", "webhook-retry")},
		map[string]any{"retries": views}, len(views),
	})
	return nil
}

// retryWebhook serves POST /webhooks/{id}/retries: one attempt, at once.
func (a *API) retryWebhook(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	record, err := find(a.webhooks, r.PathValue("id"))
	if err != nil {
		return refuse(http.StatusNotFound, "NotFound", "Webhook not found.")
	}
	again := retry{a.cfg.IDs.UUID("webhook-retry"), a.now()}
	record.retries = append(record.retries, again)
	a.cfg.Webhooks.EnqueueOnce(a.job(record))
	writeCreated(w, r, record.path()+"/retries/"+again.id)
	return nil
}
