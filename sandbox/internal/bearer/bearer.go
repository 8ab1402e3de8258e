// Package bearer keeps the opaque tokens that a simulated API has granted: until when each is good and what
// it is good for.
//
// It knows nothing of how a token is asked for, nor of what an API says when one is refused. Lifetimes are
// real time, because a client measures them with its own clock.
package bearer

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Why a token is refused.
var (
	ErrMissing = errors.New("no bearer token")
	ErrUnknown = errors.New("unknown token")
	ErrExpired = errors.New("expired token")
)

// Store holds tokens of one kind. It is safe for concurrent use.
type Store struct {
	newToken func() string

	mu     sync.Mutex
	ttl    time.Duration
	tokens map[string]Grant
}

// Grant is what a token is good for.
type Grant struct {
	Expires time.Time
	Scopes  []string
}

// New returns an empty store. Tokens live for ttl and are made by newToken.
func New(ttl time.Duration, newToken func() string) *Store {
	return &Store{ttl: ttl, newToken: newToken, tokens: make(map[string]Grant)}
}

// Grant makes a token.
func (s *Store) Grant(scopes ...string) (string, Grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token, g := s.newToken(), Grant{Expires: time.Now().UTC().Add(s.ttl), Scopes: scopes}
	s.tokens[token] = g
	return token, g
}

// Authorize checks the value of an Authorization header.
func (s *Store) Authorize(header string) (Grant, error) {
	scheme, token, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return Grant{}, ErrMissing
	}
	return s.Check(token)
}

// Check looks a token up.
func (s *Store) Check(token string) (Grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.check(token)
}

func (s *Store) check(token string) (Grant, error) {
	g, ok := s.tokens[token]
	switch {
	case !ok:
		return g, ErrUnknown
	case !time.Now().Before(g.Expires):
		return g, ErrExpired
	}
	return g, nil
}

// Spend is Check for a token that can be used once.
func (s *Store) Spend(token string) (Grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.check(token)
	delete(s.tokens, token)
	return g, err
}

// Expire ends the life of all tokens and returns how many were alive.
func (s *Store) Expire() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, now := 0, time.Now()
	for token, g := range s.tokens {
		if now.Before(g.Expires) {
			g.Expires = now
			s.tokens[token] = g
			n++
		}
	}
	return n
}

// Reset forgets all tokens.
func (s *Store) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// SetTTL changes the lifetime of tokens granted from now on.
func (s *Store) SetTTL(ttl time.Duration) error {
	if ttl < time.Second {
		return fmt.Errorf("tokenTTL %s: must be at least a second", ttl)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ttl = ttl
	return nil
}

// TTL returns the lifetime of tokens granted from now on.
func (s *Store) TTL() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ttl
}

// Same compares secrets in constant time.
func Same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
