package webhook

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// AddRule puts a rule at the end of the list and returns it with its id.
func (e *Engine) AddRule(f controlapi.WebhookFault) (controlapi.WebhookFault, error) {
	topic, err := regexp.Compile(f.Topic)
	if err != nil {
		return f, fmt.Errorf("topic: %w", err)
	}
	if _, ok := outcomeOf[f.Action]; !ok {
		return f, fmt.Errorf("action %q: must be drop, double, delay, corrupt or hold", f.Action)
	}
	if f.Action == controlapi.ActionDelay && f.Delay == 0 {
		return f, fmt.Errorf("delay: required with action delay")
	}
	return e.rules.Add(f, func(j Job) bool { return (f.API == "" || f.API == j.API) && topic.MatchString(j.Topic) })
}

// Rules returns the rules in the order in which they are tried, the exhausted ones included.
func (e *Engine) Rules() []controlapi.WebhookFault { return e.rules.All() }

// RemoveRule takes a rule away and tells whether it was there. What it holds stays held.
func (e *Engine) RemoveRule(id string) bool { return e.rules.Remove(id) }

// ClearRules takes all rules away. What they hold stays held.
func (e *Engine) ClearRules() { e.rules.Clear() }

// Release sends what is held, in the order asked for, and returns how many deliveries that makes.
func (e *Engine) Release(how controlapi.Release) (int, error) {
	copies := max(1, how.Copies)
	if how.Copies < 0 {
		return 0, fmt.Errorf("copies %d: must not be negative", how.Copies)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []delivery
	for _, d := range e.run.held {
		if !how.Concurrent {
			d.lane, d.limit = d.Lane+" in order", 1
		}
		out = append(out, slices.Repeat([]delivery{d}, copies)...)
	}
	switch how.Order {
	case "", controlapi.OrderFIFO:
	case controlapi.OrderReverse:
		slices.Reverse(out)
	case controlapi.OrderShuffle:
		e.cfg.IDs.Shuffle("release", len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	default:
		return 0, fmt.Errorf("order %q: must be fifo, reverse or shuffle", how.Order)
	}
	e.run.held = nil
	for _, d := range out {
		e.run.push(e, d)
	}
	return len(out), nil
}
