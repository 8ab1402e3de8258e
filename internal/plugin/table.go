package plugin

import (
	"io"
	"strings"
	"unicode/utf8"
)

const (
	// gap is between two columns.
	gap = 3
	// narrowest is the least width to which the last column is wrapped.
	narrowest = 24
)

// table prints rows in columns. The last column is the long one: it is wrapped to the width of the
// terminal, or left on its line where there is none, for grep.
type table struct {
	width  int
	header []string
	rows   [][]string
}

func (t table) write(w io.Writer) error {
	lines := append([][]string{t.header}, t.rows...)
	widths := make([]int, len(t.header)-1)
	for _, cells := range lines {
		for i, cell := range cells {
			cells[i] = printable(cell)
			if i < len(widths) {
				widths[i] = max(widths[i], utf8.RuneCountInString(cells[i]))
			}
		}
	}
	indent := 0
	for _, width := range widths {
		indent += width + gap
	}
	var out strings.Builder
	for _, cells := range lines {
		for i, width := range widths {
			out.WriteString(cells[i])
			out.WriteString(strings.Repeat(" ", width+gap-utf8.RuneCountInString(cells[i])))
		}
		last := cells[len(cells)-1]
		if t.width > 0 {
			last = wrap(last, max(t.width-indent, narrowest), strings.Repeat(" ", indent))
		}
		out.WriteString(last)
		out.WriteByte('\n')
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// wrap breaks text between words into lines of at most width, but for words that are longer, and
// begins all but the first with indent.
func wrap(text string, width int, indent string) string {
	var out strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		length := utf8.RuneCountInString(word)
		switch {
		case column == 0:
		case column+1+length > width:
			out.WriteString("\n" + indent)
			column = 0
		default:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += length
	}
	return out.String()
}
