package rules_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/internal/rules"
)

type rule struct {
	id                           string
	count, skip, hits, remaining int
}

func list() *rules.List[rule, int] {
	n := 0
	return rules.New[rule, int](
		func() string { n++; return strconv.Itoa(n) },
		func(r *rule) rules.Tally {
			return rules.Tally{ID: &r.id, Count: &r.count, Skip: &r.skip, Hits: &r.hits, Remaining: &r.remaining}
		},
	)
}

func even(n int) bool { return n%2 == 0 }

func always(int) bool { return true }

func TestTheFirstRuleThatAppliesAndHasHitsLeft(t *testing.T) {
	l := list()
	add := func(r rule, applies func(int) bool) {
		_, err := l.Add(r, applies)
		require.NoError(t, err)
	}
	add(rule{skip: 1}, even)             // 1: the second even number
	add(rule{count: 2}, even)            // 2: two more
	add(rule{count: -1, hits: 7}, even)  // 3: all the other even ones
	add(rule{count: 1, skip: 2}, always) // 4: the third of the rest
	var picked []string
	for _, n := range []int{0, 2, 4, 6, 8, 1, 3, 5, 7} {
		r, _ := l.Pick(n)
		picked = append(picked, r.id)
	}
	assert.Equal(t, []string{"2", "1", "2", "3", "3", "", "", "4", ""}, picked)
	assert.Equal(t, []rule{
		{"1", 1, 1, 1, 0}, {"2", 2, 0, 2, 0}, {"3", -1, 0, 2, -1}, {"4", 1, 2, 1, 0},
	}, l.All())
}

func TestRulesComeAndGo(t *testing.T) {
	l := list()
	for _, wrong := range []rule{{count: -2}, {skip: -1}} {
		_, err := l.Add(wrong, always)
		assert.ErrorContains(t, err, "count must be -1 or more, skip 0 or more")
	}
	assert.Equal(t, []rule{}, l.All())
	one, err := l.Add(rule{id: "mine", remaining: 9}, always)
	require.NoError(t, err)
	assert.Equal(t, rule{"1", 1, 0, 0, 1}, one)
	assert.False(t, l.Remove("mine"))
	assert.True(t, l.Remove("1"))
	_, ok := l.Pick(0)
	assert.False(t, ok)
	_, err = l.Add(rule{}, always)
	require.NoError(t, err)
	l.Clear()
	assert.Empty(t, l.All())
}
