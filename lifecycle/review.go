package lifecycle

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// review is since when a review is under way for which the provider promises a time, and when it should be over; nil
// when nothing is promised. It is one review as long as the customer is in review under some promise: neither looking at
// it again nor another word for where it stands gives the provider more time, unless more was promised with that word.
func review(before *v1alpha1.ObservationFact, o provider.Observation, at time.Time) (since, due *metav1.Time) {
	if o.ReviewDue.IsZero() {
		return nil, nil
	}
	since = seconds(at)
	underWay := before.Phase == v1alpha1.PhaseInReview && before.ReviewDue != nil
	switch {
	case underWay && before.ReviewSince != nil:
		since = before.ReviewSince.DeepCopy()
	case underWay && before.Reason == o.Reason: // Noted by an operator that did not note since when.
		return nil, before.ReviewDue.DeepCopy()
	}
	due = seconds(o.ReviewDue.From(since.Time))
	if underWay && before.ReviewDue.After(due.Time) {
		due = before.ReviewDue.DeepCopy()
	}
	return since, due
}

func seconds(t time.Time) *metav1.Time {
	return &metav1.Time{Time: t.UTC().Truncate(time.Second)}
}
