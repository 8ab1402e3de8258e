package blaaiz

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
	"github.com/bonafide-dev/bonafide/sandbox/webhook"
)

// hook is where webhooks go (reference 20). Those of customers go to collection.
type hook struct {
	collection, payout string
	secret             string
	created, updated   time.Time
}

// goodURL tells whether webhooks can go to an address: https, or http on this machine.
func goodURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	here := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && here
}

var errWebhookURL = locked("Invalid webhook URL format")

// readURLs reads the two addresses of a webhook.
func readURLs(r *http.Request, required bool) (collection, payout string, refused *apiError) {
	in, err := body(r)
	if err != nil {
		return "", "", err
	}
	get := in.Required
	if !required {
		get = func(name string, _ ...input.Rule) string { return in.Optional(name) }
	}
	collection, payout = get("collection_url"), get("payout_url")
	if err := problemsOf(in); err != nil {
		return "", "", err
	}
	for _, one := range []string{collection, payout} {
		if one != "" && !goodURL(one) {
			return "", "", errWebhookURL
		}
	}
	return collection, payout, nil
}

// registerWebhook serves POST /api/external/webhook. The secret is shown here and nowhere else.
func (a *API) registerWebhook(w http.ResponseWriter, r *http.Request) *apiError {
	collection, payout, err := readURLs(r, true)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	a.hook = &hook{
		collection: collection, payout: payout, secret: a.cfg.IDs.Token("blaaiz-webhook-secret"),
		created: now, updated: now,
	}
	return write(w, http.StatusOK, "Webhook record created successfully",
		map[string]string{"signing_secret": a.hook.secret})
}

var errNoWebhook = refuse(http.StatusNotFound, "No webhook URLs configured")

// getWebhook serves GET /api/external/webhook.
func (a *API) getWebhook(w http.ResponseWriter, _ *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.hook == nil {
		return errNoWebhook
	}
	return write(w, http.StatusOK, "Webhook record retrieved successfully", map[string]string{
		"collection_url": a.hook.collection, "payout_url": a.hook.payout,
		"created_at": timestamp(a.hook.created), "updated_at": timestamp(a.hook.updated),
	})
}

// updateWebhook serves PUT /api/external/webhook. The secret stays.
func (a *API) updateWebhook(w http.ResponseWriter, r *http.Request) *apiError {
	collection, payout, err := readURLs(r, false)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.hook == nil {
		return errNoWebhook
	}
	set(&a.hook.collection, given(collection))
	set(&a.hook.payout, given(payout))
	a.hook.updated = a.now()
	return write(w, http.StatusOK, "Webhook record updated successfully", nil)
}

// logEntry is a webhook and what came of it.
type logEntry struct {
	id, kind, url    string
	payload          json.RawMessage
	status           string
	response         any
	created, updated time.Time
}

// States of a log entry.
const (
	logInitiated  = "INITIATED"
	logSuccessful = "SUCCESSFUL"
	logFailed     = "FAILED"
)

func (a *API) log(h *hook, e eventView, body []byte) *logEntry {
	now := a.now()
	entry := &logEntry{
		id: a.cfg.IDs.UUID("blaaiz-log"), kind: e.EventType, url: h.collection, payload: body,
		status: logInitiated, created: now, updated: now,
	}
	a.logs = append(a.logs, entry)
	return entry
}

func (l *logEntry) record(at webhook.Attempt) {
	l.status, l.updated = logSuccessful, at.Answered
	if !at.OK() {
		l.status = logFailed
	}
	if at.Status != 0 {
		l.response = map[string]int{"status": at.Status}
	}
}

// maxLogs is how many entries a page can have (reference 20).
const maxLogs = 30

// listLogs serves GET /api/external/webhook-logs: newest first.
func (a *API) listLogs(w http.ResponseWriter, r *http.Request) *apiError {
	q := r.URL.Query()
	size, page := pageSize, 1
	for name, to := range map[string]*int{"per_page": &size, "page": &page} {
		if q.Get(name) == "" {
			continue
		}
		n, err := strconv.Atoi(q.Get(name))
		if err != nil || n < 1 || name == "per_page" && n > maxLogs {
			return invalid("The %s field is invalid.", name)
		}
		*to = n
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	var found []*logEntry
	for _, l := range slices.Backward(a.logs) {
		if l.matches(q) {
			found = append(found, l)
		}
	}
	rows := []any{}
	from := min((page-1)*size, len(found))
	for _, l := range found[from:min(from+size, len(found))] {
		rows = append(rows, map[string]any{
			"id": l.id, "business_id": a.business, "business_transaction_id": nil,
			"business_crypto_wallet_transaction_id": nil, "type": l.kind, "webhook_url": l.url, "payload": l.payload,
			"response": l.response, "status": l.status, "created_at": timestamp(l.created), "updated_at": timestamp(l.updated),
		})
	}
	httpx.WriteJSON(w, http.StatusOK, map[string]any{
		"current_page": page, "data": rows, "per_page": size, "total": len(found),
	})
	return nil
}

func (l *logEntry) matches(q url.Values) bool {
	day := l.created.Format(time.DateOnly)
	from, to := q.Get("start_date"), q.Get("end_date")
	return day >= from && (to == "" || day <= to) &&
		(q.Get("status") == "" || q.Get("status") == l.status) &&
		(q.Get("type") == "" || q.Get("type") == l.kind) &&
		strings.Contains(string(l.payload), q.Get("search_term"))
}
