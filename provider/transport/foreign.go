package transport

import (
	"errors"
	"fmt"

	"github.com/bonafide-dev/bonafide/provider"
)

// ErrForeign is in the chain of an error about an answer that is not of the provider's API: a proxy's page,
// another server.
var ErrForeign = errors.New("not an answer")

// Foreign is the error for an answer that the API of the provider of this name would not give. It is not of class
// Invalid: what was submitted is not at fault, and a proxy's page may be gone the next time.
func Foreign(name, operation string, outcome provider.Outcome) *provider.Error {
	return &provider.Error{
		Class:     provider.ClassUnavailable,
		Outcome:   outcome,
		Operation: operation,
		Message:   "what answers at the endpoint is not " + name + "'s API: check the endpoint",
		Err:       fmt.Errorf("%w of %s's API", ErrForeign, name),
	}
}

// Unnamed is the error for an answer with which the provider of this name took something and did not name what came
// of it: that may be there. took and lacking are how the message calls the two.
func Unnamed(name, operation, took, lacking string) *provider.Error {
	return &provider.Error{
		Class:     provider.ClassUnavailable,
		Outcome:   provider.OutcomeUnknown,
		Operation: operation,
		Message:   name + " took the " + took + ", but the answer does not name " + lacking,
	}
}

// EndpointInvalid makes an error about a foreign answer one of class Invalid, and leaves others as they are: for
// calls that are made to learn whether the endpoint is right, by whoever can correct it.
func EndpointInvalid(err error) error {
	e := provider.As(err)
	if e == nil || !errors.Is(err, ErrForeign) {
		return err
	}
	invalid := *e
	invalid.Class = provider.ClassInvalid
	return &invalid
}
