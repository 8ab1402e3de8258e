package dwolla_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/dwolla"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox"
)

// TestSandboxWebhooks: what the simulator delivers verifies and decodes.
func TestSandboxWebhooks(t *testing.T) {
	const secret = "a secret of the subscription"
	w := newWorld(t)
	events := make(chan provider.Event, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		matched, err := dwolla.Webhooks{}.Verify(r.Header, body, []pii.String{pii.New("new"), pii.New(secret)})
		assert.NoError(t, err)
		assert.Equal(t, 1, matched)
		_, err = dwolla.Webhooks{}.Verify(r.Header, append(body, ' '), []pii.String{pii.New(secret)})
		assert.Error(t, err)
		e, err := dwolla.Webhooks{}.Decode(body)
		assert.NoError(t, err)
		assert.Equal(t, r.Header.Get("X-Dwolla-Topic"), e.Topic)
		events <- e
		rw.WriteHeader(http.StatusOK)
	}))
	defer receiver.Close()
	w.post("/webhook-subscriptions", "application/vnd.dwolla.v1.hal+json",
		fmt.Appendf(nil, `{"url":%q,"secret":%q}`, receiver.URL, secret))
	id := w.create("k1", "Jane")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	require.NoError(t, w.control.WaitIdle(ctx))
	close(events)
	implied := map[string]string{}
	for e := range events {
		implied[e.Topic] = e.Implies
		assert.Equal(t, id, e.CustomerID)
		assert.Equal(t, id, e.ResourceID)
		assert.WithinDuration(t, time.Now(), e.Time, 10*time.Second)
	}
	assert.Equal(t, map[string]string{"customer_created": "", "customer_verified": "verified"}, implied)
}

// post creates something at the simulator without the client under test.
func (w *world) post(path, contentType string, body []byte) {
	w.Helper()
	w.postFor(path, contentType, body, http.StatusCreated)
}

// postFor calls the simulator without the client under test.
func (w *world) postFor(path, contentType string, body []byte, status int) {
	w.Helper()
	res, err := http.PostForm(w.sandbox.DwollaURL()+"/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {sandbox.Key}, "client_secret": {sandbox.Secret},
	})
	require.NoError(w, err)
	var token struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(w, json.NewDecoder(res.Body).Decode(&token))
	require.NoError(w, res.Body.Close())
	req, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.sandbox.DwollaURL()+path, bytes.NewReader(body))
	require.NoError(w, err)
	req.Header.Set("Accept", "application/vnd.dwolla.v1.hal+json")
	req.Header.Set("Authorization", "Bearer "+token.AccessToken)
	req.Header.Set("Content-Type", contentType)
	res, err = http.DefaultClient.Do(req)
	require.NoError(w, err)
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	require.NoError(w, err)
	require.Equal(w, status, res.StatusCode, "%s", answer)
}
