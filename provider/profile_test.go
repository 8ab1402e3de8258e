package provider_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/provider"
)

func TestDiff(t *testing.T) {
	for _, test := range []struct {
		name           string
		desired, shown provider.Profile
		want           []provider.FieldPath
	}{
		{"nothing", nil, nil, nil},
		{"equal", provider.Profile{"city": "Ottawa"}, provider.Profile{"city": "Ottawa"}, nil},
		{"other value", provider.Profile{"city": "Ottawa"}, provider.Profile{"city": "Hull"}, []provider.FieldPath{"city"}},
		{"other capitals: providers store what they like", provider.Profile{"city": "Ottawa"}, provider.Profile{"city": "OTTAWA"}, nil},
		{"other capitals beyond ASCII", provider.Profile{"city": "Órdenes"}, provider.Profile{"city": "órdenes"}, nil},
		{"white space around", provider.Profile{"city": " Ottawa"}, provider.Profile{"city": "Ottawa\n"}, nil},
		{"white space within", provider.Profile{"city": "NewYork"}, provider.Profile{"city": "New York"}, []provider.FieldPath{"city"}},
		{"not shown", provider.Profile{"city": "Ottawa"}, provider.Profile{}, []provider.FieldPath{"city"}},
		{"no profile shown", provider.Profile{"city": "Ottawa"}, nil, []provider.FieldPath{"city"}},
		{"empty and not shown are one", provider.Profile{"line2": ""}, provider.Profile{}, nil},
		{"to be emptied", provider.Profile{"line2": ""}, provider.Profile{"line2": "Apt 1"}, []provider.FieldPath{"line2"}},
		{"shown, but nobody's business", provider.Profile{}, provider.Profile{"city": "Ottawa"}, nil},
		{"several, in order", provider.Profile{"b": "1", "a": "1", "c": "1"}, provider.Profile{"c": "1"}, []provider.FieldPath{"a", "b"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.desired.Diff(test.shown); !slices.Equal(got, test.want) {
				t.Errorf("differs in %v, want %v", got, test.want)
			}
		})
	}
}

var profiles = rapid.Custom(func(t *rapid.T) provider.Profile {
	path := rapid.Map(rapid.StringMatching(`[a-c]{1,2}`), func(s string) provider.FieldPath { return provider.FieldPath(s) })
	return provider.Profile(rapid.MapOfN(path, rapid.StringMatching(`[a-c]{0,2}`), 0, 5).Draw(t, "profile"))
})

// TestDiffProperties: a profile does not differ from itself, and taking over what differs ends it.
func TestDiffProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		desired, shown := profiles.Draw(t, "desired"), profiles.Draw(t, "shown")
		if d := desired.Diff(desired); len(d) > 0 {
			t.Fatalf("differs from itself in %v", d)
		}
		diff := desired.Diff(shown)
		if !slices.IsSorted(diff) {
			t.Fatalf("not sorted: %v", diff)
		}
		updated := maps.Clone(shown)
		for _, path := range diff {
			updated[path] = desired[path]
		}
		if d := desired.Diff(updated); len(d) > 0 {
			t.Fatalf("after an update of %v still differs in %v", diff, d)
		}
	})
}

// TestProfileFingerprint: equal profiles, however they were built, have equal fingerprints, and
// different ones different, also when keys and values could run together.
func TestProfileFingerprint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := profiles.Draw(t, "one"), profiles.Draw(t, "other")
		same := a.Fingerprint(key) == b.Fingerprint(key)
		if equal := maps.Equal(a, b); same != equal {
			t.Fatalf("equal: %t; equal fingerprints: %t", equal, same)
		}
		if a.Fingerprint(key) != maps.Clone(a).Fingerprint(key) {
			t.Fatalf("a copy has another fingerprint")
		}
		if a.Fingerprint(key) == a.Fingerprint([]byte("another key")) {
			t.Fatalf("two keys give one fingerprint")
		}
	})
}

func TestPathsAndValuesDoNotRunTogether(t *testing.T) {
	seen := map[string]provider.Profile{}
	for _, p := range []provider.Profile{nil, {"a": "bc"}, {"ab": "c"}, {"abc": ""}, {"a": "b", "c": ""}, {"a": "", "bc": ""}} {
		f := p.Fingerprint(key)
		if other, ok := seen[f]; ok {
			t.Errorf("%v and %v have one fingerprint", p, other)
		}
		seen[f] = p
	}
}

func TestPaths(t *testing.T) {
	got := provider.Profile{"b": "", "a": "", "a.c": ""}.Paths()
	if want := []provider.FieldPath{"a", "a.c", "b"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestKept(t *testing.T) {
	p := provider.Profile{"a": "1", "b": "2"}
	for _, test := range []struct {
		keeps []provider.FieldPath
		want  provider.Profile
	}{
		{nil, p},
		{[]provider.FieldPath{"b", "c"}, provider.Profile{"b": "2"}},
		{[]provider.FieldPath{}, provider.Profile{}},
	} {
		if got := p.Kept(test.keeps); !maps.Equal(got, test.want) {
			t.Errorf("kept of %v: %v, not %v", test.keeps, got, test.want)
		}
	}
}
