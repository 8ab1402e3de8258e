package account

import (
	"errors"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/secrets"
)

// Problem is why an account cannot be opened, in the words of conditions.
type Problem struct {
	Severity v1alpha1.ProblemSeverity
	Reason   string
	Message  string
	Err      error
}

// Error implements error.
func (p *Problem) Error() string { return p.Message }

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Err }

// ProblemOf returns the *Problem in err's chain, or one that says to try again.
func ProblemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return &Problem{Severity: v1alpha1.ProblemRetrying, Reason: v1alpha1.ReasonProviderUnavailable,
		Message: "the Kubernetes API server could not be asked; the operator tries again", Err: err}
}

// SecretProblem puts an error of reading a Secret in the words of conditions.
func SecretProblem(err error) *Problem {
	missing := secrets.Missing(err)
	if missing == nil {
		return ProblemOf(err)
	}
	reason := v1alpha1.ReasonSecretNotFound
	if missing.Key != "" {
		reason = v1alpha1.ReasonSecretKeyMissing
	}
	return &Problem{Severity: v1alpha1.ProblemWaiting, Reason: reason, Message: missing.Error(), Err: err}
}
