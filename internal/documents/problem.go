package documents

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/secrets"
)

// The reasons of problems. Those of Secrets are the same as for any other Secret.
const (
	// ReasonSecretNotFound: the Secret that the source names does not exist.
	ReasonSecretNotFound = v1alpha1.ReasonSecretNotFound
	// ReasonSecretKeyMissing: the Secret lacks the key, or has nothing under it.
	ReasonSecretKeyMissing = v1alpha1.ReasonSecretKeyMissing
	// ReasonSourceInvalid: the source cannot be read as written.
	ReasonSourceInvalid = v1alpha1.ReasonDocumentSourceInvalid
	// ReasonHostNotAllowed: the address, or one that it leads to, is none that may be read.
	ReasonHostNotAllowed = v1alpha1.ReasonDocumentHostNotAllowed
	// ReasonUnreachable: the address gave no file.
	ReasonUnreachable = v1alpha1.ReasonDocumentUnreachable
	// ReasonTooLarge: the file is larger than MaxBytes.
	ReasonTooLarge = v1alpha1.ReasonDocumentTooLarge
	// ReasonHashMismatch: the file behind the address is not the one that the manifest means.
	ReasonHashMismatch = v1alpha1.ReasonDocumentHashMismatch
	// ReasonTypeUnknown: the file is neither JPEG, PNG nor PDF.
	ReasonTypeUnknown = v1alpha1.ReasonDocumentTypeUnknown
)

// Problem is why a document cannot be had, in the words of conditions.
type Problem struct {
	// Reason is one of the reasons above.
	Reason string
	// Message says what to do. Equal causes give equal messages.
	Message string
	// Retryable tells whether another try may soon succeed though nobody changes anything. Without
	// it there is something to do first; none of it shows in a watch, so look again now and then.
	Retryable bool
	// Err is the *secrets.MissingError, if that is the problem.
	Err error
}

// Error implements error.
func (p *Problem) Error() string { return p.Message }

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Err }

// ProblemOf returns the *Problem in err's chain, or nil.
func ProblemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return nil
}

func missing(m *secrets.MissingError) *Problem {
	reason := ReasonSecretNotFound
	if m.Key != "" {
		reason = ReasonSecretKeyMissing
	}
	return &Problem{Reason: reason, Message: m.Error(), Err: m}
}

func sourceInvalid(message string) *Problem {
	return &Problem{Reason: ReasonSourceInvalid, Message: message}
}

func hostNotAllowed(message string) *Problem {
	return &Problem{Reason: ReasonHostNotAllowed, Message: message}
}

// unreachable tells of a failure that may pass.
func unreachable(host, why string) *Problem {
	return &Problem{
		Reason: ReasonUnreachable, Retryable: true,
		Message: fmt.Sprintf("the document cannot be read from host %q: %s; the operator tries again", host, why),
	}
}

// answered tells of an answer that is not the file. The server's own words stay out of it.
func answered(host string, status int) *Problem {
	said := strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return unreachable(host, "it answers "+said)
	}
	if status >= http.StatusInternalServerError {
		return unreachable(host, "it answers "+said)
	}
	return &Problem{
		Reason: ReasonUnreachable,
		Message: fmt.Sprintf("host %q does not give the document, it answers %s: check that url leads to the file itself, "+
			"without a login, and has not expired", host, said),
	}
}

func tooLarge() *Problem {
	return &Problem{
		Reason:  ReasonTooLarge,
		Message: fmt.Sprintf("the document is larger than %d MiB: make it smaller, by a lower resolution for example", MaxBytes>>20),
	}
}

func hashMismatch(host string) *Problem {
	return &Problem{
		Reason: ReasonHashMismatch,
		Message: fmt.Sprintf("the file that host %q gives does not have the sha256 that stands beside its url: make sure that url leads "+
			"to the file itself and not to a page about it, then write what sha256sum prints for that file", host),
	}
}

func typeUnknown(message string) *Problem {
	return &Problem{Reason: ReasonTypeUnknown, Message: message}
}
