package webhookserver

import (
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
}

// Error implements error.
func (r *refusal) Error() string { return r.text }

// ServeHTTP answers one delivery.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := s.Clock.Now()
	ctx, cancel := context.WithTimeout(r.Context(), handleTimeout)
	defer cancel()
	err := s.handle(ctx, w, r)
	code := answer(w, err)
	metrics.WebhookRequests.WithLabelValues(strconv.Itoa(code)).Inc()
	metrics.WebhookSeconds.Observe(s.Clock.Since(began).Seconds())
}

// handle takes one delivery through its steps. The first that fails is the answer.
func (s *Server) handle(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
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
	leave, err := enter(s.places)
	if err != nil {
		return err
	}
	defer leave()
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
	return body, s.authenticate(ctx, vp, d, r.Header, body)
}

// enter takes one of a bounded number of places, and returns what gives it back.
func enter(places chan struct{}) (leave func(), err error) {
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	default:
		return nil, &refusal{code: http.StatusServiceUnavailable, text: "too many deliveries at once", retryAfter: time.Second}
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
	if err := s.Client.Get(ctx, name, vp); err != nil {
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
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var limit *http.MaxBytesError
	switch {
	case errors.As(err, &limit):
		return nil, tooLarge
	case err != nil:
		return nil, &refusal{code: http.StatusBadRequest, text: "the body ended early"}
	}
	return body, nil
}

// authenticate checks the signature.
func (s *Server) authenticate(ctx context.Context, vp *v1alpha1.VerificationProvider, d provider.Driver, h http.Header, body []byte) error {
	err := s.keys.verify(ctx, vp, d.Webhooks, h, body)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errNoKey):
		log.FromContext(ctx).Info("cannot verify: no signing key", "provider", vp.Name, "namespace", vp.Namespace,
			"secret", vp.Spec.Webhook.SigningSecretRef.Name)
		return &refusal{code: http.StatusServiceUnavailable, text: "the signature cannot be checked now", retryAfter: comeBackAfter}
	default:
		metrics.WebhookEvents.WithLabelValues(d.Name, "", "Refused").Inc()
		return &refusal{code: http.StatusUnauthorized, text: "the signature does not match"}
	}
}

// take decodes an event that is genuine and brings about its effect.
func (s *Server) take(ctx context.Context, vp *v1alpha1.VerificationProvider, d provider.Driver, body []byte) error {
	logger := log.FromContext(ctx).WithValues("provider", vp.Name, "namespace", vp.Namespace)
	e, err := d.Webhooks.Decode(body)
	if err != nil {
		// It is the provider's own, and delivering it again makes it no better: what it announces
		// is found by the next resync.
		metrics.WebhookEvents.WithLabelValues(d.Name, "", "Undecodable").Inc()
		logger.Info("a genuine event cannot be decoded; the customer's next resync finds what it announced", "cause", err.Error())
		return nil
	}
	logger = logger.WithValues("event", e.ID, "topic", e.Topic, "customerID", e.CustomerID)
	result, err := s.apply(log.IntoContext(ctx, logger), vp, e)
	metrics.WebhookEvents.WithLabelValues(d.Name, e.Topic, result).Inc()
	if err != nil {
		logger.Info("event not taken yet", "result", result, "cause", err.Error())
		if result == resultWaiting {
			s.park(log.IntoContext(context.WithoutCancel(ctx), logger), vp, e)
		}
		return &refusal{code: http.StatusServiceUnavailable, text: "the event could not be taken now: deliver it again", retryAfter: max(provider.RetryAfter(err), comeBackAfter)}
	}
	logger.V(1).Info("event taken", "result", result)
	return nil
}

// park keeps an event in memory until its customer is known, so that it takes effect at once and
// not only when the provider delivers it again.
func (s *Server) park(ctx context.Context, vp *v1alpha1.VerificationProvider, e provider.Event) {
	select {
	case s.parking <- struct{}{}:
	default:
		return // It was not acknowledged: the provider delivers it again.
	}
	go func() {
		defer func() { <-s.parking }()
		ctx, cancel := context.WithTimeout(ctx, parkingLife)
		defer cancel()
		result, err := s.apply(ctx, vp, e)
		log.FromContext(ctx).Info("parked event", "result", result, "taken", err == nil)
	}()
}

func notFound() error { return &refusal{code: http.StatusNotFound, text: "no events arrive here"} }

// answer writes the answer and returns its code. It says nothing of what was delivered.
func answer(w http.ResponseWriter, err error) int {
	if err == nil {
		w.WriteHeader(http.StatusOK)
		return http.StatusOK
	}
	r := &refusal{code: http.StatusServiceUnavailable, text: "the event could not be taken now: deliver it again", retryAfter: comeBackAfter}
	errors.As(err, &r)
	if r.code == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodPost)
	}
	if r.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((r.retryAfter+time.Second-1)/time.Second)))
	}
	http.Error(w, r.text, r.code)
	return r.code
}
