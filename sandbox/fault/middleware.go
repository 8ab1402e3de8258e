package fault

import (
	"encoding/json"
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// maxBuffered is how much of a request is read before a delay begins, so that the call can take effect
// after its caller has hung up.
const maxBuffered = 16 << 20

// Profile is what the engine has to know of a simulated API.
type Profile struct {
	// API is its name.
	API string
	// Error is the body, and its media type, that goes with a status when a rule gives none.
	Error func(status int) (mediaType string, body []byte)
	// LockKey makes every later call with this call's idempotency key a conflict.
	LockKey func(*http.Request)
}

// Wrap lets the rules loose on the calls that next serves.
func (e *Engine) Wrap(p Profile, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e.overRate(p.API) {
			answer(w, p, http.StatusTooManyRequests, controlapi.Fault{})
			return
		}
		f, ok := e.rules.Pick(call{p.API, r})
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		e.apply(f, p, next, w, r)
	})
}

func (e *Engine) apply(f controlapi.Fault, p Profile, next http.Handler, w http.ResponseWriter, r *http.Request) {
	// Too large a body is left for the API to refuse; a broken one fails there as well.
	_, _ = httpx.ReadBody(r, maxBuffered)
	e.sleep(f.Delay)
	switch {
	case f.Drop == controlapi.DropBefore:
		e.lock(f, p, r)
		hangUp(w)
	case f.Status != 0:
		e.lock(f, p, r)
		answer(w, p, f.Status, f)
		return
	}
	rec := httpx.NewRecorder(w)
	next.ServeHTTP(rec, r)
	e.lock(f, p, r)
	e.sleep(f.DelayAfter)
	switch {
	case f.Drop == controlapi.DropAfter:
		hangUp(w)
	case f.StatusAfter != 0:
		answer(w, p, f.StatusAfter, f)
	default:
		rec.Response().Send(w)
	}
}

func (e *Engine) lock(f controlapi.Fault, p Profile, r *http.Request) {
	if f.LockKey && p.LockKey != nil {
		p.LockKey(r)
	}
}

// answer sends a status with the rule's body or, without one, the API's own.
func answer(w http.ResponseWriter, p Profile, status int, f controlapi.Fault) {
	mediaType, body := p.Error(status)
	if len(f.Body) > 0 {
		body = f.Body
		var text string
		if json.Unmarshal(f.Body, &text) == nil {
			mediaType, body = "text/plain; charset=utf-8", []byte(text)
		}
	}
	w.Header().Set("Content-Type", mediaType)
	for name, value := range f.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// hangUp cuts the connection in the middle of the status line and does not return. Were it cut before the
// first byte, Go's HTTP client would repeat a call that carries an Idempotency-Key by itself, and the
// caller under test would never see the failure.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_, _ = conn.Write([]byte("HTTP/1.1 "))
		panic(httpx.HangUp{Conn: conn})
	}
	panic(http.ErrAbortHandler)
}
