package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// table is kubectl get --watch, whose rows are shown as they come.
type table struct {
	screen screen
	cmd    *exec.Cmd
	rows   chan row
	// last row of each customer, without its age.
	last map[string][]string
}

// row is one line of the table.
type row struct {
	text string
	at   time.Time
}

// watchTable starts the watch. It is to run before the first customer is applied: a customer may be
// verified sooner than kubectl starts.
func (d *dev) watchTable(ctx context.Context) (*table, error) {
	t := &table{screen: d.screen, rows: make(chan row, 1024), last: map[string][]string{}}
	t.cmd = d.kubectl(ctx, "get", "vcust", "--watch")
	out, err := t.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := t.cmd.Start(); err != nil {
		return nil, err
	}
	go t.read(out)
	return t, nil
}

func (t *table) read(out io.Reader) {
	defer close(t.rows)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		t.rows <- row{text: lines.Text(), at: time.Now()}
	}
}

// close ends kubectl.
func (t *table) close() {
	_ = t.cmd.Process.Kill()
	_ = t.cmd.Wait()
}

// until shows rows until every customer is in the phase that it should come to. Times are counted from
// since.
func (t *table) until(ctx context.Context, since time.Time, want map[string]string) error {
	t.screen.command("kubectl get vcust --watch")
	for !t.reached(want) {
		select {
		case r, ok := <-t.rows:
			if !ok {
				return fmt.Errorf("kubectl get --watch ended early: %w", t.unreached(want, ctx))
			}
			t.show(r, since)
		case <-ctx.Done():
			return t.unreached(want, ctx)
		}
	}
	return nil
}

// format of the rows. kubectl widens its columns as it goes.
const format = "%7s   %-16s %-10s %-10s %-16s %-7s %s"

// show prints a row, unless it says what the one before it said: not every write changes a column.
func (t *table) show(r row, since time.Time) {
	cells := strings.Fields(r.text)
	if len(cells) < 5 || cells[0] == "NAME" {
		return
	}
	if len(t.last) == 0 {
		t.screen.say(format, "AFTER", "NAME", "TYPE", "PROVIDER", "PHASE", "READY", "ACTION")
	}
	// The age says less than the time since apply.
	cells = cells[:len(cells)-1]
	if slices.Equal(t.last[cells[0]], cells) {
		return
	}
	t.last[cells[0]] = cells
	after := fmt.Sprintf("%.2fs", max(0, r.at.Sub(since).Seconds()))
	// READY and ACTION are blank while there is nothing to say, and ACTION never without READY.
	cells = append(cells, "", "")
	t.screen.say(format, after, cells[0], cells[1], cells[2], cells[3], cells[4], cells[5])
}

func (t *table) reached(want map[string]string) bool {
	for name, phase := range want {
		if t.phase(name) != phase {
			return false
		}
	}
	return true
}

// phase of a customer as its last row has it: columns NAME TYPE PROVIDER PHASE, none of them ever blank.
func (t *table) phase(name string) string {
	if cells := t.last[name]; len(cells) > 3 {
		return cells[3]
	}
	return "not there"
}

func (t *table) unreached(want map[string]string, ctx context.Context) error {
	var wrong []string
	for name, phase := range want {
		if got := t.phase(name); got != phase {
			wrong = append(wrong, fmt.Sprintf("%s is %s and should be %s", name, got, phase))
		}
	}
	slices.Sort(wrong)
	return fmt.Errorf("%s (%w)", strings.Join(wrong, ", "), context.Cause(ctx))
}
