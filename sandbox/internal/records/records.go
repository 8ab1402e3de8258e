// Package records has what all simulated APIs do with what they keep: find one by its id, show the control
// API the truth about all of them, and count what became of each.
//
// It knows nothing of any provider and locks nothing: what it is given belongs to the caller's state.
package records

import (
	"fmt"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Find looks a record up. Its id is in lower case in the index; how a client writes it does not matter.
func Find[R any](byID map[string]R, id string) (R, bool) {
	r, ok := byID[strings.ToLower(id)]
	return r, ok
}

// Known is Find for a control call, whose error is of [controlapi.ErrUnknown] and says what kind of record
// was looked for.
func Known[R any](byID map[string]R, kind, id string) (R, error) {
	r, ok := Find(byID, id)
	if !ok {
		return r, Unknown(kind, id)
	}
	return r, nil
}

// Unknown is the error about a record that is not there.
func Unknown(kind, id string) error { return fmt.Errorf("%s %q: %w", kind, id, controlapi.ErrUnknown) }

// Show is what show makes of each record. It is never nil, so that it is an empty list in JSON.
func Show[R, T any](all []R, show func(R) T) []T {
	out := make([]T, 0, len(all))
	for _, r := range all {
		out = append(out, show(r))
	}
	return out
}

// Tally counts by id what of says of each record, and leaves out those without any.
func Tally[R any](all []R, of func(R) (id string, n int)) map[string]int {
	out := make(map[string]int)
	for _, r := range all {
		if id, n := of(r); n > 0 {
			out[id] += n
		}
	}
	return out
}
