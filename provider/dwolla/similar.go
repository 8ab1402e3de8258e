package dwolla

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// plain is a name reduced to what tells it from others: its words in lower case, with "and" for "&".
func plain(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "&", " and ")
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// minSimilarity is how like two names must be for one to be offered in place of the other.
const minSimilarity = 0.3

// similarTo are those of the names that are like the wanted one, the likest first.
func similarTo(wanted string, names []string) []string {
	type candidate struct {
		name  string
		score float64
	}
	var found []candidate
	for _, n := range names {
		score := similarity(wanted, plain(n))
		known := slices.ContainsFunc(found, func(c candidate) bool { return c.name == n })
		if score >= minSimilarity && !known {
			found = append(found, candidate{n, score})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.name, b.name))
	})
	out := make([]string, 0, len(found))
	for _, c := range found {
		out = append(out, c.name)
	}
	return out
}

// similarity is 1 for equal plain names, at least a half when they share a whole word of some
// length, and otherwise the part of their pairs of letters that they share (Dice's coefficient).
func similarity(a, b string) float64 {
	shared := 0.0
	for _, w := range strings.Fields(a) {
		if len(w) > 3 && slices.Contains(strings.Fields(b), w) {
			shared = 0.5
		}
	}
	return max(shared, dice(a, b))
}

func dice(a, b string) float64 {
	left, right := pairs(a), pairs(b)
	if len(left)+len(right) == 0 {
		return 0
	}
	total, both := len(left)+len(right), 0
	for _, p := range left {
		if at := slices.Index(right, p); at >= 0 {
			right = slices.Delete(right, at, at+1)
			both++
		}
	}
	return 2 * float64(both) / float64(total)
}

// pairs are the neighbouring letters within the words of a plain name, the blank before each word
// among them, so that beginnings count.
func pairs(name string) [][2]rune {
	var out [][2]rune
	for _, w := range strings.Fields(name) {
		before := ' '
		for _, r := range w {
			out = append(out, [2]rune{before, r})
			before = r
		}
	}
	return out
}
