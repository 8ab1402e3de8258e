package provider

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Class sorts errors by what a caller can do about them.
type Class string

// The classes.
const (
	// ClassInvalid is terminal: the provider refuses the request as it stands, and always will.
	ClassInvalid Class = "Invalid"
	// ClassAuth means that the credentials, or their rights, are refused.
	ClassAuth Class = "Auth"
	// ClassNotFound means that the provider has no such thing.
	ClassNotFound Class = "NotFound"
	// ClassConflict means that the state of the thing does not allow the request, or that another
	// request is under way: look before doing anything else.
	ClassConflict Class = "Conflict"
	// ClassDuplicate is a refusal because such a thing exists already; ExistingID names it if the
	// provider says.
	ClassDuplicate Class = "Duplicate"
	// ClassRateLimited means to wait for RetryAfter.
	ClassRateLimited Class = "RateLimited"
	// ClassUnavailable means that a later try may do: network errors, time-outs, 5xx.
	ClassUnavailable Class = "Unavailable"
)

// Outcome tells whether a request that failed may have taken effect.
type Outcome string

// The outcomes.
const (
	// OutcomeRefused means that it certainly had no effect.
	OutcomeRefused Outcome = "Refused"
	// OutcomeUnknown means that it may have had its effect.
	OutcomeUnknown Outcome = "Unknown"
)

// Error is what every call of a provider fails with. Its text is stable over repeated failures and
// holds no value that was submitted, so that it may stand in a condition.
type Error struct {
	Class   Class
	Outcome Outcome
	// Operation is the driver's name of the call ("CreateCustomer").
	Operation string
	// Code is the provider's own error code, raw; empty if it gave none.
	Code string
	// Message is for people, in words of ours: no provider text that could echo a value.
	Message string
	// Fields says what is wrong with which field, when the provider told.
	Fields []FieldError
	// ExistingID is the thing that stands in the way of class Duplicate.
	ExistingID string
	// RetryAfter is how long the provider wants to be left alone; zero if it did not say.
	RetryAfter time.Duration
	// RequestID is the provider's name of the exchange: for logs, never for conditions.
	RequestID string
	// Err is the cause, for errors.Is and logs.
	Err error
}

// FieldError says what is wrong with one field.
type FieldError struct {
	// Path is the field's path in the VerifiedCustomer API, below spec ("personal.phone"), or a key
	// of its Secret ("personal.identitySecretRef[ssn]").
	Path FieldPath
	// Message says what is wrong and what to write instead, without the value.
	Message string
}

// String is "path: message".
func (e FieldError) String() string { return string(e.Path) + ": " + e.Message }

// JoinFields renders field errors as one line.
func JoinFields(fields []FieldError) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.String()
	}
	return strings.Join(parts, "; ")
}

// Error implements error.
func (e *Error) Error() string {
	if e.Operation == "" {
		return e.Told()
	}
	return fmt.Sprintf("%s: %s", e.Operation, e.Told())
}

// Told is the error as users are told of it, to whom the operation's name says nothing.
func (e *Error) Told() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	return strings.TrimSuffix(e.Message, ".") + ": " + JoinFields(e.Fields)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Invalid is the error of an operation that is not even tried: it would be refused as it stands.
func Invalid(operation, message string) *Error {
	return &Error{Class: ClassInvalid, Outcome: OutcomeRefused, Operation: operation, Message: message}
}

// Unsent is err as that of an operation which it kept from being tried, whatever became of the request that err is
// about. Others may hold err, so that it is left as it is.
func Unsent(err error) error {
	e := As(err)
	if e == nil {
		return err
	}
	unsent := *e
	unsent.Outcome = OutcomeRefused
	return &unsent
}

// Vanished is err as that of an operation on something that was seen a moment ago. That a part of it is not found says
// that somebody removed the part since, and not that the whole is gone: another look tells what there is now.
func Vanished(err error) error {
	e := As(err)
	if e == nil || e.Class != ClassNotFound {
		return err
	}
	vanished := *e
	vanished.Class, vanished.Message = ClassUnavailable, "something that was there at the last look is not there any more"
	return &vanished
}

// As returns the *Error in err's chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// ClassOf is the class of err: ClassUnavailable for an error that is not a provider's (a cancelled
// context, say), empty for nil.
func ClassOf(err error) Class {
	if err == nil {
		return ""
	}
	if e := As(err); e != nil {
		return e.Class
	}
	return ClassUnavailable
}

// OutcomeOf tells whether the request behind err may have taken effect. What is not known to be
// refused is unknown.
func OutcomeOf(err error) Outcome {
	if e := As(err); e != nil && e.Outcome == OutcomeRefused {
		return OutcomeRefused
	}
	return OutcomeUnknown
}

// RetryAfter is how long the provider wants to be left alone, zero if err does not say.
func RetryAfter(err error) time.Duration {
	if e := As(err); e != nil {
		return e.RetryAfter
	}
	return 0
}
