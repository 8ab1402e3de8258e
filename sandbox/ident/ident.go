// Package ident makes the sandbox's identifiers and its random choices from one seed, so that a run can
// be repeated: the n-th identifier of a kind is the same in every run with the same seed, whatever
// happened to other kinds in between.
//
// It does not know what the identifiers name.
package ident

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"sync"
)

// Source makes identifiers. It is safe for concurrent use.
type Source struct {
	seed uint64

	mu      sync.Mutex
	streams map[string]*rand.Rand
}

// New returns a source that repeats itself for equal seeds.
func New(seed uint64) *Source {
	return &Source{seed: seed, streams: make(map[string]*rand.Rand)}
}

// Reset starts every kind anew, as if the source had just been made.
func (s *Source) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.streams)
}

// UUID returns the next identifier of a kind, in the form of a random (version 4) UUID.
func (s *Source) UUID(kind string) string {
	b := s.bytes(kind, 16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// Token returns the next opaque string of a kind.
func (s *Source) Token(kind string) string {
	return base64.RawURLEncoding.EncodeToString(s.bytes(kind, 36))
}

// Fingerprint tells contents apart by their checksums without revealing them.
func Fingerprint(checksum [sha256.Size]byte) string { return hex.EncodeToString(checksum[:6]) }

// Shuffle puts n elements in a random order.
func (s *Source) Shuffle(kind string, n int, swap func(i, j int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stream(kind).Shuffle(n, swap)
}

func (s *Source) bytes(kind string, n int) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, r := make([]byte, n), s.stream(kind)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func (s *Source) stream(kind string) *rand.Rand {
	r, ok := s.streams[kind]
	if !ok {
		h := fnv.New64a()
		h.Write([]byte(kind))
		r = rand.New(rand.NewPCG(s.seed, h.Sum64()))
		s.streams[kind] = r
	}
	return r
}
