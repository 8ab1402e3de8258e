package provider_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
)

// TestErrorHelpers asks everything that callers ask of an error.
func TestErrorHelpers(t *testing.T) {
	refused := &provider.Error{Class: provider.ClassInvalid, Outcome: provider.OutcomeRefused, RetryAfter: time.Minute}
	for _, test := range []struct {
		name    string
		err     error
		class   provider.Class
		outcome provider.Outcome
		retry   time.Duration
	}{
		{"nil", nil, "", provider.OutcomeUnknown, 0},
		{"refused", refused, provider.ClassInvalid, provider.OutcomeRefused, time.Minute},
		{"wrapped", fmt.Errorf("creating: %w", refused), provider.ClassInvalid, provider.OutcomeRefused, time.Minute},
		{"joined", errors.Join(io.EOF, refused), provider.ClassInvalid, provider.OutcomeRefused, time.Minute},
		{"unknown", &provider.Error{Class: provider.ClassUnavailable, Outcome: provider.OutcomeUnknown}, provider.ClassUnavailable, provider.OutcomeUnknown, 0},
		{"outcome not stated: not known to be refused", &provider.Error{Class: provider.ClassInvalid}, provider.ClassInvalid, provider.OutcomeUnknown, 0},
		{"nobody's error", io.ErrUnexpectedEOF, provider.ClassUnavailable, provider.OutcomeUnknown, 0},
		{"cancelled", context.Canceled, provider.ClassUnavailable, provider.OutcomeUnknown, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := provider.ClassOf(test.err); got != test.class {
				t.Errorf("class %q, want %q", got, test.class)
			}
			if got := provider.OutcomeOf(test.err); got != test.outcome {
				t.Errorf("outcome %q, want %q", got, test.outcome)
			}
			if got := provider.RetryAfter(test.err); got != test.retry {
				t.Errorf("retry after %s, want %s", got, test.retry)
			}
		})
	}
}

func TestAs(t *testing.T) {
	e := &provider.Error{Class: provider.ClassNotFound, Err: io.EOF}
	if got := provider.As(fmt.Errorf("x: %w", e)); got != e {
		t.Errorf("%v, want the error within", got)
	}
	if got := provider.As(io.EOF); got != nil {
		t.Errorf("%v, want nil", got)
	}
	if !errors.Is(e, io.EOF) {
		t.Error("the cause is lost")
	}
}

// TestErrorText: the text may stand in a condition, so it has neither the request's ID nor the
// cause's words, which may quote anything.
func TestErrorText(t *testing.T) {
	fields := []provider.FieldError{
		{Path: "personal.phone", Message: "write ten digits"},
		{Path: "personal.identitySecretRef[ssn]", Message: "write nine digits"},
	}
	for _, test := range []struct {
		err  *provider.Error
		want string
	}{
		{&provider.Error{Message: "The provider cannot be reached."}, "The provider cannot be reached."},
		{&provider.Error{Operation: "GetCustomer", Message: "No such customer."}, "GetCustomer: No such customer."},
		{&provider.Error{Operation: "CreateCustomer", Message: "The provider refuses the data.", Fields: fields},
			"CreateCustomer: The provider refuses the data: personal.phone: write ten digits; personal.identitySecretRef[ssn]: write nine digits"},
		{&provider.Error{Message: "No.", Code: "Duplicate", ExistingID: "4711", RequestID: "r-1", Err: errors.New("123-45-6789")}, "No."},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestInvalid(t *testing.T) {
	e := provider.Invalid("CreateCustomer", "it lacks a name")
	assert.Equal(t, "CreateCustomer: it lacks a name", e.Error())
	assert.Equal(t, provider.ClassInvalid, e.Class)
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
}

func TestUnsent(t *testing.T) {
	shared := &provider.Error{Class: provider.ClassUnavailable, Outcome: provider.OutcomeUnknown, Operation: "Token", Message: "m"}
	e := provider.As(provider.Unsent(shared))
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
	assert.Equal(t, provider.ClassUnavailable, e.Class)
	assert.Equal(t, "Token: m", e.Error())
	assert.Equal(t, provider.OutcomeUnknown, shared.Outcome, "it is not changed for others")

	other := errors.New("x")
	assert.Equal(t, other, provider.Unsent(other))
	assert.NoError(t, provider.Unsent(nil))
}
