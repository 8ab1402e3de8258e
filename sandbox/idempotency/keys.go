// Package idempotency keeps a simulated API's idempotency keys: a POST that repeats a key and a body is
// answered with the first answer and has no effect.
//
// It is HTTP middleware and knows nothing of what the calls do. The rules follow section 1.7 of the
// Dwolla reference; where that is silent:
//
//   - A repetition is the same key, path and body, byte for byte.
//   - Only a successful answer is kept. A refusal (4xx) or failure (5xx) by the API releases the key.
//   - The same key with another body is processed as if it had no key, because the documentation
//     promises to recognise exact repetitions only, and a client that relies on more ends up with a
//     duplicate that a test can see. It is counted, and [MismatchConflict] refuses it with 409 instead.
//   - Keys expire 24 hours after the first call, shortened by the time scale.
package idempotency

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/clock"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// Header carries the key.
const Header = "Idempotency-Key"

// Lifetime is how long a key is remembered.
const Lifetime = 24 * time.Hour

// What happens to a key that comes with another body than before.
const (
	MismatchProcess  = "process"
	MismatchConflict = "conflict"
)

// What a key led to, as counted.
const (
	Replayed = "replayed"
	Conflict = "conflict"
	Mismatch = "mismatch"
)

// Config of a set of keys.
type Config struct {
	Clock *clock.Clock
	// BodyLimit is the longest body that takes part; the API refuses longer ones.
	BodyLimit int64
	// Conflict answers a call whose key is taken.
	Conflict http.HandlerFunc
	// Count is told what a key led to.
	Count func(outcome string)
}

// Keys is a set of idempotency keys. It is safe for concurrent use.
type Keys struct {
	cfg Config

	mu       sync.Mutex
	mismatch string
	keys     map[string]*entry
}

type entry struct {
	since  time.Time
	locked bool
	calls  map[string]*call // by fingerprint
}

type call struct{ answer *httpx.Response } // nil while running

// New returns an empty set.
func New(cfg Config) *Keys {
	return &Keys{cfg: cfg, mismatch: MismatchProcess, keys: make(map[string]*entry)}
}

// SetMismatch chooses what happens to a key that comes with another body.
func (k *Keys) SetMismatch(mode string) error {
	if mode != MismatchProcess && mode != MismatchConflict {
		return fmt.Errorf("idempotencyMismatch %q: must be %q or %q", mode, MismatchProcess, MismatchConflict)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.mismatch = mode
	return nil
}

// Mismatch returns what SetMismatch chose.
func (k *Keys) Mismatch() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mismatch
}

// Reset forgets all keys.
func (k *Keys) Reset() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.keys)
}

// Lock makes every later call with r's key a conflict, until the key expires.
func (k *Keys) Lock(r *http.Request) {
	key := r.Header.Get(Header)
	if key == "" {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.entry(key).locked = true
}

// Wrap applies the keys to the POST requests that next serves.
func (k *Keys) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get(Header)
		if key == "" || r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		body, err := httpx.ReadBody(r, k.cfg.BodyLimit)
		if err != nil { // the API refuses it
			next.ServeHTTP(w, r)
			return
		}
		k.serve(key, fingerprint(r, body), next, w, r)
	})
}

func (k *Keys) serve(key, print string, next http.Handler, w http.ResponseWriter, r *http.Request) {
	first, c := k.begin(key, print)
	switch {
	case c == nil:
		k.cfg.Count(Conflict)
		k.cfg.Conflict(w, r)
		return
	case !first:
		k.cfg.Count(Replayed)
		c.answer.Send(w)
		return
	}
	rec := httpx.NewRecorder(w)
	var answer *httpx.Response
	defer func() { k.end(key, print, c, answer) }()
	next.ServeHTTP(rec, r)
	res := rec.Response()
	answer = &res
	res.Send(w)
}

// begin claims a key for a call. It returns the earlier call when there is one to repeat, and none on a
// conflict.
func (k *Keys) begin(key, print string) (first bool, c *call) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.entry(key)
	if e.locked {
		return false, nil
	}
	if c, ok := e.calls[print]; ok {
		if c.answer == nil {
			return false, nil
		}
		return false, c
	}
	if len(e.calls) > 0 {
		k.cfg.Count(Mismatch)
		if k.mismatch == MismatchConflict {
			return false, nil
		}
	}
	c = new(call)
	e.calls[print] = c
	return true, c
}

// end keeps a successful answer and releases the key otherwise.
func (k *Keys) end(key, print string, c *call, answer *httpx.Response) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.keys[key]
	if !ok || e.calls[print] != c {
		return // forgotten meanwhile
	}
	if answer == nil || answer.Status >= 300 {
		delete(e.calls, print)
		return
	}
	answer.Header.Del("X-Request-Id")
	c.answer = answer
}

// entry returns what is known of a key, afresh if it has expired.
func (k *Keys) entry(key string) *entry {
	now := time.Now()
	e, ok := k.keys[key]
	if !ok || now.Sub(e.since) >= k.cfg.Clock.Shrink(Lifetime) {
		e = &entry{since: now, calls: make(map[string]*call)}
		k.keys[key] = e
	}
	return e
}

func fingerprint(r *http.Request, body []byte) string {
	h := sha256.New()
	h.Write([]byte(r.URL.Path))
	h.Write([]byte{0})
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}
