package transport

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
)

func TestForeign(t *testing.T) {
	err := error(Foreign("Acme", "Check", provider.OutcomeUnknown))
	e := failed(t, err)
	assert.ErrorIs(t, err, ErrForeign)
	assert.Equal(t, "not an answer of Acme's API", e.Err.Error())
	assert.Equal(t, "Check: what answers at the endpoint is not Acme's API: check the endpoint", e.Error())
	assert.Equal(t, provider.ClassUnavailable, e.Class)
	assert.Equal(t, provider.OutcomeUnknown, e.Outcome)

	asked := failed(t, EndpointInvalid(err))
	assert.Equal(t, provider.ClassInvalid, asked.Class)
	assert.Equal(t, e.Error(), asked.Error())
	assert.Equal(t, provider.ClassUnavailable, e.Class, "it is not changed for others")

	others := []error{nil, errors.New("x"), &provider.Error{Class: provider.ClassUnavailable}}
	for _, other := range others {
		assert.Equal(t, other, EndpointInvalid(other))
	}
}

func TestUnnamed(t *testing.T) {
	e := Unnamed("Acme", "Create", "customer", "it")
	assert.Equal(t, "Create: Acme took the customer, but the answer does not name it", e.Error())
	assert.Equal(t, provider.ClassUnavailable, e.Class)
	assert.Equal(t, provider.OutcomeUnknown, e.Outcome, "it may be there")
}
