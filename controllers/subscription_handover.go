package controllers

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// How one subscription takes over from another. docs/webhooks.md tells of these.
const (
	// quietHandover is how long a new subscription has to stand when nothing had to be delivered,
	// before those that it takes over from are removed.
	quietHandover = 15 * time.Minute
	// handoverLimit is how long those are waited for at most that still have something to deliver. It is
	// no limit for the new one to prove itself: the one before may be all that works.
	handoverLimit = 24 * time.Hour
	// clockSlack is how far the provider's clock may be ahead or behind, where it is told from the time of
	// an event whether the new subscription delivers it as well.
	clockSlack = time.Minute
)

// retire removes the subscriptions that this one has taken over from. Only what status names already is
// removed: a pass with an older object has lost by then.
func (s *subscription) retire(ctx context.Context) error {
	if len(s.st.Retiring) == 0 || s.st.SubscriptionID == "" || s.st.Intent != nil {
		return nil
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	s.patience = min(handoverCheck, s.p.r.subscriptionCheck())
	var stay []v1alpha1.RetiringSubscription
	for i, r := range s.st.Retiring {
		may, err := s.mayGo(ctx, r)
		if err == nil && may {
			err = s.api.DeleteSubscription(ctx, r.ID)
		}
		if err != nil {
			s.st.Retiring = append(stay, s.st.Retiring[i:]...)
			return err
		}
		if !may {
			stay = append(stay, r)
			continue
		}
		s.p.tell(corev1.EventTypeNormal, v1alpha1.ReasonSubscriptionRemoved, "Removed", "the subscription %s was removed: %s", r.ID, causes[r.Cause])
	}
	if s.st.Retiring = stay; len(stay) > 0 {
		s.next = s.p.now.Add(s.patience)
	}
	return nil
}

var causes = map[v1alpha1.RetirementCause]string{
	v1alpha1.RetirementKeyRotated: "one with the new key has taken over",
	v1alpha1.RetirementURLChanged: "one for the new address has taken over",
	v1alpha1.RetirementUnrecorded: "it was for this object's address and not created by the operator, so that its key was not known",
}

// prove asks whether the subscription that is kept delivers, until it has. One that fails from the beginning
// is one that nobody can deliver to.
func (s *subscription) prove(ctx context.Context) error {
	s.quiet, s.deaf = false, false
	if s.st.SubscriptionID == "" || s.st.DeliveredTime != nil {
		return nil
	}
	d, err := s.api.Deliveries(ctx, s.st.SubscriptionID)
	if err != nil {
		return err
	}
	if d.Succeeded > 0 {
		s.st.DeliveredTime = &metav1.Time{Time: s.p.now.Truncate(time.Second)}
		return nil
	}
	waited := s.st.SubscribedTime == nil || s.p.now.Sub(s.st.SubscribedTime.Time) >= quietHandover
	s.quiet = waited && d.Total() == 0
	s.deaf = waited && d.Failed+d.Outstanding > 0
	return nil
}

// undelivered says that events do not arrive; nil if they do, as far as is known.
func (s *subscription) undelivered() *v1alpha1.SubscriptionProblem {
	if !s.deaf {
		return nil
	}
	message := fmt.Sprintf("Every event that the provider tried to deliver to %s failed. Check that it can be reached from the internet, with a "+
		"certificate that browsers trust, and leads to the operator's webhook server.", s.st.URL)
	if len(s.st.Retiring) > 0 {
		message += fmt.Sprintf(" What it takes over from (%s) is kept until one is taken.", idsOf(s.st.Retiring))
	}
	return &v1alpha1.SubscriptionProblem{Reason: v1alpha1.ReasonNotDelivering, Message: message}
}

// mayGo tells whether a subscription is no longer needed: another one has proved itself, or nothing had to be
// delivered for a while. One that the operator created is needed for as long as it has something to
// deliver that came about before the other one was there: removing it would lose that.
func (s *subscription) mayGo(ctx context.Context, r v1alpha1.RetiringSubscription) (bool, error) {
	if s.st.DeliveredTime == nil && !s.quiet {
		return false, nil
	}
	if r.Cause == v1alpha1.RetirementUnrecorded || !s.p.accepted(r.Key) {
		return true, nil // What it delivers is refused in any case.
	}
	if one := s.find(r.ID); one == nil || one.Paused || s.p.now.Sub(r.Since.Time) >= handoverLimit {
		return true, nil
	}
	left, err := s.api.Remainder(ctx, r.ID, s.standsSince().Add(clockSlack))
	if provider.ClassOf(err) == provider.ClassNotFound {
		return true, nil
	}
	if left == provider.RemainderUnknown && err == nil {
		s.patience = busyHandoverCheck
	}
	return left == provider.RemainderNone, err
}

// standsSince is since when the subscription that is kept gets all events.
func (s *subscription) standsSince() time.Time {
	var since time.Time
	if one := s.find(s.st.SubscriptionID); one != nil {
		since = one.Created
	}
	if st := s.st.SubscribedTime; st != nil && st.After(since) {
		since = st.Time
	}
	return since
}
