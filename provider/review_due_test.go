package provider_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/provider"
)

func TestReviewDue(t *testing.T) {
	for _, test := range []struct {
		due        provider.ReviewDue
		start, end string // the 1st of June 2026 is a Monday
	}{
		{provider.ReviewDue{Hours: 5}, "Mon 2026-06-01 09:30", "Mon 2026-06-01 14:30"},
		{provider.ReviewDue{Hours: 5}, "Fri 2026-06-05 23:00", "Sat 2026-06-06 04:00"},
		{provider.ReviewDue{BusinessDays: 1}, "Mon 2026-06-01 09:30", "Tue 2026-06-02 09:30"},
		{provider.ReviewDue{BusinessDays: 2}, "Thu 2026-06-04 09:30", "Mon 2026-06-08 09:30"},
		{provider.ReviewDue{BusinessDays: 1}, "Fri 2026-06-05 17:00", "Mon 2026-06-08 17:00"},
		{provider.ReviewDue{BusinessDays: 2}, "Fri 2026-06-05 17:00", "Tue 2026-06-09 17:00"},
		{provider.ReviewDue{BusinessDays: 1}, "Sat 2026-06-06 08:00", "Mon 2026-06-08 08:00"},
		{provider.ReviewDue{BusinessDays: 2}, "Sun 2026-06-07 08:00", "Tue 2026-06-09 08:00"},
		{provider.ReviewDue{BusinessDays: 5}, "Wed 2026-06-03 12:00", "Wed 2026-06-10 12:00"},
		{provider.ReviewDue{BusinessDays: 5}, "Mon 2026-06-01 00:00", "Mon 2026-06-08 00:00"},
		{provider.ReviewDue{BusinessDays: 10}, "Fri 2026-06-05 12:00", "Fri 2026-06-19 12:00"},
		{provider.ReviewDue{BusinessDays: 1}, "Fri 2027-12-31 23:59", "Mon 2028-01-03 23:59"},
		{provider.ReviewDue{}, "Sat 2026-06-06 08:00", "Sat 2026-06-06 08:00"},
	} {
		if got := test.due.From(moment(t, test.start)); !got.Equal(moment(t, test.end)) {
			t.Errorf("%+v from %s is %s, want %s", test.due, test.start, got.Format(layout), test.end)
		}
	}
}

const layout = "Mon 2006-01-02 15:04"

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	out, err := time.Parse(layout, s)
	if err != nil || out.Format(layout) != s {
		t.Fatalf("the test's moment %q: %v", s, err)
	}
	return out
}

// TestBusinessDays counts them one by one: the due moment is on one, at the same time of day, and
// as many lie between.
func TestBusinessDays(t *testing.T) {
	business := func(d time.Time) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 366*24*60).Draw(t, "minute")) * time.Minute)
		days := rapid.IntRange(1, 30).Draw(t, "days")
		due := provider.ReviewDue{BusinessDays: days}.From(start)
		if !business(due) {
			t.Fatalf("due on a %s", due.Weekday())
		}
		count := 0
		for d := start; d.Before(due); {
			d = d.AddDate(0, 0, 1)
			if business(d) {
				count++
			}
			if d.After(due) {
				t.Fatalf("started at %s, due at %s", start, due)
			}
		}
		if count != days {
			t.Fatalf("%d business days from %s to %s, want %d", count, start, due, days)
		}
	})
}

func TestNothingPromised(t *testing.T) {
	for due, want := range map[provider.ReviewDue]bool{{}: true, {Hours: 1}: false, {BusinessDays: 1}: false} {
		if got := due.IsZero(); got != want {
			t.Errorf("%+v is zero: %t", due, got)
		}
	}
}
