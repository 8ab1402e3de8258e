package controllers

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// What keeps a provider from answering is told as the driver says it: some of it only somebody here can cure.
func TestUnavailabilityIsTold(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"said": {&provider.Error{Class: provider.ClassUnavailable, Operation: "GetCustomer", Message: "the certificate of the endpoint is not trusted",
			Err: errors.New("dial 10.0.0.1:4711"), RequestID: "r-1"}, "the certificate of the endpoint is not trusted; the operator tries again"},
		"unsaid":          {&provider.Error{Class: provider.ClassUnavailable}, "the provider cannot be reached, or fails; the operator tries again"},
		"no provider's":   {context.DeadlineExceeded, "the provider could not be asked; the operator tries again"},
		"of another kind": {&provider.Error{Class: provider.ClassRateLimited, Message: "x"}, "the provider asked to be called less often; the operator waits as long as it asked"},
	} {
		t.Run(name, func(t *testing.T) {
			h := haltOf(haltForProvider(tc.err))
			assert.Equal(t, tc.want, h.problem.Message)
			assert.Equal(t, v1alpha1.ProblemRetrying, h.problem.Severity)
		})
	}
}

// Users are told what a provider says of their account, and not by which operation of the driver it was asked.
func TestAccountProblemsNameNoOperation(t *testing.T) {
	p := checkProblem(&provider.Error{Class: provider.ClassAuth, Operation: "Token", Message: "Dwolla refuses the key and secret"})
	assert.Equal(t, "Dwolla refuses the key and secret", p.Message)
	assert.Equal(t, v1alpha1.ReasonCredentialsRefused, p.Reason)

	refused := &provider.Error{Operation: "CreateSubscription", Message: "Dwolla refuses"}
	for err, want := range map[error]string{
		fmt.Errorf("resuming it: %w", refused):                                "resuming it: Dwolla refuses",
		&halt{err: refused, problem: v1alpha1.ProblemFact{Message: "halted"}}: "halted",
		errors.New("no provider's"):                                           "no provider's",
	} {
		assert.Equal(t, want, told(err))
	}
}
