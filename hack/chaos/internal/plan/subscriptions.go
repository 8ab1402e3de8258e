package plan

import "time"

// What becomes of the old key in a rotation, in Action.How.
const (
	// RotateKept keeps it beside the new one until the operator says that it is no longer needed.
	RotateKept = "old-key-kept"
	// RotateLeaked takes it away at once: whatever is signed with it is to be refused.
	RotateLeaked = "old-key-leaked"
)

// subscriptions is what happens to the webhook subscriptions that the operator keeps: at the provider,
// where others have the same rights, and to the key in the cluster. A short run has
// some of each.
func (d *drafter) subscriptions() {
	for _, r := range d.repertoires {
		if r.Subscribes {
			d.meddling(r.Provider)
			d.rotations(r.Provider)
		}
	}
}

func (d *drafter) meddling(provider string) {
	meddle := func(at time.Duration, do Kind) {
		d.add(Action{At: at, Lane: "subscriptions", Do: do, Who: provider, Count: d.random.IntN(4)})
	}
	meddle(d.moment(0.1, 0.5), AddSubscription)
	meddle(d.moment(0.2, 0.6), DeleteSubscription)
	meddle(d.moment(0.4, 0.9), PauseSubscription)
	d.every(25*time.Second, func(at time.Duration) {
		meddle(at, pick(d.random, DeleteSubscription, DeleteSubscription, PauseSubscription, PauseSubscription, AddSubscription))
	})
}

// rotations of the signing key. Before one can begin the one before has to be over, which takes minutes.
func (d *drafter) rotations(provider string) {
	rotate := func(at time.Duration) {
		d.add(Action{At: at, Lane: "signing-key", Do: RotateKey, Who: provider, How: pick(d.random, RotateKept, RotateKept, RotateLeaked)})
	}
	rotate(d.moment(0.1, 0.5))
	d.every(40*time.Second, rotate)
	d.every(3*time.Second, func(at time.Duration) {
		d.add(Action{At: at, Lane: "signing-key", Do: SeeOff, Who: provider})
	})
}
