package webhookserver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// Standing is what became of a listed event. Its values are metric labels.
type Standing string

// The standings.
const (
	// StandingFound: no webhook had brought the event, and now it has had its effect.
	StandingFound Standing = "Found"
	// StandingKnown: it had its effect before, or has none.
	StandingKnown Standing = "Known"
	// StandingForeign: nobody here manages the customer.
	StandingForeign Standing = "Foreign"
	// StandingEarly: it may be of a customer who is being created. It has to be taken later.
	StandingEarly Standing = "Early"
	// StandingFailed: it could not be taken now.
	StandingFailed Standing = "Failed"
)

// Taken is what became of a listed event. Err says why it was not taken.
type Taken struct {
	Standing Standing
	Err      error
}

// takeTimeout bounds how long the listed events of one customer may take. Nobody waits for an answer,
// so it has room for a provider client's own retries.
const takeTimeout = 45 * time.Second

// errEarly tells that a customer may be known soon.
var errEarly = errors.New("the customer is not known, and customers are being created at this provider")

// Backlog takes events that were found in the provider's list, by the very path of those that are
// delivered: what both bring takes effect once, whichever comes first. Unlike a delivery it does not
// wait for customers who are not known yet.
type Backlog struct {
	server    *Server
	vp        *v1alpha1.VerificationProvider
	directory directory
}

// Backlog opens the backlog of a VerificationProvider for one walk through the provider's list.
func (s *Server) Backlog(vp *v1alpha1.VerificationProvider) *Backlog {
	s.once.Do(s.remember)
	return &Backlog{server: s, vp: vp, directory: directory{server: s, vp: vp}}
}

// Lasts tells of events that must not be lost. Activity moves nothing, and telling of it late, or
// once more because another replica has told of it, would only confuse.
func Lasts(e provider.Event) bool {
	return e.CustomerID != "" && concerns(e) && e.Concern != provider.ConcernActivity
}

// Take takes events of one customer, newest first; all of them must last. One look at the provider
// covers all that is listed, because it has happened. What is returned stands in the same order.
func (b *Backlog) Take(ctx context.Context, events []provider.Event) []Taken {
	ctx, cancel := context.WithTimeout(ctx, takeTimeout)
	defer cancel()
	out := make([]Taken, len(events))
	var open []int
	for i, e := range events {
		out[i].Standing = StandingKnown
		if !b.server.known.has(knownKey(b.vp, e, "")) {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return out
	}
	vc, err := b.find(ctx, events[open[0]])
	failed := map[subject]error{}
	for n, i := range open {
		about := subjectOf(events[i])
		switch {
		case errors.Is(err, errForeign):
			out[i] = Taken{Standing: StandingForeign}
		case errors.Is(err, errEarly):
			out[i] = Taken{StandingEarly, err}
		case err != nil:
			out[i] = Taken{StandingFailed, err}
		case failed[about] != nil:
			out[i] = Taken{StandingFailed, failed[about]} // It would be the same look once more.
		default:
			var with []provider.Event
			for _, j := range open[n+1:] {
				with = append(with, events[j])
			}
			if out[i] = b.take(ctx, vc, events[i], with); out[i].Standing == StandingFailed {
				failed[about] = out[i].Err
			}
		}
	}
	return out
}

// subject is what has to be looked at for an event of a customer.
type subject struct {
	concern    provider.Concern
	kind, id   string
	ofCustomer bool
}

func subjectOf(e provider.Event) subject {
	if e.Concern == provider.ConcernVerification {
		return subject{ofCustomer: true} // Whatever it names, the customer is looked at.
	}
	return subject{concern: e.Concern, kind: e.ResourceKind, id: e.ResourceID}
}

// take takes one event. vc is the customer as known before any of the events was taken.
func (b *Backlog) take(ctx context.Context, vc *v1alpha1.VerifiedCustomer, e provider.Event, with []provider.Event) Taken {
	logger := log.FromContext(ctx).WithValues("event", e.ID, "topic", e.Topic, "customerID", e.CustomerID)
	// An event that a newer one's look covers was found, too.
	news := e.Concern == provider.ConcernVerification && lifecycle.Judge(vc.Verification(), e) == lifecycle.VerdictLook
	result, err := b.server.bring(log.IntoContext(ctx, logger), b.vp, vc.DeepCopy(), e, boundedElsewhere, with...)
	switch {
	case err != nil && result == resultWaiting:
		return Taken{StandingEarly, err}
	case err != nil:
		logger.Info("listed event not taken yet", "result", result, "cause", err.Error())
		return Taken{StandingFailed, err}
	case result == resultApplied, news:
		logger.Info("took an event that no webhook brought", "result", result)
		return Taken{Standing: StandingFound}
	}
	return Taken{Standing: StandingKnown}
}

// find gets the object that stands for an event's customer: errForeign when nobody manages it,
// errEarly when that cannot be told yet.
func (b *Backlog) find(ctx context.Context, newest provider.Event) (*v1alpha1.VerifiedCustomer, error) {
	vc, err := b.server.cached(ctx, b.vp, newest.CustomerID)
	if vc != nil || err != nil {
		return vc, err
	}
	stranger := strangerKey(b.vp, newest.CustomerID)
	if b.server.strangers.has(stranger) || b.server.listedStrangers.has(stranger) {
		return nil, errForeign
	}
	vc, pending, err := b.directory.find(ctx, newest.CustomerID)
	switch {
	case err != nil:
		return nil, fmt.Errorf("looking for the customer in the API server: %w", err)
	case vc != nil:
		return vc, nil
	case pending && b.server.mayBeNew(newest):
		return nil, errEarly
	}
	b.server.listedStrangers.add(stranger)
	return nil, errForeign
}
