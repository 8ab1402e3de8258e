package controllers

import (
	"context"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// observe asks the provider where the customer stands, when that is due.
func (p *pass) observe(ctx context.Context) error {
	if p.seen != nil || !p.lookDue() && !p.s.behind(ctx) {
		return nil
	}
	_, err := p.look(ctx)
	return err
}

func (p *pass) lookDue() bool {
	facts := p.facts()
	switch {
	case facts.Observation == nil, facts.Observation.Gone, p.status().NextSyncTime == nil:
		return true
	case facts.ReconcileAt != p.reconcileAt:
		return true
	case (facts.Correction != nil || p.drifted()) && !p.lookedInVain():
		return true
	case facts.Problem != nil && (facts.Problem.Reason == v1alpha1.ReasonHeldBack || facts.Problem.Reason == v1alpha1.ReasonDependencyNotReady):
		// Nothing but time, or another object, is awaited, and what is to be sent then is sent after a look of its own.
	case facts.Problem != nil && facts.Problem.Severity == v1alpha1.ProblemWaiting && p.lookedInVain():
		// The provider was asked already. To ask again at each of the object's own events would write what was
		// seen, which is such an event.
	case facts.Problem != nil && (facts.Problem.Severity != v1alpha1.ProblemStalled || facts.Problem.Reason == v1alpha1.ReasonCustomerNotFound):
		return true // The look before this one, or what was asked for then, was not done.
	}
	return !p.r.Clock.Now().Before(p.nextLook())
}

// lookedInVain tells that the provider was asked when the object came to wait for somebody or something else, and
// that nobody has written the object since.
func (p *pass) lookedInVain() bool {
	version, known := p.r.waiting.Load(client.ObjectKeyFromObject(p.o))
	return known && version == p.base.GetResourceVersion()
}

// look asks the provider, once a pass.
func (p *pass) look(ctx context.Context) (provider.Observation, error) {
	if p.seen != nil {
		return *p.seen, nil
	}
	cause := v1alpha1.CauseResync
	if p.facts().Observation == nil {
		cause = v1alpha1.CauseCreated
	}
	o, err := p.s.get(ctx, p.o.RemoteID())
	if provider.ClassOf(err) == provider.ClassNotFound {
		p.missed(cause)
	}
	if err != nil {
		p.shown = false
		return o, p.failed(err)
	}
	p.sight(o, cause)
	return o, nil
}

// missed notes that the provider does not have the record. Like every look it is void once somebody else
// observed in between; told once, it is not told again.
func (p *pass) missed(cause v1alpha1.MoveCause) {
	if o := p.facts().Observation; o == nil || o.Gone {
		return
	}
	id, s := p.o.RemoteID(), lifecycle.Sighting{Cause: cause, At: p.r.Clock.Now()}
	n := note{sighting: true, record: func(o v1alpha1.Verifiable) {
		if o.RemoteID() == id { // Another operator may have replaced it meanwhile.
			lifecycle.Vanish(o.Verification(), s)
		}
	}}
	p.notes = append(p.notes, n)
	n.record(p.o)
}

// failed puts a provider's error in the words of conditions, and has the account checked if the
// provider refuses it: the VerificationProvider's own conditions should say so. That something was not
// found does not mean that the record is gone which the provider has just shown: to say so would bring
// another look, which shows it once more, and is written, and brings the next pass at once.
func (p *pass) failed(err error) error {
	if p.shown {
		err = provider.Vanished(err)
	}
	if provider.ClassOf(err) == provider.ClassAuth {
		p.r.Accounts.Distrust(p.account.Name)
		p.r.CheckProvider(p.account)
	}
	if provider.ClassOf(err) == provider.ClassNotFound {
		return &halt{problem: *p.s.gone(), err: err}
	}
	return haltForProvider(err)
}

// drifted tells whether the provider showed other data, when it was last looked at, than when it
// last held what spec says.
func (p *pass) drifted() bool {
	facts := p.facts()
	if facts.Profile == nil || facts.Observation == nil || facts.Observation.Profile == "" {
		return false
	}
	if facts.Refusal != nil {
		return false // Known, and told; it is looked at again with each resync.
	}
	if p.awaitsCorrection() {
		return false // Data change by the correction alone, so that no look would bring the two together.
	}
	return facts.Observation.Profile != facts.Profile.Shown
}
