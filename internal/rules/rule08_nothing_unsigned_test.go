package rules

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Rule 8: nothing gets in unsigned.

// suspect is a world in which a customer is suspended at the provider, and the operator does not
// know: whatever request makes it look shows at once.
type suspect struct {
	*harness.World
	operator *harness.Operator
	id       string
	event    occurrence
}

func newSuspect(t *testing.T, options ...harness.Option) *suspect {
	w := harness.NewWorld(t, options...)
	op := w.StartOperator()
	id := verified(w, 1)["jane-0"]
	w.Move(id, controlapi.Move{Status: "suspended", Silent: true})
	return &suspect{World: w, operator: op, id: id, event: happened("customer_suspended", id)}
}

// requireUntouched runs f and checks that it changed nothing, and made nobody be asked.
func (s *suspect) requireUntouched(what string, f func()) {
	s.Helper()
	vc, vp, calls, steps := s.Customer("jane-0"), s.Provider(), s.TotalCalls(), len(s.operator.Steps())
	f()
	assert.Equal(s, vc.ResourceVersion, s.Customer("jane-0").ResourceVersion, "%s: the customer was written", what)
	assert.Equal(s, vp.ResourceVersion, s.Provider().ResourceVersion, "%s: the provider was written", what)
	assert.Equal(s, calls, s.TotalCalls(), "%s: the provider was called", what)
	assert.Len(s, s.operator.Steps(), steps, "%s: something was written", what)
}

// requireTaken delivers the genuine event, and so shows that the refusals before had their reasons.
func (s *suspect) requireTaken() {
	s.Helper()
	require.Equal(s, http.StatusOK, deliver(s.World, s.event).Code)
	requirePhase(s.World, "jane-0", v1alpha1.PhaseSuspended)
}

func TestRule08ForgedSignatures(t *testing.T) {
	t.Parallel()
	s := newSuspect(t)
	body := s.event.body()
	good := signed(harness.SigningSecret, body)[signatureHeader][0]
	flipped := good[:63] + string("0123456789abcdef"[(strings.IndexByte("0123456789abcdef", good[63])+1)%16])
	sha1MAC := hmac.New(sha1.New, []byte(harness.SigningSecret))
	sha1MAC.Write(body)
	legacy := hex.EncodeToString(sha1MAC.Sum(nil))
	pretty := &bytes.Buffer{}
	require.NoError(t, json.Indent(pretty, body, "", "  "))

	requests := map[string]struct {
		header http.Header
		body   []byte
	}{
		"none":                          {http.Header{}, body},
		"empty":                         {http.Header{signatureHeader: {""}}, body},
		"one digit wrong":               {http.Header{signatureHeader: {flipped}}, body},
		"too short":                     {http.Header{signatureHeader: {good[:62]}}, body},
		"too long":                      {http.Header{signatureHeader: {good + "00"}}, body},
		"not hexadecimal":               {http.Header{signatureHeader: {strings.Repeat("z", 64)}}, body},
		"zeros":                         {http.Header{signatureHeader: {strings.Repeat("0", 64)}}, body},
		"with a prefix":                 {http.Header{signatureHeader: {"sha256=" + good}}, body},
		"doubled":                       {http.Header{signatureHeader: {good, good}}, body},
		"doubled, one wrong":            {http.Header{signatureHeader: {flipped, good}}, body},
		"two in one":                    {http.Header{signatureHeader: {flipped + ", " + good}}, body},
		"SHA-1 under the legacy header": {http.Header{"X-Request-Signature": {legacy}}, body},
		"SHA-1":                         {http.Header{signatureHeader: {legacy}}, body},
		"under the header's other name": {http.Header{"X-Request-Signature-Sha256": {good}}, body},
		"under another secret":          {signed("another secret", body), body},
		"under the empty secret":        {signed("", body), body},
		"under the API's secret":        {signed("sandbox-secret", body), body},
		"of another body":               {http.Header{signatureHeader: {good}}, happened("customer_suspended", s.id).body()},
		"of a truncated body":           {http.Header{signatureHeader: {good}}, body[:len(body)-1]},
		"of a body with more behind":    {http.Header{signatureHeader: {good}}, append(bytes.Clone(body), '\n')},
		"of the same JSON, rewritten":   {http.Header{signatureHeader: {good}}, pretty.Bytes()},
		"of no body":                    {http.Header{signatureHeader: {good}}, nil},
		"none, and no JSON":             {http.Header{}, []byte("\x00\xff not JSON")},
	}
	s.requireUntouched("forged signatures", func() {
		refused := counted(s.World, "", "Refused")
		for name, r := range requests {
			a := post(s.World, s.HookURL(), r.header, r.body)
			assert.Equal(t, http.StatusUnauthorized, a.Code, name)
			assert.NotContains(t, a.Text, "customer", "%s: the answer quotes the body", name)
		}
		assert.GreaterOrEqual(t, counted(s.World, "", "Refused")-refused, len(requests))
	})
	s.requireTaken()
}

