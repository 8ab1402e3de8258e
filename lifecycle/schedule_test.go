package lifecycle_test

import (
	"crypto/sha256"
	"fmt"
	"math"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// paces are how often a customer is looked at without an event, under a long and a short interval.
var paces = map[string]struct{ long, short time.Duration }{
	"unverified":  {15 * time.Minute, time.Minute},
	"pending":     {15 * time.Minute, time.Minute},
	"uploaded":    {time.Hour, time.Minute}, // A review of days.
	"retry":       {time.Hour, time.Minute},
	"kba":         {time.Hour, time.Minute},
	"document":    {time.Hour, time.Minute},
	"verified":    {6 * time.Hour, time.Minute},
	"rejected":    {6 * time.Hour, time.Minute},
	"suspended":   {6 * time.Hour, time.Minute},
	"deactivated": {6 * time.Hour, time.Minute},
}

// next is when Conclude wants the next look, after the last one.
func next(t fataler, st *v1alpha1.VerificationStatus, c lifecycle.Circumstances) time.Duration {
	t.Helper()
	lifecycle.Conclude(st, c)
	if st.NextSyncTime == nil {
		t.Fatalf("no next look")
	}
	return st.NextSyncTime.Sub(st.LastSyncTime.Time)
}

// requireNear wants a wait within 15 percent of the pace, rounded up to whole seconds.
func requireNear(t fataler, wait, pace time.Duration) {
	t.Helper()
	low, high := pace*85/100, pace*115/100+time.Second
	if wait < low || wait > high {
		t.Fatalf("looks again after %s, want between %s and %s", wait, low, high)
	}
	if wait%time.Second != 0 {
		t.Fatalf("looks again after %s: status keeps whole seconds", wait)
	}
}

func TestPace(t *testing.T) {
	for status, pace := range paces {
		for interval, want := range map[time.Duration]time.Duration{6 * time.Hour: pace.long, time.Minute: pace.short} {
			t.Run(fmt.Sprintf("%s/%s", status, interval), func(t *testing.T) {
				c := circumstances(start)
				c.ResyncInterval = interval
				requireNear(t, next(t, observed(status), c), want)
			})
		}
	}
}

// TestPaceOfAReview: one of hours is looked at every quarter of an hour. One of days is left alone for longer the longer
// it goes on, until it should be over.
func TestPaceOfAReview(t *testing.T) {
	days := provider.ReviewDue{BusinessDays: 2} // Until Friday at the same hour.
	for _, test := range []struct {
		promise provider.ReviewDue
		after   time.Duration
		want    time.Duration
	}{
		{fiveHours, 0, 15 * time.Minute},
		{fiveHours, 3 * time.Hour, 15 * time.Minute},
		{days, 0, time.Hour},
		{days, 4 * time.Hour, time.Hour},
		{days, 12 * time.Hour, 3 * time.Hour},
		{days, 24 * time.Hour, 6 * time.Hour},
		{days, 40 * time.Hour, 6 * time.Hour},
		{days, 48 * time.Hour, 15 * time.Minute},
		{days, 400 * time.Hour, 15 * time.Minute},
	} {
		t.Run(fmt.Sprintf("%+v/%s", test.promise, test.after), func(t *testing.T) {
			st := review(start, test.promise)
			lookAt(st, "uploaded", start.Add(test.after), test.promise)
			c := circumstances(start.Add(test.after))
			c.ResyncInterval = 24 * time.Hour
			requireNear(t, next(t, st, c), test.want)
		})
	}
}

func TestNobodyLooksAtWhatIsNotThere(t *testing.T) {
	st := situationOf("none", "Retrying", "never")
	st.NextSyncTime = &metav1.Time{Time: start}
	lifecycle.Conclude(st, circumstances(start))
	if st.NextSyncTime != nil {
		t.Errorf("next look at %s of a customer who is not at the provider", st.NextSyncTime)
	}
}

// TestTheNextLookFollowsFromFactsAlone: never before the last one, near the pace, and the same
// whenever it is computed, so that a restart neither hastens nor postpones it.
func TestTheNextLookFollowsFromFactsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		status := rapid.SampledFrom(statuses).Draw(t, "status")
		st := observed(status)
		c := circumstances(start)
		c.UID = types.UID(rapid.String().Draw(t, "uid"))
		c.ResyncInterval = anyInterval(t)
		wait := next(t, st.DeepCopy(), c)
		pace := c.ResyncInterval
		switch st.Facts.Observation.Phase {
		case v1alpha1.PhasePending, v1alpha1.PhaseInReview, v1alpha1.PhaseActionRequired:
			pace = min(pace, paces[status].long)
		}
		requireNear(t, wait, pace)
		c.Now = start.Add(time.Duration(rapid.Int64Range(int64(-time.Minute), int64(2000*time.Hour)).Draw(t, "restart")))
		if again := next(t, st.DeepCopy(), c); again != wait {
			t.Fatalf("next look after %s; computed at %s: after %s", wait, c.Now, again)
		}
	})
}

