package testenv

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Delivery is a webhook that arrived.
type Delivery struct {
	At     time.Time
	Header http.Header
	Body   []byte
}

// Topic of the event delivered, wherever its provider puts it.
func (d Delivery) Topic() string {
	if topic := d.Header.Get("X-Dwolla-Topic"); topic != "" {
		return topic
	}
	var body struct {
		EventType string `json:"event_type"`
		Event     struct {
			Type string `json:"type"`
		} `json:"event"`
	}
	_ = json.Unmarshal(d.Body, &body)
	return body.EventType + body.Event.Type
}

// JSON parses the body.
func (d Delivery) JSON(t testing.TB) map[string]any {
	t.Helper()
	return Response{Body: d.Body}.JSON(t)
}

// Endpoint receives webhooks.
type Endpoint struct {
	URL string

	mu       sync.Mutex
	answer   func(Delivery) int
	received []Delivery
	active   int
	peak     int
}

// NewEndpoint serves until the test ends. answer chooses the status of each answer; nil means 200.
func NewEndpoint(t testing.TB, answer func(Delivery) int) *Endpoint {
	t.Helper()
	if answer == nil {
		answer = func(Delivery) int { return http.StatusOK }
	}
	e := &Endpoint{answer: answer}
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	e.URL = server.URL + "/hooks"
	return e
}

// ServeHTTP implements [http.Handler].
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	d := Delivery{At: time.Now(), Header: r.Header.Clone(), Body: body}
	e.mu.Lock()
	e.received = append(e.received, d)
	e.active++
	e.peak = max(e.peak, e.active)
	e.mu.Unlock()
	status := e.answer(d)
	e.mu.Lock()
	e.active--
	e.mu.Unlock()
	if status >= 300 && status < 400 {
		w.Header().Set("Location", "/elsewhere")
	}
	w.WriteHeader(status)
}

// Received returns what arrived so far, in order of arrival.
func (e *Endpoint) Received() []Delivery {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]Delivery(nil), e.received...)
}

// Topics returns the topics of what arrived so far, in order of arrival.
func (e *Endpoint) Topics() []string {
	var topics []string
	for _, d := range e.Received() {
		topics = append(topics, d.Topic())
	}
	return topics
}

// Peak is how many deliveries were under way at once, at most.
func (e *Endpoint) Peak() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.peak
}

// Await waits until n deliveries arrived and returns them.
func (e *Endpoint) Await(t testing.TB, n int) []Delivery {
	t.Helper()
	require.Eventually(t, func() bool { return len(e.Received()) >= n }, Patience, time.Millisecond,
		"%d deliveries", n)
	return e.Received()
}

// WebhookSecret signs the webhooks of Subscribe.
const WebhookSecret = "sshhhhhh"

// Subscribe tells the sandbox of an endpoint and returns the subscription's id.
func (e *Env) Subscribe(to *Endpoint) string {
	e.T.Helper()
	res := e.Call(http.MethodPost, "/webhook-subscriptions", Fields{"url": to.URL, "secret": WebhookSecret})
	require.Equal(e.T, http.StatusCreated, res.Status, "%s", res.Body)
	return res.ID()
}
