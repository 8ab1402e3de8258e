package transport

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// renewBefore is how long before its end a token is renewed; the providers' own clients do so at the same
// moment.
const renewBefore = time.Minute

// refusalLife is for how long credentials that were refused are not tried again. Others come with a client of their own.
const refusalLife = 5 * time.Second

// Token is an access or a refresh token.
type Token struct {
	Value   pii.String
	Issued  time.Time
	Expires time.Time
}

// Fresh tells whether the token need not be renewed yet: until a minute before its end, or, for one that
// lives shortly, until a tenth of its life is left.
func (t Token) Fresh(now time.Time) bool {
	margin := min(renewBefore, t.Expires.Sub(t.Issued)/10)
	return !t.Value.IsEmpty() && now.Before(t.Expires.Add(-margin))
}

// Tokens are what a provider issues: Refresh is empty where it has no such tokens.
type Tokens struct{ Access, Refresh Token }

// TokenSource hands out one access token for all calls, and gets a new one when it is due. The work is shared
// by all who wait for it, and outlives any one of them. golang.org/x/oauth2 would tie it to the first one's
// context, and would not go through the gate and the limiter of the Client.
type TokenSource struct {
	operation string
	renew     func(ctx context.Context, held Tokens) (Tokens, error)
	group     singleflight.Group

	mu      sync.Mutex
	current Tokens
	// refusal is how the credentials were refused last, and refusedAt when; nil if they were taken since.
	refusal   error
	refusedAt time.Time
}

// NewTokenSource makes one. operation names what errors are about that no exchange gave. renew gets new
// tokens; held are those of before, empty at first and after Drop.
func NewTokenSource(operation string, renew func(ctx context.Context, held Tokens) (Tokens, error)) *TokenSource {
	return &TokenSource{operation: operation, renew: renew}
}

// Get returns an access token that is valid for a while.
func (s *TokenSource) Get(ctx context.Context) (pii.String, error) {
	held := s.holding().Access
	now := time.Now()
	if held.Fresh(now) {
		return held.Value, nil
	}
	renewed := s.group.DoChan("", func() (any, error) {
		again := s.holding()
		if again.Access.Fresh(time.Now()) {
			return again.Access, nil
		}
		if err := s.refused(time.Now()); err != nil {
			return nil, err
		}
		// All calls wait for it, so that it goes before any.
		t, err := s.renew(provider.Urgent(context.WithoutCancel(ctx)), again)
		s.note(t, err)
		return t.Access, err
	})
	select {
	case r := <-renewed:
		if r.Err == nil {
			return r.Val.(Token).Value, nil
		}
		// The old one still has a little to live: better than failing while the provider hiccups.
		if now.Before(held.Expires) && provider.ClassOf(r.Err) == provider.ClassUnavailable {
			return held.Value, nil
		}
		return pii.String{}, r.Err
	case <-ctx.Done():
		return pii.String{}, &provider.Error{
			Class:     provider.ClassUnavailable,
			Outcome:   provider.OutcomeRefused,
			Operation: s.operation,
			Message:   "the call was given up while it waited for an access token",
			Err:       ctx.Err(),
		}
	}
}

// holding are the tokens of now, fresh or not.
func (s *TokenSource) holding() Tokens {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

// refused is how the credentials were refused a moment ago. Whoever calls would only have them refused once more, and
// events, which nobody can hold back, would make a flood of it.
func (s *TokenSource) refused(now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusal == nil || now.Sub(s.refusedAt) >= refusalLife {
		return nil
	}
	return s.refusal
}

// reconsider forgets how the credentials were refused.
func (s *TokenSource) reconsider() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal = nil
}

// note keeps what a request for tokens came to.
func (s *TokenSource) note(t Tokens, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		s.current, s.refusal = t, nil
	case provider.ClassOf(err) == provider.ClassAuth:
		s.refusal, s.refusedAt = err, time.Now()
	}
}

// Drop forgets tokens whose access token the provider refused, unless they have been replaced since. A refresh
// token goes too: what ended the one before its time may have ended the other, and the credentials tell for
// certain.
func (s *TokenSource) Drop(access pii.String) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.Access.Value.Equal(access) {
		s.current = Tokens{}
	}
}

// HeaderSafe tells whether s is a token that a header can carry.
func HeaderSafe(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return s != ""
}
