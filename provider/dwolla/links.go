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
	u, err := url.Parse(l.Href)
	if err != nil {
		return "", ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) < 2 || !identifier.MatchString(parts[len(parts)-1]) {
		return "", ""
	}
	return singular(parts[len(parts)-2]), parts[len(parts)-1]
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

// uuid is the form of Dwolla's IDs; the case of the letters varies.
var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Timestamp is a time that Dwolla wrote. One that cannot be read is zero: no answer is worth losing
// over it.
type Timestamp struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	var s string
	t.Time = time.Time{}
	if json.Unmarshal(b, &s) != nil {
		return nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700"} {
		if at, err := time.Parse(layout, s); err == nil {
			t.Time = at
			return nil
		}
	}
	return nil
}
