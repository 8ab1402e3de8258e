package rules

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Rule 10: every replica serves webhooks, and one leads.

// startLeader starts the operator that will lead, at the world's webhook address.
func startLeader(w *harness.World, changes ...func(*operator.Options)) *harness.Operator {
	w.Helper()
	leader := w.StartOperator(append(changes, elected(w))...)
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	return leader
}

// moveQuietly moves a customer; the simulated Dwolla keeps the webhooks to itself from now on.
func moveQuietly(w *harness.World, id, status string) {
	w.Helper()
	hold(w)
	w.Move(id, controlapi.Move{Status: status})
}

// requirePhase checks that a customer is in a phase now: an event that was acknowledged has had its
// effect.
func requirePhase(w *harness.World, name string, phase v1alpha1.Phase) {
	w.Helper()
	vc := w.Customer(name)
	require.Equal(w, phase, vc.Status.Phase, "history %+v", vc.Status.History)
}

func TestRule10TheFollowerServesWithoutALeader(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	leader := startLeader(w)
	follower, url := startFollower(w)
	id := verified(w, 1)["jane-0"]
	leader.Crash()

	moveQuietly(w, id, "suspended")
	require.Equal(t, http.StatusOK, deliverTo(w, url, happened("customer_suspended", id)).Code)
	requirePhase(w, "jane-0", v1alpha1.PhaseSuspended)
	assert.Equal(t, []string{harness.StatusWrite}, follower.Steps())
}

// Both replicas get every event, at once and while the customers move on.
func TestRule10BothReplicasGetTheSameEvents(t *testing.T) {
	t.Parallel()
	const customers, moves = 5, 6
	w := harness.NewWorld(t)
	startLeader(w)
	_, url := startFollower(w)
	w.Subscribe(url, harness.SigningSecret)
	ids := verified(w, customers)
	lives := map[string]life{}
	random := rand.New(rand.NewPCG(10, 10))
	for range moves {
		for i := range customers {
			name := fmt.Sprintf("jane-%d", i)
			if lives[name] == nil {
				lives[name] = life{"verified"}
			}
			lives[name] = lives[name].move(w, ids[name], random)
		}
	}
	w.UntilDelivered()
	for name, l := range lives {
		vc := w.Customer(name)
		assert.Equal(t, l[len(l)-1], vc.Status.ProviderStatus, "%s had %v", name, l)
		l.requireHistoryOf(t, vc)
	}
}

func TestRule10OneEventAtBothReplicasIsOneMove(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	leader := startLeader(w)
	follower, url := startFollower(w)
	id := verified(w, 1)["jane-0"]
	steps := len(leader.Steps())
	moveQuietly(w, id, "suspended")
	event, codes := happened("customer_suspended", id), make(chan int)
	for range 5 {
		go func() { codes <- deliver(w, event).Code }()
		go func() { codes <- deliverTo(w, url, event).Code }()
	}
	for range 10 {
		assert.Equal(t, http.StatusOK, <-codes)
	}
	vc := w.Customer("jane-0")
	life{"verified", "suspended"}.requireHistoryOf(t, vc)
	assert.Len(t, vc.Status.History, 2)
	assert.LessOrEqual(t, len(leader.Steps())-steps+len(follower.Steps()), 2, "at most one of them loses a race")
}

// A replica whose cache is behind must not conclude from it that an event is no news.
func TestRule10ACacheThatIsBehindLosesNothing(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		between string // what the follower has not seen
		topic   string // what then arrives at the follower
	}{
		{"back to what it has seen", "suspended", "customer_activated"},
		{"back to verified, and the topic says so", "document", "customer_verified"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			startLeader(w)
			follower, url := startFollower(w)
			id := verified(w, 1)["jane-0"]
			w.Until("the follower knows the customer", func() bool {
				return deliverTo(w, url, happened("customer_verification_pending_review", id)).Code == http.StatusOK
			})
			follower.FreezeWatches()
			w.Move(id, controlapi.Move{Status: tc.between})
			w.UntilReason("jane-0", v1alpha1.ConditionVerified, reasonOf[tc.between])

			moveQuietly(w, id, "verified")
			require.Equal(t, http.StatusOK, deliverTo(w, url, later(tc.topic, id)).Code)
			requirePhase(w, "jane-0", v1alpha1.PhaseVerified)
		})
	}
}

// later is an event that was created well after whatever the operator has looked at.
func later(topic, id string) occurrence {
	o := happened(topic, id)
	o.Created = o.Created.Add(3 * time.Second)
	return o
}

