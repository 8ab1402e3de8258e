package dwolla

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	// maxSubscriptions is how many an application may have in the Sandbox (reference 1.1).
	maxSubscriptions = 10
	maxSecret        = 128

	pauseAfterFailures = 400
	pauseAfterSilence  = 24 * time.Hour
)

// subscription is an endpoint that is told of every event (reference 8.2).
type subscription struct {
	id      string
	url     string
	secret  string
	paused  bool
	deleted bool
	created time.Time

	failures    int       // since the last success
	lastSuccess time.Time // or the creation
	history     []*webhookRecord
}

type subscriptionView struct {
	Links   links  `json:"_links"`
	ID      string `json:"id"`
	URL     string `json:"url"`
	Paused  bool   `json:"paused"`
	Created string `json:"created"`
}

func (s *subscription) path() string { return "/webhook-subscriptions/" + s.id }

func (s *subscription) view(b base) subscriptionView {
	return subscriptionView{
		Links: links{
			"self":     b.link(s.path(), kindSubscription),
			"webhooks": b.link(s.path()+"/webhooks", kindWebhook),
		},
		ID: s.id, URL: s.url, Paused: s.paused, Created: timestamp(s.created),
	}
}

// sign is the signature of reference 8.1 over the raw bytes of a body.
func (s *subscription) sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(s.secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// createSubscription serves POST /webhook-subscriptions.
func (a *API) createSubscription(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := readInput(r)
	if err != nil {
		return err
	}
	address := in.required("url", absoluteURL)
	secret := in.required("secret", atMost(maxSecret))
	if err := in.refusal(); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.subscriptions) >= maxSubscriptions {
		return refuse(http.StatusBadRequest, "MaxNumberOfResources",
			"The maximum number of subscriptions has been reached.")
	}
	now := a.now()
	s := &subscription{
		id: a.cfg.IDs.UUID(kindSubscription), url: address, secret: secret, created: now, lastSuccess: now,
	}
	a.subscriptions = append(a.subscriptions, s)
	writeCreated(w, r, s.path())
	return nil
}

func absoluteURL(v string) (code, message string) {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return codeFormat, "must be a valid url."
	}
	return "", ""
}

// listSubscriptions serves GET /webhook-subscriptions; it has no pages.
func (a *API) listSubscriptions(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	b := baseOf(r)
	views := make([]subscriptionView, 0, len(a.subscriptions))
	for _, s := range a.subscriptions {
		views = append(views, s.view(b))
	}
	writeJSON(w, http.StatusOK, list{
		links{"self": b.link("/webhook-subscriptions", kindSubscription)},
		map[string]any{"webhook-subscriptions": views}, len(views),
	})
	return nil
}

// subscription finds the one that a request names. The state is locked.
func (a *API) subscription(r *http.Request) (*subscription, *apiError) {
	id := strings.ToLower(r.PathValue("id"))
	i := slices.IndexFunc(a.subscriptions, func(s *subscription) bool { return s.id == id })
	if i < 0 {
		return nil, errNotFound()
	}
	return a.subscriptions[i], nil
}

// getSubscription serves GET /webhook-subscriptions/{id}.
func (a *API) getSubscription(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	s, err := a.subscription(r)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, s.view(baseOf(r)))
	return nil
}

// updateSubscription serves POST /webhook-subscriptions/{id}: only paused may change.
func (a *API) updateSubscription(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := readInput(r)
	if err != nil {
		return err
	}
	paused, ok := in.fields["paused"].(bool)
	switch {
	case !in.has("paused"):
		in.fail(codeRequired, "paused", "required.")
	case !ok:
		in.fail(codeFormat, "paused", "invalid.")
	}
	if err := in.refusal(); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	s, err := a.subscription(r)
	if err != nil {
		return err
	}
	if s.paused && !paused {
		s.failures, s.lastSuccess = 0, a.now()
	}
	s.paused = paused
	writeJSON(w, http.StatusOK, s.view(baseOf(r)))
	return nil
}

// deleteSubscription serves DELETE /webhook-subscriptions/{id}: its webhooks go too.
func (a *API) deleteSubscription(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	s, err := a.subscription(r)
	if err != nil {
		return err
	}
	s.deleted = true
	for _, record := range s.history {
		delete(a.webhooks, record.id)
	}
	a.subscriptions = slices.DeleteFunc(a.subscriptions, func(one *subscription) bool { return one == s })
	writeJSON(w, http.StatusOK, s.view(baseOf(r)))
	return nil
}
