package webhookserver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/secrets"
	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Lives of signing keys in memory. A flood of forged requests costs one read of a Secret every
// rereadEvery, however large it is.
const (
	// keyLife is how long keys are used before they are read again.
	keyLife = time.Minute
	// rereadEvery is how often a signature that does not match may have the keys read again.
	rereadEvery = 10 * time.Second
	// retryEvery is how often a read is tried again that failed, while there is no key at all.
	retryEvery = time.Second
	// readTimeout bounds a read. Everybody waits for it who has to know the keys.
	readTimeout = 3 * time.Second
	// staleLife is how long keys are used on while the API server cannot be asked.
	staleLife = time.Hour
	// complainEvery is how often the log says of a VerificationProvider that there is no key.
	complainEvery = 10 * time.Second
)

// errNoKey tells that a request cannot be verified now.
var errNoKey = errors.New("no signing key can be read")

// errOldKeys tells the same of a request whose signature fits no key that is known, while those that the Secret may
// have got meanwhile cannot be read: it is not refused as forged, for it may be signed with one of these.
var errOldKeys = fmt.Errorf("%w anew, and the old ones do not match", errNoKey)

// keyring keeps the signing keys of VerificationProviders for a short time.
type keyring struct {
	live  client.Reader
	clock clock.PassiveClock

	mu      sync.Mutex
	entries map[types.NamespacedName]*keyEntry
}

type keyEntry struct {
	mu      sync.Mutex
	secret  string // the Secret's name, to notice that the reference changed
	keys    []pii.String
	readAt  time.Time
	triedAt time.Time
	// failed tells that the last read brought neither keys nor that there are none.
	failed bool
	// reading is closed when the read under way has ended; nil while there is none.
	reading chan struct{}
	// expiry drops keys that are too old for any use.
	expiry *time.Timer
	// complaint bounds how often it is told that there is no key: anybody can send what would need one.
	complaint rate.Sometimes
}

// verify checks the signature against the keys in memory and, if none matches, against the keys as
// they now stand in the Secret. It returns errNoKey when there is nothing to check against, or when what there is may
// be outdated.
func (k *keyring) verify(ctx context.Context, vp *v1alpha1.VerificationProvider, w provider.Webhooks, h http.Header, body []byte) error {
	e := k.entry(client.ObjectKeyFromObject(vp))
	outcome := errNoKey
	for _, life := range []time.Duration{keyLife, rereadEvery} {
		keys := e.current(ctx, k, vp, life)
		if len(keys) == 0 {
			continue
		}
		if _, outcome = w.Verify(h, body, keys); outcome == nil {
			return nil
		}
	}
	if !errors.Is(outcome, errNoKey) && e.outdated() {
		return errOldKeys
	}
	return outcome
}

func (k *keyring) entry(name types.NamespacedName) *keyEntry {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.entries == nil {
		k.entries = map[types.NamespacedName]*keyEntry{}
	}
	if k.entries[name] == nil {
		k.entries[name] = &keyEntry{complaint: rate.Sometimes{First: 1, Interval: complainEvery}}
	}
	return k.entries[name]
}

// forget drops the keys of a VerificationProvider that is gone.
func (k *keyring) forget(name types.NamespacedName) {
	k.mu.Lock()
	e := k.entries[name]
	delete(k.entries, name)
	k.mu.Unlock()
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.keys, e.reading = nil, nil
	if e.expiry != nil {
		e.expiry.Stop()
	}
}

// current gives the keys, read anew if they are older than life; none if there are none to be had.
// While the API server cannot be asked, older keys serve on: events must not be refused because of it.
// All who need a read share one, and each waits for it no longer than its own context allows.
func (e *keyEntry) current(ctx context.Context, k *keyring, vp *v1alpha1.VerificationProvider, life time.Duration) []pii.String {
	if reading := e.refresh(ctx, k, vp, life); reading != nil {
		select {
		case <-reading:
		case <-ctx.Done():
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.usable(k.clock.Now())
}

// refresh has the keys read if that is due, and returns what to wait for; nil if nothing.
func (e *keyEntry) refresh(ctx context.Context, k *keyring, vp *v1alpha1.VerificationProvider, life time.Duration) <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	name := vp.Spec.Webhook.SigningSecretRef.Name
	if e.secret != name {
		e.secret, e.keys, e.readAt, e.triedAt, e.failed, e.reading = name, nil, time.Time{}, time.Time{}, false, nil
	}
	now := k.clock.Now()
	pause := rereadEvery
	if e.readAt.IsZero() {
		pause = retryEvery
	}
	switch {
	case now.Sub(e.readAt) < life:
		return nil
	case e.reading != nil:
		return e.reading
	case now.Sub(e.triedAt) < pause:
		return nil
	}
	e.reading = make(chan struct{})
	// The read serves everybody: a sender who hangs up must not spoil it.
	go e.read(context.WithoutCancel(ctx), k, vp.Namespace, name, e.reading)
	return e.reading
}

// read reads the Secret and ends reading.
func (e *keyEntry) read(ctx context.Context, k *keyring, namespace, name string, reading chan struct{}) {
	defer close(reading)
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	began := k.clock.Now()
	values, err := secrets.Read(ctx, k.live, namespace, name)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.reading != reading {
		return // Another Secret holds the keys by now.
	}
	// A pause counts from the end, or reads that hang would follow one another.
	e.reading, e.triedAt = nil, k.clock.Now()
	e.failed = err != nil && secrets.Missing(err) == nil
	switch {
	case err == nil:
		e.keys, e.readAt = nonEmpty(values.Optional(v1alpha1.SigningSecretKey), values.Optional(v1alpha1.PreviousSigningSecretKey)), began
		e.expire(k)
	case secrets.Missing(err) != nil:
		e.keys, e.readAt = nil, began // The key was taken away on purpose.
	}
}

// expire has the keys dropped when they are of no use any more: without deliveries nobody reads them anew.
func (e *keyEntry) expire(k *keyring) {
	if e.expiry == nil {
		e.expiry = time.AfterFunc(staleLife, func() { e.dropStale(k.clock.Now()) })
		return
	}
	e.expiry.Reset(staleLife)
}

func (e *keyEntry) dropStale(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now.Sub(e.readAt) >= staleLife {
		e.keys = nil
	}
}

// outdated tells that the Secret was to be read anew, and could not be, or not yet.
func (e *keyEntry) outdated() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.failed || e.reading != nil
}

func (e *keyEntry) usable(now time.Time) []pii.String {
	if now.Sub(e.readAt) > staleLife {
		return nil
	}
	return e.keys
}

func nonEmpty(keys ...pii.String) []pii.String {
	var out []pii.String
	for _, key := range keys {
		if !key.IsEmpty() {
			out = append(out, key)
		}
	}
	return out
}
