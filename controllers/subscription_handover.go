package controllers

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// How one subscription takes over from another. docs/webhooks.md tells of these.
const (
	// quietHandover is how long a new subscription has to stand when nothing had to be delivered,
	// before those that it takes over from are removed.
	quietHandover = 15 * time.Minute
	// handoverLimit is how long those stand at most: until then they are waited for if something of
	// theirs is still to be delivered, or if the new one has not delivered anything with success.
	handoverLimit = 24 * time.Hour
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
	took, err := s.tookOver(ctx)
	if err != nil {
		return err
	}
	var stay []v1alpha1.RetiringSubscription
	for i, r := range s.st.Retiring {
		may, err := s.mayGo(ctx, r, took)
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
		s.next = s.p.now.Add(handoverCheck)
	}
	return nil
}

var causes = map[v1alpha1.RetirementCause]string{
	v1alpha1.RetirementKeyRotated: "one with the new key has taken over",
	v1alpha1.RetirementURLChanged: "one for the new address has taken over",
	v1alpha1.RetirementUnrecorded: "it was for this object's address and not created by the operator, so that its key was not known",
}

// tookOver tells whether the subscription that is kept has proved itself: an event that it delivered was
// taken, or there has been none for a while.
func (s *subscription) tookOver(ctx context.Context) (bool, error) {
	d, err := s.api.Deliveries(ctx, s.st.SubscriptionID)
	if err != nil {
		return false, err
	}
	quiet := d.Total() == 0 && (s.st.SubscribedTime == nil || s.p.now.Sub(s.st.SubscribedTime.Time) >= quietHandover)
	return d.Succeeded > 0 || quiet, nil
}

// mayGo tells whether a subscription is no longer needed. One that the operator created is, for as long
// as it will deliver again what was not taken: removing it would lose that. What is on its way for the
// first time is on its way from the new one as well.
func (s *subscription) mayGo(ctx context.Context, r v1alpha1.RetiringSubscription, took bool) (bool, error) {
	if s.p.now.Sub(r.Since.Time) >= handoverLimit {
		return true, nil
	}
	if !took {
		return false, nil
	}
	if r.Cause == v1alpha1.RetirementUnrecorded || !s.p.accepted(r.Key) {
		return true, nil // What it delivers is refused in any case.
	}
	d, err := s.api.Deliveries(ctx, r.ID)
	if provider.ClassOf(err) == provider.ClassNotFound {
		return true, nil
	}
	return d.Outstanding == 0, err
}
