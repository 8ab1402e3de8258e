package webhook

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

type rule struct {
	controlapi.WebhookFault
	topic *regexp.Regexp
	skip  int
}

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
	if f.Count < -1 || f.Skip < 0 {
		return f, fmt.Errorf("count must be -1 or more, skip 0 or more")
	}
	if f.Count == 0 {
		f.Count = 1
	}
	f.ID, f.Hits, f.Remaining = e.cfg.IDs.UUID("webhook-fault"), 0, f.Count
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rules = append(e.rules, &rule{WebhookFault: f, topic: topic, skip: f.Skip})
	return f, nil
}

// Rules returns the rules in the order in which they are tried, the exhausted ones included.
func (e *Engine) Rules() []controlapi.WebhookFault {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]controlapi.WebhookFault, 0, len(e.rules))
	for _, r := range e.rules {
		out = append(out, r.WebhookFault)
	}
	return out
}

// RemoveRule takes a rule away and tells whether it was there. What it holds stays held.
func (e *Engine) RemoveRule(id string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	before := len(e.rules)
	e.rules = slices.DeleteFunc(e.rules, func(r *rule) bool { return r.ID == id })
	return len(e.rules) < before
}

// ClearRules takes all rules away. What they hold stays held.
func (e *Engine) ClearRules() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rules = nil
}

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

// pick returns the rule that applies to a job and spends one of its hits. The engine is locked.
func (e *Engine) pick(j Job) (controlapi.WebhookFault, bool) {
	for _, c := range e.rules {
		switch {
		case c.API != "" && c.API != j.API, !c.topic.MatchString(j.Topic), c.Remaining == 0:
			continue
		case c.skip > 0:
			c.skip--
			continue
		}
		c.Hits++
		if c.Remaining > 0 {
			c.Remaining--
		}
		return c.WebhookFault, true
	}
	return controlapi.WebhookFault{}, false
}
