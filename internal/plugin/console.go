package plugin

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode"
)

// What ends a conversation besides its natural end.
var (
	errDeclined    = errors.New("declined")
	errInterrupted = errors.New("interrupted")
	errInputEnded  = errors.New("the input ended")
)

// console talks with the person at the keyboard, a line at a time.
type console struct {
	mu    sync.Mutex
	out   io.Writer
	lines <-chan string // closed at the end of the input
}

// newConsole begins to read lines of in until ctx ends. A read that is under way then cannot be
// ended: its goroutine stays until the input has another line, or the program ends.
func newConsole(ctx context.Context, in io.Reader, out io.Writer) *console {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(in); scanner.Scan(); {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return &console{out: out, lines: lines}
}

// say prints. Warnings come from other goroutines than questions do.
func (c *console) say(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.out, format, args...)
}

// ask waits for the next line. The error is errInputEnded, or the cause of the end of ctx, which has
// precedence over a line.
func (c *console) ask(ctx context.Context, format string, args ...any) (string, error) {
	c.say(format, args...)
	select {
	case line, more := <-c.lines:
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		if !more {
			c.say("\n")
			return "", errInputEnded
		}
		return strings.TrimSpace(line), nil
	case <-ctx.Done():
		c.say("\n")
		return "", context.Cause(ctx)
	}
}

// confirm asks a question that only an explicit yes affirms; anything else is errDeclined.
func (c *console) confirm(ctx context.Context, question string) error {
	answer, err := c.ask(ctx, "%s [y/N] ", question)
	if err != nil {
		return err
	}
	switch strings.ToLower(answer) {
	case "y", "yes":
		return nil
	default:
		return errDeclined
	}
}

// guard says what Ctrl-C does: it ends a context, but while a warning is armed, the first one only
// warns.
type guard struct {
	mu      sync.Mutex
	warning func()
}

// arm makes the next Ctrl-C a warning.
func (g *guard) arm(warning func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.warning = warning
}

func (g *guard) disarm() (warning func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	warning, g.warning = g.warning, nil
	return warning
}

// watch hears Ctrl-C until ctx ends; leave is how to end it.
func (g *guard) watch(ctx context.Context, pressed <-chan os.Signal, leave context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-pressed:
			if warn := g.disarm(); warn != nil {
				warn()
				continue
			}
			leave(errInterrupted)
		}
	}
}

// printable is text from elsewhere, safe to print on a terminal: one line, no control characters
// and nothing that changes the direction of writing.
func printable(s string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return ' '
	}, s)
	return strings.Join(strings.Fields(clean), " ")
}
