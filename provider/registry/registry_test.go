package registry_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
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
