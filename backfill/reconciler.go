package backfill

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/provider"
)

const (
	// retryMin and retryMax bound how long after a walk that failed the next one begins.
	retryMin = 10 * time.Second
	retryMax = 5 * time.Minute
	// openRetry is how long after the account could not be opened that is tried again.
	openRetry = time.Minute
)

// Reconciler walks the event lists of VerificationProviders. Like every controller it works in the
// replica that leads.
type Reconciler struct {
	// Client reads VerificationProviders from the cache, and writes status.backfill.
	Client   client.Client
	Accounts *account.Pool
	// Open opens what takes the events of one walk.
	Open    func(*v1alpha1.VerificationProvider) Taker
	Clock   clock.PassiveClock
	Options Options

	books  books
	nudges chan event.GenericEvent
}

// New makes a Reconciler.
func New(c client.Client, accounts *account.Pool, open func(*v1alpha1.VerificationProvider) Taker, clock clock.PassiveClock, o Options) *Reconciler {
	return &Reconciler{
		Client: c, Accounts: accounts, Open: open, Clock: clock, Options: o.withDefaults(),
		nudges: make(chan event.GenericEvent, 64),
	}
}

// Nudge has the events of a VerificationProvider walked soon: some may have been missed. It never
// blocks, and many nudges are one walk. It has no effect in a replica that does not lead.
func (r *Reconciler) Nudge(name types.NamespacedName) {
	r.books.of(name).hasten(r.Clock.Now().Add(r.Options.Grace))
	vp := &v1alpha1.VerificationProvider{}
	vp.Namespace, vp.Name = name.Namespace, name.Name
	select {
	case r.nudges <- event.GenericEvent{Object: vp}:
	default: // Enough is queued; the mark is found by the next pass.
	}
}

// Reconcile walks the events of a VerificationProvider if that is due.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	vp := &v1alpha1.VerificationProvider{}
	if err := r.Client.Get(ctx, req.NamespacedName, vp); err != nil {
		if apierrors.IsNotFound(err) {
			r.books.forget(req.NamespacedName)
			metrics.BackfillLastRun.DeleteLabelValues(req.String())
			return ctrl.Result{}, nil
		}
		return ctrl.Result{}, fmt.Errorf("getting the provider: %w", err)
	}
	b := r.books.of(req.NamespacedName)
	b.open(vp)
	if b.status != nil {
		tellLastRun(vp, b.status) // A leader that has just begun must not be silent until a walk is complete.
	}
	if !usable(vp) {
		return ctrl.Result{}, nil // Its becoming ready is an event.
	}
	if left := r.untilDue(vp, b); left > 0 {
		return ctrl.Result{RequeueAfter: left}, nil
	}
	a, err := r.Accounts.Open(ctx, vp)
	if err != nil {
		return ctrl.Result{RequeueAfter: wait.Jitter(openRetry, jitter)}, nil // The object's own conditions tell.
	}
	lister, ok := a.Client.(provider.EventLister)
	if !ok {
		return ctrl.Result{RequeueAfter: wait.Jitter(r.Options.Interval, jitter)}, nil // Another version may.
	}
	tellLastRun(vp, b.status)
	return r.walk(ctx, vp, b, a.Driver.Name, lister)
}

// tellLastRun has a metric tell when the last complete walk was.
func tellLastRun(vp *v1alpha1.VerificationProvider, st *v1alpha1.BackfillStatus) {
	metrics.BackfillLastRun.WithLabelValues(client.ObjectKeyFromObject(vp).String()).Set(float64(lastRun(vp, st).Unix()))
}

// usable tells whether the account is proven to work, with the spec as it stands.
func usable(vp *v1alpha1.VerificationProvider) bool {
	return vp.DeletionTimestamp.IsZero() && vp.Status.ObservedGeneration == vp.Generation &&
		meta.IsStatusConditionTrue(vp.Status.Conditions, v1alpha1.ConditionReady)
}

