package controllers

import (
	"context"
	"slices"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// pass is one walk of an object through the reconciler's steps. Steps talk to the provider and
// note facts; what they noted is written at the end, or before a step that must not be taken
// without it.
type pass struct {
	r *core
	s subject
	// base is the object as stored, and o the same with what this pass noted.
	base, o v1alpha1.Verifiable
	// generation and reconcileAt are what this pass acts on, whatever the object becomes meanwhile.
	generation  int64
	reconcileAt string

	account *account.Account
	resync  time.Duration
	// attendance says how looks that are overdue are spread.
	attendance lifecycle.Attendance

	notes []note
	// serial is that of the observation in base, on which this pass builds.
	serial int64
	// seen is this pass's last observation; nil before the provider was asked.
	seen *provider.Observation
	// shown tells that the provider had the record when this pass last asked, whatever was done since.
	shown bool
	// submitted is the profile that this pass submitted, or found submitted, in full: what the
	// provider shows right after that is its own way of writing it. Nil if there is none.
	submitted provider.Profile
	// applied tells that the provider holds all of spec.
	applied bool
	// halts are what halted steps of this pass, in their order: all but the last did not keep others from being taken.
	halts []*halt
}

// note is a fact to write.
type note struct {
	record func(v1alpha1.Verifiable)
	// sighting marks an observation: it is void once somebody else observed in between.
	sighting bool
}

func (r *core) newPass(o v1alpha1.Verifiable) *pass {
	p := r.passOver(o)
	p.rebase(o)
	return p
}

// passOver is a pass that only finds out whether there is anything to do: it notes nothing, so that o may
// be the cache's own.
func (r *core) passOver(o v1alpha1.Verifiable) *pass {
	p := &pass{
		r: r, base: o, o: o, generation: o.GetGeneration(), resync: defaultResync,
		reconcileAt: o.GetAnnotations()[v1alpha1.AnnotationReconcileAt],
	}
	p.s = r.subject(p)
	p.s.bind(o)
	return p
}

// rebase puts the pass on a newer stored object.
func (p *pass) rebase(stored v1alpha1.Verifiable) {
	p.base, p.o = stored, copyOf(stored)
	p.s.bind(p.o)
	p.serial = lifecycle.Serial(stored.Verification())
	for _, n := range p.notes {
		n.record(p.o)
	}
}

func copyOf(o v1alpha1.Verifiable) v1alpha1.Verifiable {
	return o.DeepCopyObject().(v1alpha1.Verifiable)
}

// status is the status with what this pass noted.
func (p *pass) status() *v1alpha1.VerificationStatus { return p.o.Verification() }

// facts are the facts in status, with what this pass noted.
func (p *pass) facts() v1alpha1.Facts {
	if p.status().Facts == nil {
		return v1alpha1.Facts{}
	}
	return *p.status().Facts
}

// note keeps a fact for the next write.
func (p *pass) note(record func(v1alpha1.Verifiable)) {
	p.notes = append(p.notes, note{record: record})
	record(p.o)
}

// writeAhead writes down that something is about to be done at the provider. mark notes it on the object, unless
// somebody else has, and tells whether it is this pass's. False: another operator was first, one that leads while
// this one no longer does, or not yet. It fails, and nothing is begun, if spec is no longer what this pass acts on.
func (p *pass) writeAhead(ctx context.Context, mark func(v1alpha1.Verifiable) bool) (ours bool, err error) {
	meant := func(o v1alpha1.Verifiable) bool { return o.GetGeneration() == p.generation }
	p.note(func(o v1alpha1.Verifiable) { ours = meant(o) && mark(o) })
	if err = p.write(ctx); err == nil && !meant(p.base) {
		err = outdated(p.base)
	}
	return ours, err
}

// begunElsewhere halts because another operator was first.
func begunElsewhere(what string) *halt {
	return retry(v1alpha1.ReasonConflict, nil, "another operator has begun %s; this one looks again", what)
}

// sight notes what the provider said.
func (p *pass) sight(o provider.Observation, cause v1alpha1.MoveCause) {
	p.seen, p.shown = &o, true
	record := p.sighting(o, cause)
	p.notes = append(p.notes, note{record: record, sighting: true})
	record(p.o)
}

func (p *pass) sighting(o provider.Observation, cause v1alpha1.MoveCause) func(v1alpha1.Verifiable) {
	s := lifecycle.Sighting{
		Observation: o, Profile: p.account.ProfileFingerprint(o.Profile), OwnerEmails: p.account.OwnerEmails(o.Owners),
		Cause: cause, At: p.r.Clock.Now(),
	}
	if e := p.s.event(); e != nil && cause == v1alpha1.CauseResync {
		s.Event, s.Cause = e, v1alpha1.CauseEvent
	}
	return func(o v1alpha1.Verifiable) { lifecycle.Observe(o.Verification(), s) }
}

// write stores what was noted so far. An object that is gone needs no status any more.
func (p *pass) write(ctx context.Context) error {
	stored := copyOf(p.base)
	c := lifecycle.Circumstances{ResyncInterval: p.resync, Now: p.r.Clock.Now()}
	if err := p.r.Ledger.Commit(ctx, stored, c, p.replay); err != nil {
		return err
	}
	p.notes = nil
	p.rebase(stored)
	return nil
}

// replay adds the noted facts to an object, which after a conflict is a newer one. If somebody else
// observed in between, nobody can tell whose look came first, so the provider is asked once more:
// that look is the newest, because it begins after the other was written. A look that this pass itself
// knows to be out of date is not told at all then.
func (p *pass) replay(ctx context.Context, o v1alpha1.Verifiable) error {
	serial := lifecycle.Serial(o.Verification())
	if serial != p.serial {
		p.dropSightings()
		if err := p.lookAgain(ctx, o); err != nil {
			return err
		}
		p.serial = serial
	}
	for _, n := range p.notes {
		n.record(o)
	}
	return nil
}

// dropSightings takes back what was noted of looks.
func (p *pass) dropSightings() {
	p.notes = slices.DeleteFunc(p.notes, func(n note) bool { return n.sighting })
}

// lookAgain repeats a look that still counts, at what an object that is newer says of the customer.
func (p *pass) lookAgain(ctx context.Context, stored v1alpha1.Verifiable) error {
	if p.seen == nil {
		return nil
	}
	p.s.bind(stored) // What it says of the customer is a part of the question.
	defer p.s.bind(p.o)
	o, err := p.s.get(ctx, p.seen.CustomerID)
	if p.shown = err == nil; err != nil {
		return p.failed(err)
	}
	p.seen = &o
	p.notes = append(p.notes, note{record: p.sighting(o, v1alpha1.CauseResync), sighting: true})
	return nil
}

// patchMetadata patches the stored object and puts the pass on the result.
func (p *pass) patchMetadata(ctx context.Context, change func(context.Context, v1alpha1.Verifiable) error) error {
	stored := copyOf(p.base)
	if err := change(ctx, stored); err != nil {
		return err
	}
	p.rebase(stored)
	return nil
}
