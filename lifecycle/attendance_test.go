package lifecycle_test

import (
	"fmt"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/lifecycle"
)

// Looks that are not overdue are where status says; the others lie within the window behind the absence,
// and stay where they are however often they are asked for.
func TestOverdueLooksAreSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		status := rapid.SampledFrom(statuses).Draw(t, "status")
		st := observed(status)
		c := circumstances(start)
		c.UID = types.UID(rapid.String().Draw(t, "uid"))
		c.ResyncInterval = 6 * time.Hour
		lifecycle.Conclude(st, c)
		a := lifecycle.Attendance{
			Since:   st.NextSyncTime.Add(time.Duration(rapid.IntRange(-3600, 1e6).Draw(t, "absence")) * time.Second),
			Covered: rapid.Bool().Draw(t, "covered"),
		}
		at := lifecycle.NextLook(st, c, a)
		if !st.NextSyncTime.Time.Before(a.Since) {
			if !at.Equal(st.NextSyncTime.Time) {
				t.Fatalf("due at %s, but looked at at %s", st.NextSyncTime, at)
			}
			return
		}
		window := paces[status].long
		if !a.Covered {
			window /= 4
		}
		if wait := at.Sub(a.Since); wait < 0 || wait >= window {
			t.Fatalf("looked at %s after the absence, of %s", wait, window)
		}
		if again := lifecycle.NextLook(st, c, a); !again.Equal(at) {
			t.Fatalf("%s, then %s", at, again)
		}
	})
}

// A thousand overdue looks are spread evenly.
func TestOverdueLooksAreNoHerd(t *testing.T) {
	st := observed("verified")
	c := circumstances(start)
	c.ResyncInterval = 6 * time.Hour
	lifecycle.Conclude(st, c)
	a := lifecycle.Attendance{Since: start.Add(24 * time.Hour), Covered: true}
	byPart := map[int]int{}
	for i := range 1000 {
		c.UID = types.UID(fmt.Sprintf("uid-%d", i))
		byPart[int(lifecycle.NextLook(st, c, a).Sub(a.Since)/(36*time.Minute))]++
	}
	for part := range 10 {
		if n := byPart[part]; n < 60 || n > 150 {
			t.Errorf("%d of 1000 looks in the tenth %d of six hours", n, part)
		}
	}
}

// Nobody was ever away: the zero value changes nothing.
func TestAlwaysAttended(t *testing.T) {
	st := observed("verified")
	st.NextSyncTime = &metav1.Time{Time: start}
	if at := lifecycle.NextLook(st, circumstances(start), lifecycle.Attendance{}); !at.Equal(start) {
		t.Errorf("looked at at %s", at)
	}
}
