// Package ledger writes the status of customers. Its two users, the reconciler and the webhook
// server, only add facts; the ledger has lifecycle draw the conclusions and writes both with an
// optimistic lock, so that neither can overwrite what the other found.
//
// It knows the API server and lifecycle. It must not know providers, nor HTTP.
package ledger

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/resourceversion"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
)

// attempts is how often a write is tried on conflicts. Each conflict means that somebody else's
// write succeeded, and writers in this process take turns, so few are ever needed.
const attempts = 8

// Ledger writes the status of customers.
type Ledger struct {
	// Client writes; Live reads from the API server, past the cache.
	Client client.Client
	Live   client.Reader
	// Recorder emits Kubernetes Events on moves.
	Recorder events.EventRecorder
	Clock    clock.PassiveClock
	// WritesAtOnce is how many writes are under way at the API server at most; 0 for DefaultWritesAtOnce.
	WritesAtOnce int

	turns   turns
	writes  gate
	written sync.Map // name → lastWrite
}

// Record adds facts to the status of a customer. It is called anew, with a fresh object, whenever
// somebody else wrote in between; it must not do anything twice that may happen once.
type Record func(ctx context.Context, o v1alpha1.Verifiable) error

// Commit records facts about o, draws the conclusions, and writes what changed; nothing is written
// when nothing did. o must be the caller's own copy, and is the object as written afterwards. The
// caller should hold the object's turn.
func (l *Ledger) Commit(ctx context.Context, o v1alpha1.Verifiable, c lifecycle.Circumstances, record Record) error {
	for range attempts {
		before := copyOf(o)
		if err := record(ctx, o); err != nil {
			return err
		}
		c.UID, c.Noun = o.GetUID(), o.Noun()
		lifecycle.Conclude(o.Verification(), c)
		change, err := changeOf(before, o)
		if change == nil || err != nil {
			return err
		}
		if err = l.send(ctx, change); err == nil {
			l.Wrote(o)
			l.announce(ctx, before, o)
			l.countVerified(before, o)
			return nil
		}
		if !apierrors.IsConflict(err) {
			return fmt.Errorf("writing status: %w", err)
		}
		fresh := o.Empty()
		if err := l.Live.Get(ctx, client.ObjectKeyFromObject(before), fresh); err != nil {
			return fmt.Errorf("reading the object again after a conflict: %w", err)
		}
		if fresh.GetUID() != before.GetUID() {
			return fmt.Errorf("the object was deleted and created anew: %w", err)
		}
		assign(o, fresh)
	}
	return fmt.Errorf("status was written by others %d times in a row: try again", attempts)
}

// send writes a change when there is a place for it.
func (l *Ledger) send(ctx context.Context, c *change) error {
	leave, err := l.writes.enter(ctx, cmp.Or(l.WritesAtOnce, DefaultWritesAtOnce))
	if err != nil {
		return err
	}
	defer leave()
	err = c.write(ctx, l.Client)
	countWrite(c.before.Kind(), err)
	return err
}

func copyOf(o v1alpha1.Verifiable) v1alpha1.Verifiable {
	return o.DeepCopyObject().(v1alpha1.Verifiable)
}

// announce emits the Kubernetes Events of a move and logs it: one line, names and IDs only.
func (l *Ledger) announce(ctx context.Context, before, after v1alpha1.Verifiable) {
	st := after.Verification()
	for _, a := range lifecycle.Announce(before.Verification(), st) {
		eventType := corev1.EventTypeNormal
		if a.Warning {
			eventType = corev1.EventTypeWarning
		}
		l.Recorder.Eventf(after, nil, eventType, a.Reason, a.Action, "%s", a.Message)
		logr.FromContextOrDiscard(ctx).Info("moved", "reason", a.Reason, "phase", st.Phase,
			"providerStatus", st.ProviderStatus, "id", after.RemoteID())
	}
}

// lastWrite is this process's last write of an object.
type lastWrite struct {
	uid             types.UID
	resourceVersion string
}

// Wrote notes that this process wrote the object.
func (l *Ledger) Wrote(o v1alpha1.Verifiable) {
	l.written.Store(nameOf(o), lastWrite{o.GetUID(), o.GetResourceVersion()})
}

// Stale tells whether o, from a cache, is older than this process's own last write: acting on it
// would repeat what is done. The cache's next update brings the newer one.
func (l *Ledger) Stale(o v1alpha1.Verifiable) bool {
	stored, ok := l.written.Load(nameOf(o))
	if !ok {
		return false
	}
	last := stored.(lastWrite)
	if last.uid != o.GetUID() {
		return false
	}
	order, err := resourceversion.CompareResourceVersion(o.GetResourceVersion(), last.resourceVersion)
	return err == nil && order < 0
}

// name tells objects of different kinds apart that have one name.
type name struct {
	kind reflect.Type
	types.NamespacedName
}

func nameOf(o v1alpha1.Verifiable) name {
	return name{reflect.TypeOf(o), client.ObjectKeyFromObject(o)}
}

// Forget drops what is remembered of an object that is gone: o has its name and namespace, and its UID if
// that is known. One that has that name by now may have been written already.
func (l *Ledger) Forget(o v1alpha1.Verifiable) {
	stored, ok := l.written.Load(nameOf(o))
	if !ok {
		return
	}
	if last := stored.(lastWrite); o.GetUID() == "" || o.GetUID() == last.uid {
		l.written.CompareAndDelete(nameOf(o), last)
	}
}

// Turn waits until no one else in this process works on the customer, and returns what ends the
// turn. It fails only when ctx ends first.
func (l *Ledger) Turn(ctx context.Context, uid types.UID) (end func(), err error) {
	return l.turns.take(ctx, uid)
}
