package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// row is one line of the table.
type row struct {
	what, baseline, subject, ratio, goal string
	// met is nil where no goal was set.
	met *bool
}

// goal is what a measurement should reach.
type goal struct {
	text string
	met  func(float64) bool
}

func atLeast(limit float64) *goal {
	return &goal{fmt.Sprintf("≥ %g", limit), func(v float64) bool { return v >= limit }}
}

func atMost(limit float64) *goal {
	return &goal{fmt.Sprintf("≤ %g", limit), func(v float64) bool { return v <= limit }}
}

func below(limit float64, unit string) *goal {
	return &goal{fmt.Sprintf("< %g %s", limit, unit), func(v float64) bool { return v < limit }}
}

// compared is the row of a comparison; each figure is printed with verb and unit.
func compared(what string, baseline, subject []float64, verb, unit string, g *goal) row {
	ratio := spreadOf(ratios(subject, baseline))
	r := row{
		what:     what,
		baseline: fmt.Sprintf(verb, spreadOf(baseline).median) + unit,
		subject:  fmt.Sprintf(verb, spreadOf(subject).median) + unit,
		ratio:    ratio.format("%.2f"),
	}
	return r.judged(g, ratio.median)
}

// single is the row of figures that are compared with nothing.
func single(what string, values []float64, verb string, g *goal) row {
	s := spreadOf(values)
	return row{what: what, subject: s.format(verb)}.judged(g, s.median)
}

func (r row) judged(g *goal, v float64) row {
	if g != nil {
		met := g.met(v)
		r.goal, r.met = g.text, &met
	}
	return r
}

func (r row) cells() []string {
	verdict := ""
	if r.met != nil {
		verdict = map[bool]string{true: "met", false: "missed"}[*r.met]
	}
	return []string{r.what, r.baseline, r.subject, r.ratio, r.goal, verdict}
}

// printTable prints Markdown that reads as a table on a terminal, too.
func printTable(w io.Writer, rows []row, conditions string) {
	lines := [][]string{{"measurement", "baseline", "operator", "ratio: median [least … greatest]", "goal", ""}}
	for _, r := range rows {
		lines = append(lines, r.cells())
	}
	width := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	fmt.Fprintf(w, "\n%s\n\n", conditions)
	for n, line := range lines {
		fmt.Fprint(w, "|")
		for i, cell := range line {
			fmt.Fprintf(w, " %s%s |", cell, strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)))
		}
		fmt.Fprintln(w)
		if n == 0 {
			for _, n := range width {
				fmt.Fprint(w, "|", strings.Repeat("-", n+2))
			}
			fmt.Fprintln(w, "|")
		}
	}
}

// say tells the person at the terminal what goes on.
func (s *stage) say(format string, args ...any) {
	fmt.Printf("%7.1fs  %s\n", time.Since(s.began).Seconds(), fmt.Sprintf(format, args...))
}