func TestRule08WrongMethodsPathsAndSizes(t *testing.T) {
	t.Parallel()
	s := newSuspect(t)
	// A provider without webhooks, beside the one that has them.
	bare := s.Provider().DeepCopy()
	bare.ObjectMeta.Reset()
	bare.Name, bare.Spec.Webhook = "bare", nil
	s.Create(bare)
	s.Until("the provider without webhooks is looked at", func() bool {
		require.NoError(t, s.Kube.Get(s.Context, client.ObjectKeyFromObject(bare), bare))
		return bare.Status.ObservedGeneration == bare.Generation
	})
	host, path, body := "http://"+s.HookAddress, "/webhooks/"+s.Namespace+"/dwolla", s.event.body()
	header := signed(harness.SigningSecret, body)

	s.requireUntouched("wrong methods and paths", func() {
		for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "PURGE"} {
			a := send(s.World, method, host+path, header, bytes.NewReader(body))
			assert.Equal(t, http.StatusMethodNotAllowed, a.Code, method)
			assert.Equal(t, "POST", a.Header.Get("Allow"), method)
		}
		for _, wrong := range []string{
			"/", "", "/webhooks", "/webhooks/", "/webhooks/" + s.Namespace, "/webhooks/" + s.Namespace + "/", path + "/", path + "/more",
			"/" + path, "//webhooks/" + s.Namespace + "/dwolla", "/webhooks//" + s.Namespace + "/dwolla", "/webhooks/./" + s.Namespace + "/dwolla",
			"/webhooks/../webhooks/" + s.Namespace + "/dwolla", "/webhooks/" + s.Namespace + "/x/../dwolla", path + "/..", path + "%2f", path + "%2F",
			"/webhooks/" + s.Namespace + "%2fdwolla", "/webhooks%2f" + s.Namespace + "/dwolla", "/%77ebhooks/" + s.Namespace + "/dwolla",
			"/webhooks/" + s.Namespace + "/dwoll%61", "/webhooks/" + s.Namespace + "/dwolla%00", "/webhooks/" + s.Namespace + "/dwolla;a=b",
			"/WEBHOOKS/" + s.Namespace + "/dwolla", "/webhooks/" + s.Namespace + "/Dwolla", "/webhooks/" + s.Namespace + "/unknown",
			"/webhooks/" + s.Namespace + "/bare", "/webhooks/" + strings.Repeat("a", 254) + "/dwolla",
			"/metrics", "/healthz", "/debug/pprof/",
		} {
			assert.Equal(t, http.StatusNotFound, send(s.World, http.MethodPost, host+wrong, header, bytes.NewReader(body)).Code, wrong)
		}
		assert.Contains(t, raw(s.World, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "404")
	})

	s.requireUntouched("bodies of the wrong size", func() {
		large := bytes.Repeat([]byte(" "), 256<<10+1)
		assert.Equal(t, http.StatusRequestEntityTooLarge, post(s.World, s.HookURL(), signed(harness.SigningSecret, large), large).Code)
		chunked := send(s.World, http.MethodPost, s.HookURL(), signed(harness.SigningSecret, large), struct{ io.Reader }{bytes.NewReader(large)})
		assert.Equal(t, http.StatusRequestEntityTooLarge, chunked.Code)
		// Announced, and not even sent: it is refused without waiting for it.
		assert.Contains(t, raw(s.World, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", path, 1<<40)), "413")
		// The connection ends before the body does.
		assert.Contains(t, raw(s.World, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s",
			path, signatureHeader, header[signatureHeader][0], len(body)+1, body)), "400")
		largest := append(bytes.Clone(body), bytes.Repeat([]byte(" "), 256<<10-len(body))...)
		assert.Equal(t, http.StatusUnauthorized, post(s.World, s.HookURL(), header, largest).Code)
	})
	s.requireTaken()
}

// raw sends bytes to the webhook address, says that there are no more, and returns the answer's first
// line.
func raw(w *harness.World, request string) string {
	w.Helper()
	conn, err := net.Dial("tcp", w.HookAddress)
	require.NoError(w, err)
	defer conn.Close()
	_, err = io.WriteString(conn, request)
	require.NoError(w, err)
	require.NoError(w, conn.(*net.TCPConn).CloseWrite())
	text, _ := io.ReadAll(conn)
	line, _, _ := strings.Cut(string(text), "\r\n")
	return line
}

func TestRule08GenuineButUnreadableIsAcknowledged(t *testing.T) {
	t.Parallel()
	s := newSuspect(t)
	s.requireUntouched("events that say nothing", func() {
		undecodable := counted(s.World, "", "Undecodable")
		bodies := []string{"", "null", "[]", "{}", "not JSON, secret-in-the-body", `{"id": 7}`, `{"id": "x", "topic": ["y"]}`, strings.Repeat("[", 100_000)}
		for _, body := range bodies {
			a := post(s.World, s.HookURL(), signed(harness.SigningSecret, []byte(body)), []byte(body))
			assert.Equal(t, http.StatusOK, a.Code, "%.40s", body)
		}
		assert.Equal(t, len(bodies), counted(s.World, "", "Undecodable")-undecodable)
		unknown := counted(s.World, "unknown", "NoNews")
		assert.Equal(t, http.StatusOK, deliver(s.World, happened("customer_did_something_new", s.id)).Code)
		assert.GreaterOrEqual(t, counted(s.World, "unknown", "NoNews")-unknown, 1)
		assert.Equal(t, http.StatusOK, deliver(s.World, happened("customer_transfer_completed", s.id)).Code)
	})
	assert.NotContains(t, harness.Logs(), "secret-in-the-body")
	s.requireTaken()
}

// countKube counts the operator's reads of the signing key, and all that it asks the API server for
// but for watches.
func (s *suspect) countKube() (reads func() (secrets, all int)) {
	var secrets, all int
	tally := make(chan struct{}, 1)
	tally <- struct{}{}
	s.operator.Block(func(r *http.Request) bool {
		if harness.AllOfKube(r) {
			<-tally
			all++
			if r.URL.Path == fmt.Sprintf("/api/v1/namespaces/%s/secrets/dwolla-webhook", s.Namespace) {
				secrets++
			}
			tally <- struct{}{}
		}
		return false
	})
	return func() (int, int) {
		<-tally
		defer func() { tally <- struct{}{} }()
		return secrets, all
	}
}

func TestRule08AFloodOfForgedRequestsCostsNothing(t *testing.T) {
	t.Parallel()
	s := newSuspect(t)
	s.requireUntouched("a flood", func() {
		reads := s.countKube()
		body := s.event.body()
		codes := make(chan int)
		for i := range 20 {
			go func() {
				for j := range 100 {
					codes <- post(s.World, s.HookURL(), signed(fmt.Sprint(i, j), body), body).Code
				}
			}()
		}
		for range 2000 {
			assert.Equal(t, http.StatusUnauthorized, <-codes)
		}
		secrets, all := reads()
		assert.LessOrEqual(t, secrets, 2)
		assert.LessOrEqual(t, all, 4, "the VerificationProvider's own look at its Secrets may fall into this")
	})
	s.requireTaken()
}

// Hundreds of senders who never finish do not keep a genuine event out.
func TestRule08SlowSendersKeepNobodyOut(t *testing.T) {
	t.Parallel()
	s := newSuspect(t)
	for _, length := range []int{1000, 200_000} {
		for range 300 {
			conn, err := net.Dial("tcp", s.HookAddress)
			require.NoError(t, err)
			defer conn.Close()
			_, err = fmt.Fprintf(conn, "POST /webhooks/%s/dwolla HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n{", s.Namespace, length)
			require.NoError(t, err)
		}
	}
	s.requireTaken()
}

func TestRule08KeysAreRotated(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	clock := &harness.Clock{}
	w.StartOperator(clock.Use)
	id := verified(w, 1)["jane-0"]
	underSecret := func(secret string) int {
		body := happened("customer_transfer_completed", id).body()
		return post(w, w.HookURL(), signed(secret, body), body).Code
	}
	require.Equal(t, http.StatusOK, underSecret(harness.SigningSecret))

	w.UpdateSecret("dwolla-webhook", map[string]string{"secret": "the-next-secret", "previous": harness.SigningSecret})
	clock.Advance(11 * time.Second)
	assert.Equal(t, http.StatusOK, underSecret("the-next-secret"), "a new key is found when a signature does not match")
	assert.Equal(t, http.StatusOK, underSecret(harness.SigningSecret), "the previous key holds while it stands in the Secret")

	w.UpdateSecret("dwolla-webhook", map[string]string{"secret": "the-next-secret", "previous": ""})
	clock.Advance(time.Minute)
	assert.Equal(t, http.StatusUnauthorized, underSecret(harness.SigningSecret), "the previous key is gone for a minute")
	assert.Equal(t, http.StatusUnauthorized, underSecret(""), "an empty key never matches")
	assert.Equal(t, http.StatusOK, underSecret("the-next-secret"))

	w.UpdateSecret("dwolla-webhook", map[string]string{"secret": ""})
	clock.Advance(time.Minute)
	for _, secret := range []string{"the-next-secret", ""} {
		assert.Equal(t, http.StatusServiceUnavailable, underSecret(secret), "no key can be read")
	}
	w.UpdateSecret("dwolla-webhook", map[string]string{"secret": "yet-another"})
	clock.Advance(11 * time.Second)
	assert.Equal(t, http.StatusOK, underSecret("yet-another"), "a key that was missing is found soon")
}

func TestRule08WithoutASecretNothingIsTaken(t *testing.T) {
	t.Parallel()
	clock := &harness.Clock{}
	w := harness.NewWorld(t, harness.WithProvider(func(vp *v1alpha1.VerificationProvider) {
		vp.Spec.Webhook.SigningSecretRef.Name = "not-there-yet"
	}))
	w.StartOperator(clock.Use)
	id := verifiedWithoutWebhooks(w)
	w.Move(id, controlapi.Move{Status: "suspended", Silent: true})
	for _, secret := range []string{harness.SigningSecret, ""} {
		body := happened("customer_suspended", id).body()
		requireComeBack(t, post(w, w.HookURL(), signed(secret, body), body))
	}
	w.CreateSecret("not-there-yet", map[string]string{"secret": harness.SigningSecret})
	clock.Advance(11 * time.Second)
	require.Equal(t, http.StatusOK, deliver(w, happened("customer_suspended", id)).Code)
	requirePhase(w, "jane", v1alpha1.PhaseSuspended)
}

// verifiedWithoutWebhooks brings a customer to Verified whose webhooks are not taken.
func verifiedWithoutWebhooks(w *harness.World) (id string) {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("jane", "Jane"), "1234")
	return w.UntilPhase("jane", v1alpha1.PhaseVerified).Status.CustomerID
}
