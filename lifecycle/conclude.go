package lifecycle

import (
	"cmp"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Circumstances are what conclusions depend on besides the facts.
type Circumstances struct {
	// UID of the object: it spreads the looks at many customers over time.
	UID types.UID
	// Noun is what messages call the object: customer, owner. Empty means customer.
	Noun string
	// ResyncInterval of the provider.
	ResyncInterval time.Duration
	// Now is the operator's clock.
	Now time.Time
}

// Conclude draws every conclusion from the facts in st: conditions, phase, requirements, the
// generation that they speak of, and the next look.
func Conclude(st *v1alpha1.VerificationStatus, c Circumstances) {
	v := viewOf(st, c.Noun)
	st.ObservedGeneration = v.facts.Generation
	st.Phase = v.phase()
	st.Requirements = v.requirements()
	st.NextSyncTime = nextSync(st, v, c)

	w := writer{st: st, now: c.Now}
	w.set(v.synced())
	w.set(v.verified())
	w.set(v.ready())
	w.setOrRemove(v1alpha1.ConditionOwnershipCertified, v.certified())
	w.setOrRemove(v1alpha1.ConditionReconciling, v.reconciling())
	w.setOrRemove(v1alpha1.ConditionStalled, v.stalled())
	w.setOrRemove(v1alpha1.ConditionOverdue, v.overdue(c.Now))
	for _, t := range abilityConditions {
		w.setOrRemove(t, v.ability(t))
	}
	w.sort()
}

// view is the facts with the questions that conclusions ask of them.
type view struct {
	facts v1alpha1.Facts
	// observation is what the provider said, as far as it counts.
	observation *v1alpha1.ObservationFact
	problem     *v1alpha1.ProblemFact
	noun        string
}

func viewOf(st *v1alpha1.VerificationStatus, noun string) view {
	v := view{noun: cmp.Or(noun, "customer")}
	if st.Facts != nil {
		v.facts = *st.Facts
	}
	v.observation, v.problem = v.facts.Observation, v.facts.Problem
	if o := v.observation; o != nil && o.Gone {
		v.observation = &v1alpha1.ObservationFact{Phase: v1alpha1.PhasePending, Reason: standing(o, &v.facts), Gone: true}
	}
	return v
}

func (v view) phase() v1alpha1.Phase {
	if v.observation == nil {
		return v1alpha1.PhasePending
	}
	return v.observation.Phase
}

// applied tells whether the provider held all of the spec that the operator last acted on.
func (v view) applied() bool {
	return v.facts.AppliedGeneration > 0 && v.facts.AppliedGeneration == v.facts.Generation
}

func (v view) problemStalls() bool {
	return v.problem != nil && v.problem.Severity == v1alpha1.ProblemStalled
}

// final tells of phases that neither time nor the customer can change.
func (v view) final() bool {
	switch v.phase() {
	case v1alpha1.PhaseRejected, v1alpha1.PhaseSuspended:
		return true
	case v1alpha1.PhaseDeactivated:
		return !v.closedBySpec()
	default:
		return false
	}
}

// closedBySpec tells of an account that is closed as spec says, whoever closed it: nothing is wrong with it,
// and nothing is still to come.
func (v view) closedBySpec() bool {
	return v.phase() == v1alpha1.PhaseDeactivated && (v.facts.State == v1alpha1.StateDeactivated || v.facts.LeftClosed)
}

// isReady: verified, all of spec is at the provider, and nothing stalls. A passing failure of a
// later look does not unmake a verified customer.
func (v view) isReady() bool {
	return v.phase() == v1alpha1.PhaseVerified && v.applied() && !v.problemStalls() && v.canAct()
}

func (v view) synced() metav1.Condition {
	c := metav1.Condition{Type: v1alpha1.ConditionSynced}
	switch {
	case v.problem != nil:
		c.Status, c.Reason, c.Message = metav1.ConditionFalse, v.problem.Reason, v.problem.Message
	case v.applied():
		c.Status, c.Reason, c.Message = metav1.ConditionTrue, v1alpha1.ReasonSynced, "The provider holds what spec says."
	default:
		c.Status, c.Reason, c.Message = metav1.ConditionFalse, v1alpha1.ReasonSubmitting, "The submission to the provider is on its way."
	}
	return c
}

func (v view) verified() metav1.Condition {
	c := metav1.Condition{Type: v1alpha1.ConditionVerified}
	if v.observation == nil {
		c.Status, c.Reason, c.Message = metav1.ConditionUnknown, v1alpha1.ReasonPending, "The provider has not looked at the "+v.noun+" yet."
		return c
	}
	c.Status, c.Reason, c.Message = metav1.ConditionFalse, v.observation.Reason, v.verdictMessage()
	if v.observation.Phase == v1alpha1.PhaseVerified {
		c.Status = metav1.ConditionTrue
	}
	return c
}

func (v view) ready() metav1.Condition {
	verified := v.verified()
	c := metav1.Condition{Type: v1alpha1.ConditionReady, Status: metav1.ConditionFalse, Reason: verified.Reason, Message: verified.Message}
	switch {
	case v.isReady():
		c.Status = metav1.ConditionTrue
	case v.problemStalls(), v.observation == nil && v.problem != nil:
		c.Reason, c.Message = v.problem.Reason, v.problem.Message
	case v.phase() == v1alpha1.PhaseVerified && v.applied() && !v.canAct():
		c.Reason, c.Message = v.unable()
	case v.phase() == v1alpha1.PhaseVerified:
		synced := v.synced()
		c.Reason, c.Message = synced.Reason, synced.Message
	}
	return c
}

func (v view) stalled() *metav1.Condition {
	switch {
	case v.problemStalls():
		return &metav1.Condition{Status: metav1.ConditionTrue, Reason: v.problem.Reason, Message: v.problem.Message}
	case v.final():
		return &metav1.Condition{Status: metav1.ConditionTrue, Reason: v.observation.Reason, Message: v.verdictMessage()}
	}
	return nil
}

func (v view) reconciling() *metav1.Condition {
	if v.isReady() || v.stalled() != nil || v.closedBySpec() && v.problem == nil && v.applied() {
		return nil
	}
	ready := v.ready()
	return &metav1.Condition{Status: metav1.ConditionTrue, Reason: ready.Reason, Message: ready.Message}
}

func (v view) overdue(now time.Time) *metav1.Condition {
	o := v.observation
	if o == nil || o.ReviewDue == nil || o.Phase != v1alpha1.PhaseInReview {
		return nil
	}
	if now.Before(o.ReviewDue.Time) {
		return &metav1.Condition{Status: metav1.ConditionFalse, Reason: v1alpha1.ReasonWithinPromise, Message: "The review is within the time that the provider promises."}
	}
	return &metav1.Condition{Status: metav1.ConditionTrue, Reason: v1alpha1.ReasonReviewOverdue, Message: "The review takes longer than the provider promises: ask the provider's support about this " + v.noun + "."}
}
