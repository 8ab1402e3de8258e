package dwolla

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// slowResource is Link.Resource by the book.
func slowResource(href string) (kind, id string) {
	u, err := url.Parse(href)
	if err != nil {
		return "", ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) < 2 || !identifier.MatchString(parts[len(parts)-1]) {
		return "", ""
	}
	return singular(parts[len(parts)-2]), parts[len(parts)-1]
}

// FuzzLinkResource: the short way through plain URLs leads where the parser does.
func FuzzLinkResource(f *testing.F) {
	for _, href := range []string{
		"https://api.dwolla.com/customers/5c4c0dd9-8e2c-4ba9-9de8-9e1f5eb4d6d4", "https://api.dwolla.com/a/b/ids/x/", "https://h/ids//x",
		"https://h/x", "https://h", "https:///ids/x", "https://h:1/ids/x", "https://h/ids/x?y=/z/1", "https://h/ids/%78", "https://a.b/../ids/x",
		"https://-/ids/x", "https://./ids/x", "http://h/ids/x", "/ids/x", "ids/x", "", "https://u@h/ids/x", "https://h/ids/x#y",
	} {
		f.Add(href)
	}
	f.Fuzz(func(t *testing.T, href string) {
		kind, id := Link{Href: href}.Resource()
		wantKind, wantID := slowResource(href)
		if kind != wantKind || id != wantID {
			t.Fatalf("%q: %q %q, want %q %q", href, kind, id, wantKind, wantID)
		}
		if isIdentifier(href) != identifier.MatchString(href) {
			t.Fatalf("%q: is it an identifier or not?", href)
		}
	})
}

func TestTimestampReadsEscapes(t *testing.T) {
	want := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, text := range []string{`"2026-01-02T03:04:05Z"`, `"2026-01-02T03:04:05\u005a"`, `"2026-01-02T03:04:05+0000"`} {
		var got Timestamp
		assert.NoError(t, json.Unmarshal([]byte(text), &got))
		assert.True(t, want.Equal(got.Time), text)
	}
	for _, text := range []string{`""`, `"yesterday"`, `12`, `null`, `{}`} {
		var got Timestamp
		assert.NoError(t, json.Unmarshal([]byte(text), &got))
		assert.True(t, got.IsZero(), text)
	}
}
