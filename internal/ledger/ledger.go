// Package ledger writes the status of customers. Its two users, the reconciler and the webhook
// server, only add facts; the ledger has lifecycle draw the conclusions and writes both with an
// optimistic lock, so that neither can overwrite what the other found.
//
// It knows the API server and lifecycle. It must not know providers, nor HTTP.
package ledger

import (
	"context"
	"fmt"
	"sync"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
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

	turns   turns
	written sync.Map // types.NamespacedName → lastWrite
}

// Record adds facts to the status of a customer. It is called anew, with a fresh object, whenever
// somebody else wrote in between; it must not do anything twice that may happen once.
type Record func(ctx context.Context, vc *v1alpha1.VerifiedCustomer) error

// Commit records facts about vc, draws the conclusions, and writes what changed; nothing is written
// when nothing did. vc must be the caller's own copy, and is the object as written afterwards. The
// caller should hold the customer's turn.
func (l *Ledger) Commit(ctx context.Context, vc *v1alpha1.VerifiedCustomer, c lifecycle.Circumstances, record Record) error {
	for range attempts {
		before := vc.DeepCopy()
		if err := record(ctx, vc); err != nil {
			return err
		}
		c.UID = vc.UID
		lifecycle.Conclude(&vc.Status, c)
		if equality.Semantic.DeepEqual(before.Status, vc.Status) {
			return nil
		}
		patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
		err := l.Client.Status().Patch(ctx, vc, patch)
		if err == nil {
			l.Wrote(vc)
			l.announce(ctx, before, vc)
			return nil
		}
		if !apierrors.IsConflict(err) {
			return fmt.Errorf("writing status: %w", err)
		}
		fresh := &v1alpha1.VerifiedCustomer{}
		if err := l.Live.Get(ctx, client.ObjectKeyFromObject(before), fresh); err != nil {
			return fmt.Errorf("reading the object again after a conflict: %w", err)
		}
		if fresh.UID != before.UID {
			return fmt.Errorf("the object was deleted and created anew: %w", err)
		}
		fresh.DeepCopyInto(vc)
	}
	return fmt.Errorf("status was written by others %d times in a row: try again", attempts)
}

// announce emits the Kubernetes Events of a move and logs it: one line, names and IDs only.
func (l *Ledger) announce(ctx context.Context, before, after *v1alpha1.VerifiedCustomer) {
	for _, a := range lifecycle.Announce(&before.Status, &after.Status) {
		eventType := corev1.EventTypeNormal
		if a.Warning {
			eventType = corev1.EventTypeWarning
		}
		l.Recorder.Eventf(after, nil, eventType, a.Reason, a.Action, "%s", a.Message)
		logr.FromContextOrDiscard(ctx).Info("customer moved", "reason", a.Reason, "phase", after.Status.Phase,
			"providerStatus", after.Status.ProviderStatus, "customerID", after.Status.CustomerID)
	}
}

// lastWrite is this process's last write of an object.
type lastWrite struct {
	uid             types.UID
	resourceVersion string
}

// Wrote notes that this process wrote the object.
func (l *Ledger) Wrote(vc *v1alpha1.VerifiedCustomer) {
	l.written.Store(client.ObjectKeyFromObject(vc), lastWrite{vc.UID, vc.ResourceVersion})
}

// Stale tells whether vc, from a cache, is older than this process's own last write: acting on it
// would repeat what is done. The cache's next update brings the newer one.
func (l *Ledger) Stale(vc *v1alpha1.VerifiedCustomer) bool {
	stored, ok := l.written.Load(client.ObjectKeyFromObject(vc))
	if !ok {
		return false
	}
	last := stored.(lastWrite)
	if last.uid != vc.UID {
		return false
	}
	order, err := resourceversion.CompareResourceVersion(vc.ResourceVersion, last.resourceVersion)
	return err == nil && order < 0
}

// Forget drops what is remembered of an object that is gone.
func (l *Ledger) Forget(name types.NamespacedName) { l.written.Delete(name) }

// Turn waits until no one else in this process works on the customer, and returns what ends the
// turn. It fails only when ctx ends first.
func (l *Ledger) Turn(ctx context.Context, uid types.UID) (end func(), err error) {
	return l.turns.take(ctx, uid)
}
