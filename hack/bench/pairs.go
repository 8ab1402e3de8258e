package main

import (
	"context"
	"fmt"
	"slices"
)

// side is one side of a comparison: it runs for a while and says how it did.
type side func(context.Context) (float64, error)

// alternate runs all sides in turns, one round after the other, and returns what each did in every
// round. Each round begins with another side, so that what drifts with time favours none.
func alternate(ctx context.Context, rounds int, sides ...side) ([][]float64, error) {
	out := make([][]float64, len(sides))
	for round := range rounds {
		for i := range sides {
			n := (i + round) % len(sides)
			v, err := sides[n](ctx)
			if err != nil {
				return nil, err
			}
			out[n] = append(out[n], v)
		}
	}
	return out, nil
}

// ratios divides what the subject did in each round by what the baseline did in the same round.
func ratios(subject, baseline []float64) []float64 {
	out := make([]float64, len(subject))
	for i := range subject {
		out[i] = subject[i] / baseline[i]
	}
	return out
}

// spread is a median with the least and the greatest.
type spread struct{ median, least, most float64 }

func spreadOf(values []float64) spread {
	sorted := slices.Sorted(slices.Values(values))
	return spread{median: quantile(sorted, 0.5), least: sorted[0], most: sorted[len(sorted)-1]}
}

// quantile of sorted values, between the two that are nearest.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

func (s spread) format(verb string) string {
	return fmt.Sprintf(verb+" ["+verb+" … "+verb+"]", s.median, s.least, s.most)
}
