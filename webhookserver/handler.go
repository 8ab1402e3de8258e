package webhookserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/provider"
)

const (
	// maxBody is more than any event has, and usualBody than most have.
	maxBody   = 256 << 10
	usualBody = 16 << 10
	// handleTimeout is how long an event may take: providers give up after 10 s.
	handleTimeout = 8 * time.Second
	// comeBackAfter is what Retry-After says when nothing else is known.
	comeBackAfter = 5 * time.Second
)

// refusal is an answer other than "taken".
type refusal struct {
	code       int
	text       string
	retryAfter time.Duration
	// overload tells that there was no place.
	overload bool
}

// Error implements error.
func (r *refusal) Error() string { return r.text }

// ServeHTTP answers one delivery.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := s.Clock.Now()
	ctx, cancel := context.WithTimeout(r.Context(), handleTimeout)
	defer cancel()
	code := s.answer(w, r, s.handle(ctx, w, r))
	metrics.Answered(code, s.Clock.Since(began))
}

// handle takes one delivery through its steps. The first that fails is the answer.
func (s *Server) handle(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	if err := s.Exposure.admit(r); err != nil {
		return err
	}
	vp, err := s.route(ctx, r)
	if err != nil {
		return err
	}
	driver, ok := s.driverOf(vp)
	if !ok {
		return notFound()
	}
	body, err := s.genuine(ctx, vp, driver, w, r)
	if err != nil {
		return err
	}
	return s.take(ctx, vp, driver, body)
}

// genuine reads the body and checks its signature. Senders who are slow about it, and may be anybody,
// take no place from events that are genuine, and those with large bodies none from the others.
func (s *Server) genuine(ctx context.Context, vp *v1alpha1.VerificationProvider, d provider.Driver, w http.ResponseWriter, r *http.Request) ([]byte, error) {
	readers := s.readers
	if r.ContentLength < 0 || r.ContentLength > usualBody {
		readers = s.largeReaders
	}
	leave, err := enter(readers)
	if err != nil {
		return nil, err
	}
	defer leave()
	body, err := read(w, r)
	if err != nil {
		return nil, err
	}
	if err := s.authenticate(ctx, vp, d, r.Header, body); err != nil {
		return nil, err
	}
	acceptConnection(ctx)
	return body, nil
}

// enter takes one of a bounded number of places, and returns what gives it back.
func enter(places chan struct{}) (leave func(), err error) {
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	default:
		return nil, tooMany()
	}
}

// route finds the VerificationProvider whose events arrive at the request's path.
func (s *Server) route(ctx context.Context, r *http.Request) (*v1alpha1.VerificationProvider, error) {
	name, ok := parsePath(r.URL.EscapedPath())
	if !ok {
		return nil, notFound()
	}
	if r.Method != http.MethodPost {
		return nil, &refusal{code: http.StatusMethodNotAllowed, text: "events are delivered with POST"}
	}
	vp := &v1alpha1.VerificationProvider{}
	// Nobody here changes it, so it need not be copied.
	if err := s.Client.Get(ctx, name, vp, &client.GetOptions{UnsafeDisableDeepCopy: ptr.To(true)}); err != nil {
		if apierrors.IsNotFound(err) {
			return nil, notFound()
		}
		return nil, fmt.Errorf("getting the provider: %w", err)
	}
	if vp.Spec.Webhook == nil {
		return nil, notFound()
	}
	return vp, nil
}

// parsePath reads /webhooks/{namespace}/{verificationprovider}, strictly: nothing is decoded,
// cleaned or guessed.
func parsePath(path string) (types.NamespacedName, bool) {
	parts := strings.Split(path, "/")
	if len(parts) != 4 || parts[0] != "" || parts[1] != "webhooks" || !isName(parts[2]) || !isName(parts[3]) {
		return types.NamespacedName{}, false
	}
	return types.NamespacedName{Namespace: parts[2], Name: parts[3]}, true
}

// isName tells whether s can be the name of an object: lower-case letters, digits, hyphens, dots.
func isName(s string) bool {
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.') {
			return false
		}
	}
	return s != "" && len(s) <= 253
}

func (s *Server) driverOf(vp *v1alpha1.VerificationProvider) (provider.Driver, bool) {
	name, _ := vp.Spec.Connection()
	driver, ok := s.Drivers[name]
	return driver, ok
}

// read takes the raw body, whose signature is over exactly these bytes.
func read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	tooLarge := &refusal{code: http.StatusRequestEntityTooLarge, text: "an event is never this large"}
	if r.ContentLength > maxBody {
		return nil, tooLarge
	}
	body, err := readAll(http.MaxBytesReader(w, r.Body, maxBody), r.ContentLength)
	var limit *http.MaxBytesError
	switch {
	case errors.As(err, &limit):
		return nil, tooLarge
	case err != nil:
		return nil, &refusal{code: http.StatusBadRequest, text: "the body ended early"}
	}
	return body, nil
}

