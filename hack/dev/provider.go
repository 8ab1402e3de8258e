package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// quiet is how long nothing may happen at the provider before it counts as settled.
const quiet = 250 * time.Millisecond

// The simulated providers, as the registry and the sandbox have their names.
const (
	dwolla = "dwolla"
	fin    = "fin"
	blaaiz = "blaaiz"
)

// provider is a simulated provider as the sandbox's control API shows it.
type provider struct {
	name    string
	control *controlclient.Client
}

func (d *dev) provider(name string) *provider {
	return &provider{name, controlclient.New(d.ports.Control.url())}
}

// title is how people write the name.
func (p *provider) title() string { return titleOf(p.name) }

func titleOf(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

func (p *provider) counters(ctx context.Context) (controlapi.APICounters, error) {
	return p.control.Counters(ctx, p.name)
}

// calls are how often each route was called.
type calls map[string]int

func (p *provider) calls(ctx context.Context) (calls, error) {
	counters, err := p.counters(ctx)
	return callsOf(counters), err
}

func callsOf(counters controlapi.APICounters) calls {
	routes := calls{}
	for route, byStatus := range counters.Calls {
		// The sandbox writes the root as Go's ServeMux does.
		routes[strings.ReplaceAll(route, "{$}", "")] = byStatus["total"]
	}
	return routes
}

// since are the calls that came after earlier ones.
func (c calls) since(earlier calls) calls {
	more := calls{}
	for route, n := range c {
		if n > earlier[route] {
			more[route] = n - earlier[route]
		}
	}
	return more
}

// total counts all of them.
func (c calls) total() string {
	n := 0
	for _, one := range c {
		n += one
	}
	return strconv.Itoa(n)
}

// lines has one line a route.
func (c calls) lines() []string {
	lines := make([]string, 0, len(c))
	for _, route := range slices.Sorted(maps.Keys(c)) {
		lines = append(lines, fmt.Sprintf("%d %s", c[route], route))
	}
	return lines
}

func (c calls) String() string {
	if len(c) == 0 {
		return "no call"
	}
	return strings.Join(c.lines(), ", ")
}

// traffic is one line of what went on between the operator and a provider: its calls, and the webhooks that
// the provider sent and the operator accepted.
func (p *provider) traffic(ctx context.Context) (string, error) {
	if err := p.settle(ctx); err != nil {
		return "", err
	}
	counters, err := p.counters(ctx)
	if err != nil {
		return "", err
	}
	attempted, succeeded := delivered(counters)
	return fmt.Sprintf("%-8s %3s API calls, %2d webhooks sent, %2d accepted",
		p.title(), callsOf(counters).total(), attempted, succeeded), nil
}

// delivered counts the webhooks that were sent, and those of them that were accepted.
func delivered(counters controlapi.APICounters) (attempted, succeeded int) {
	for _, outcomes := range counters.Webhooks {
		attempted += outcomes["attempted"]
		succeeded += outcomes["succeeded"]
	}
	return attempted, succeeded
}

// suspend has Dwolla suspend a customer, as its staff may at any time.
func (p *provider) suspend(ctx context.Context, id string) error {
	_, err := p.control.MoveCustomer(ctx, id, controlapi.Move{Status: "suspended"})
	return err
}

// settle returns when no webhook is on its way and nobody has called for a while.
func (p *provider) settle(ctx context.Context) error {
	for {
		if err := p.control.WaitIdle(ctx); err != nil {
			return err
		}
		before, err := p.calls(ctx)
		if err != nil {
			return err
		}
		select {
		case <-time.After(quiet):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		after, err := p.calls(ctx)
		if err != nil {
			return err
		}
		pending, err := p.control.Pending(ctx)
		if err != nil {
			return err
		}
		if pending.Idle() && maps.Equal(before, after) {
			return nil
		}
	}
}
