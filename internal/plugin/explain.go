package plugin

import (
	"context"
	"errors"
	"fmt"

	"github.com/bonafide-dev/bonafide/provider"
)

// What each end of the conversation means for the one session that a customer gets.
const (
	nothingUsed = "nothing is used, run this again when the person is ready"
	sessionUsed = "nothing was sent, and the session is used: ask the provider how this customer can be verified now"
)

// toldError is a provider's error without the name of the call, which says nothing to a user.
type toldError struct{ cause *provider.Error }

func (e toldError) Error() string { return e.cause.Told() }

func (e toldError) Unwrap() error { return e.cause }

func told(err error) error {
	if e := provider.As(err); e != nil && e.Error() == err.Error() {
		return toldError{e}
	}
	return err
}

// explainBefore is for what ends the conversation before the questions were read.
func explainBefore(err error) error {
	if onThisSide(err) {
		return errors.New("you left before the questions were shown: " + nothingUsed)
	}
	switch provider.ClassOf(err) {
	case provider.ClassConflict, provider.ClassDuplicate:
		return fmt.Errorf("the provider opens no session for this customer: the only one was used before, or the "+
			"customer no longer waits for it and the operator has yet to notice: %w", told(err))
	case provider.ClassAuth:
		return fmt.Errorf("the provider does not let this account ask questions, which may have to be enabled first: %w", told(err))
	case provider.ClassUnavailable, provider.ClassRateLimited:
		return fmt.Errorf("the provider cannot be asked from this machine now; %s: %w", nothingUsed, told(err))
	default:
		return fmt.Errorf("the provider did not open a session; nothing is used: %w", told(err))
	}
}

// onThisSide tells whether it was the user who ended the conversation.
func onThisSide(err error) bool {
	return errors.Is(err, errDeclined) || errors.Is(err, errInterrupted) || errors.Is(err, errInputEnded) ||
		errors.Is(err, context.Canceled)
}

// explainReading is for errors of the call that reads the questions.
func explainReading(err error) error {
	switch {
	case provider.OutcomeOf(err) != provider.OutcomeRefused:
		return fmt.Errorf("it is not known whether the session is used: run this again, and the provider will tell: %w", told(err))
	case provider.ClassOf(err) == provider.ClassConflict:
		return fmt.Errorf("the provider shows no questions: they were read before, or the session is over: %w", told(err))
	default:
		return fmt.Errorf("the provider did not show the questions; %s: %w", nothingUsed, told(err))
	}
}

// explainAfter is for what ends the conversation between the first question and the last answer.
func explainAfter(err error) error {
	if errors.Is(err, errInterrupted) || errors.Is(err, context.Canceled) {
		return errors.New("you left after the questions were shown; " + sessionUsed)
	}
	return fmt.Errorf("%w; %s", told(err), sessionUsed)
}

// explainSending is for errors of the call that sends the answers.
func explainSending(err error) error {
	class := provider.ClassOf(err)
	switch {
	case provider.OutcomeOf(err) != provider.OutcomeRefused:
		return fmt.Errorf("it is not known whether the answers arrived, and they are not sent again; the customer's "+
			"status will show what became of them: %w", told(err))
	case class == provider.ClassConflict, class == provider.ClassNotFound:
		return fmt.Errorf("the provider took no answers, because the time was over or the session had ended; the "+
			"session is used: ask the provider how this customer can be verified now: %w", told(err))
	default:
		return fmt.Errorf("the provider refused the answers, and they are not sent again: %w", told(err))
	}
}
