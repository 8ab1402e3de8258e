package blaaiz_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// What may have had its effect is not repeated, what is harmless is, and an upload begins at a new address.
func TestSandboxFaults(t *testing.T) {
	w := newWorld(t, "manual")
	c := w.createBusiness(acme("Acme", "RC8"))
	w.fault(controlapi.Fault{API: "blaaiz", Method: http.MethodGet, Path: "/customer/", Status: 503})
	w.get(c.ID)
	w.fault(controlapi.Fault{API: "blaaiz", Method: http.MethodPut, Path: "/uploads/", Status: 503})
	w.fault(controlapi.Fault{API: "blaaiz", Method: http.MethodPut, Path: "/uploads/", Drop: controlapi.DropAfter})
	w.complete(c)
	w.fault(controlapi.Fault{API: "blaaiz", Method: http.MethodPost, Path: "/submit$", Drop: controlapi.DropAfter})
	_, err := w.client.Submit(t.Context(), c.ID)
	assert.Equal(t, provider.OutcomeUnknown, failure(t, err).Outcome)
	truth, err := w.control.BlaaizCustomer(t.Context(), c.ID)
	require.NoError(t, err)
	assert.Equal(t, 1, truth.Submissions)
	assert.Equal(t, blaaiz.StatusProcessing, w.get(c.ID).Status)
}

// An address that has run out is replaced as often as makes sense, and the refusal is no refusal of the
// credentials.
func TestSandboxExpiredUpload(t *testing.T) {
	w := newWorld(t, "manual")
	c := w.createBusiness(acme("Acme", "RC9"))
	w.set(controlapi.BlaaizSettings{UploadTTL: ptr(controlapi.Duration(time.Nanosecond))})
	err := w.client.GiveOwnerFiles(t.Context(), c.ID, c.Owners[0].ID, blaaiz.OwnerFiles{Front: ptr(png())})
	e := failure(t, err)
	assert.Equal(t, provider.ClassUnavailable, e.Class)
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
}

func TestSandboxRateLimit(t *testing.T) {
	w := newWorld(t, "manual")
	require.NoError(t, w.client.Check(t.Context()))
	w.set(controlapi.BlaaizSettings{PerMinute: ptr(1)})
	var err error
	for range 3 {
		if err = w.client.Check(t.Context()); err != nil {
			break
		}
	}
	e := failure(t, err)
	assert.Equal(t, provider.ClassRateLimited, e.Class)
	assert.LessOrEqual(t, e.RetryAfter, 61*time.Second)
	assert.Positive(t, e.RetryAfter)
}

// delivery is one webhook as it arrived.
type delivery struct {
	header http.Header
	body   []byte
}

func TestSandboxWebhooks(t *testing.T) {
	w := newWorld(t, "manual")
	got := make(chan delivery, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- delivery{r.Header, body}
	}))
	t.Cleanup(hook.Close)
	secret := w.register(hook.URL)

	id, err := w.client.CreateIndividual(t.Context(), jane("Jane", "jane@example.com"))
	require.NoError(t, err)
	w.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusRejected, Comment: "Identity document is expired."})
	var d delivery
	select {
	case d = <-got:
	case <-time.After(patience):
		t.Fatal("no delivery")
	}
	matched, err := blaaiz.Webhooks{}.Verify(d.header, d.body, []pii.String{pii.New("other"), secret})
	require.NoError(t, err)
	assert.Equal(t, 1, matched)
	_, err = blaaiz.Webhooks{}.Verify(d.header, append(d.body, ' '), []pii.String{secret})
	assert.Equal(t, provider.ClassAuth, failure(t, err).Class)
	e, err := blaaiz.DecodeEvent(d.body)
	require.NoError(t, err)
	assert.Equal(t, []string{id, "PENDING", "REJECTED", "Identity document is expired."},
		[]string{e.CustomerID, e.OldStatus, e.NewStatus, e.Comment.Clean()})
	n, err := blaaiz.Webhooks{}.Decode(d.body)
	require.NoError(t, err)
	assert.Equal(t, provider.ConcernVerification, n.Concern)
	assert.Equal(t, "REJECTED", n.Implies)
}

// register has deliveries come to an address, and returns what signs them. Registering is not the client's.
func (w *world) register(address string) pii.String {
	w.Helper()
	tokenBody := strings.NewReader("grant_type=client_credentials&client_id=" + sandbox.Key + "&client_secret=" + sandbox.Secret + "&scope=webhook:write")
	res, err := http.Post(w.sandbox.BlaaizURL()+"/oauth/token", "application/x-www-form-urlencoded", tokenBody)
	require.NoError(w, err)
	var token struct {
		Value string `json:"access_token"`
	}
	require.NoError(w, json.NewDecoder(res.Body).Decode(&token))
	_ = res.Body.Close()
	req, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.sandbox.BlaaizURL()+"/api/external/webhook",
		strings.NewReader(`{"collection_url":"`+address+`","payout_url":"`+address+`"}`))
	require.NoError(w, err)
	req.Header.Set("Authorization", "Bearer "+token.Value)
	req.Header.Set("Content-Type", "application/json")
	res, err = http.DefaultClient.Do(req)
	require.NoError(w, err)
	var out struct {
		Data struct {
			Secret string `json:"signing_secret"`
		} `json:"data"`
	}
	require.NoError(w, json.NewDecoder(res.Body).Decode(&out))
	_ = res.Body.Close()
	require.NotEmpty(w, out.Data.Secret)
	return pii.New(out.Data.Secret)
}
