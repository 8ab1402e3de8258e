package webhookserver

import (
	"context"
	"errors"
	"fmt"
	"time"

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
	resultApplied = "Applied" // the provider was looked at, and what it said is in status
	resultForeign = "Foreign" // nobody manages the customer
	resultTold    = "Told"    // a Kubernetes Event on the customer tells of it
	resultNoNews  = "NoNews"  // nothing that is not known
	resultWaiting = "Waiting" // the customer did not become known in time
	resultFailed  = "Failed"  // it could not be done now
)

// errNothingToDo ends a commit that others have made unnecessary.
var errNothingToDo = errors.New("nothing to do")

// apply brings about the effect of an event, and returns what became of it. After an error it has
// to be delivered again.
func (s *Server) apply(ctx context.Context, vp *v1alpha1.VerificationProvider, e provider.Event) (string, error) {
	if e.CustomerID == "" || !concerns(e) {
		return resultNoNews, nil
	}
	if s.known.has(knownKey(vp, e, "")) {
		return string(lifecycle.VerdictDuplicate), nil
	}
	vc, err := s.find(ctx, vp, e.CustomerID)
	if errors.Is(err, errForeign) {
		return resultForeign, nil
	}
	if err != nil {
		return resultWaiting, err
	}
	switch e.Concern {
	case provider.ConcernAbility:
		return s.noteEffect(ctx, vp, vc, e)
	case provider.ConcernActivity:
		s.tell(vc, e)
		s.known.add(knownKey(vp, e, ""))
		return resultTold, nil
	}
	owners, err := s.ownersOf(ctx, vc, e)
	if err != nil {
		return resultWaiting, err
	}
	result := resultNoNews
	for _, target := range owners {
		if result, err = s.applyTo(ctx, vp, target, e); err != nil {
			return resultFailed, err
		}
	}
	if about := aboutCustomer(vc, e); about != nil {
		if result, err = s.applyTo(ctx, vp, vc, *about); err != nil {
			return resultFailed, err
		}
	}
	s.known.add(knownKey(vp, e, ""))
	return result, nil
}

// concerns tells of events that something follows from.
func concerns(e provider.Event) bool {
	return e.Concern != provider.ConcernNone && e.Concern != provider.ConcernCreated
}

// aboutCustomer is an event as it concerns the customer itself. One about an owner says nothing of
// the customer's status, and can change its certification only once there is one.
func aboutCustomer(vc *v1alpha1.VerifiedCustomer, e provider.Event) *provider.Event {
	if e.Concern != provider.ConcernOwner {
		return &e
	}
	if f := vc.Status.Facts; f == nil || f.Observation == nil || f.Observation.Certification == string(provider.CertificationNeeded) {
		return nil
	}
	e.Implies = ""
	return &e
}

// knownKey names an event as handled for one object that it is about, or, without one, for all.
func knownKey(vp *v1alpha1.VerificationProvider, e provider.Event, about types.UID) string {
	return client.ObjectKeyFromObject(vp).String() + "/" + e.ID + "/" + string(about)
}

// applyTo applies an event to an object that it is about.
func (s *Server) applyTo(ctx context.Context, vp *v1alpha1.VerificationProvider, target v1alpha1.Verifiable, e provider.Event) (string, error) {
	uid := target.GetUID()
	leave := s.crowd.join(uid, &e)
	defer leave()
	end, err := s.Ledger.Turn(ctx, uid)
	if err != nil {
		return "", err
	}
	defer end()
	if s.known.has(knownKey(vp, e, uid)) {
		return string(lifecycle.VerdictReflected), nil // Whoever had the turn looked for this one, too.
	}
	// While waiting for the turn, others may have written; whoever did was this process or is in
	// the cache soon, and the commit's lock finds out the rest.
	if target, err = s.newest(ctx, target); err != nil {
		return "", err
	}
	if verdict := lifecycle.Judge(target.Verification(), e); verdict != lifecycle.VerdictLook {
		s.known.add(knownKey(vp, e, uid))
		return string(verdict), nil
	}
	a, err := s.Accounts.Open(ctx, vp)
	if err != nil {
		return "", err
	}
	l := look{server: s, account: a, event: e, resync: vp.Spec.ResyncInterval.Duration}
	if err := l.commit(ctx, target); err != nil && !errors.Is(err, errNothingToDo) {
		return "", err
	}
	for _, reflected := range l.crowd {
		s.known.add(knownKey(vp, reflected, uid))
	}
	s.known.add(knownKey(vp, e, uid))
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
			lifecycle.Vanish(st, controllers.OwnerGone())
			return nil
		}
		if err != nil {
			return fmt.Errorf("looking at the provider: %w", err)
		}
		l.seen, l.serial = &o, serial
	}
	lifecycle.Observe(st, lifecycle.Sighting{
		Observation: *l.seen, Profile: l.account.ProfileFingerprint(l.seen.Profile),
		Cause: v1alpha1.CauseEvent, Event: l.newestEvent(), At: l.server.Clock.Now(),
	})
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
		if e.Time.After(newest.Time) {
			newest = e
		}
	}
	return &newest
}

// observe asks the provider about a customer or an owner.
func (l *look) observe(ctx context.Context, target v1alpha1.Verifiable) (provider.Observation, error) {
	if _, isOwner := target.(*v1alpha1.BeneficialOwner); !isOwner {
		return l.account.Client.GetCustomer(ctx, target.RemoteID())
	}
	keeper, ok := l.account.Client.(provider.OwnerKeeper)
	if !ok {
		return provider.Observation{}, errNothingToDo
	}
	o, err := keeper.GetOwner(ctx, target.RemoteID())
	return o.AsObservation(), err
}
