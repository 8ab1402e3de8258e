package verdict

import (
	"fmt"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

func histories(e Evidence) []Violation {
	var all []Violation
	for i := range e.Customers {
		all = append(all, History(e.Customers[i].Name, e.Customers[i].Status.History)...)
	}
	for i := range e.Owners {
		all = append(all, History(e.Owners[i].Name, e.Owners[i].Status.History)...)
	}
	return all
}

// History checks that the moves of an object follow from one another, that each is one, and that no
// event caused the same one twice. An event that arrives again may find another move, of which nothing
// had told.
func History(name string, history []v1alpha1.HistoryEntry) []Violation {
	var all []Violation
	seen := map[string]bool{}
	for i, h := range history {
		move := fmt.Sprintf("from %q to %q because of %s %s", h.From, h.To, h.Cause, h.EventID)
		if h.From == h.To {
			all = append(all, Violation{ruleHistory, name, "moves to another status", move})
		}
		if i > 0 && history[i-1].To != h.From {
			all = append(all, Violation{ruleHistory, name, "a move that begins at " + history[i-1].To, move})
		}
		if h.EventID != "" && seen[move] {
			all = append(all, Violation{ruleHistory, name, "each move once", "a second one " + move})
		}
		seen[move] = true
	}
	return all
}
