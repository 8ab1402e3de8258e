package bearer_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/internal/bearer"
)

func store() *bearer.Store {
	n := 0
	return bearer.New(time.Hour, func() string { n++; return "t" + strconv.Itoa(n) })
}

func TestAuthorize(t *testing.T) {
	s := store()
	old, _ := s.Grant()
	assert.Equal(t, 1, s.Expire())
	assert.Equal(t, 0, s.Expire(), "nothing is alive")
	token, _ := s.Grant("read", "write")
	for header, want := range map[string]error{
		"": bearer.ErrMissing, "Bearer": bearer.ErrMissing, "Bearer ": bearer.ErrMissing, "Basic " + token: bearer.ErrMissing,
		"Bearer x": bearer.ErrUnknown, "Bearer " + old: bearer.ErrExpired, "bearer " + token: nil,
	} {
		_, err := s.Authorize(header)
		assert.Equal(t, want, err, header)
	}
	g, err := s.Check(token)
	require.NoError(t, err)
	assert.Equal(t, []string{"read", "write"}, g.Scopes)
	s.Reset()
	_, err = s.Check(token)
	assert.Equal(t, bearer.ErrUnknown, err)
}

func TestSpend(t *testing.T) {
	s := store()
	token, _ := s.Grant()
	_, err := s.Spend(token)
	require.NoError(t, err)
	_, err = s.Spend(token)
	assert.Equal(t, bearer.ErrUnknown, err)
}

func TestTTL(t *testing.T) {
	s := store()
	assert.ErrorContains(t, s.SetTTL(time.Millisecond), "tokenTTL")
	require.NoError(t, s.SetTTL(2*time.Hour))
	assert.Equal(t, 2*time.Hour, s.TTL())
	_, g := s.Grant()
	assert.Greater(t, time.Until(g.Expires), 90*time.Minute)
}
