package transport

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

func TestTokenIsRenewedAMinuteBeforeItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		s := NewTokenSource("Token", w.renew)
		for _, step := range []struct {
			wait   time.Duration
			tokens int
		}{{0, 1}, {58 * time.Minute, 1}, {59 * time.Second, 1}, {2 * time.Second, 2}, {30 * time.Minute, 2}} {
			time.Sleep(step.wait)
			_, err := s.Get(t.Context())
			require.NoError(t, err)
			assert.Equal(t, step.tokens, w.fetches(), "after %s", step.wait)
		}
	})
}

func TestShortLivedTokenIsNotFetchedForEveryCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{issue: func() (Tokens, error) { return tokens("t", 30*time.Second), nil }}
		s := NewTokenSource("Token", w.renew)
		for range 20 {
			_, err := s.Get(t.Context())
			require.NoError(t, err)
		}
		assert.Equal(t, 1, w.fetches())
		time.Sleep(27 * time.Second)
		_, err := s.Get(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 2, w.fetches(), "a tenth of its life is left")
	})
}

// TestOneFetchForAll: however many calls wait for a token, one is fetched, and whoever gives up does not take it
// from the others.
func TestOneFetchForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fetches := 0
		s := NewTokenSource("Token", func(ctx context.Context, _ Tokens) (Tokens, error) {
			fetches++
			select {
			case <-time.After(2 * time.Second):
				return tokens("t", time.Hour), nil
			case <-ctx.Done():
				return Tokens{}, ctx.Err()
			}
		})
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := s.Get(impatient)
			e := provider.As(err)
			if assert.NotNil(t, e) {
				assert.Equal(t, provider.OutcomeRefused, e.Outcome)
				assert.Equal(t, "Token: the call was given up while it waited for an access token", e.Error())
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, time.Second, time.Since(start))
			}
		})
		synctest.Wait()
		for range 50 {
			wg.Go(func() {
				got, err := s.Get(t.Context())
				assert.NoError(t, err)
				assert.True(t, got.Equal(pii.New("t")))
			})
		}
		wg.Wait()
		assert.Equal(t, 1, fetches)
	})
}

func TestAnOldTokenServesWhileANewOneCannotBeHad(t *testing.T) {
	for name, tc := range map[string]struct {
		class  provider.Class
		serves bool
	}{
		"an outage":       {provider.ClassUnavailable, true},
		"the credentials": {provider.ClassAuth, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{}
				s := NewTokenSource("Token", w.renew)
				_, err := s.Get(t.Context())
				require.NoError(t, err)
				w.issue = func() (Tokens, error) { return Tokens{}, &provider.Error{Class: tc.class} }
				time.Sleep(59*time.Minute + 30*time.Second)
				_, err = s.Get(t.Context())
				assert.Equal(t, tc.serves, err == nil, "the token has half a minute to live")
				time.Sleep(time.Minute)
				_, err = s.Get(t.Context())
				assert.Equal(t, tc.class, provider.ClassOf(err))
			})
		})
	}
}

// TestDrop: what was refused is forgotten, and what has come in its place since is not.
func TestDrop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var held []Tokens
		issued := tokens("one", time.Hour)
		issued.Refresh = Token{Value: pii.New("refresh"), Issued: time.Now(), Expires: time.Now().Add(time.Hour)}
		s := NewTokenSource("Token", func(_ context.Context, before Tokens) (Tokens, error) {
			held = append(held, before)
			return issued, nil
		})
		get := func() {
			t.Helper()
			_, err := s.Get(t.Context())
			require.NoError(t, err)
		}
		get()
		s.Drop(pii.New("another"))
		get()
		require.Len(t, held, 1, "nothing was dropped")
		time.Sleep(59 * time.Minute)
		get()
		require.Len(t, held, 2)
		assert.True(t, held[1].Refresh.Value.Equal(pii.New("refresh")), "due: renewed with what was held")
		s.Drop(pii.New("one"))
		get()
		require.Len(t, held, 3)
		assert.True(t, held[2].Refresh.Value.IsEmpty(), "refused: the refresh token is not trusted either")
	})
}

func TestHeaderSafe(t *testing.T) {
	for s, want := range map[string]bool{"abc.DEF-1_2~": true, "": false, "a b": false, "a\nb": false, "é": false} {
		assert.Equal(t, want, HeaderSafe(s), "%q", s)
	}
}

// TestRefusedCredentialsAreNotTriedByEveryCall: events come whatever the credentials are worth, and each would be one
// more login that is refused, ahead of all other calls.
func TestRefusedCredentialsAreNotTriedByEveryCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{issue: func() (Tokens, error) { return Tokens{}, &provider.Error{Class: provider.ClassAuth} }}
		s := NewTokenSource("Token", w.renew)
		for range 100 {
			_, err := s.Get(t.Context())
			require.Equal(t, provider.ClassAuth, provider.ClassOf(err))
			time.Sleep(100 * time.Millisecond)
		}
		assert.Equal(t, 2, w.fetches(), "in 10 s")

		w.issue = nil
		time.Sleep(refusalLife)
		_, err := s.Get(t.Context())
		assert.NoError(t, err, "they are taken again")

		w.issue = func() (Tokens, error) { return Tokens{}, &provider.Error{Class: provider.ClassUnavailable} }
		s.Drop(pii.New("token-3"))
		for range 3 {
			_, err = s.Get(t.Context())
			assert.Equal(t, provider.ClassUnavailable, provider.ClassOf(err))
		}
		assert.Equal(t, 6, w.fetches(), "an outage says nothing of the credentials, and may be over")
	})
}
