package plan

import "time"

// arrivals is the part of a run in which everybody arrives.
const arrivals = 0.4

// lives is what the customers' own people do.
func (d *drafter) lives() {
	for i, p := range d.plan.Persons {
		where := lane("cluster", i%clusterLanes)
		begin := d.arrive(p.Name, where)
		for range 1 + d.random.IntN(4) {
			do := pick(d.random, d.of(p.Provider).PersonChores...)
			d.later(begin, Action{Lane: where, Do: do, Who: p.Name})
		}
	}
	for i, b := range d.plan.Businesses {
		where := lane("cluster", i%clusterLanes)
		begin := d.arrive(b.Name, where)
		for range 1 + d.random.IntN(4) {
			do := pick(d.random, d.of(b.Provider).BusinessChores...)
			d.later(begin, Action{Lane: where, Do: do, Who: b.Name})
		}
		for _, o := range b.Owners {
			// An owner may be applied before the business.
			d.add(Action{At: d.moment(0, arrivals), Lane: where, Do: pick(d.random, Apply, ApplyLate), Who: o.Name})
			for range 1 + d.random.IntN(2) {
				d.later(d.moment(0.2, arrivals), Action{Lane: where, Do: pick(d.random, d.of(b.Provider).OwnerChores...), Who: o.Name})
			}
		}
	}
}

func (d *drafter) arrive(who, where string) time.Duration {
	at := d.moment(0, arrivals)
	d.add(Action{At: at, Lane: where, Do: pick(d.random, Apply, Apply, ApplyLate), Who: who})
	return at
}

// later adds an action somewhere between a moment and the end.
func (d *drafter) later(begin time.Duration, a Action) {
	a.At = begin + time.Duration(d.random.Int64N(int64(d.plan.Length-begin))).Truncate(time.Millisecond)
	d.add(a)
}

// staff is what the provider's people do: about one thing for each customer, some of it unannounced.
func (d *drafter) staff() {
	for i, p := range d.plan.Persons {
		for range 1 + d.random.IntN(3) {
			d.add(Action{
				At: d.moment(0.2, 1), Lane: lane("staff", i%staffLanes), Who: p.Name,
				Do:  pick(d.random, Move, Move, Move, MoveSilently),
				How: pick(d.random, d.of(p.Provider).PersonMoves...),
			})
		}
	}
	for i, b := range d.plan.Businesses {
		where := lane("staff", i%staffLanes)
		for range 1 + d.random.IntN(2) {
			d.add(Action{
				At: d.moment(0.3, 1), Lane: where, Who: b.Name, Do: pick(d.random, Move, Move, MoveSilently),
				How: pick(d.random, d.of(b.Provider).BusinessMoves...),
			})
		}
		if d.of(b.Provider).Recertifies {
			d.add(Action{At: d.moment(0.5, 1), Lane: where, Who: b.Name, Do: Recertify})
		}
		for _, o := range b.Owners {
			d.add(Action{
				At: d.moment(0.4, 1), Lane: where, Who: o.Name, Do: MoveOwner,
				How: pick(d.random, d.of(b.Provider).OwnerMoves...),
			})
		}
	}
	for _, r := range d.repertoires {
		if r.Reviews {
			d.every(2*time.Second, func(at time.Duration) {
				d.add(Action{At: at, Lane: lane("staff", 0), Do: Review, Who: r.Provider, How: pick(d.random, "approved", "approved", "rejected")})
			})
		}
	}
}

// takeOvers is what people do about creates of which only they can find out what became: look now and then.
func (d *drafter) takeOvers() {
	if len(d.open()) > 0 {
		d.every(3*time.Second, func(at time.Duration) { d.add(Action{At: at, Lane: "takeovers", Do: TakeOver}) })
	}
}
