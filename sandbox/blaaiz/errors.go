package blaaiz

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// apiError is a refusal (reference 3).
type apiError struct {
	status  int
	message string
}

func refuse(status int, format string, args ...any) *apiError {
	return &apiError{status, fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) *apiError {
	return refuse(http.StatusUnprocessableEntity, format, args...)
}

func locked(message string) *apiError { return refuse(http.StatusBadRequest, "%s", message) }

var (
	errNoCustomer = refuse(http.StatusNotFound, "Customer not found")
	errNoOwner    = refuse(http.StatusNotFound, "Owner not found")
	errNoDocument = refuse(http.StatusNotFound, "Document not found")
	errBody       = refuse(http.StatusBadRequest, "The request body must be a JSON object.")
	errToken      = refuse(http.StatusUnauthorized, "Invalid or missing access token")
	errScope      = refuse(http.StatusForbidden, "Insufficient scope for this resource")
)

// problemsOf refuses with the first problem and the number of the others.
func problemsOf(in *input.Object) *apiError {
	all := in.Problems()
	if len(all) == 0 {
		return nil
	}
	first := strings.NewReplacer("[", ".", "]", "").Replace(all[0].Path)
	text := fmt.Sprintf("The %s field %s.", first, all[0].Message)
	if more := len(all) - 1; more > 0 {
		text += fmt.Sprintf(" (and %d more)", more)
	}
	return invalid("%s", text)
}

// body has the field status at some routes only (reference 3).
func (e *apiError) body(bare bool) any {
	if bare {
		return struct {
			Message string `json:"message"`
		}{e.message}
	}
	return struct {
		Status  bool   `json:"status"`
		Message string `json:"message"`
	}{false, e.message}
}

func (e *apiError) write(w http.ResponseWriter, bare bool) {
	httpx.WriteJSON(w, e.status, e.body(bare))
}

// reply is the envelope of answers.
type reply struct {
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
}

func write(w http.ResponseWriter, status int, message string, data any) *apiError {
	httpx.WriteJSON(w, status, reply{message, data})
	return nil
}
