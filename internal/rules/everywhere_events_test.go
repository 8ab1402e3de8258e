package rules

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Rules 3, 4, 5 and 10: events, at every provider.

// atPhase waits until a customer stands where a verdict puts it.
func atPhase(w *harness.World, name string, v harness.Verdict) *v1alpha1.VerifiedCustomer {
	w.Helper()
	return w.UntilPhase(name, w.Platform.PhaseAfter(v))
}

// untilAllTaken waits until no event is left to be delivered, or to be delivered again.
func untilAllTaken(w *harness.World) {
	w.Helper()
	w.Until("all events are acknowledged", func() bool {
		pending, err := w.Control.Pending(w.Context)
		require.NoError(w, err)
		return pending == controlapi.Pending{}
	})
}

// An event that is never delivered is made up for by looking.
func TestEverywhereRule03ResyncFindsWhatNeverArrived(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		w := harness.NewWorld(t, harness.On(p), harness.WithProvider(func(vp *v1alpha1.VerificationProvider) {
			vp.Spec.ResyncInterval = metav1.Duration{Duration: time.Second}
		}))
		w.StartOperator()
		a := anyone(w, kind, "jane")
		id := approved(w, a)
		_, err := w.Control.AddWebhookFault(w.Context, controlapi.WebhookFault{Action: controlapi.ActionDrop, Count: -1})
		require.NoError(t, err)
		for _, v := range []harness.Verdict{harness.SetBack, harness.Verified} {
			w.Decide(id, v)
			vc := atPhase(w, a.Name, v)
			assert.Equal(t, v1alpha1.CauseResync, vc.Status.History[len(vc.Status.History)-1].Cause)
		}
	})
}

// An event whose effect cannot be written is not acknowledged, and has its effect when it comes again.
func TestEverywhereRule03NotAcknowledgedBeforeItIsWritten(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		w := harness.NewWorld(t, harness.On(p))
		op := w.StartOperator()
		a := anyone(w, kind, "jane")
		id := approved(w, a)
		op.Block(harness.StatusWrites)
		p.Decide(w, id, harness.SetBack, true)
		event := news(id, harness.SetBack)
		requireComeBack(t, announce(w, event))
		requirePhase(w, a.Name, v1alpha1.PhaseVerified)
		op.Block(nil)
		require.Equal(t, http.StatusOK, announce(w, event).Code)
		requirePhase(w, a.Name, p.PhaseAfter(harness.SetBack))
	})
}

// Doubled, reordered and all at once, events end where the provider stands.
func TestEverywhereRule04ShuffledAndDoubled(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		w := harness.NewWorld(t, harness.On(p), harness.WithSandbox(hurried))
		w.StartOperator()
		a := anyone(w, kind, "jane")
		id := approved(w, a)
		for _, last := range []harness.Verdict{harness.SetBack, harness.Verified} {
			hold(w)
			for _, v := range []harness.Verdict{harness.SetBack, harness.Verified, harness.SetBack} {
				w.Decide(id, v)
			}
			w.Decide(id, last)
			release(w, controlapi.Release{Order: controlapi.OrderReverse, Copies: 3, Concurrent: true})
			require.NoError(t, w.Control.ClearWebhookFaults(w.Context))
			untilAllTaken(w)
			requirePhase(w, a.Name, p.PhaseAfter(last))
		}
	})
}

// An event that was delivered before, and one from before the last look, change nothing and cost nothing.
func TestEverywhereRule04OldEventsChangeNothing(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := anyone(w, kind, "jane")
		id := approved(w, a)
		p.Decide(w, id, harness.SetBack, true)
		event := news(id, harness.SetBack)
		require.Equal(t, http.StatusOK, announce(w, event).Code)
		before, calls := w.Customer(a.Name), w.TotalCalls()
		assert.Equal(t, p.PhaseAfter(harness.SetBack), before.Status.Phase)

		require.Equal(t, http.StatusOK, announce(w, event).Code)
		for _, v := range []harness.Verdict{harness.Verified, harness.Wanting} {
			old := news(id, v)
			old.Created = old.Created.Add(-time.Hour)
			require.Equal(t, http.StatusOK, announce(w, old).Code)
		}
		assert.Equal(t, before.ResourceVersion, w.Customer(a.Name).ResourceVersion, "an old event wrote the customer")
		assert.Equal(t, calls, w.TotalCalls(), "an old event asked the provider")
	})
}

// What an event says of a customer is a reason to look, and no more: the provider's API has the last word.
func TestEverywhereRule04AnEventThatIsNotSo(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := p.Person(w, "jane")
		id := approved(w, a)
		require.Equal(t, http.StatusOK, announce(w, news(id, harness.SetBack)).Code)
		requirePhase(w, a.Name, v1alpha1.PhaseVerified)
	})
}

// A verdict is announced while the operator is about to write the customer's ID.
func TestEverywhereRule05EventBeforeTheIDIsWritten(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		w := harness.NewWorld(t, harness.On(p), harness.WithSandbox(hurried))
		op := w.StartOperator()
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		writing := op.Stall(func(r *http.Request) bool {
			return harness.StatusWrites(r) && len(w.IDs()) > 0
		})
		a := anyone(w, kind, "early")
		w.ApplyAll(a)
		writing.UntilHeld(1)
		id := w.IDs()[0]
		verdict := harness.Verified
		if !p.Abilities().Packs {
			verdict = harness.SetBack // It is verified already.
		}
		w.Decide(id, verdict)
		assert.Empty(t, w.Customer(a.Name).Status.CustomerID)
		writing.Release()
		untilAllTaken(w)
		atPhase(w, a.Name, verdict)
	})
}

// Events of customers whom nobody manages here are acknowledged, and cost nothing.
func TestEverywhereRule05CustomersOfOthersAreAcknowledged(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := p.Person(w, "jane")
		approved(w, a)
		id := p.Stranger(w, "somebody@example.com")
		w.UntilDelivered()
		before, calls := w.Customer(a.Name), w.TotalCalls()
		for _, v := range []harness.Verdict{harness.Verified, harness.SetBack, harness.Wanting} {
			assert.Equal(t, http.StatusOK, announce(w, news(id, v)).Code)
		}
		assert.Equal(t, before.ResourceVersion, w.Customer(a.Name).ResourceVersion)
		assert.Equal(t, calls, w.TotalCalls(), "a stranger's event asked the provider")
	})
}

// A replica that does not lead takes events, whether or not anybody leads.
func TestEverywhereRule10TheFollowerServes(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		leader := startLeader(w)
		follower, url := startFollower(w)
		a := p.Business(w, "acme")
		id := approved(w, a)
		p.Decide(w, id, harness.SetBack, true)
		require.Equal(t, http.StatusOK, announceTo(w, url, news(id, harness.SetBack)).Code)
		requirePhase(w, a.Name, p.PhaseAfter(harness.SetBack))

		leader.Crash()
		p.Decide(w, id, harness.Verified, true)
		later := news(id, harness.Verified)
		later.Created = later.Created.Add(3 * time.Second)
		require.Equal(t, http.StatusOK, announceTo(w, url, later).Code)
		requirePhase(w, a.Name, v1alpha1.PhaseVerified)
		for _, step := range follower.Steps() {
			assert.Equal(t, harness.StatusWrite, step, "a follower does nothing else")
		}
	})
}
