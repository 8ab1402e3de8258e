package verdict

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Canary is a value that must stay where it was planted.
type Canary struct {
	// What it is, for the report: the value itself is not repeated there.
	What  string
	Value string
}

// Alarms are what a program's log says when it is broken.
var Alarms = []string{"WARNING: DATA RACE", "panic: ", "Observed a panic", "fatal error: "}

// maxLine is the longest line of a log that is read as one.
const maxLine = 16 << 20

// Texts searches one source, a log or an object, for canaries and, if it is a log of the operator's, for
// alarms. The error is that of reading it.
func Texts(where string, text io.Reader, canaries []Canary, alarms []string) ([]Violation, error) {
	var all []Violation
	lines := bufio.NewScanner(text)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		for _, c := range canaries {
			if holds(line, c.Value) {
				all = append(all, Violation{rulePrivacy, fmt.Sprintf("%s, line %d", where, n), "no personal data, no credentials", c.What})
			}
		}
		for _, a := range alarms {
			if strings.Contains(line, a) {
				all = append(all, Violation{ruleSoundness, fmt.Sprintf("%s, line %d", where, n), "no alarm", line})
			}
		}
	}
	if err := lines.Err(); err != nil {
		return all, errors.Join(fmt.Errorf("reading %s", where), err)
	}
	return all, nil
}

// holds tells whether a line has a value, as a word of its own: nine digits may well be part of a longer
// number, or the fraction of a second.
func holds(line, value string) bool {
	for from := 0; ; {
		i := strings.Index(line[from:], value)
		if i < 0 {
			return false
		}
		begin, end := from+i, from+i+len(value)
		if !(begin > 0 && (isWord(line[begin-1]) || line[begin-1] == '.')) && !(end < len(line) && isWord(line[end])) {
			return true
		}
		from = begin + 1
	}
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}
