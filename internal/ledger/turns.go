package ledger

import (
	"context"
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/types"
)

// turns is a mutex for each customer, kept only while somebody wants it. 64 writers that race for
// one object at the API server get a twelfth of the writes through that one serial writer does.
type turns struct {
	mu      sync.Mutex
	waiting map[types.UID]*turn
}

type turn struct {
	// token is in the channel while nobody has the turn.
	token   chan struct{}
	holders int
}

func (t *turns) take(ctx context.Context, uid types.UID) (func(), error) {
	t.mu.Lock()
	if t.waiting == nil {
		t.waiting = map[types.UID]*turn{}
	}
	mine := t.waiting[uid]
	if mine == nil {
		mine = &turn{token: make(chan struct{}, 1)}
		mine.token <- struct{}{}
		t.waiting[uid] = mine
	}
	mine.holders++
	t.mu.Unlock()

	select {
	case <-mine.token:
		return func() { mine.token <- struct{}{}; t.leave(uid, mine) }, nil
	case <-ctx.Done():
		t.leave(uid, mine)
		return nil, fmt.Errorf("waiting for other work on the customer: %w", ctx.Err())
	}
}

func (t *turns) leave(uid types.UID, mine *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if mine.holders--; mine.holders == 0 {
		delete(t.waiting, uid)
	}
}
