package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// wanting applies an applicant, has the provider ask for something else than it was given, and returns the ID and
// how often the applicant was handed in by then.
func wanting(w *harness.World, a harness.Applicant) (id string, handIns int) {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.ApplyAll(a)
	id = reviewed(w, a)
	if !w.Platform.Abilities().Packs {
		ready(w, a.Name) // It asks whom it has verified already.
	}
	w.Decide(id, harness.Wanting)
	w.UntilPhase(a.Name, w.Platform.PhaseAfter(harness.Wanting))
	w.UntilDelivered()
	return id, w.Platform.Look(w, id).HandIns
}

// correctedOnce waits until a correction is with the provider, and checks that it stays at one.
func correctedOnce(w *harness.World, a harness.Applicant, id string, before int) {
	w.Helper()
	w.Until("the correction is handed in", func() bool { return w.Platform.Look(w, id).HandIns > before })
	reviewed(w, a)
	w.Decide(id, harness.Verified)
	ready(w, a.Name)
	w.UntilDelivered()
	truth := w.Platform.Look(w, id)
	assert.Equal(w, before+1, truth.HandIns, "hand-ins of the correction")
	total := 0
	for _, n := range truth.Papers {
		total += n
	}
	// A provider that keeps what it refused has the document that was corrected beside it.
	assert.LessOrEqual(w, total, a.Papers+1, "documents: %v", truth.Papers)
}

// What the provider found wanting is not handed in again while it is the same, whoever asks and whatever starts
// anew; what differs is, once.
func TestEverywhereRule02OnlyWhatDiffers(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		w := harness.NewWorld(t, harness.On(p))
		op := w.StartOperator()
		a := anyone(w, kind, "ravi")
		id, before := wanting(w, a)
		w.Touch(a.Name)
		settledGeneration(w, a.Name)
		op.Stop()
		w.StartOperator()
		w.Touch(a.Name)
		assert.Equal(t, before, w.Platform.Look(w, id).HandIns, "handed in again although nothing differs")

		a.Correct()
		correctedOnce(w, a, id, before)
	})
}

// A change of something else than what was found wanting is no correction.
func TestEverywhereRule02AnotherChangeIsNoCorrection(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := p.Business(w, "acme")
		id, before := wanting(w, a)
		a.Elsewhere()
		settledGeneration(w, a.Name)
		w.Touch(a.Name)
		assert.Equal(t, before, w.Platform.Look(w, id).HandIns, "handed in although what was found wanting is the same")

		a.Correct()
		correctedOnce(w, a, id, before)
	})
}

// Wherever an operator is killed while it hands in a correction, it is handed in once. A kill before a step is one
// after the step before it.
func TestEverywhereRule02KilledWhileCorrecting(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		correcting := func(t *testing.T) (w *harness.World, a harness.Applicant, id string, before int) {
			w = harness.NewWorld(t, harness.On(p))
			op := w.StartOperator()
			a = anyone(w, kind, "ravi")
			id, before = wanting(w, a)
			op.Crash()
			a.Correct()
			return w, a, id, before
		}
		w, a, id, before := correcting(t)
		op := w.StartOperator()
		w.Until("the correction is handed in", func() bool { return w.Platform.Look(w, id).HandIns > before })
		reviewed(w, a)
		op.Stop()
		steps := untilLastCall(op.Steps())
		for n := range steps {
			t.Run(fmt.Sprintf("after %d of %d", n+1, steps), func(t *testing.T) {
				t.Parallel()
				w, a, id, before := correcting(t)
				op := w.StartOperatorToDieAmong(ofCustomer, n+1, true)
				require.True(t, op.AwaitDeath(patience), "no step %d: %v", n+1, op.Steps())
				var clock harness.Clock
				clock.Advance(3 * time.Minute)
				w.StartOperator(clock.Use)
				correctedOnce(w, a, id, before)
			})
		}
	})
}

// untilLastCall counts the steps that are about the customer, up to the last call of the provider: what follows are
// writes of what came of it.
func untilLastCall(steps []string) (n int) {
	count := 0
	for _, step := range steps {
		if ofCustomer(step) {
			count++
		}
		if strings.HasPrefix(step, "provider ") {
			n = count
		}
	}
	return n
}

// Whatever becomes of the answer to the call that begins the review, or spends the correction, there is one.
func TestEverywhereRule02LostAnswers(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		for name, fault := range map[string]controlapi.Fault{
			"dropped after the effect":  {Drop: controlapi.DropAfter},
			"dropped before the effect": {Drop: controlapi.DropBefore},
			"500 after the effect":      {StatusAfter: 500},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t, harness.On(p))
				var clock harness.Clock
				w.StartOperator(clock.Use)
				a := anyone(w, kind, "ravi")
				route := w.Route(harness.HandIn, kind)
				tried := 0
				if p.Abilities().Packs {
					w.UntilProvider(v1alpha1.ReasonAuthenticated)
					w.AddFault(route.Fault(fault))
					w.ApplyAll(a)
				} else {
					_, a.HandIns = wanting(w, a)
					a.HandIns++
					w.AddFault(route.Fault(fault))
					tried = w.Calls(route.Name)
					a.Correct()
				}
				w.Until("it was tried", func() bool { return w.Calls(route.Name) > tried })
				w.UntilCustomer(a.Name, "in doubt, or over it", func(vc *v1alpha1.VerifiedCustomer) bool {
					f := vc.Status.Facts
					return f.Problem != nil && f.Problem.Reason == v1alpha1.ReasonProviderUnavailable ||
						f.Package != nil && f.Package.HandedInAt != nil || f.Correction == nil && f.Package == nil
				})
				clock.Advance(3 * time.Minute)
				w.Ask(a.Name)
				w.Until("it is with the provider", func() bool {
					id := w.Customer(a.Name).Status.CustomerID
					return w.Platform.Look(w, id).HandIns >= a.HandIns
				})
				id := reviewed(w, a)
				w.Decide(id, harness.Verified)
				ready(w, a.Name)
				w.UntilDelivered()
				createdOnce(w, a)
				handedInOnce(w, a, id)
			})
		}
	})
}
