package dwolla

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

const (
	// renewBefore is how long before its end a token is renewed; Dwolla's own Node client does so at
	// the same moment.
	renewBefore = time.Minute
	// tokenLifetime is what Dwolla documents (API reference, Authorization › Application
	// authorization), for an answer that does not say.
	tokenLifetime = time.Hour
)

// token is an access token of the client credentials grant.
type token struct {
	value   pii.String
	issued  time.Time
	expires time.Time
}

// fresh tells whether the token need not be renewed yet: until a minute before its end, or, for one
// that lives shortly, until a tenth of its life is left.
func (t token) fresh(now time.Time) bool {
	margin := min(renewBefore, t.expires.Sub(t.issued)/10)
	return !t.value.IsEmpty() && now.Before(t.expires.Add(-margin))
}

// tokenSource hands out one token for all calls, and fetches a new one when it is due. The fetch is
// shared by all who wait for it, and outlives any one of them. golang.org/x/oauth2 would tie it to
// the first one's context, and would not go through the gate and the limiter of the client.
type tokenSource struct {
	fetch func(context.Context) (token, error)
	group singleflight.Group

	mu      sync.Mutex
	current token
}

func newTokenSource(fetch func(context.Context) (token, error)) *tokenSource {
	return &tokenSource{fetch: fetch}
}

// get returns a token that is valid for a while.
func (s *tokenSource) get(ctx context.Context) (pii.String, error) {
	held := s.held()
	now := time.Now()
	if held.fresh(now) {
		return held.value, nil
	}
	renewed := s.group.DoChan("", func() (any, error) {
		if again := s.held(); again.fresh(time.Now()) {
			return again, nil
		}
		t, err := s.fetch(context.WithoutCancel(ctx))
		if err == nil {
			s.hold(t)
		}
		return t, err
	})
	select {
	case r := <-renewed:
		if r.Err == nil {
			return r.Val.(token).value, nil
		}
		// The old one still has a little to live: better than failing while Dwolla hiccups.
		if now.Before(held.expires) && provider.ClassOf(r.Err) == provider.ClassUnavailable {
			return held.value, nil
		}
		return pii.String{}, r.Err
	case <-ctx.Done():
		return pii.String{}, &provider.Error{
			Class:     provider.ClassUnavailable,
			Outcome:   provider.OutcomeRefused,
			Operation: OpToken,
			Message:   "the call was given up while it waited for an access token",
			Err:       ctx.Err(),
		}
	}
}

func (s *tokenSource) held() token {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

func (s *tokenSource) hold(t token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = t
}

// drop forgets a token that Dwolla refused, unless it has been replaced since.
func (s *tokenSource) drop(value pii.String) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.value.Equal(value) {
		s.current = token{}
	}
}

// fetchToken asks for a token. It may be repeated: a new token does not end an earlier one.
func (c *Client) fetchToken(ctx context.Context, key, secret pii.String) (token, error) {
	basic := base64.StdEncoding.EncodeToString([]byte(key.Reveal() + ":" + secret.Reveal()))
	issued := time.Now()
	resp, err := c.http.Do(ctx, transport.Request{
		Operation: OpToken,
		Method:    http.MethodPost,
		URL:       c.endpoint + "/token",
		Header: http.Header{
			"Accept":        {mediaJSON},
			"Authorization": {"Basic " + basic},
			"Content-Type":  {mediaForm},
		},
		Body:       []byte("grant_type=client_credentials"),
		Idempotent: true,
	})
	if err != nil {
		return token{}, err
	}
	var answer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
	}
	if json.Unmarshal(resp.Body, &answer) != nil || !headerSafe(answer.AccessToken) {
		return token{}, foreign(OpToken, provider.OutcomeRefused)
	}
	lifetime := tokenLifetime
	if answer.ExpiresIn > 0 && answer.ExpiresIn < int64(tokenLifetime/time.Second)*24 {
		lifetime = time.Duration(answer.ExpiresIn) * time.Second
	}
	return token{value: pii.New(answer.AccessToken), issued: issued, expires: issued.Add(lifetime)}, nil
}

// headerSafe tells whether s is a token that a header can carry.
func headerSafe(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return s != ""
}
