package records_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

func TestKnown(t *testing.T) {
	byID := map[string]int{"ab1": 7}
	n, err := records.Known(byID, "customer", "AB1")
	assert.NoError(t, err)
	assert.Equal(t, 7, n)
	_, err = records.Known(byID, "customer", "Ab2")
	assert.ErrorIs(t, err, controlapi.ErrUnknown)
	assert.ErrorContains(t, err, `customer "Ab2"`)
}

func TestShow(t *testing.T) {
	assert.Equal(t, []string{"3", "1"}, records.Show([]int{3, 1}, strconv.Itoa))
	assert.NotNil(t, records.Show(nil, strconv.Itoa))
}

func TestTally(t *testing.T) {
	byLetter := func(s string) (string, int) { return s[:1], len(s) - 1 }
	assert.Equal(t, map[string]int{"a": 3, "c": 1}, records.Tally([]string{"axx", "b", "ax", "cx"}, byLetter))
	assert.NotNil(t, records.Tally(nil, byLetter))
}
