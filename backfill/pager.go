package backfill

import (
	"context"
	"errors"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

const (
	// pageOverlap is how many entries of a page the next one repeats. By them it is told that nothing
	// lies hidden in between; events of one instant may also change places from page to page.
	pageOverlap = 10
	// maxStepsBack is how often a page that does not join the one before is looked for further up.
	maxStepsBack = 3
	// rememberedIDs is how many events are remembered to be told apart from those of the next pages.
	rememberedIDs = 2000
)

// errShifting tells of a list that changes faster than it can be read.
var errShifting = errors.New("the provider's list of events changes while it is read: trying again later")

// pager reads a list of events page by page, newest first. Events that are added while it reads move
// all others further down: what was seen before comes again, and is given once.
type pager struct {
	list   func(ctx context.Context, limit, offset int) (provider.EventPage, error)
	size   int
	offset int

	seen  map[string]struct{}
	order []string
	// After a jump the page must begin at an event no older than anchor; floor is where the jump began.
	anchor time.Time
	floor  int
	jumped bool
}

// page is what is new on a page.
type page struct {
	fresh []provider.Event
	// at is the place in the list of each of fresh.
	at []int
	// entries is how many entries of the list are new, unreadable ones included.
	entries int
	more    bool
}

// next reads the next page.
func (p *pager) next(ctx context.Context) (page, error) {
	for range maxStepsBack + 1 {
		read, err := p.list(ctx, p.size, p.offset)
		if err != nil {
			return page{}, err
		}
		if !p.joins(read) {
			p.offset = max(p.floor, p.offset-p.size)
			continue
		}
		p.jumped = false
		out := p.unseen(read)
		p.offset += max(read.Read-min(pageOverlap, read.Read/4), 1)
		return out, nil
	}
	return page{}, errShifting
}

// joins tells whether nothing can lie hidden between a page and what was read before it.
func (p *pager) joins(read provider.EventPage) bool {
	switch {
	case p.offset <= p.floor:
		return true
	case p.jumped:
		return len(read.Events) > 0 && !read.Events[0].Time.Before(p.anchor)
	case len(read.Events) == 0:
		return read.Read > 0 || !read.More
	}
	for _, e := range read.Events {
		if _, ok := p.seen[e.ID]; ok {
			return true
		}
	}
	return read.Read < 4 // too small a page to repeat anything of the one before
}

// jump goes on at a place further down, whose first event should be no older than anchor.
func (p *pager) jump(to int, anchor time.Time) {
	p.floor, p.anchor, p.jumped, p.offset = p.offset, anchor, true, to
}

func (p *pager) unseen(read provider.EventPage) page {
	out := page{more: read.More, entries: read.Read - len(read.Events)}
	if p.seen == nil {
		p.seen = map[string]struct{}{}
	}
	for i, e := range read.Events {
		if _, ok := p.seen[e.ID]; ok {
			continue
		}
		p.seen[e.ID] = struct{}{}
		p.order = append(p.order, e.ID)
		out.fresh, out.at, out.entries = append(out.fresh, e), append(out.at, p.offset+i), out.entries+1
	}
	for len(p.order) > max(rememberedIDs, 4*p.size) {
		delete(p.seen, p.order[0])
		p.order = p.order[1:]
	}
	return out
}
