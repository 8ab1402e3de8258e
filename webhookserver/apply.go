package webhookserver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// Results of events, as metrics count them.
const (
	resultApplied = "Applied" // the provider was looked at, and what it said is in status
	resultForeign = "Foreign" // nobody manages the customer
	resultNoNews  = "NoNews"  // nothing that is not known
	resultWaiting = "Waiting" // the customer did not become known in time
	resultFailed  = "Failed"  // it could not be done now
)

// errNothingToDo ends a commit that others have made unnecessary.
var errNothingToDo = errors.New("nothing to do")

// apply brings about the effect of an event, and returns what became of it. After an error it has
// to be delivered again.
func (s *Server) apply(ctx context.Context, vp *v1alpha1.VerificationProvider, e provider.Event) (string, error) {
	if e.CustomerID == "" || e.Concern == provider.ConcernNone || e.Concern == provider.ConcernCreated {
		return resultNoNews, nil
	}
	if s.known.has(knownKey(vp, e)) {
		return string(lifecycle.VerdictDuplicate), nil
	}
	vc, err := s.find(ctx, vp, e.CustomerID)
	if errors.Is(err, errForeign) {
		return resultForeign, nil
	}
	if err != nil {
		return resultWaiting, err
	}
	result, err := s.applyTo(ctx, vp, vc, e)
	if err != nil {
		return resultFailed, err
	}
	return result, nil
}

func knownKey(vp *v1alpha1.VerificationProvider, e provider.Event) string {
	return client.ObjectKeyFromObject(vp).String() + "/" + e.ID
}

// applyTo applies an event to the object that stands for its customer.
func (s *Server) applyTo(ctx context.Context, vp *v1alpha1.VerificationProvider, vc *v1alpha1.VerifiedCustomer, e provider.Event) (string, error) {
	leave := s.crowd.join(vc.UID, &e)
	defer leave()
	end, err := s.Ledger.Turn(ctx, vc.UID)
	if err != nil {
		return "", err
	}
	defer end()
	if s.known.has(knownKey(vp, e)) {
		return string(lifecycle.VerdictReflected), nil // Whoever had the turn looked for this one, too.
	}
	// While waiting for the turn, others may have written; whoever did was this process or is in
	// the cache soon, and the commit's lock finds out the rest.
	if vc, err = s.newest(ctx, vc); err != nil {
		return "", err
	}
	if verdict := lifecycle.Judge(&vc.Status, e); verdict != lifecycle.VerdictLook {
		s.known.add(knownKey(vp, e))
		return string(verdict), nil
	}
	a, err := s.Accounts.Open(ctx, vp)
	if err != nil {
		return "", err
	}
	l := look{server: s, account: a, event: e, resync: vp.Spec.ResyncInterval.Duration}
	if err := l.commit(ctx, vc); err != nil && !errors.Is(err, errNothingToDo) {
		return "", err
	}
	for _, reflected := range l.crowd {
		s.known.add(knownKey(vp, reflected))
	}
	s.known.add(knownKey(vp, e))
	return resultApplied, nil
}

// newest gives the object as this process last knew it, or newer.
func (s *Server) newest(ctx context.Context, vc *v1alpha1.VerifiedCustomer) (*v1alpha1.VerifiedCustomer, error) {
	fresh := &v1alpha1.VerifiedCustomer{}
	err := s.Client.Get(ctx, client.ObjectKeyFromObject(vc), fresh)
	if err == nil && fresh.UID == vc.UID && !s.Ledger.Stale(fresh) && fresh.Status.CustomerID != "" {
		return fresh, nil
	}
	if err := s.Live.Get(ctx, client.ObjectKeyFromObject(vc), fresh); err != nil {
		return nil, fmt.Errorf("getting the customer: %w", err)
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

func (l *look) commit(ctx context.Context, vc *v1alpha1.VerifiedCustomer) error {
	c := lifecycle.Circumstances{ResyncInterval: l.resync, Now: l.server.Clock.Now()}
	return l.server.Ledger.Commit(ctx, vc, c, l.record)
}

// record adds the observation to an object. When somebody else observed in between, nobody can tell
// whose look came first: unless theirs reflects the event, the provider is asked once more.
func (l *look) record(ctx context.Context, vc *v1alpha1.VerifiedCustomer) error {
	serial := lifecycle.Serial(&vc.Status)
	if l.seen != nil && serial != l.serial {
		if lifecycle.Judge(&vc.Status, l.event) != lifecycle.VerdictLook {
			l.crowd = nil
			return errNothingToDo
		}
		l.seen = nil
	}
	if l.seen == nil {
		l.crowd = l.server.crowd.present(vc.UID)
		o, err := l.account.Client.GetCustomer(ctx, vc.Status.CustomerID)
		if err != nil {
			return fmt.Errorf("looking at the customer: %w", err)
		}
		l.seen, l.serial = &o, serial
	}
	lifecycle.Observe(&vc.Status, lifecycle.Sighting{
		Observation: *l.seen, Profile: l.account.ProfileFingerprint(l.seen.Profile),
		Cause: v1alpha1.CauseEvent, Event: l.newestEvent(), At: l.server.Clock.Now(),
	})
	return nil
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
