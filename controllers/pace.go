package controllers

import (
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/util/wait"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// How often Secrets are looked at that may bring what a customer waits for: the operator has no
// watch on Secrets. The longer somebody has let a customer wait, the less often.
const (
	secretPollMin  = 5 * time.Second
	secretPollMax  = 5 * time.Minute
	secretPollPart = 20
)

// dependencyPoll is the fallback for things that a watch should announce.
const dependencyPoll = 5 * time.Minute

// schedule says when to come back.
func (p *pass) schedule(halted *halt) (ctrl.Result, error) {
	name := client.ObjectKeyFromObject(p.o)
	if halted == nil || halted.problem.Severity != v1alpha1.ProblemRetrying {
		p.r.rests.done(name)
	} else if p.upToDate() {
		p.r.rests.begin(name, p.base.GetResourceVersion(), halted.after)
	}
	switch {
	case halted == nil:
		after := p.untilNextSync() // jittered already
		if p.s.restless() {
			after = min(after, jittered(dependencyPoll))
		}
		return p.comeBack(after, p.awaitsCorrection() || p.s.hungry()), nil
	case halted.after > 0 && halted.problem.Severity != v1alpha1.ProblemStalled:
		return ctrl.Result{RequeueAfter: jittered(halted.after)}, nil
	case halted.problem.Severity == v1alpha1.ProblemRetrying:
		return ctrl.Result{}, halted // The work queue backs off.
	case p.onlyHumansHelp(&halted.problem) && p.o.GetDeletionTimestamp().IsZero(): // A deletion gives up after a while.
		return ctrl.Result{}, nil
	}
	// Whatever is in the way, neither the next look is put off nor what is held back for a while.
	after := jittered(dependencyPoll)
	if left := p.untilNextSync(); left > 0 {
		after = min(after, left)
	}
	for _, h := range p.halts {
		if h.after > 0 {
			after = min(after, jittered(h.after))
		}
	}
	return p.comeBack(after, slices.ContainsFunc(p.halts, func(h *halt) bool { return h.after == 0 && awaitsInputs(&h.problem) })), nil
}

// upToDate tells whether all of the stored object was acted on.
func (p *pass) upToDate() bool {
	return p.base.GetGeneration() == p.generation && p.base.GetAnnotations()[v1alpha1.AnnotationReconcileAt] == p.reconcileAt
}

func (p *pass) comeBack(after time.Duration, inputs bool) ctrl.Result {
	if problem := p.facts().Problem; problem != nil && problem.Severity == v1alpha1.ProblemStalled {
		after = min(after, jittered(dependencyPoll))
	}
	if inputs {
		after = min(after, jittered(p.secretPoll()))
	}
	return ctrl.Result{RequeueAfter: max(after, time.Second)}
}

func (p *pass) untilNextSync() time.Duration {
	if p.status().NextSyncTime == nil {
		return dependencyPoll
	}
	return p.nextLook().Sub(p.r.Clock.Now())
}

// secretPoll grows with the time that the customer has been waiting.
func (p *pass) secretPoll() time.Duration {
	waiting := meta.FindStatusCondition(p.status().Conditions, v1alpha1.ConditionReady)
	if waiting == nil {
		return secretPollMin
	}
	age := p.r.Clock.Since(waiting.LastTransitionTime.Time)
	return min(max(age/secretPollPart, secretPollMin), secretPollMax)
}

// awaitsInputs tells of problems that a change can cure of which no watch tells: of the identity
// Secret, or of the namespace's labels.
func awaitsInputs(problem *v1alpha1.ProblemFact) bool {
	switch problem.Reason {
	case v1alpha1.ReasonNamespaceNotAllowed, v1alpha1.ReasonSecretNotFound, v1alpha1.ReasonSecretKeyMissing,
		v1alpha1.ReasonInvalidInput, v1alpha1.ReasonCorrectionInvalid, v1alpha1.ReasonDuplicateCustomer,
		v1alpha1.ReasonPackageIncomplete, v1alpha1.ReasonPackageUnchanged, v1alpha1.ReasonPackageUnconfirmed:
		return true
	}
	return false
}

// jittered adds up to a tenth, so that what began together does not come back together.
func jittered(d time.Duration) time.Duration { return wait.Jitter(d, 0.1) }
