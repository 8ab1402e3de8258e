package webhookserver

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// Results of events, as metrics count them.
const (
	resultApplied   = "Applied"   // the provider was looked at, and what it said is in status
	resultForeign   = "Foreign"   // nobody manages the customer
	resultTold      = "Told"      // a Kubernetes Event on the customer tells of it
	resultElsewhere = "Elsewhere" // it is from another world of the provider: sandbox, production
	resultNoNews    = "NoNews"    // nothing that is not known
	resultWaiting   = "Waiting"   // the customer did not become known in time
	resultFailed    = "Failed"    // it could not be done now
	resultOverload  = "Overload"  // there was no place for it
	resultShared    = "Shared"    // another event's look and patch did for it, too
)

// errNothingToDo ends a commit that others have made unnecessary.
var errNothingToDo = errors.New("nothing to do")

// apply brings about the effect of an event, and returns what became of it. After an error it has
// to be delivered again. What needs no write is told without a place among those that do.
func (s *Server) apply(ctx context.Context, vp *v1alpha1.VerificationProvider, e provider.Event, admit admission) (string, error) {
	if e.CustomerID == "" || !concerns(e) {
		return resultNoNews, nil
	}
	if isElsewhere(vp, e) {
		s.nameElsewhere(ctx, vp, e)
		return resultElsewhere, nil
	}
	if s.known.has(knownKey(vp, e, "")) {
		return string(lifecycle.VerdictDuplicate), nil
	}
	vc, err := s.find(ctx, vp, e, admit)
	if errors.Is(err, errForeign) {
		return resultForeign, nil
	}
	if err != nil {
		return resultWaiting, err
	}
	return s.bring(ctx, vp, vc, e, admit)
}

// bring brings about the effect of an event of a customer who is known. with are further events of
// the customer that have happened: a look for e is one for them as well.
func (s *Server) bring(ctx context.Context, vp *v1alpha1.VerificationProvider, vc *v1alpha1.VerifiedCustomer, e provider.Event, admit admission, with ...provider.Event) (string, error) {
	result, settled := s.settled(vc, e)
	if e.Concern == provider.ConcernActivity {
		s.tell(vc, e)
		result, settled = resultTold, true
	}
	if !settled {
		var err error
		if result, err = s.work(ctx, vp, vc, e, admit, with...); err != nil {
			return result, err
		}
	}
	s.known.add(knownKey(vp, e, ""))
	return result, nil
}

// settled tells whether status has what an event says, whatever is being written just now: facts never
// become older.
func (s *Server) settled(vc *v1alpha1.VerifiedCustomer, e provider.Event) (string, bool) {
	switch e.Concern {
	case provider.ConcernAbility:
		return string(lifecycle.VerdictReflected), lifecycle.EffectReflected(vc.Verification(), e)
	case provider.ConcernVerification:
		verdict := lifecycle.Judge(vc.Verification(), e)
		return string(verdict), verdict == lifecycle.VerdictDuplicate || verdict == lifecycle.VerdictReflected
	}
	return "", false
}

// work brings about what an event changes, in a place of its own.
func (s *Server) work(ctx context.Context, vp *v1alpha1.VerificationProvider, vc *v1alpha1.VerifiedCustomer, e provider.Event, admit admission, with ...provider.Event) (string, error) {
	owners, err := s.ownersOf(ctx, vp, vc, e, admit)
	if err != nil {
		return resultWaiting, err
	}
	leave, err := admit(&s.working, ofProviderIn(&s.working, vp), ofCustomer(vc.UID))
	if err != nil {
		return resultOverload, err
	}
	defer leave()
	if e.Concern == provider.ConcernAbility {
		return s.noteEffect(ctx, vp, vc, e)
	}
	result := resultNoNews
	for _, target := range owners {
		if result, err = s.applyTo(ctx, vp, target, e, with...); err != nil {
			return resultFailed, err
		}
	}
	if about := aboutCustomer(vc, e); about != nil {
		if result, err = s.applyTo(ctx, vp, vc, *about, with...); err != nil {
			return resultFailed, err
		}
	}
	return result, nil
}

// concerns tells of events that something follows from.
func concerns(e provider.Event) bool {
	return e.Concern != provider.ConcernNone && e.Concern != provider.ConcernCreated
}

