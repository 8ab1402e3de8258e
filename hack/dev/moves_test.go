package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// feed is what kubectl get --watch prints while two customers move.
const feed = `NAME       TYPE       PROVIDER   PHASE     READY   ACTION   AGE
jane-doe   Personal   dwolla     Pending                    0s
jane-doe   Personal   dwolla     Pending                    1s
jane-doe   Personal   dwolla     InReview   False            1s
rita       Personal   dwolla     ActionRequired   False   RetryWithFullSSN   1s
jane-doe   Personal   dwolla     Verified   True             2s
jane-doe   Personal   dwolla     Suspended   False             3s
`

func newTable(feed string) (*table, *strings.Builder) {
	var out strings.Builder
	t := &table{screen: screen{&out}, rows: make(chan row, 100), last: map[string][]string{}}
	t.read(strings.NewReader(feed))
	return t, &out
}

func TestTableShowsMovesUntilAllAreThere(t *testing.T) {
	table, out := newTable(feed)
	want := map[string]string{"jane-doe": "Verified", "rita": "ActionRequired"}
	if err := table.until(t.Context(), time.Now(), want); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "Pending"); n != 1 {
		t.Errorf("a row that changes nothing is shown %d times:\n%s", n, out)
	}
	if strings.Contains(out.String(), "Suspended") {
		t.Errorf("rows are shown after all customers were where they belong:\n%s", out)
	}
}

func TestTableSaysWhoIsNotThere(t *testing.T) {
	table, _ := newTable(feed)
	want := map[string]string{"jane-doe": "Verified", "rita": "Verified", "nobody": "Verified"}
	err := table.until(t.Context(), time.Now(), want)
	for _, part := range []string{"rita is ActionRequired and should be Verified", "nobody is not there"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("until = %v\nwant in it: %s", err, part)
		}
	}
}

func TestTableGivesUpInTime(t *testing.T) {
	table := &table{screen: screen{&strings.Builder{}}, rows: make(chan row), last: map[string][]string{}}
	late := errors.New("too late")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(late)
	if err := table.until(ctx, time.Now(), map[string]string{"rita": "Verified"}); !errors.Is(err, late) {
		t.Errorf("until = %v, want the context's cause", err)
	}
}