// readAll reads a body. It makes room for what most events have, if the sender announces that much:
// what somebody announces is not yet there, and must not cost more.
func readAll(r io.Reader, announced int64) ([]byte, error) {
	var body bytes.Buffer
	body.Grow(int(min(max(announced, 0), 2<<10)) + bytes.MinRead)
	_, err := body.ReadFrom(r)
	return body.Bytes(), err
}

// authenticate checks the signature.
func (s *Server) authenticate(ctx context.Context, vp *v1alpha1.VerificationProvider, d provider.Driver, h http.Header, body []byte) error {
	err := s.keys.verify(ctx, vp, d.Webhooks, h, body)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errNoKey):
		s.keys.entry(client.ObjectKeyFromObject(vp)).complaint.Do(func() {
			log.FromContext(ctx).Info("cannot verify a delivery", "provider", vp.Name, "namespace", vp.Namespace,
				"secret", vp.Spec.Webhook.SigningSecretRef.Name, "cause", err.Error())
		})
		return &refusal{code: http.StatusServiceUnavailable, text: "the signature cannot be checked now", retryAfter: comeBackAfter}
	default:
		metrics.WebhookEvents.WithLabelValues(d.Name, "", "Refused").Inc()
		return &refusal{code: http.StatusUnauthorized, text: "the signature does not match"}
	}
}

// take decodes an event that is genuine and brings about its effect.
func (s *Server) take(ctx context.Context, vp *v1alpha1.VerificationProvider, d provider.Driver, body []byte) error {
	e, err := d.Webhooks.Decode(body)
	if err != nil {
		// It is the provider's own, and delivering it again makes it no better: what it announces
		// is found by the next resync.
		metrics.WebhookEvents.WithLabelValues(d.Name, "", "Undecodable").Inc()
		log.FromContext(ctx).Info("a genuine event cannot be decoded; the customer's next resync finds what it announced",
			"provider", vp.Name, "namespace", vp.Namespace, "cause", err.Error())
		return nil
	}
	s.nameOnce(ctx, d.Name, e)
	if e.CustomerID == "" || !concerns(e) {
		s.count(vp, e, resultNoNews) // Most events of a busy account: nothing is to be done, or to be told.
		return nil
	}
	logger := log.FromContext(ctx).WithValues("provider", vp.Name, "namespace", vp.Namespace, "event", e.ID, "topic", e.Topic, "customerID", e.CustomerID)
	result, err := s.apply(provider.Urgent(log.IntoContext(ctx, logger)), vp, e, deliveries)
	if isOverload(err) {
		result = resultOverload
	}
	s.count(vp, e, result)
	if isOverload(err) {
		logger.V(1).Info("event not taken yet", "result", result) // A flood must not fill the log.
		return err
	}
	if err != nil {
		logger.Info("event not taken yet", "result", result, "cause", err.Error())
		if result == resultFailed && s.Missed != nil {
			s.Missed(client.ObjectKeyFromObject(vp))
		}
		if result == resultWaiting {
			s.park(log.IntoContext(context.WithoutCancel(ctx), logger), vp, e)
		}
		return &refusal{code: http.StatusServiceUnavailable, text: "the event could not be taken now: deliver it again", retryAfter: max(provider.RetryAfter(err), comeBackAfter)}
	}
	logger.V(1).Info("event taken", "result", result)
	return nil
}

// isOverload tells that an event found no place.
func isOverload(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.overload
}

func notFound() error { return &refusal{code: http.StatusNotFound, text: "no events arrive here"} }

// answer writes the answer and returns its code. It says nothing of what was delivered.
func (s *Server) answer(w http.ResponseWriter, request *http.Request, err error) int {
	r := &refusal{code: http.StatusServiceUnavailable, text: "the event could not be taken now: deliver it again", retryAfter: comeBackAfter}
	if err == nil {
		r = &refusal{code: http.StatusOK}
	}
	errors.As(err, &r)
	if !s.keepsConnection(request, r.code) {
		w.Header().Set("Connection", "close") // HTTP/2 says it with GOAWAY.
	}
	if r.code == http.StatusOK {
		w.WriteHeader(r.code)
		return r.code
	}
	if r.code == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodPost)
	}
	if r.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((r.retryAfter+time.Second-1)/time.Second)))
	}
	http.Error(w, r.text, r.code)
	return r.code
}