func TestRule10ACacheThatIsBehindFindsItsCustomer(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	startLeader(w)
	follower, url := startFollower(w)
	follower.FreezeWatches()
	id := verified(w, 1)["jane-0"]
	moveQuietly(w, id, "suspended")
	require.Equal(t, http.StatusOK, deliverTo(w, url, happened("customer_suspended", id)).Code)
	requirePhase(w, "jane-0", v1alpha1.PhaseSuspended)
}

// One replica has seen the customer suspended and is about to write it. Meanwhile the customer comes
// back, which another replica is told of: it finds status as it should be. The first must not have
// the last word.
func TestRule10ASlowWriteDoesNotUndoALaterLook(t *testing.T) {
	t.Parallel()
	for between, topic := range map[string]string{"suspended": "customer_activated", "document": "customer_verified"} {
		t.Run(between, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			leader := startLeader(w)
			_, url := startFollower(w)
			id := verified(w, 1)["jane-0"]
			writing := leader.Stall(harness.StatusWrites)
			moveQuietly(w, id, between)
			slow := make(chan answer, 1)
			go func() { slow <- deliver(w, happened(topicOf[between], id)) }()
			writing.UntilHeld(1)

			w.Move(id, controlapi.Move{Status: "verified"})
			require.Equal(t, http.StatusOK, deliverTo(w, url, later(topic, id)).Code)
			requirePhase(w, "jane-0", v1alpha1.PhaseVerified)
			writing.Release()
			require.Equal(t, http.StatusOK, (<-slow).Code)
			requirePhase(w, "jane-0", v1alpha1.PhaseVerified)
		})
	}
}

// One replica has looked, certified the ownership, and cannot look again. Meanwhile another replica has seen what
// came of it: what the first saw before does not take that back.
func TestRule10ALookBeforeAnEffectDoesNotUndoOneAfterIt(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	startLeader(w)
	_, url := startFollower(w)
	business(w, "olga")
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.UntilDelivered()
	vc := w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonCertificationRequired)
	hold(w)

	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathCertification, DelayAfter: controlapi.Duration(6 * time.Second)})
	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) {
		vc.Spec.Business.BeneficialOwnership.Certified = true
		metav1.SetMetaDataAnnotation(&vc.ObjectMeta, v1alpha1.AnnotationReconcileAt, "now") // It begins with a look.
	})
	w.Until("the ownership is certified", func() bool { return certifications(w, vc) == 1 })
	require.Equal(t, http.StatusOK, deliverTo(w, url, later("customer_activated", vc.Status.CustomerID)).Code)
	certified := func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.Facts.Observation.Certification == string(provider.CertificationDone)
	}
	require.True(t, certified(w.Customer("acme")), "the follower saw what came of it")
	w.AddFault(always(http.MethodGet, pathOneCustomer, http.StatusInternalServerError))
	vc = w.UntilCustomer("acme", "not looked at again", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.Facts.Problem != nil && vc.Status.Facts.Problem.Reason == v1alpha1.ReasonProviderUnavailable
	})
	assert.True(t, certified(vc), "what was seen before the certification was written after it")
}

// topicOf announces a status.
var topicOf = map[string]string{"suspended": "customer_suspended", "document": "customer_verification_document_needed"}

// A shutdown lets the requests that are under way finish, and tells at once that no more should come.
func TestRule10DrainFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	health := harness.FreeAddress(w)
	op := w.StartOperator(func(o *operator.Options) { o.HealthAddress = health })
	ids := verified(w, 5)
	probe := func(path string) int { return send(w, http.MethodGet, "http://"+health+path, nil, nil).Code }
	w.Until("the operator is ready", func() bool { return probe("/readyz") == http.StatusOK })

	hold(w)
	writing := op.Stall(harness.StatusWrites)
	answers := make(chan answer)
	for _, id := range ids {
		w.Move(id, controlapi.Move{Status: "suspended"})
		go func() { answers <- deliver(w, happened("customer_suspended", id)) }()
	}
	writing.UntilHeld(len(ids))
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		op.Stop()
	}()
	w.Until("readiness is withdrawn", func() bool { return probe("/readyz") == http.StatusInternalServerError })
	assert.Equal(t, http.StatusOK, probe("/healthz"), "a process that drains must not be killed")
	writing.Release()
	for range ids {
		assert.Equal(t, http.StatusOK, (<-answers).Code)
	}
	for name := range ids {
		requirePhase(w, name, v1alpha1.PhaseSuspended)
	}
	<-stopped
	assert.Zero(t, deliver(w, happened("customer_suspended", ids["jane-0"])).Code, "nobody listens any more")
}