// uids are those of customers that were applied together: random as real ones are, and the same in
// every run.
func uids(n int) []types.UID {
	out := make([]types.UID, n)
	for i := range out {
		sum := sha256.Sum256(fmt.Append(nil, "customer ", i))
		out[i] = types.UID(fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]))
	}
	return out
}

// TestNoHerd: a thousand customers who were looked at in the same second are looked at again all
// over the window, whatever their names have in common.
func TestNoHerd(t *testing.T) {
	sequential := make([]types.UID, 1000)
	for i := range sequential {
		sequential[i] = types.UID(fmt.Sprintf("0b7ad7a4-5e3c-4a59-8d8f-%012d", i))
	}
	for name, ids := range map[string][]types.UID{"random": uids(1000), "sequential": sequential} {
		for _, look := range []int{0, 1, 3600, 86400} {
			t.Run(fmt.Sprintf("%s/%d", name, look), func(t *testing.T) {
				var waits []float64
				perSecond := map[time.Duration]int{}
				perTenth := make([]int, 10)
				window := 6 * time.Hour * 30 / 100
				for _, uid := range ids {
					c := circumstances(start)
					c.UID = uid
					st := observed("verified")
					st.LastSyncTime = &metav1.Time{Time: start.Add(time.Duration(look) * time.Second)}
					wait := next(t, st, c)
					waits = append(waits, wait.Seconds())
					perSecond[wait]++
					perTenth[min(9, int(10*(wait-6*time.Hour*85/100)/window))]++
				}
				mean, deviation := spread(waits)
				if math.Abs(mean-21600) > 300 {
					t.Errorf("mean %.0f s, want about 21600 s", mean)
				}
				// Evenly over 6480 s, the standard deviation is 6480/√12 = 1871 s.
				if deviation < 1700 || deviation > 2050 {
					t.Errorf("standard deviation %.0f s, want about 1871 s", deviation)
				}
				for wait, n := range perSecond {
					if n > 4 {
						t.Errorf("%d customers in one second, %s after the last look", n, wait)
					}
				}
				for i, n := range perTenth {
					if n < 60 || n > 140 {
						t.Errorf("%d of 1000 customers in tenth %d of the window, want about 100", n, i+1)
					}
				}
			})
		}
	}
}

// TestLooksMoveAgainstEachOther: two customers who happen to meet once do not meet for ever.
func TestLooksMoveAgainstEachOther(t *testing.T) {
	var waits []float64
	for look := range 1000 {
		st := observed("verified")
		st.LastSyncTime = &metav1.Time{Time: start.Add(time.Duration(look) * 6 * time.Hour)}
		waits = append(waits, next(t, st, circumstances(start)).Seconds())
	}
	if _, deviation := spread(waits); deviation < 1700 || deviation > 2050 {
		t.Errorf("standard deviation over the looks at one customer is %.0f s, want about 1871 s", deviation)
	}
}

func spread(values []float64) (mean, deviation float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		deviation += (v - mean) * (v - mean) / float64(len(values))
	}
	return mean, math.Sqrt(deviation)
}
