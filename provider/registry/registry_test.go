package registry_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/registry"
)

func TestDrivers(t *testing.T) {
	drivers := registry.Drivers()
	assert.Contains(t, drivers, "dwolla")
	for name, d := range drivers {
		assert.Equal(t, name, d.Name)
		assert.NotEmpty(t, d.CredentialKeys)
		assert.NotNil(t, d.Webhooks)
		_, err := d.Open(provider.Config{Environment: provider.EnvironmentSandbox})
		assert.Equal(t, provider.ClassInvalid, provider.ClassOf(err), "%s opens without credentials", name)
	}
	clear(drivers)
	assert.Contains(t, registry.Drivers(), "dwolla", "the map is the caller's own")
}

// refuser refuses whatever it is asked, and counts.
type refuser struct{ asked int }

func (r *refuser) RoundTrip(request *http.Request) (*http.Response, error) {
	r.asked++
	return &http.Response{
		StatusCode: http.StatusUnauthorized, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(`{"error":"invalid_client","message":"x"}`)), Request: request,
	}, nil
}

// TestCheckAsksTheProvider: whoever has the credentials checked because a call was refused, wants to know what they are
// worth now. How they were refused a moment ago is what made them ask.
func TestCheckAsksTheProvider(t *testing.T) {
	for name, d := range registry.Drivers() {
		t.Run(name, func(t *testing.T) {
			r := &refuser{}
			c, err := d.Open(provider.Config{Credentials: wiretest.Credentials("k", "s"), Transport: r})
			require.NoError(t, err)
			for n := range 3 {
				assert.Equal(t, provider.ClassAuth, provider.ClassOf(c.Check(t.Context())))
				assert.Equal(t, n+1, r.asked)
			}
		})
	}
}
