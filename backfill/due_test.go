package backfill

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

func anAccount() *v1alpha1.VerificationProvider {
	vp := &v1alpha1.VerificationProvider{}
	vp.CreationTimestamp, vp.UID = metav1.Time{Time: start}, "u"
	return vp
}

func position(id string, at time.Time) *v1alpha1.EventPosition {
	return &v1alpha1.EventPosition{ID: id, Time: metav1.NewMicroTime(at)}
}

func TestDueFollowsFromTheLastWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		interval := time.Duration(rapid.IntRange(1, 3600).Draw(t, "seconds")) * time.Second
		last := start.Add(time.Duration(rapid.IntRange(0, 1e6).Draw(t, "last")) * time.Second)
		uid := rapid.String().Draw(t, "uid")
		wait := due(uid, last, interval).Sub(last)
		if wait < interval*85/100-time.Microsecond || wait > interval*115/100+time.Microsecond {
			t.Fatalf("due after %s, of %s", wait, interval)
		}
		if again := due(uid, last, interval).Sub(last); again != wait {
			t.Fatalf("%s, then %s", wait, again)
		}
	})
}

func TestGoal(t *testing.T) {
	vp := anAccount()
	assert.Equal(t, start.Add(-firstOverlap), goalOf(vp, nil, time.Minute), "the first walk")
	interrupted := &v1alpha1.BackfillStatus{LastRunTime: vp.CreationTimestamp}
	assert.Equal(t, start.Add(-firstOverlap), goalOf(vp, interrupted, time.Minute), "the first walk, interrupted")
	empty := &v1alpha1.BackfillStatus{LastRunTime: metav1.Time{Time: start.Add(time.Hour)}}
	assert.Equal(t, start.Add(-firstOverlap), goalOf(vp, empty, time.Minute), "no event yet that is young enough: the older ones stay so")
	empty.Cursor = position("e", start)
	assert.Equal(t, start.Add(-time.Minute), goalOf(vp, empty, time.Minute))
}

func TestGap(t *testing.T) {
	cursor := position("e", start)
	for name, tc := range map[string]struct {
		cursor  *v1alpha1.EventPosition
		result  result
		absence time.Duration
		want    bool
	}{
		"met":                                      {cursor, result{met: true}, 100 * time.Hour, false},
		"the list ends before the cursor":          {cursor, result{}, time.Minute, true},
		"all grew old in a quiet time":             {cursor, result{empty: true}, time.Minute, false},
		"an empty list after a long absence":       {cursor, result{empty: true}, 720 * time.Hour, true},
		"first events ever":                        {nil, result{}, time.Minute, false},
		"no cursor and a long absence":             {nil, result{}, 48 * time.Hour, true},
		"no cursor, but as far back as was needed": {nil, result{met: true}, 48 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tc.want, hasGap(tc.cursor, tc.result, tc.absence)) })
	}
}

func TestConclude(t *testing.T) {
	before := &v1alpha1.BackfillStatus{
		LastRunTime: metav1.Time{Time: start}, Cursor: position("e5", start), Found: 7,
		Walk: &v1alpha1.BackfillWalk{Depth: 3},
	}
	now := start.Add(5 * time.Minute)
	st := conclude(anAccount(), before, result{met: true, newest: position("e9", start.Add(time.Second))}, 0, 5*time.Minute, now)
	assert.Equal(t, &v1alpha1.BackfillStatus{LastRunTime: *seconds(now), Cursor: position("e9", start.Add(time.Second))}, st)

	st = conclude(anAccount(), before, result{met: true, newest: position("e4", start.Add(-time.Second))}, 0, 5*time.Minute, now)
	assert.Equal(t, before.Cursor, st.Cursor, "the cursor never goes back")
	st = conclude(anAccount(), before, result{empty: true}, 0, 5*time.Minute, now)
	assert.Nil(t, st.Cursor)
	st = conclude(anAccount(), before, result{}, 2, 5*time.Minute, start.Add(time.Hour))
	assert.Equal(t, seconds(start.Add(time.Hour)), st.GapTime)
	assert.Equal(t, seconds(start.Add(time.Hour)), st.CaughtUpTime)
	assert.EqualValues(t, 2, st.Found)
}

// The patch holds status.backfill and nothing else, and takes away what is absent.
func TestPatch(t *testing.T) {
	p, err := patchOf("u", &v1alpha1.BackfillStatus{LastRunTime: metav1.Time{Time: start}, Found: 1})
	require.NoError(t, err)
	raw, err := p.Data(anAccount())
	require.NoError(t, err)
	var got map[string]any
	require.NoError(t, json.Unmarshal(raw, &got))
	assert.Equal(t, map[string]any{
		"metadata": map[string]any{"uid": "u"},
		"status": map[string]any{"backfill": map[string]any{
			"lastRunTime": "2026-01-02T03:04:05Z", "found": 1.0, "cursor": nil, "walk": nil, "caughtUpTime": nil, "gapTime": nil,
		}},
	}, got)
}
