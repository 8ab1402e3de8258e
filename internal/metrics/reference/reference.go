// Package reference reads the tables of docs/metrics.md, for the tests that hold them against what is
// registered and what is scraped.
//
// It knows the form of that page and nothing else. Nothing but tests may import it.
package reference

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Metric is a row of the table of metrics.
type Metric struct {
	// Type is counter, gauge or histogram.
	Type string
	// Labels by name. Each has the pattern that its values match in full.
	Labels map[string]*regexp.Regexp
}

// Read reads the page: metrics by name.
func Read(path string) (map[string]Metric, error) {
	page, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sets, metrics := map[string]string{}, map[string]Metric{}
	rows := tableRows(string(page))
	for _, row := range rows {
		if len(row) == 3 {
			sets[row[0]] = row[1]
		}
	}
	for _, row := range rows {
		if !strings.HasPrefix(row[0], "bonafide_") {
			continue
		}
		if len(row) != 5 {
			return nil, fmt.Errorf("%s: the row has %d cells", row[0], len(row))
		}
		labels, err := labelsOf(row[2], sets)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", row[0], err)
		}
		metrics[row[0]] = Metric{Type: row[1], Labels: labels}
	}
	return metrics, nil
}

// tableRows are the cells of all tables, without the backticks.
func tableRows(page string) (rows [][]string) {
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|-") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cells[i], "`", ""))
		}
		rows = append(rows, cells)
	}
	return rows
}

// labelsOf reads a cell like "provider; outcome: Created, Refused": a label without values has those
// of the table of labels.
func labelsOf(cell string, sets map[string]string) (map[string]*regexp.Regexp, error) {
	out := map[string]*regexp.Regexp{}
	if cell == "" {
		return out, nil
	}
	for label := range strings.SplitSeq(cell, ";") {
		name, values, own := strings.Cut(strings.TrimSpace(label), ":")
		if !own {
			if values = sets[name]; values == "" {
				return nil, fmt.Errorf("nothing says what values the label %s has", name)
			}
		}
		pattern, err := patternOf(values)
		if err != nil {
			return nil, fmt.Errorf("label %s: %w", name, err)
		}
		out[name] = pattern
	}
	return out, nil
}

// patternOf makes one pattern of values that are separated by commas. One between slashes is a pattern
// itself, and (empty) is the empty value.
func patternOf(values string) (*regexp.Regexp, error) {
	var alternatives []string
	for value := range strings.SplitSeq(values, ",") {
		value = strings.TrimSpace(value)
		switch {
		case value == "(empty)":
			alternatives = append(alternatives, "")
		case len(value) > 2 && value[0] == '/' && value[len(value)-1] == '/':
			alternatives = append(alternatives, value[1:len(value)-1])
		default:
			alternatives = append(alternatives, regexp.QuoteMeta(value))
		}
	}
	return regexp.Compile("^(" + strings.Join(alternatives, "|") + ")$")
}
