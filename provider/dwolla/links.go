package dwolla

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Links are a resource's relations (API reference, API Fundamentals › Hypermedia).
type Links map[string]Link

// Link points at a resource. Many of Dwolla's links have only Href.
type Link struct {
	Href         string `json:"href"`
	Type         string `json:"type,omitempty"`
	ResourceType string `json:"resource-type,omitempty"`
}

// Has tells whether any of the relations is there.
func (l Links) Has(relations ...string) bool {
	for _, r := range relations {
		if _, ok := l[r]; ok {
			return true
		}
	}
	return false
}

// Resource reads the kind and the ID of what the link points at out of its path: kind "document"
// and the ID for ".../documents/{id}". Only the path tells: the resource link of an event has no
// resource-type.
func (l Link) Resource() (kind, id string) {
	path, ok := pathOf(l.Href)
	if !ok {
		return "", ""
	}
	path = strings.Trim(path, "/")
	cut := strings.LastIndexByte(path, '/')
	if cut < 0 || !isIdentifier(path[cut+1:]) {
		return "", ""
	}
	collection := path[:cut]
	return singular(collection[strings.LastIndexByte(collection, '/')+1:]), path[cut+1:]
}

// pathOf is the path of a URL, as url.Parse has it. Every event has several, and most of them are plain:
// those are not worth a parser.
func pathOf(href string) (path string, ok bool) {
	if rest, found := strings.CutPrefix(href, "https://"); found && isPlain(rest) {
		if slash := strings.IndexByte(rest, '/'); slash > 0 {
			return rest[slash:], true
		}
	}
	u, err := url.Parse(href)
	if err != nil {
		return "", false
	}
	return u.Path, true
}

// isPlain tells of text that has no meaning in a URL but as part of a host name or a path.
func isPlain(s string) bool {
	for i := range len(s) {
		if !isWord(s[i]) && s[i] != '-' && s[i] != '.' && s[i] != '/' {
			return false
		}
	}
	return true
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// singular is the resource type for a collection's name in a path.
func singular(collection string) string {
	if stem, ok := strings.CutSuffix(collection, "ies"); ok {
		return stem + "y"
	}
	return strings.TrimSuffix(collection, "s")
}

// identifier is what an ID in a link may look like: nothing that could be more than an ID.
var identifier = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// isIdentifier is identifier without the cost of a regular expression, for what every event asks.
func isIdentifier(s string) bool {
	for i := range len(s) {
		if !isWord(s[i]) && s[i] != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// uuid is the form of Dwolla's IDs; the case of the letters varies.
var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Timestamp is a time that Dwolla wrote. One that cannot be read is zero: no answer is worth losing
// over it.
type Timestamp struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	s, plain := unquoted(b)
	if !plain && json.Unmarshal(b, &s) != nil {
		s = ""
	}
	t.read(s)
	return nil
}

// read reads the text of a time.
func (t *Timestamp) read(s string) {
	t.Time = time.Time{}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700"} {
		if at, err := time.Parse(layout, s); err == nil {
			t.Time = at
			return
		}
	}
}

// unquoted is the text of a JSON string that has nothing to decode.
func unquoted(b []byte) (s string, ok bool) {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return "", false
	}
	for _, c := range b[1 : len(b)-1] {
		if c == '\\' || c == '"' || c < ' ' || c > '~' {
			return "", false
		}
	}
	return string(b[1 : len(b)-1]), true
}
