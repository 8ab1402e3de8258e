package fin

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// errUnauthorized marks a 401 to a call that carried an access token.
var errUnauthorized = errors.New("the access token is not taken")

// tokenRefused tells whether err says that the access token is no longer taken.
func tokenRefused(err error) bool { return errors.Is(err, errUnauthorized) }

// errorBody is any of Fin's error bodies. There is no single shape (response sections of the pages
// Customers): a message alone; a message with a map of fields under data (400) or a list of maps under
// errors (422); or an error object with a code (403 and 409 of the attach of an individual).
type errorBody struct {
	// Message is only asked whether it is there: it could echo a value.
	Message transport.Word  `json:"message"`
	Data    json.RawMessage `json:"data"`
	Errors  json.RawMessage `json:"errors"`
	Error   json.RawMessage `json:"error"`
}

// decodeError reads an error body, and reports false if it is none of Fin's.
func decodeError(body []byte) (b errorBody, ok bool) {
	if json.Unmarshal(body, &b) != nil {
		return errorBody{}, false
	}
	return b, b.Message != "" || b.code() != ""
}

// code is the machine-readable code; Fin documents forbidden and conflict.
func (b errorBody) code() string {
	var e struct {
		Code transport.Word `json:"code"`
	}
	_ = json.Unmarshal(b.Error, &e)
	return e.Code.Code()
}

// pathForm is how Fin writes the path of a field: dots, and an index for the parts of a list. No
// segment of it is repeated that is not a field of a request.
var pathForm = regexp.MustCompile(`^[a-z0-9_]+(\[[0-9]{1,4}\])?(\.[a-z0-9_]+(\[[0-9]{1,4}\])?)*$`)

var index = regexp.MustCompile(`\[[0-9]+\]`)

// known are the names that paths consist of.
var known = func() map[string]bool {
	out := map[string]bool{"customer_id": true, "files": true}
	for _, t := range []reflect.Type{
		reflect.TypeFor[Individual](), reflect.TypeFor[Business](), reflect.TypeFor[IndividualDocuments](),
		reflect.TypeFor[BusinessDocuments](), reflect.TypeFor[partiesBody](), reflect.TypeFor[IndividualAnswer](),
		reflect.TypeFor[BusinessAnswer](),
	} {
		names(t, out)
	}
	return out
}()

func isPath(s string) bool {
	if !pathForm.MatchString(s) {
		return false
	}
	for _, segment := range strings.Split(index.ReplaceAllString(s, ""), ".") {
		if !known[segment] {
			return false
		}
	}
	return true
}

// paths are the fields that the body complains of, sorted. Fin documents the keys of a 400's map, and
// leaves open what the keys of a 422's maps are: the field itself, or words like field and message.
func (b errorBody) paths() []string {
	found := map[string]bool{}
	add := func(m map[string]transport.Word) {
		for key, value := range m {
			for _, candidate := range []string{key, string(value)} {
				if isPath(candidate) {
					found[candidate] = true
				}
			}
		}
	}
	var byField map[string]transport.Word
	if json.Unmarshal(b.Data, &byField) == nil {
		for key := range byField {
			byField[key] = "" // the reason: Fin's text
		}
		add(byField)
	}
	var list []map[string]transport.Word
	if json.Unmarshal(b.Errors, &list) == nil {
		for _, m := range list {
			add(m)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// refine adds to e what Fin's answer says.
func (c *Client) refine(resp *transport.Response, e *provider.Error) {
	if resp.Status < http.StatusBadRequest {
		return
	}
	if resp.Status == http.StatusUnauthorized {
		c.refineUnauthorized(e)
		return
	}
	b, ok := decodeError(resp.Body)
	if !ok {
		refineSilent(resp.Status, e)
		return
	}
	e.Code = b.code()
	switch status := resp.Status; {
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		e.Message = "Fin refuses the data"
		for _, path := range b.paths() {
			e.Fields = append(e.Fields, provider.FieldError{Path: provider.FieldPath(path), Message: refusal(path)})
		}
	case status == http.StatusForbidden && e.Code != "":
		// Page Attach documents to an individual customer (V2): a customer in another status, or of
		// another type or version, or a file of another customer's.
		e.Class = provider.ClassConflict
		e.Message = "Fin takes no documents for this customer now, or a file was uploaded for another customer"
	case status == http.StatusForbidden:
		e.Message = "Fin does not let this account do this"
	case status == http.StatusNotFound:
		e.Message = "Fin has no such customer"
	case status == http.StatusConflict && e.Code != "":
		// The same page: one attach at a time. This one had no effect.
		e.Outcome = provider.OutcomeRefused
		e.Message = "Fin is still working on the documents that were attached before"
	case status == http.StatusLocked:
		e.Message = "Fin has not enabled this for the account"
		e.Fields = []provider.FieldError{{Path: "verification_type", Message: "RELIANCE is not enabled for this account at Fin: " +
			"write STANDARD, or have Fin enable it"}}
	case status >= http.StatusInternalServerError:
		e.Message = "Fin failed to process the request"
	}
}

func (c *Client) refineUnauthorized(e *provider.Error) {
	switch e.Operation {
	case OpToken:
		e.Message = "Fin refuses the client ID and secret, which are key and secret of the credentials: check both, and that they belong to the " +
			string(c.api.Environment()) + " environment"
	case OpRefreshToken:
		e.Message = "Fin refuses the refresh token"
	default:
		e.Message = "Fin refuses the access token that it issued itself: check that the endpoint belongs to the environment"
		e.Err = errUnauthorized
	}
}

// refineSilent is for an answer without one of Fin's error bodies. A 429 or a failure may come from what
// stands before the API; anything else is not Fin's.
func refineSilent(status int, e *provider.Error) {
	if status == http.StatusTooManyRequests || status >= http.StatusInternalServerError {
		return
	}
	*e = *foreign(e.Operation, e.Outcome)
}

// foreign is the error for an answer that Fin's API would not give.
func foreign(operation string, outcome provider.Outcome) *provider.Error {
	return transport.Foreign("Fin", operation, outcome)
}

// nameless is the error for a request that Fin took without saying what it made of it.
func nameless(operation, what string) *provider.Error {
	return transport.Unnamed("Fin", operation, "request", what)
}