// aboutCustomer is an event as it concerns the customer itself. One about an owner says nothing of
// the customer's status, and can change its certification only once there is one, or while an owner whom
// spec does not name stands in the way of it.
func aboutCustomer(vc *v1alpha1.VerifiedCustomer, e provider.Event) *provider.Event {
	if e.Concern != provider.ConcernOwner && e.Concern != provider.ConcernOwnership {
		return &e
	}
	f := vc.Status.Facts
	if f == nil || f.Observation == nil {
		return nil
	}
	stranger := f.Ownership != nil && f.Ownership.Reason == v1alpha1.ReasonUnnamedOwner
	if f.Observation.Certification == string(provider.CertificationNeeded) && !stranger {
		return nil
	}
	e.Implies = ""
	return &e
}

// knownKey names an event as handled for one object that it is about, or, without one, for all.
func knownKey(vp *v1alpha1.VerificationProvider, e provider.Event, about types.UID) string {
	return client.ObjectKeyFromObject(vp).String() + "/" + e.ID + "/" + string(about)
}

// inTurn has work done on the newest state of an object when it is the event's turn, unless somebody
// whose turn came earlier did it along with their own. with wait along with the event.
func (s *Server) inTurn(
	ctx context.Context, vp *v1alpha1.VerificationProvider, target v1alpha1.Verifiable, e provider.Event, with []provider.Event,
	work func(v1alpha1.Verifiable) (string, error),
) (string, error) {
	uid := target.GetUID()
	defer s.crowd.join(uid, &e)()
	for i := range with {
		defer s.crowd.join(uid, &with[i])()
	}
	end, err := s.Ledger.Turn(ctx, uid)
	if err != nil {
		return resultFailed, err
	}
	defer end()
	if s.known.has(knownKey(vp, e, uid)) {
		return resultShared, nil // Whoever had the turn looked for this one, too.
	}
	// While waiting for the turn, others may have written; whoever did was this process or is in
	// the cache soon, and the commit's lock finds out the rest.
	if target, err = s.newest(ctx, target); apierrors.IsNotFound(err) {
		return resultForeign, nil // The event may be about just that: an owner who was deleted here.
	}
	if err != nil {
		return resultFailed, err
	}
	return work(target)
}

// applyTo applies an event to an object that it is about.
func (s *Server) applyTo(ctx context.Context, vp *v1alpha1.VerificationProvider, target v1alpha1.Verifiable, e provider.Event, with ...provider.Event) (string, error) {
	return s.inTurn(ctx, vp, target, e, with, func(target v1alpha1.Verifiable) (string, error) {
		if verdict := lifecycle.Judge(target.Verification(), e); verdict != lifecycle.VerdictLook {
			s.known.add(knownKey(vp, e, target.GetUID()))
			return string(verdict), nil
		}
		return s.lookAt(ctx, vp, target, e)
	})
}

// lookAt has the provider asked about an object, and what it says written.
func (s *Server) lookAt(ctx context.Context, vp *v1alpha1.VerificationProvider, target v1alpha1.Verifiable, e provider.Event) (string, error) {
	a, err := s.Accounts.Open(ctx, vp)
	if err != nil {
		return resultFailed, err
	}
	uid := target.GetUID()
	if provider.IsUrgent(ctx) {
		// Nobody who goes before all others waits longer than a delivery can, or parked events would leave it no place.
		bounded, cancel := context.WithTimeout(ctx, handleTimeout)
		defer cancel()
		ctx = bounded
	}
	l := look{server: s, account: a, event: e, resync: vp.Spec.ResyncInterval.Duration}
	err = l.commit(ctx, target)
	if apierrors.IsNotFound(err) {
		return resultForeign, nil // It went while the provider was asked.
	}
	if err != nil && !errors.Is(err, errNothingToDo) {
		return resultFailed, err
	}
	for _, reflected := range append(l.crowd, e) {
		s.known.add(knownKey(vp, reflected, uid))
	}
	return resultApplied, nil
}

// newest gives the object as this process last knew it, or newer.
func (s *Server) newest(ctx context.Context, o v1alpha1.Verifiable) (v1alpha1.Verifiable, error) {
	fresh := o.Empty()
	err := s.Client.Get(ctx, client.ObjectKeyFromObject(o), fresh)
	if err == nil && fresh.GetUID() == o.GetUID() && !s.Ledger.Stale(fresh) && fresh.RemoteID() != "" {
		return fresh, nil
	}
	fresh = o.Empty()
	if err := s.Live.Get(ctx, client.ObjectKeyFromObject(o), fresh); err != nil {
		return nil, fmt.Errorf("getting the object: %w", err)
	}
	return fresh, nil
}

