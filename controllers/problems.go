package controllers

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/secrets"
	"github.com/bonafide-dev/bonafide/provider"
)

// halt ends a pass before its last step: something is in the way.
type halt struct {
	problem v1alpha1.ProblemFact
	// after is when to try again; zero leaves it to the back-off, or, if somebody else has to act,
	// to the watches and the slow look at Secrets.
	after time.Duration
	// refused is the fingerprint of the data that the provider refused, when it refused data.
	refused string
	// gone tells that no waiting helps: the account, or what it takes to use it, does not exist.
	gone bool
	// aside tells that whatever else there is to do can be done all the same: the documents after the one that
	// is at fault, the steps after the one that was halted.
	aside bool
	// err is the cause, for the log.
	err error
}

// Error implements error.
func (h *halt) Error() string { return h.problem.Message }

// Unwrap gives the cause.
func (h *halt) Unwrap() error { return h.err }

func haltOf(err error) *halt {
	var h *halt
	if errors.As(err, &h) {
		return h
	}
	return nil
}

// stall halts until somebody changes something.
func stall(reason, format string, args ...any) *halt {
	return &halt{problem: v1alpha1.ProblemFact{
		Severity: v1alpha1.ProblemStalled, Reason: reason, Message: fmt.Sprintf(format, args...),
	}}
}

// await halts until something else in the cluster is there.
func await(reason, format string, args ...any) *halt {
	return &halt{problem: v1alpha1.ProblemFact{
		Severity: v1alpha1.ProblemWaiting, Reason: reason, Message: fmt.Sprintf(format, args...),
	}}
}

// retry halts until the operator tries again by itself.
func retry(reason string, err error, format string, args ...any) *halt {
	return &halt{err: err, problem: v1alpha1.ProblemFact{
		Severity: v1alpha1.ProblemRetrying, Reason: reason, Message: fmt.Sprintf(format, args...),
	}}
}

// forGood marks a halt that no waiting helps.
func (h *halt) forGood(gone bool) *halt {
	h.gone = gone
	return h
}

// orNil is the halt as an error; nil if there is none.
func (h *halt) orNil() error {
	if h == nil {
		return nil
	}
	return h
}

// besides marks a halt that keeps nothing else from being done.
func (h *halt) besides() *halt {
	h.aside = true
	return h
}

// heeding has a halt wait for as long as the provider asked to be left alone, if err says so.
func (h *halt) heeding(err error) *halt {
	h.after = max(h.after, provider.RetryAfter(err))
	return h
}

// because remembers the data that were refused, so that they are not sent again.
func (h *halt) because(fingerprint string) *halt {
	h.refused = fingerprint
	return h
}

// haltForSecret puts an error of reading a Secret in the words of conditions.
func haltForSecret(err error) error {
	if haltOf(err) != nil {
		return err // It says already whose Secret it is: a document's.
	}
	if secrets.Missing(err) == nil {
		return err // The API server could not be asked: back off and try again.
	}
	p := account.SecretProblem(err)
	return &halt{problem: v1alpha1.ProblemFact{Severity: p.Severity, Reason: p.Reason, Message: p.Message}, err: err}
}

// told is an error in the words of conditions: the name of the call, with which a provider's error begins, says
// nothing to users.
func told(err error) string {
	e := provider.As(err)
	if e == nil {
		return err.Error()
	}
	return strings.Replace(err.Error(), e.Error(), e.Told(), 1)
}

// haltForProvider puts an error of a provider's call in the words of conditions, by its class.
func haltForProvider(err error) error {
	e := provider.As(err)
	if e == nil {
		return retry(v1alpha1.ReasonProviderUnavailable, err, "the provider could not be asked; the operator tries again")
	}
	switch e.Class {
	case provider.ClassInvalid, provider.ClassDuplicate:
		h := stall(v1alpha1.ReasonInvalidInput, "the provider refuses the request: %s", e.Told())
		h.err, h.after = err, dependencyPoll // The request would be made as often as a Secret is looked at otherwise.
		return h
	case provider.ClassAuth:
		return retry(v1alpha1.ReasonProviderNotReady, err,
			"the provider refuses the account's credentials or rights: %s; the VerificationProvider's conditions say what to do", e.Message)
	case provider.ClassNotFound:
		return &halt{problem: *customerGone(), err: err}
	case provider.ClassRateLimited:
		h := retry(v1alpha1.ReasonRateLimited, err, "the provider asked to be called less often; the operator waits as long as it asked")
		h.after = max(e.RetryAfter, time.Second)
		return h
	case provider.ClassConflict:
		return retry(v1alpha1.ReasonConflict, err, "another request for this customer is under way at the provider, or its status moved on; the operator looks again")
	default:
		what := cmp.Or(e.Told(), "the provider cannot be reached, or fails") // As a provider.Error says it, which is fit for a condition.
		return retry(v1alpha1.ReasonProviderUnavailable, err, "%s; the operator tries again", what).heeding(err)
	}
}

func customerGone() *v1alpha1.ProblemFact {
	return notFound("the provider has no customer of this ID for this account; the operator never creates a person anew: " +
		"check that the VerificationProvider's environment and account are the ones that the customer lives at, or delete this object and apply it again to have a new customer created")
}

// OwnerGone is the problem of an owner whom the provider no longer has.
func OwnerGone() *v1alpha1.ProblemFact {
	return notFound("the provider has no owner of this ID for this account: the owner was removed there, and the operator never adds a person anew; " +
		"delete this object, and apply it again if the person still owns a part of the business")
}

func notFound(message string) *v1alpha1.ProblemFact {
	return &v1alpha1.ProblemFact{Severity: v1alpha1.ProblemStalled, Reason: v1alpha1.ReasonCustomerNotFound, Message: message}
}
