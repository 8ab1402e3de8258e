package webhookserver

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// newServer is a server up to where events are applied: it has the VerificationProviders "hooked" and "bare" in its
// cache, and a signing key.
func newServer(t *testing.T) (*Server, *vault) {
	t.Helper()
	return serverWith(hooksReplica(t).client)
}

func serverWith(c client.Client) (*Server, *vault) {
	v := &vault{data: map[string]string{"secret": "the key of these tests"}}
	s := &Server{Client: c, Clock: clock.RealClock{}, Drivers: map[string]provider.Driver{"dwolla": {Name: "dwolla", Webhooks: plain{}}}}
	s.keys = keyring{live: v, clock: s.Clock}
	s.limit()
	return s, v
}

// pinned stands in for the cache where a fuzz target runs: in a process for each core, of which none should have an
// API server, and with inputs that are judged by the code that they reach, where a cache's watches would add theirs.
type pinned struct {
	client.Client // nil: a delivery that is not signed has nothing else looked up
	providers     map[client.ObjectKey]*v1alpha1.VerificationProvider
}

// Get implements client.Reader.
func (p pinned) Get(_ context.Context, key client.ObjectKey, o client.Object, _ ...client.GetOption) error {
	vp, ok := p.providers[key]
	if !ok {
		return apierrors.NewNotFound(v1alpha1.GroupVersion.WithResource("verificationproviders").GroupResource(), key.Name)
	}
	vp.DeepCopyInto(o.(*v1alpha1.VerificationProvider))
	return nil
}

// newPinnedServer is newServer with what its cache has.
func newPinnedServer() (*Server, *vault) {
	p := pinned{providers: map[client.ObjectKey]*v1alpha1.VerificationProvider{}}
	for _, vp := range hookedAndBare() {
		p.providers[client.ObjectKeyFromObject(vp)] = vp
	}
	return serverWith(p)
}

func TestRequestsThatAreNoDeliveries(t *testing.T) {
	t.Run("with a cache", func(t *testing.T) {
		s, v := newServer(t)
		refusesWhatIsNoDelivery(t, s, v)
	})
	t.Run("as it is fuzzed", func(t *testing.T) {
		s, v := newPinnedServer()
		refusesWhatIsNoDelivery(t, s, v)
	})
}

func refusesWhatIsNoDelivery(t *testing.T, s *Server, v *vault) {
	t.Helper()
	for request, want := range map[string]int{
		"POST /webhooks/ns/hooked":    http.StatusUnauthorized,
		"POST /webhooks/ns/bare":      http.StatusNotFound,
		"POST /webhooks/ns/unknown":   http.StatusNotFound,
		"POST /webhooks/other/hooked": http.StatusNotFound,
		"POST /webhooks/ns/hooked/":   http.StatusNotFound,
		"GET /webhooks/ns/hooked":     http.StatusMethodNotAllowed,
		"GET /webhooks/ns/unknown":    http.StatusMethodNotAllowed, // says nothing about what there is
		"GET /webhooks/ns":            http.StatusNotFound,
	} {
		method, path, _ := strings.Cut(request, " ")
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, httptest.NewRequest(method, path, strings.NewReader("forged")))
		if recorder.Code != want {
			t.Errorf("%s: %d, want %d", request, recorder.Code, want)
		}
	}
	if v.reads != 1 {
		t.Errorf("%d reads of the key, want one for the only delivery", v.reads)
	}
}

// What a driver lacks, or a full house, is no reason to let anything in.
func TestNoDriverNoPlace(t *testing.T) {
	s, _ := newServer(t)
	post := func(length int) int {
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/webhooks/ns/hooked", bytes.NewReader(make([]byte, length))))
		return recorder.Code
	}
	for range cap(s.largeReaders) {
		s.largeReaders <- struct{}{}
	}
	if code := post(usualBody + 1); code != http.StatusServiceUnavailable {
		t.Errorf("%d without a place for a large body", code)
	}
	if code := post(usualBody); code != http.StatusUnauthorized {
		t.Errorf("%d, although large bodies take no place from others", code)
	}
	s.Drivers = nil
	if code := post(1); code != http.StatusNotFound {
		t.Errorf("%d without a driver", code)
	}
}

// FuzzServeHTTP: whatever comes, nothing that is not signed is taken, and the answers are the few that
// there are.
func FuzzServeHTTP(f *testing.F) {
	f.Add("POST", "/webhooks/ns/hooked", "X-Request-Signature-SHA-256", "00", []byte("{}"))
	f.Add("POST", "/webhooks/ns/hooked/", "Content-Type", "application/json", []byte(nil))
	f.Add("GET", "/webhooks/ns/bare", "Expect", "100-continue", []byte("x"))
	f.Add("PUT", "//webhooks/ns/%2e%2e/hooked", "Host", "x", bytes.Repeat([]byte("x"), maxBody+1))
	s, _ := newPinnedServer()
	f.Fuzz(func(t *testing.T, method, path, key, value string, body []byte) {
		if bytes.Equal(body, []byte("the key of these tests")) {
			t.Skip("signed")
		}
		r, err := http.NewRequestWithContext(t.Context(), method, "http://x", bytes.NewReader(body))
		if err != nil {
			t.Skip("no method at all")
		}
		if u, err := r.URL.Parse(path); err == nil {
			r.URL = u
		}
		r.Header.Add(key, value)
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, r)
		switch recorder.Code {
		case http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge:
		default:
			t.Errorf("%s %q: %d", method, path, recorder.Code)
		}
	})
}
