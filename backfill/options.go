package backfill

import (
	"cmp"
	"time"
)

// Options are the pace and the bounds of walks. Zero values mean the defaults.
type Options struct {
	// Interval is how long after a walk the next one is due; it is spread by 15 percent to either
	// side. Default: 5 minutes.
	Interval time.Duration
	// Grace is how old an event is before it is taken from the list: until then its webhook may be
	// under way. An event from the future is taken at once, for its age cannot be told. Default: 30 s.
	Grace time.Duration
	// Overlap is how far behind the last walk's beginning, on the provider's clock, a walk ends: an
	// event may be listed later than one that was created after it. Default: 2 minutes.
	Overlap time.Duration
	// PageSize is how many events are asked for at once. Default: 200.
	PageSize int
}

func (o Options) withDefaults() Options {
	o.Interval = cmp.Or(o.Interval, 5*time.Minute)
	o.Grace = cmp.Or(o.Grace, 30*time.Second)
	o.Overlap = cmp.Or(o.Overlap, 2*time.Minute)
	o.PageSize = cmp.Or(o.PageSize, 200)
	return o
}
