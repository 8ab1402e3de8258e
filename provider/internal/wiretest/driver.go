package wiretest

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Credentials are a provider's under the names that they have for all of them: users write their Secrets by these.
func Credentials(key, secret string) map[string]pii.String {
	return map[string]pii.String{"key": pii.New(key), "secret": pii.New(secret)}
}

// Secrets are signing secrets, the current one first.
func Secrets(values ...string) []pii.String {
	out := make([]pii.String, len(values))
	for i, v := range values {
		out[i] = pii.New(v)
	}
	return out
}

// Failure demands a *provider.Error and returns it.
func Failure(t testing.TB, err error) *provider.Error {
	t.Helper()
	require.Error(t, err)
	e := provider.As(err)
	require.NotNil(t, e, "not a provider error: %v", err)
	return e
}

// Printed is all that printing and logging show of an error and of what it wraps.
func Printed(err error) string {
	var out strings.Builder
	for e := err; e != nil; e = errors.Unwrap(e) {
		fmt.Fprintf(&out, "%s\n%v\n%+v\n%#v\n%q\n%s\n", e, e, e, e, e, slog.AnyValue(e))
	}
	return out.String()
}

// Constructor is a driver's way to make a client, and what is to come of it.
type Constructor struct {
	// New makes a client, and tells the address that it calls.
	New func(provider.Config) (endpoint string, err error)
	// Sandbox and Production are the addresses of the environments.
	Sandbox, Production string
	// Lacking is what is said of credentials that are not whole.
	Lacking string
}

// Check demands that an environment alone leads to its address, and that what makes no client is said to be invalid.
func (c Constructor) Check(t *testing.T) {
	t.Helper()
	for environment, want := range map[provider.Environment]string{
		provider.EnvironmentSandbox:    c.Sandbox,
		provider.EnvironmentProduction: c.Production,
	} {
		endpoint, err := c.New(provider.Config{Environment: environment, Credentials: Credentials("k", "s")})
		require.NoError(t, err)
		assert.Equal(t, want, endpoint)
	}
	for _, lacking := range []map[string]pii.String{nil, Credentials("", "s"), Credentials("k", "")} {
		_, err := c.New(provider.Config{Credentials: lacking})
		e := Failure(t, err)
		assert.Equal(t, provider.ClassInvalid, e.Class)
		assert.Equal(t, c.Lacking, e.Error())
	}
	_, err := c.New(provider.Config{Endpoint: "nonsense"})
	assert.Equal(t, provider.ClassInvalid, Failure(t, err).Class)
}

// Decode decodes what a fuzz test delivers, and tells whether it is an event. It demands that an event has what the
// webhook server relies on whatever it is about, with IDs of the driver's form only, and that anything else is
// invalid.
func Decode(t *testing.T, w provider.Webhooks, body []byte, id *regexp.Regexp) (e provider.Event, ok bool) {
	t.Helper()
	e, err := w.Decode(body)
	if err != nil {
		if provider.ClassOf(err) != provider.ClassInvalid {
			t.Fatalf("class %s", provider.ClassOf(err))
		}
		return e, false
	}
	if e.ID == "" || e.Topic == "" || e.Concern == "" {
		t.Fatalf("incomplete: %+v", e)
	}
	for _, one := range []string{e.ID, e.CustomerID, e.ResourceID} {
		if one != "" && !id.MatchString(one) {
			t.Fatalf("%q is no ID", one)
		}
	}
	return e, true
}
