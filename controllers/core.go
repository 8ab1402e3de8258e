package controllers

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/documents"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/lifecycle"
)

const (
	// defaultResync stands in for the provider's interval while the provider is not known.
	defaultResync = 6 * time.Hour
	// passTimeout bounds one pass: long enough for the upload of a large document over a slow line. A
	// pass that has begun goes on through a shutdown, so that what it did at the provider is also
	// written down; the manager waits for it.
	passTimeout = 55 * time.Second
	// afterTimeout bounds what is left to do once a pass has used up its time: to find out, and to write down, what
	// became of what it did at the provider.
	afterTimeout = 10 * time.Second
)

// Dependencies are what the reconcilers of customers and owners need.
type Dependencies struct {
	// Client reads from the cache and writes; Live reads from the API server.
	Client   client.Client
	Live     client.Reader
	Accounts *account.Pool
	Ledger   *ledger.Ledger
	Recorder events.EventRecorder
	Clock    clock.PassiveClock
	// CheckProvider has a VerificationProvider's credentials proven again; it must not block.
	CheckProvider func(*account.Account)
	// CorrectionQuiet is how long corrected data must stay the same before they are submitted.
	CorrectionQuiet time.Duration
	// Documents reads the documents that spec holds ready.
	Documents *documents.Loader
}

// core reconciles objects of one kind: the steps that customers and owners share.
type core struct {
	Dependencies

	// kind is an empty object of the kind, and subject makes what a pass is about.
	kind    v1alpha1.Verifiable
	subject func(*pass) subject

	claims claims
	steady steadiness
	rests  *rests
	// handIns are the packages that are being handed in.
	handIns crowd
	// reviews is, by UID, the serial of the observation after which the documents were last asked about.
	reviews sync.Map
	// incomplete is, by UID, what the package lacked that was last found incomplete.
	incomplete sync.Map
	// waiting is, by name, the version as which an object was stored after a look when it waits for somebody or
	// something other than its provider: see lookDue.
	waiting sync.Map
	// began is when this process began to reconcile.
	began onceTime
}

// reconcile walks one object through the steps. It is safe to be interrupted between any two calls:
// what was begun at the provider is always written down before.
func (r *core) reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	seen, err := r.look(ctx, req)
	if seen == nil || err != nil {
		return ctrl.Result{}, err
	}
	if result, idle := r.idle(ctx, req, seen); idle {
		return result, nil
	}
	o, end, err := r.fetch(ctx, req, seen.GetUID())
	if o == nil || err != nil {
		return ctrl.Result{}, err
	}
	defer end()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), passTimeout)
	defer cancel()

	p := r.newPass(o)
	if left := r.rests.left(req.NamespacedName, o.GetResourceVersion()); left > 0 {
		return ctrl.Result{RequeueAfter: left}, nil
	}
	if !o.GetDeletionTimestamp().IsZero() {
		return p.finalize(ctx)
	}
	p.attend(ctx)
	if !p.due(ctx) {
		return p.schedule(nil)
	}
	return p.conclude(ctx, p.run(ctx))
}

// look reads the object from the cache. It is the cache's own: nobody may change it. It is nil when there
// is nothing to do: the object is gone, or the cache has not seen this process's own last write.
func (r *core) look(ctx context.Context, req ctrl.Request) (v1alpha1.Verifiable, error) {
	o := r.kind.Empty()
	if err := r.Client.Get(ctx, req.NamespacedName, o, client.UnsafeDisableDeepCopy); err != nil {
		if apierrors.IsNotFound(err) {
			o.SetNamespace(req.Namespace)
			o.SetName(req.Name)
			r.Ledger.Forget(o)
			r.rests.done(req.NamespacedName)
			r.waiting.Delete(req.NamespacedName)
			return nil, nil
		}
		return nil, fmt.Errorf("getting the object: %w", err)
	}
	if r.Ledger.Stale(o) {
		return nil, nil
	}
	return o, nil
}

// forget drops what is remembered of an object that is being let go, by its UID.
func (r *core) forget(uid types.UID) {
	r.reviews.Delete(uid)
	r.incomplete.Delete(uid)
	r.steady.forget(uid)
}

// idle tells that nothing is due, and when to come back: what most looks find out, and above all those
// that this process's own write of an event's effect brings about. It needs no turn, and no copy: whatever
// somebody writes meanwhile brings another look.
func (r *core) idle(ctx context.Context, req ctrl.Request, seen v1alpha1.Verifiable) (ctrl.Result, bool) {
	if !seen.GetDeletionTimestamp().IsZero() || r.rests.left(req.NamespacedName, seen.GetResourceVersion()) > 0 {
		return ctrl.Result{}, false
	}
	p := r.passOver(seen)
	p.attend(ctx)
	if p.due(ctx) {
		return ctrl.Result{}, false
	}
	result, err := p.schedule(nil)
	return result, err == nil
}

// fetch gets an own copy of the object when it is this process's turn to work on it. While waiting for
// the turn, others may have written: it returns nil when that left nothing to do.
func (r *core) fetch(ctx context.Context, req ctrl.Request, uid types.UID) (v1alpha1.Verifiable, func(), error) {
	end, err := r.Ledger.Turn(ctx, uid)
	if err != nil {
		return nil, nil, err
	}
	o := r.kind.Empty()
	if err := r.Client.Get(ctx, req.NamespacedName, o); err != nil {
		end()
		return nil, nil, client.IgnoreNotFound(err)
	}
	if r.Ledger.Stale(o) {
		end()
		return nil, nil, nil
	}
	return o, end, nil
}

