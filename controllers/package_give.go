package controllers

import (
	"context"
	"errors"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// handInTimeout bounds the handing in of a package, which may be the upload of many documents and take longer than a
// pass otherwise does. It is over before settleTime is, after which another operator may hand in the same package.
const handInTimeout = settleTime - 10*time.Second

// giveInTurn hands in a package when it is its turn.
func (c *customer) giveInTurn(ctx context.Context, taker provider.PackageTaker, pack *pack) error {
	leave, ok := c.r.handIns.enter(c.pass.account.Name, handInsAtOnce)
	if !ok {
		h := await(v1alpha1.ReasonRateLimited, "the packages of other customers are being handed in; this one's follows")
		h.after = handInTurn
		return h
	}
	defer leave()
	return c.give(ctx, taker, pack)
}

// give hands in a package: written down first, on the newest look.
func (c *customer) give(ctx context.Context, taker provider.PackageTaker, pack *pack) error {
	p := c.pass
	if _, err := p.look(ctx); err != nil {
		return err
	}
	before := p.facts().Package.DeepCopy()
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), handInTimeout)
	defer cancel()
	takeBack, err := c.begin(ctx, pack, before)
	if err != nil || takeBack == nil {
		return err
	}
	err = taker.HandIn(whole, pack.contents)
	p.seen = nil // Whatever was seen before is no longer the truth.
	if ctx.Err() != nil {
		ctx, cancel = afterwards(ctx) // It took all the time that the pass had.
		defer cancel()
	}
	if err != nil {
		if provider.OutcomeOf(err) == provider.OutcomeUnknown {
			c.unanswered(pack)
		} else {
			p.note(takeBack)
		}
		return c.notTaken(ctx, pack, before, err)
	}
	c.arrived()
	p.r.steady.forget(p.o.GetUID())
	_, err = p.look(ctx)
	return err
}

// begin writes down that a package is about to be handed in, and returns what takes that back. Nil if the package is
// not to be handed in: somebody else was first, one who leads while this operator no longer does, or not yet; or the
// customer moved meanwhile. The object's own event brings the next pass.
func (c *customer) begin(ctx context.Context, pack *pack, before *v1alpha1.PackageFact) (takeBack func(v1alpha1.Verifiable), err error) {
	p := c.pass
	begun, markDocuments := pack.fact(c, false), pack.begin(c)
	documents := slices.Clone(p.status().Documents)
	ours, err := p.writeAhead(ctx, func(o v1alpha1.Verifiable) bool {
		st := o.Verification()
		facts := lifecycle.FactsOf(st)
		if !equality.Semantic.DeepEqual(facts.Package, before) {
			return false
		}
		facts.Package = begun.DeepCopy()
		markDocuments(st)
		return true
	})
	if err != nil {
		return nil, err
	}
	begun = p.facts().Package.DeepCopy() // As it was stored.
	takeBack = func(o v1alpha1.Verifiable) {
		st := o.Verification()
		if facts := lifecycle.FactsOf(st); isBegun(facts.Package, begun) {
			facts.Package = before.DeepCopy()
			st.Documents = pack.takenBack(st.Documents, documents)
		}
	}
	if ours && c.isWanted() {
		return takeBack, nil
	}
	p.applied = false
	if ours {
		p.note(takeBack)
	}
	return nil, nil
}

