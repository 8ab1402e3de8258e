package dwolla

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"
)

// apiError is a refusal in the shapes of reference 1.5.
type apiError struct {
	status  int
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Links   links          `json:"_links,omitempty"`
	Embed   *embeddedError `json:"_embedded,omitempty"`
}

type embeddedError struct {
	Errors []fieldError `json:"errors"`
}

// fieldError is one entry of shape B.
type fieldError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Path    string `json:"path"`
	Links   links  `json:"_links"`
}

// Embedded codes.
const (
	codeRequired   = "Required"
	codeInvalid    = "Invalid"
	codeFormat     = "InvalidFormat"
	codeNotAllowed = "NotAllowed"
	codeDuplicate  = "Duplicate"
	codeReadOnly   = "ReadOnly"
)

func (e *apiError) Error() string { return e.Code + ": " + e.Message }

func refuse(status int, code, message string) *apiError {
	return &apiError{status: status, Code: code, Message: message}
}

func errBadRequest() *apiError {
	return refuse(http.StatusBadRequest, "BadRequest", "The request body contains bad syntax or is incomplete.")
}

func errNotFound() *apiError {
	return refuse(http.StatusNotFound, "NotFound", "The requested resource was not found.")
}

func errState() *apiError {
	return refuse(http.StatusForbidden, "InvalidResourceState", "Resource cannot be modified.")
}

func errConflict() *apiError {
	return refuse(http.StatusConflict, "Conflict", "A request with this idempotency key is still being processed.")
}

// errValidation is shape B.
func errValidation(errs []fieldError) *apiError {
	for i := range errs {
		if errs[i].Links == nil {
			errs[i].Links = links{}
		}
	}
	return &apiError{
		status:  http.StatusBadRequest,
		Code:    "ValidationError",
		Message: "Validation error(s) present. See embedded errors list for more details.",
		Embed:   &embeddedError{Errors: errs},
	}
}

// fieldErr makes an embedded error; path is a JSON pointer and the message begins with its last part.
func fieldErr(code, path, format string, args ...any) fieldError {
	return fieldError{Code: code, Path: path, Message: capitalised(path) + " " + fmt.Sprintf(format, args...)}
}

// capitalised names a field as Dwolla's messages do: /controller/dateOfBirth is DateOfBirth.
func capitalised(path string) string {
	name := []rune(path[strings.LastIndex(path, "/")+1:])
	if len(name) > 0 {
		name[0] = unicode.ToUpper(name[0])
	}
	return string(name)
}

// statusErrors are the bodies that go with a bare status, as an injected fault answers it.
var statusErrors = map[int][2]string{
	http.StatusBadRequest:          {"BadRequest", "The request body contains bad syntax or is incomplete."},
	http.StatusUnauthorized:        {"InvalidAccessToken", "Invalid access token."},
	http.StatusForbidden:           {"Forbidden", "The supplied credentials are not authorized for this resource."},
	http.StatusNotFound:            {"NotFound", "The requested resource was not found."},
	http.StatusMethodNotAllowed:    {"MethodNotAllowed", "The method is not allowed for this resource."},
	http.StatusNotAcceptable:       {"InvalidVersion", "The Accept header is missing or names an unknown version."},
	http.StatusConflict:            {"Conflict", "A request with this idempotency key is still being processed."},
	http.StatusTooManyRequests:     {"Too Many Requests", "Please wait a short period of time before re-attempting the request."},
	http.StatusInternalServerError: {"ServerError", "A server error occurred. Error ID: 00000000-0000-4000-8000-000000000000"},
}

// errStatus is the error that Dwolla sends with a status, or one like it.
func errStatus(status int) *apiError {
	if e, ok := statusErrors[status]; ok {
		return refuse(status, e[0], e[1])
	}
	if status < http.StatusInternalServerError {
		return refuse(status, strings.ReplaceAll(http.StatusText(status), " ", ""), http.StatusText(status)+".")
	}
	return refuse(status, statusErrors[500][0], statusErrors[500][1])
}