// run takes the steps in order and stops at the first that is halted, unless the others can be taken all
// the same: a field that the provider does not let change must not hold back the document that it waits for.
// Of such halts the first is told, and the others once it is over; each has its effect on what is tried again,
// and when, for otherwise the next pass would not know what this one found out.
func (p *pass) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		p.openAccount,
		p.establish,
		p.observe,
		p.accept,
		p.setState,
		p.correct,
		p.update,
		p.finish,
	} {
		err := step(ctx)
		h := haltOf(err)
		if h != nil {
			p.halts = append(p.halts, h)
		}
		if err != nil && (h == nil || !h.aside) {
			return err
		}
	}
	if len(p.halts) > 0 {
		return p.halts[0]
	}
	return nil
}

// due tells whether there is anything to do. A healthy customer is left alone until its time has
// come: a restart must not ask the provider about everybody.
func (p *pass) due(ctx context.Context) bool {
	facts := p.facts()
	switch {
	case facts.Generation != p.generation, facts.ReconcileAt != p.reconcileAt:
		return true
	case facts.Problem != nil:
		return !p.onlyHumansHelp(facts.Problem)
	case p.o.RemoteID() == "", facts.Observation == nil, facts.Correction != nil, facts.Replacement != nil:
		return true
	case facts.AppliedGeneration < facts.Generation: // not all of spec is at the provider
		return true
	case p.awaitsCorrection(), p.drifted(), p.s.restless(), p.s.behind(ctx):
		return true
	}
	return !p.r.Clock.Now().Before(p.nextLook())
}

// onlyHumansHelp tells of problems that nothing but a change of the object itself can cure.
func (p *pass) onlyHumansHelp(problem *v1alpha1.ProblemFact) bool {
	switch problem.Reason {
	case v1alpha1.ReasonCreateOutcomeUnknown:
		return intentOf(p.o) != nil
	case v1alpha1.ReasonTypeNotSupported:
		return p.o.RemoteID() == "" // A record that is there is looked at, whatever else spec asks for.
	}
	return false
}

// accept checks that spec is about the record that was looked at, before anything is changed.
func (p *pass) accept(context.Context) error { return p.s.accept() }

// openAccount opens the provider's account.
func (p *pass) openAccount(ctx context.Context) error {
	a, err := p.s.account(ctx)
	if err != nil {
		return err
	}
	p.account, p.resync = a, a.ResyncInterval
	return nil
}

// setState opens or closes the account, as spec says. Like finish it asks for the subject when it is its turn:
// openAccount may have put the pass on another one.
func (p *pass) setState(ctx context.Context) error { return p.s.setState(ctx) }

// finish takes the steps that only this kind has.
func (p *pass) finish(ctx context.Context) error { return p.s.finish(ctx) }

// afterwards is a context for what has to be done however long the pass took. It is no licence to write late: a
// write of facts is refused if the object is no longer as it was read, and then they are noted anew on what it has
// become, so that an operator that no longer leads overwrites nothing of the one that does.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), afterTimeout)
}

// conclude writes what the pass noted, with the problem that halted it, and says when to come back.
func (p *pass) conclude(ctx context.Context, outcome error) (ctrl.Result, error) {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	halted := haltOf(outcome)
	if outcome != nil && halted == nil {
		// The API server did not do its part. What the provider said meanwhile is still worth keeping.
		if len(p.notes) > 0 {
			if err := p.write(ctx); err != nil {
				log.FromContext(ctx).V(1).Info("could not keep what was observed", "cause", err.Error())
			}
		}
		if p.upToDate() { // What was written brings an event, which must not bring the next try.
			p.r.rests.begin(client.ObjectKeyFromObject(p.o), p.base.GetResourceVersion(), 0)
		}
		return ctrl.Result{}, ignoreConflict(outcome)
	}
	if halted != nil && !slices.Contains(p.halts, halted) {
		p.halts = append(p.halts, halted)
	}
	untried := p.refusedDocuments()
	p.note(func(o v1alpha1.Verifiable) {
		facts := lifecycle.FactsOf(o.Verification())
		again := facts.ReconcileAt != p.reconcileAt
		if halted == nil || again {
			facts.Refusal = nil // Whoever asks for another try gets it from a later pass, if this one did not come to it.
		}
		if again {
			forgetContents(o.Verification(), untried)
		}
		facts.Generation, facts.ReconcileAt, facts.Problem = p.generation, p.reconcileAt, nil
		for _, h := range p.halts {
			if h.refused != "" {
				facts.Refusal = &v1alpha1.RefusalFact{Fingerprint: h.refused, Reason: h.problem.Reason, Message: h.problem.Message}
			}
		}
		if halted != nil {
			facts.Problem = halted.problem.DeepCopy()
		} else if p.applied {
			facts.AppliedGeneration = p.generation
		}
	})
	if err := p.write(ctx); err != nil {
		if again := haltOf(err); again != nil {
			err = again.Unwrap()
		}
		return ctrl.Result{}, ignoreConflict(client.IgnoreNotFound(err))
	}
	if halted != nil && halted.problem.Severity != v1alpha1.ProblemRetrying && p.seen != nil {
		p.r.waiting.Store(client.ObjectKeyFromObject(p.o), p.base.GetResourceVersion())
	}
	return p.schedule(halted)
}

// ignoreConflict drops the error of a write that a newer object refused: that object's own event
// brings the next pass.
func ignoreConflict(err error) error {
	if apierrors.IsConflict(err) {
		return nil
	}
	return err
}
