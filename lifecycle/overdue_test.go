package lifecycle_test

import (
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// review is a customer whose review began at a moment, under a promise.
func review(at time.Time, promise provider.ReviewDue) *v1alpha1.VerificationStatus {
	st := &v1alpha1.VerificationStatus{}
	lookAt(st, "uploaded", at, promise)
	return st
}

func lookAt(st *v1alpha1.VerificationStatus, status string, at time.Time, promise provider.ReviewDue) {
	o := observations[status]
	o.ReviewDue = promise
	lifecycle.Observe(st, lifecycle.Sighting{Observation: o, Cause: v1alpha1.CauseResync, At: at})
}

var fiveHours = provider.ReviewDue{Hours: 5}

func TestOverdueFlipsAtTheDueMoment(t *testing.T) {
	due := start.Add(5 * time.Hour)
	for _, test := range []struct {
		name string
		now  time.Time
		want string
	}{
		{"at once", start, "False:WithinPromise"},
		{"a nanosecond before", due.Add(-1), "False:WithinPromise"},
		{"on the moment", due, "True:ReviewOverdue"},
		{"long after", due.Add(1000 * time.Hour), "True:ReviewOverdue"},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := review(start, fiveHours)
			lifecycle.Conclude(st, circumstances(test.now))
			if got := condition(st, v1alpha1.ConditionOverdue); got != test.want {
				t.Errorf("Overdue is %q, want %q", got, test.want)
			}
			if got := kstatus(st, 0); got != kstatusInProgress {
				t.Errorf("kstatus %s: a late review is no failure of ours", got)
			}
		})
	}
}

// TestOverdueIsAboutReviews: only a review that is under way, and that was promised, can be late.
func TestOverdueIsAboutReviews(t *testing.T) {
	for _, status := range statuses {
		st := observed(status)
		due := metav1.NewTime(start.Add(-time.Hour))
		st.Facts.Observation.ReviewDue = &due
		lifecycle.Conclude(st, circumstances(start))
		want := ""
		if st.Phase == v1alpha1.PhaseInReview {
			want = "True:ReviewOverdue"
		}
		if got := condition(st, v1alpha1.ConditionOverdue); got != want {
			t.Errorf("%s: Overdue is %q, want %q", status, got, want)
		}
	}
	st := review(start, provider.ReviewDue{})
	lifecycle.Conclude(st, circumstances(start.Add(1000*time.Hour)))
	if got := condition(st, v1alpha1.ConditionOverdue); got != "" {
		t.Errorf("nothing was promised, but Overdue is %q", got)
	}
}

// TestTheDueMomentIsLookedAt: the look before it leads to it, the one at it goes back to the pace.
func TestTheDueMomentIsLookedAt(t *testing.T) {
	due := start.Add(5 * time.Hour)
	for _, test := range []struct {
		name string
		at   time.Time
		due  bool // the next look is at the due moment
	}{
		{"far before", start, false},
		{"a quarter of the pace before", due.Add(-4 * time.Minute), true},
		{"a second before", due.Add(-time.Second), true},
		{"less than a second before", due.Add(-time.Millisecond), true},
		{"on the moment", due, false},
		{"after", due.Add(time.Hour), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := review(start, fiveHours)
			lookAt(st, "uploaded", test.at, fiveHours)
			wait := next(t, st, circumstances(test.at))
			if atDue := st.NextSyncTime.Time.Equal(due); atDue != test.due {
				t.Errorf("the next look is %s after the last, at %s; due at %s", wait, st.NextSyncTime, due)
			}
			lifecycle.Conclude(st, circumstances(due.Add(time.Hour)))
			if again := st.NextSyncTime.Sub(st.LastSyncTime.Time); again != wait {
				t.Errorf("the next look is %s after the last, but %s once the due moment has gone by", wait, again)
			}
			if !test.due {
				requireNear(t, wait, 15*time.Minute)
			}
		})
	}
}

