package fin

import (
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// apiError is a refusal. Fin has no single shape of them (reference 3).
type apiError struct {
	status int
	body   any
}

func (e *apiError) write(w http.ResponseWriter) { httpx.WriteJSON(w, e.status, e.body) }

type message struct {
	Message string `json:"message"`
}

type statusMessage struct {
	Status  int               `json:"status"`
	Message string            `json:"message"`
	Data    map[string]string `json:"data,omitempty"`
}

type codedError struct {
	Error codedMessage `json:"error"`
}

type codedMessage struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type validation struct {
	Message string              `json:"message"`
	Errors  []map[string]string `json:"errors"`
}

// refuse is the shape of 401, 404 and most others.
func refuse(status int, text string) *apiError { return &apiError{status, message{text}} }

func errNotFound() *apiError { return refuse(http.StatusNotFound, "Customer not found") }

// errStatus is the shape that carries its own status: 400 of a malformed body, 423, 500.
func errStatus(status int, text string) *apiError {
	return &apiError{status, statusMessage{Status: status, Message: text}}
}

// errCoded is that of 403 and 409, at the attach of a V2 individual.
func errCoded(status int, code, text string) *apiError {
	return &apiError{status, codedError{codedMessage{code, text}}}
}

// errFields is 400 with a map of fields, or nil when there are no problems: the V2 calls for businesses, and
// PATCH.
func errFields(problems []input.Problem) *apiError {
	if len(problems) == 0 {
		return nil
	}
	data := make(map[string]string)
	for _, p := range problems {
		if data[p.Path] == "" {
			data[p.Path] = p.Message
		}
	}
	return &apiError{http.StatusBadRequest, statusMessage{http.StatusBadRequest, "Validation failed", data}}
}

// errInvalid is 422 with a list of maps, or nil when there are no problems: everything else.
func errInvalid(problems []input.Problem) *apiError {
	if len(problems) == 0 {
		return nil
	}
	v := validation{Message: "Validation failed"}
	for _, p := range problems {
		v.Errors = append(v.Errors, map[string]string{p.Path: p.Message})
	}
	return &apiError{http.StatusUnprocessableEntity, v}
}

// errOne is errInvalid with one problem.
func errOne(path, text string) *apiError {
	return errInvalid([]input.Problem{{Path: path, Message: text}})
}

// errorOf is the error that goes with a bare status, for faults.
func errorOf(status int) *apiError {
	switch {
	case status == http.StatusUnauthorized:
		return refuse(status, "Unauthorized")
	case status >= http.StatusInternalServerError, status == http.StatusBadRequest:
		return errStatus(status, http.StatusText(status))
	case status == http.StatusForbidden:
		return errCoded(status, "forbidden", http.StatusText(status))
	case status == http.StatusConflict:
		return errCoded(status, "conflict", http.StatusText(status))
	case status == http.StatusUnprocessableEntity:
		return &apiError{status, validation{http.StatusText(status), []map[string]string{}}}
	}
	return refuse(status, http.StatusText(status))
}