// look asks the provider about a customer because of an event, and writes what it says. It is written
// even if nothing is new: another replica that looked earlier, and is about to write, must find out
// that its look is no longer the last.
type look struct {
	server  *Server
	account *account.Account
	event   provider.Event
	resync  time.Duration

	// id is the record that is looked at: an object may come to stand for another one meanwhile.
	id     string
	seen   *provider.Observation
	serial int64
	// crowd is the events that had arrived when the look began: it reflects them all.
	crowd []provider.Event
}

func (l *look) commit(ctx context.Context, o v1alpha1.Verifiable) error {
	c := lifecycle.Circumstances{ResyncInterval: l.resync, Now: l.server.Clock.Now()}
	return l.server.Ledger.Commit(ctx, o, c, l.record)
}

// record adds the observation to an object. When somebody else observed in between, nobody can tell
// whose look came first: unless theirs reflects the event, the provider is asked once more.
func (l *look) record(ctx context.Context, target v1alpha1.Verifiable) error {
	if l.id == "" {
		l.id = target.RemoteID()
	}
	if l.id == "" || target.RemoteID() != l.id {
		l.crowd = nil
		return errNothingToDo // The event is about a record that was replaced.
	}
	st := target.Verification()
	serial := lifecycle.Serial(st)
	if l.seen != nil && serial != l.serial {
		if lifecycle.Judge(st, l.event) != lifecycle.VerdictLook {
			l.crowd = nil
			return errNothingToDo
		}
		l.seen = nil
	}
	if l.seen == nil {
		l.crowd = l.server.crowd.present(target.GetUID())
		o, err := l.observe(ctx, target)
		if isGone(target, err) {
			return l.vanish(target)
		}
		if err != nil {
			return fmt.Errorf("looking at the provider: %w", err)
		}
		l.seen, l.serial = &o, serial
	}
	noteEffects(target, effectsAmong(l.crowd))
	lifecycle.Observe(st, lifecycle.Sighting{
		Observation: *l.seen, Profile: l.account.ProfileFingerprint(l.seen.Profile), OwnerEmails: l.account.OwnerEmails(l.seen.Owners),
		Cause: v1alpha1.CauseEvent, Event: l.newestEvent(), At: l.server.Clock.Now(),
	})
	return nil
}

// vanish adds to an object that the provider no longer has its record. Where the operator itself removes it,
// whoever does so tells.
func (l *look) vanish(target v1alpha1.Verifiable) error {
	st := target.Verification()
	if lifecycle.FactsOf(st).Replacement != nil || !target.GetDeletionTimestamp().IsZero() {
		return errNothingToDo
	}
	lifecycle.FactsOf(st).Problem = controllers.OwnerGone()
	lifecycle.Vanish(st, lifecycle.Sighting{Cause: v1alpha1.CauseEvent, Event: l.newestEvent(), At: l.server.Clock.Now()})
	return nil
}

// isGone tells that the provider no longer has an owner. That is what an event of the removal is about,
// so it is not to be delivered again.
func isGone(target v1alpha1.Verifiable, err error) bool {
	_, isOwner := target.(*v1alpha1.BeneficialOwner)
	return isOwner && provider.ClassOf(err) == provider.ClassNotFound
}

// newestEvent is the last of the events that the look is for.
func (l *look) newestEvent() *provider.Event {
	newest := l.event
	for _, e := range l.crowd {
		if e.Concern != provider.ConcernAbility && e.Time.After(newest.Time) {
			newest = e
		}
	}
	return &newest
}

// observe asks the provider about a customer or an owner.
func (l *look) observe(ctx context.Context, target v1alpha1.Verifiable) (provider.Observation, error) {
	if vc, isCustomer := target.(*v1alpha1.VerifiedCustomer); isCustomer {
		ref := controllers.ReferenceTo(vc, target.RemoteID())
		// An event that gives no reason, one that comes late say, takes nothing from what an earlier one told.
		if e := l.newestEvent(); e.Implies != "" && e.Remark != "" {
			ref.Remark = provider.Remark{Status: e.Implies, Text: e.Remark}
		}
		return l.account.Client.GetCustomer(ctx, ref)
	}
	keeper, ok := l.account.Client.(provider.OwnerKeeper)
	if !ok {
		return provider.Observation{}, errNothingToDo
	}
	o, err := keeper.GetOwner(ctx, target.RemoteID())
	return o.AsObservation(), err
}
