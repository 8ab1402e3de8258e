package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// screen is what the user reads: headed steps, and under each what it did.
type screen struct{ w io.Writer }

func (s screen) step(title string) { fmt.Fprintf(s.w, "\n==> %s\n", title) }

func (s screen) say(format string, args ...any) { s.text(fmt.Sprintf(format, args...)) }

// text indents a block under its step.
func (s screen) text(block string) {
	for line := range strings.Lines(strings.TrimRight(block, "\n")) {
		fmt.Fprintln(s.w, strings.TrimRight("    "+line, " \n"))
	}
}

// command shows what a user would type.
func (s screen) command(words ...string) { s.say("$ %s", strings.Join(words, " ")) }

// short rounds a duration to what a person reads.
func short(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return d.Round(time.Millisecond).String()
	default:
		return d.Round(100 * time.Millisecond).String()
	}
}

// elide leaves the contents of some headings out of an indented outline, such as kubectl describe
// prints.
func elide(outline string, headings ...string) string {
	var kept strings.Builder
	skip := -1
	for line := range strings.Lines(outline) {
		text := strings.TrimLeft(line, " ")
		indent := len(line) - len(text)
		if skip >= 0 && indent > skip {
			continue
		}
		skip = -1
		if slices.Contains(headings, strings.TrimSpace(text)) {
			skip = indent
			line = strings.TrimRight(line, "\n") + " [...]\n"
		}
		kept.WriteString(line)
	}
	return kept.String()
}
