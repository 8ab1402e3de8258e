package main

import (
	"context"
	"fmt"
)

// throughput is measurement a. Events about bank accounts are the ones that the goal is about: like the
// raw patch, each of them is one write and nothing else. Thin events cost a GET at the provider besides,
// which the baseline has no part of: their ratio is printed for what it is.
func throughput(ctx context.Context, s *stage) ([]row, error) {
	if _, err := s.withPeople(ctx); err != nil {
		return nil, err
	}
	var rows []row
	for _, connections := range []int{1, 10, 64} {
		raw := s.throughRaw(connections)
		ability := s.throughServer(connections, abilityEvent)
		thin := s.throughServer(connections, thinEvent)
		if err := warm(ctx, raw, ability, thin); err != nil {
			return nil, err
		}
		var rawCPU, abilityCPU []float64
		rates, err := alternate(ctx, s.pairs, perCPU(familyCPU, raw, &rawCPU), perCPU(familyCPU, ability, &abilityCPU), thin)
		if err != nil {
			return nil, err
		}
		s.say("a: %d connections done", connections)
		name := fmt.Sprintf("%d connections", connections)
		rows = append(rows,
			compared("(a) events, "+name, rates[0], rates[1], "%.0f", "/s", atLeast(0.9)),
			compared("(a) the same per second of everybody's CPU time, "+name, rawCPU, abilityCPU, "%.0f", "/s", nil),
			compared("(a) thin events (1 GET each), "+name, rates[0], rates[2], "%.0f", "/s", nil),
		)
	}
	return rows, nil
}