// notTaken decides what a hand-in that failed means. What may have had its effect stays written down.
func (c *customer) notTaken(ctx context.Context, pack *pack, before *v1alpha1.PackageFact, err error) error {
	if provider.OutcomeOf(err) == provider.OutcomeUnknown {
		return retry(v1alpha1.ReasonProviderUnavailable, err,
			"the provider did not answer, so it is not known whether the package was taken; the operator looks before it does anything else").heeding(err)
	}
	switch provider.ClassOf(err) {
	case provider.ClassInvalid, provider.ClassDuplicate:
		return stall(v1alpha1.ReasonInvalidInput, "%s", told(err)).because(pack.fingerprint)
	case provider.ClassConflict:
		if _, err := c.pass.look(ctx); err != nil {
			return err
		}
		switch {
		case c.isInTheWay(before):
			return c.foundArrived(ctx, before.Fingerprint == pack.fingerprint)
		case errors.Is(err, provider.ErrUnderReview) && c.isWanted():
			// Somebody else handed it in: nobody knows what is looked at, and there is nothing to do but to wait.
			c.notePackage(pack.fact(c, true))
			c.pass.seen = nil
			_, err := c.pass.look(ctx)
			return err
		}
		return retry(v1alpha1.ReasonConflict, err, "the provider does not take the package in the customer's present status; the operator looks again")
	}
	return c.pass.failed(err)
}

// isInTheWay tells that a package whose handing in was begun earlier is with the provider: it refuses another one in
// a status in which it otherwise takes one.
func (c *customer) isInTheWay(begun *v1alpha1.PackageFact) bool {
	o := c.pass.facts().Observation
	return begun != nil && begun.HandedInAt == nil && o.Status == begun.Status && c.isWanted()
}

// foundArrived notes that the package whose handing in was begun is with the provider, and looks with that in mind.
// Which documents went with it is not certain if it is not the same as that of now.
func (c *customer) foundArrived(ctx context.Context, same bool) error {
	p := c.pass
	if same {
		c.arrived()
	} else {
		c.packageArrived()
		p.applied = false
	}
	p.seen = nil
	_, err := p.look(ctx)
	return err
}

// arrived notes that a package whose handing in was begun is with the provider, and so are the documents that were
// about to go with it.
func (c *customer) arrived() {
	if !c.packageArrived() {
		return
	}
	c.pass.note(func(o v1alpha1.Verifiable) {
		st := o.Verification()
		for i := range st.Documents {
			if d := &st.Documents[i]; d.StartedAt != nil {
				markArrived(d)
			}
		}
	})
}

// unanswered notes that nobody knows what became of the last call for the package whose handing in was begun, and which
// documents are with the provider all the same.
func (c *customer) unanswered(pack *pack) {
	if !c.noteBegun(func(begun *v1alpha1.PackageFact, at metav1.MicroTime) { begun.UnansweredAt = &at }) {
		return
	}
	begun := c.pass.facts().Package.DeepCopy()
	c.pass.note(func(o v1alpha1.Verifiable) {
		st := o.Verification()
		if isBegun(lifecycle.FactsOf(st).Package, begun) {
			pack.markArrived(st.Documents)
		}
	})
}

// packageArrived notes that a package whose handing in was begun is with the provider. It returns false if none was.
func (c *customer) packageArrived() bool {
	return c.noteBegun(func(begun *v1alpha1.PackageFact, at metav1.MicroTime) { begun.HandedInAt = &at })
}

// noteBegun notes something of the package whose handing in was begun, and of no later one. It returns false if none was.
func (c *customer) noteBegun(change func(begun *v1alpha1.PackageFact, at metav1.MicroTime)) bool {
	begun := c.pass.facts().Package
	if begun == nil || begun.HandedInAt != nil {
		return false
	}
	begun = begun.DeepCopy()
	at := metav1.NewMicroTime(c.pass.r.Clock.Now())
	c.pass.note(func(o v1alpha1.Verifiable) {
		if last := lifecycle.FactsOf(o.Verification()).Package; isBegun(last, begun) {
			change(last, at)
		}
	})
	return true
}

// isBegun tells that a package is still the one whose handing in was begun: another operator, which leads since, may
// have come to a conclusion about that one, and have begun to hand in the next.
func isBegun(p, begun *v1alpha1.PackageFact) bool {
	return p != nil && p.HandedInAt == nil && p.StartedAt.Equal(&begun.StartedAt)
}
