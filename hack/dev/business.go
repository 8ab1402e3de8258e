package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// business is the sample of a business, which lies in the samples' folder of the same kind: its owners
// come before it, so that they have to wait for it.
const business = "acme-bakery"

// leastForBusiness is what a business with two owners and a certification cannot do without at Dwolla,
// where a create answers with nothing but an address.
var leastForBusiness = calls{
	"POST /customers":                           1,
	"GET /customers/{id}":                       2, // its verdict, and, once it is certified, whether it can act
	"POST /customers/{id}/beneficial-owners":    2,
	"GET /beneficial-owners/{id}":               2, // their verdicts
	"GET /customers/{id}/beneficial-owners":     1, // there must be no others when it is certified
	"POST /customers/{id}/beneficial-ownership": 1,
}

// furtherForBusiness says what calls beyond the least are for.
var furtherForBusiness = map[string]string{
	"GET /beneficial-owners/{id}":              "an owner's event is a reason to look",
	"GET /customers/{id}/beneficial-ownership": "never certified, or to be certified again?",
}

// showBusiness applies a business in the worst order and measures its way until it can act.
func (d *dev) showBusiness(ctx context.Context) error {
	d.screen.step("A business with two owners, who are applied before it")
	ctx, cancel := within(ctx, patience, "that "+business+" becomes Ready")
	defer cancel()
	m, err := d.newMeter(ctx, dwolla, business)
	if err != nil {
		return err
	}
	defer m.watcher.Stop()
	begin := time.Now()
	ready, err := d.applyBusiness(ctx, m)
	if err != nil {
		return err
	}
	settled, err := m.settle(ctx)
	if err != nil {
		return err
	}
	if err := d.show(ctx, "get", "vcust,bowner"); err != nil {
		return err
	}
	d.screen.say("")
	d.screen.say("Ready after %s, of which kubectl took %s until the business was there.",
		short(ready.took), short(m.appeared.Sub(begin)))
	d.screen.say("Its calls to Dwolla until then, the least that is possible, and what more there is:")
	for _, line := range besideLeast(ready.calls, leastForBusiness, furtherForBusiness) {
		d.screen.say("%s", line)
	}
	d.screen.say("What the events that came after that added: %s.", settled.calls)
	return nil
}

// besideLeast has one line a route, and one for all of them: the calls, the least, and what calls
// beyond that are for.
func besideLeast(made, least calls, further map[string]string) []string {
	const row = "%6s %6s   %s"
	lines := []string{fmt.Sprintf(row, "CALLS", "LEAST", "ROUTE")}
	routes := calls{}
	maps.Copy(routes, least)
	maps.Copy(routes, made)
	for _, route := range slices.Sorted(maps.Keys(routes)) {
		text := route
		if made[route] > least[route] && further[route] != "" {
			text += "   (" + further[route] + ")"
		}
		lines = append(lines, fmt.Sprintf(row, strconv.Itoa(made[route]), strconv.Itoa(least[route]), text))
	}
	return append(lines, fmt.Sprintf(row, made.total(), least.total(), "in all"))
}

// applyBusiness applies the business and follows it until it is Ready. It may be so before kubectl ends.
func (d *dev) applyBusiness(ctx context.Context, m *meter) (lap, error) {
	samples, err := d.samples()
	if err != nil {
		return lap{}, err
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	applied := make(chan error, 1)
	apply := func() error {
		go func() {
			err := d.show(ctx, "apply", "-f", samples+"/business")
			if err != nil {
				fail(err)
			}
			applied <- err
		}()
		return nil
	}
	ready, err := m.lap(ctx, apply, isVerified)
	if err != nil {
		fail(err)
	}
	return ready, errors.Join(<-applied, err)
}
