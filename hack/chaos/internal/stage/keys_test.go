package stage

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
)

// A key counts from the end of the write that brought it to the beginning of the one that took it away, and a
// delivery is held to be genuine only if its key counted all the while.
func TestWhichDeliveriesTheOperatorsCouldTellToBeGenuine(t *testing.T) {
	s := &Stage{Platforms: platform.All(platform.Handle{})}
	k, body := s.Keepers()[0], []byte(`{"id":"1"}`)
	name := k.Traits().Name
	genuine := func(key string, arrived time.Time) bool {
		return s.genuine("/webhooks/ns/"+name, k.Sign(key, body), body, arrived)
	}
	if before := time.Now(); genuine("first", before) {
		t.Error("a key that nobody has")
	}
	before := time.Now()
	s.Keys.Add(name, "first")
	between := time.Now()
	if genuine("first", before) || !genuine("first", between) {
		t.Error("a key counts from when it was there")
	}
	s.Keys.Add(name, "second")
	now := time.Now()
	if !genuine("first", now) || !genuine("second", now) || genuine("third", now) {
		t.Error("in a rotation both keys count, and no other")
	}
	if s.Keys.Newest(name) != "second" || s.Keys.Kept(name) != "first" {
		t.Errorf("newest %q, kept %q", s.Keys.Newest(name), s.Keys.Kept(name))
	}
	s.Keys.Drop(name, 1)
	if genuine("first", between) || !genuine("second", now) || s.Keys.Kept(name) != "" {
		t.Error("the old key no longer counts")
	}
	s.Keys.Drop(name, 0)
	if genuine("second", now) || s.Keys.Newest(name) != "second" {
		t.Error("a key that leaked no longer counts, though there is none yet in its place")
	}
	if all := s.Keys.All()[name]; !slices.Equal(all, []string{"first", "second"}) {
		t.Errorf("all keys ever: %v", all)
	}
	s.Keys.Add(name, "third")
	now = time.Now()
	if s.genuine("/webhooks/ns/"+name, k.Sign("third", []byte("another body")), body, now) {
		t.Error("a signature of another body")
	}
	twice := k.Sign("third", body)
	twice[http.CanonicalHeaderKey(k.SignatureHeader())] = append(twice.Values(k.SignatureHeader()), "0")
	if s.genuine("/webhooks/ns/"+name, twice, body, now) {
		t.Error("two signatures")
	}
	if s.genuine("/webhooks/ns/nobody", k.Sign("third", body), body, now) {
		t.Error("another provider's address")
	}
}
