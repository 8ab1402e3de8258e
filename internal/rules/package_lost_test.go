package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// The answer to the call that hands in a person is lost, and nothing that the provider shows tells that the call was
// taken: another try, which the provider refuses, does. It begins no second review.
func TestLostAnswerToHandIn(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		var clock harness.Clock
		w := harness.NewWorld(t, harness.On(p))
		who := p.Person(w, "jane")
		route := w.Route(harness.HandIn, who.Type())
		w.AddFault(route.Fault(controlapi.Fault{Drop: controlapi.DropAfter, Skip: p.Costs(who.Type())[route.Name] - 1}))
		w.StartOperator(clock.Use)
		w.ApplyAll(who)

		var id string
		w.Until("the package is at the provider", func() bool {
			id = w.Customer("jane").Status.CustomerID
			return id != "" && p.Look(w, id).Decidable
		})
		clock.Advance(3 * time.Minute)
		w.Ask("jane")
		vc := w.UntilCustomer("jane", "under review", func(vc *v1alpha1.VerifiedCustomer) bool {
			return vc.Status.Phase == v1alpha1.PhaseInReview && vc.Status.Facts.Problem == nil
		})
		assert.NotNil(t, vc.Status.Facts.Package.HandedInAt)
		assert.Equal(t, who.HandIns, p.Look(w, id).HandIns)
	})
}

// The answer to a call that makes something of a business, before the one that hands it in, is lost. The call may
// still take its effect, so that the operator waits before it looks and goes on; nothing is there twice.
func TestLostAnswerBeforeHandIn(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		fault, making := controlapi.Fault{API: p.Name(), Method: "POST"}, ""
		switch p.Name() {
		case "blaaiz":
			fault.Path, fault.Drop, making = "/document$", controlapi.DropAfter, "POST /api/external/customer/{customer}/document"
		case "fin": // Which tells by itself what arrived, but not for a while.
			fault.Path, fault.Drop, making = "/business/attach$", controlapi.DropBefore, "POST /v2/customers/{id}/business/attach"
		default:
			t.Fatal("no call that makes something before the package is handed in")
		}
		var clock harness.Clock
		w := harness.NewWorld(t, harness.On(p))
		w.AddFault(fault)
		acme := p.Business(w, "acme")
		w.StartOperator(clock.Use)
		w.ApplyAll(acme)
		w.UntilCustomer("acme", "looked at, and waiting", func(vc *v1alpha1.VerifiedCustomer) bool {
			f := vc.Status.Facts
			return f != nil && f.Package != nil && f.Problem != nil && f.Problem.Reason == v1alpha1.ReasonProviderUnavailable &&
				strings.Contains(f.Problem.Message, "it is not known")
		})
		w.Touch("acme")
		assert.Equal(t, 1, w.Calls(making), "nothing is made while the call may still arrive")

		clock.Advance(3 * time.Minute)
		w.Ask("acme")
		id := reviewed(w, acme)
		truth := p.Look(w, id)
		assert.Equal(t, acme.HandIns, truth.HandIns)
		assert.Len(t, truth.Papers, acme.Papers)
		for name, n := range truth.Papers {
			assert.Equal(t, 1, n, name)
		}
	})
}
