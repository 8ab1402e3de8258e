package provider

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Profile is what a provider shows of a customer: the fields it returns, by their path in the
// VerifiedCustomer API. It is held in memory only, to tell whether an update is needed.
type Profile map[FieldPath]string

// FieldPath is a field's path in the VerifiedCustomer API ("personal.address.city").
type FieldPath string

// Fingerprint is a keyed hash of the profile, to notice that it changed without keeping it.
func (p Profile) Fingerprint(key []byte) string {
	h := hmac.New(sha256.New, key)
	for _, path := range p.Paths() {
		writeFields(h, string(path), p[path])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Diff lists, sorted, the fields in which p and the profile that the provider shows differ. A field
// that p does not have is none of p's business; one that the provider does not show counts as empty.
func (p Profile) Diff(shown Profile) []FieldPath {
	var paths []FieldPath
	for _, path := range p.Paths() {
		if !strings.EqualFold(strings.TrimSpace(p[path]), strings.TrimSpace(shown[path])) {
			paths = append(paths, path)
		}
	}
	return paths
}

// Kept is the part of p that a record can hold which keeps these fields; nil is all of them.
func (p Profile) Kept(keeps []FieldPath) Profile {
	if keeps == nil {
		return p
	}
	kept := Profile{}
	for _, path := range keeps {
		if value, there := p[path]; there {
			kept[path] = value
		}
	}
	return kept
}

// Paths lists the fields of p, sorted.
func (p Profile) Paths() []FieldPath {
	paths := make([]FieldPath, 0, len(p))
	for path := range p {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}