// TestLookingDoesNotGiveMoreTime: the promise counts from when the review was first seen; another
// review has a promise of its own.
func TestLookingDoesNotGiveMoreTime(t *testing.T) {
	st := review(start, fiveHours)
	dueAt := func(want time.Time) {
		t.Helper()
		if due := st.Facts.Observation.ReviewDue; due == nil || !due.Time.Equal(want) {
			t.Errorf("due at %v, want %s", due, want)
		}
	}
	dueAt(start.Add(5 * time.Hour))
	for hour := range 8 {
		lookAt(st, "uploaded", start.Add(time.Duration(hour)*time.Hour), fiveHours)
	}
	dueAt(start.Add(5 * time.Hour))

	lookAt(st, "document", start.Add(9*time.Hour), provider.ReviewDue{})
	if due := st.Facts.Observation.ReviewDue; due != nil {
		t.Errorf("no review is under way, but it is due at %s", due)
	}
	lookAt(st, "uploaded", start.Add(10*time.Hour), fiveHours)
	dueAt(start.Add(15 * time.Hour))

	lookAt(st, "unverified", start.Add(11*time.Hour), fiveHours)
	dueAt(start.Add(15 * time.Hour)) // The same review, by another word.
}

// TestAnotherWordIsNoOtherReview: four days in a queue and four at somebody's desk are eight days, whatever was promised
// for each; only a longer promise gives more time, and that is not taken back.
func TestAnotherWordIsNoOtherReview(t *testing.T) {
	const day = 24 * time.Hour
	fiveDays, twentyDays := provider.ReviewDue{BusinessDays: 5}, provider.ReviewDue{BusinessDays: 20}
	type look struct {
		status  string
		day     int
		promise provider.ReviewDue
	}
	for name, tc := range map[string]struct {
		looks []look
		due   time.Time
	}{
		"two words":           {[]look{{"unverified", 0, fiveDays}, {"uploaded", 4, fiveDays}, {"unverified", 8, fiveDays}}, start.Add(7 * day)},
		"a longer promise":    {[]look{{"unverified", 0, fiveDays}, {"uploaded", 4, twentyDays}}, start.Add(28 * day)},
		"and back":            {[]look{{"unverified", 0, fiveDays}, {"uploaded", 4, twentyDays}, {"unverified", 12, fiveDays}}, start.Add(28 * day)},
		"no promise between":  {[]look{{"unverified", 0, fiveDays}, {"uploaded", 4, provider.ReviewDue{}}, {"unverified", 5, fiveDays}}, start.Add(12 * day)},
		"a question between":  {[]look{{"unverified", 0, fiveDays}, {"document", 4, provider.ReviewDue{}}, {"unverified", 5, fiveDays}}, start.Add(12 * day)},
		"another review":      {[]look{{"unverified", 0, fiveDays}, {"rejected", 4, provider.ReviewDue{}}, {"unverified", 7, fiveDays}}, start.Add(14 * day)},
		"from a word of none": {[]look{{"unverified", 0, provider.ReviewDue{}}, {"uploaded", 1, fiveDays}}, start.Add(8 * day)},
	} {
		t.Run(name, func(t *testing.T) {
			st := &v1alpha1.VerificationStatus{}
			for _, l := range tc.looks {
				lookAt(st, l.status, start.Add(time.Duration(l.day)*day), l.promise)
			}
			if due := st.Facts.Observation.ReviewDue; due == nil || !due.Time.Equal(tc.due) {
				t.Errorf("due at %v, want %s", due, tc.due)
			}
		})
	}
}

// TestDueOfOlderStatus: a status of before it told since when a review is under way keeps its due moment.
func TestDueOfOlderStatus(t *testing.T) {
	st := review(start, fiveHours)
	st.Facts.Observation.ReviewSince = nil
	lookAt(st, "uploaded", start.Add(3*time.Hour), fiveHours)
	lookAt(st, "uploaded", start.Add(4*time.Hour), fiveHours)
	if due := st.Facts.Observation.ReviewDue; !due.Time.Equal(start.Add(5 * time.Hour)) {
		t.Errorf("due at %s", due)
	}
}