// untilDue is how long it is until the next walk should begin.
func (r *Reconciler) untilDue(vp *v1alpha1.VerificationProvider, b *book) time.Duration {
	at := due(string(vp.UID), lastRun(vp, b.status), r.Options.Interval)
	if catchUp := resubscribed(vp, b.status, r.Options.Grace); !catchUp.IsZero() && catchUp.Before(at) {
		at = catchUp
	}
	hasty, notBefore := b.marks()
	if !hasty.IsZero() && hasty.Before(at) {
		at = hasty
	}
	if notBefore.After(at) {
		at = notBefore
	}
	if left := at.Sub(r.Clock.Now()); left > 0 {
		return max(left, time.Second/10)
	}
	return 0
}

// walk walks the list once, and writes how far everything has had its effect.
func (r *Reconciler) walk(ctx context.Context, vp *v1alpha1.VerificationProvider, b *book, driver string, lister provider.EventLister) (ctrl.Result, error) {
	began := r.Clock.Now()
	b.begun(began)
	before := b.reached()
	in := r.newIntake(vp, b, driver, before)
	w := r.newWalk(vp, b, before, lister, in)
	var outcome result
	err := in.retry(ctx)
	if err == nil {
		outcome, err = w.run(ctx)
	}
	if ctx.Err() != nil {
		return ctrl.Result{}, nil // Whoever leads next goes on from what was saved.
	}
	logger := ctrl.LoggerFrom(ctx).WithValues("pages", outcome.pages, "found", in.found)
	if n := b.arrears.abandon(r.Clock.Now()); n > 0 {
		logger.Info("gave up on listed events that could not be taken: their customers' own next look finds what they announced", "events", n)
	}
	if err != nil {
		metrics.BackfillRuns.WithLabelValues(driver, "Failed").Inc()
		if w.covered != nil {
			w.save(ctx, w.covered)
		}
		after := b.failed(r.Clock.Now(), provider.RetryAfter(err))
		logger.Info("the walk through the provider's events was interrupted", "cause", err.Error(), "again", after.String())
		return ctrl.Result{RequeueAfter: after}, nil
	}
	st := b.done(conclude(vp, before, outcome, in.found, r.Options.Interval, r.Clock.Now()), r.Clock.Now())
	gap := st.GapTime != nil && st.GapTime.Equal(&st.LastRunTime)
	metrics.BackfillRuns.WithLabelValues(driver, map[bool]string{false: "Complete", true: "Gap"}[gap]).Inc()
	tellLastRun(vp, st)
	if gap {
		logger.Info("the provider's list of events no longer reaches back to the last walk: customers are looked at one by one, spread over time")
	} else if in.found > 0 {
		logger.Info("found events that no webhook had brought")
	}
	if err := r.write(ctx, vp, st); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	return ctrl.Result{RequeueAfter: max(r.untilDue(vp, b), time.Second)}, nil
}

// newIntake takes the events of a walk. before is how far the ones before it came.
func (r *Reconciler) newIntake(vp *v1alpha1.VerificationProvider, b *book, driver string, before *v1alpha1.BackfillStatus) *intake {
	in := &intake{taker: r.Open(vp), driver: driver, now: r.Clock.Now, counted: countedBefore(before), arrears: &b.arrears}
	if before != nil {
		in.floor = before.Cursor
	}
	return in
}

func (r *Reconciler) newWalk(vp *v1alpha1.VerificationProvider, b *book, before *v1alpha1.BackfillStatus, lister provider.EventLister, in *intake) *walk {
	w := &walk{
		pager: pager{list: lister.ListEvents, size: r.Options.PageSize},
		take:  in.take, now: r.Clock.Now, grace: r.Options.Grace, overlap: r.Options.Overlap,
		goal: goalOf(vp, before, r.Options.Overlap),
	}
	if before != nil {
		w.cursor, w.island = before.Cursor, before.Walk
	}
	w.save = func(ctx context.Context, covered *v1alpha1.BackfillWalk) {
		if !b.covered(vp, covered) {
			return
		}
		if err := r.write(ctx, vp, b.status); err != nil {
			ctrl.LoggerFrom(ctx).V(1).Info("could not keep how far the walk has come", "cause", err.Error())
		}
	}
	return w
}

// countedBefore tells of events that an earlier walk has counted.
func countedBefore(st *v1alpha1.BackfillStatus) func(provider.Event) bool {
	if st == nil || st.Cursor == nil {
		return func(provider.Event) bool { return false }
	}
	through := st.Cursor.Time.Time
	return func(e provider.Event) bool { return !e.Time.After(through) }
}
