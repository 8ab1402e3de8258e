package dwolla

import (
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// errorBody is any of Dwolla's error bodies (API reference, API Fundamentals › Errors): a code at
// the top, embedded validation errors, a link to what is there already, or OAuth's own shape.
type errorBody struct {
	Code     transport.Word  `json:"code"`
	OAuth    transport.Word  `json:"error"`
	Links    json.RawMessage `json:"_links"`
	Embedded json.RawMessage `json:"_embedded"`
}

// embeddedError is one validation error. Its message is not read: it could echo a value.
type embeddedError struct {
	Code  transport.Word `json:"code"`
	Path  transport.Word `json:"path"`
	Links Links          `json:"_links"`
}

// codeForm is what a code may look like: anything else is not repeated anywhere. Some have blanks.
var codeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z_ ]{0,63}$`)

// rawCode is a code as Dwolla wrote it, empty if it is none.
func rawCode[W ~string](code W) string { return transport.Word(code).Like(codeForm) }

// codeKey is a code for comparison: Dwolla's own pages disagree on case and underscores
// (InvalidResourceState and invalidResourceState; NotFound, notFound and not_found).
func codeKey[W ~string](code W) string {
	return strings.ToLower(strings.NewReplacer("_", "", " ", "").Replace(rawCode(code)))
}

// decodeError reads an error body, and reports false if it is none of Dwolla's.
func decodeError(body []byte) (b errorBody, ok bool) {
	if json.Unmarshal(body, &b) != nil {
		return errorBody{}, false
	}
	return b, rawCode(b.Code) != "" || rawCode(b.OAuth) != ""
}

// errors are the embedded errors. The OpenAPI description puts code and message directly into
// _embedded; what Dwolla sends has a list, as its pages show.
func (b errorBody) errors() []embeddedError {
	var embedded struct {
		Errors []embeddedError `json:"errors"`
	}
	_ = json.Unmarshal(b.Embedded, &embedded)
	return embedded.Errors
}

// existing is the ID behind a duplicate's about link.
func (b errorBody) existing(embedded []embeddedError) string {
	var links Links
	_ = json.Unmarshal(b.Links, &links)
	all := []Links{links}
	for _, e := range embedded {
		all = append(all, e.Links)
	}
	for _, l := range all {
		if _, id := l["about"].Resource(); uuid.MatchString(id) {
			return id
		}
	}
	return ""
}

// meaning is what a code says beyond its HTTP status.
type meaning struct {
	class   provider.Class
	message string
}

// meanings by code. Classes hold for 4xx answers; an empty one leaves what the status says.
var meanings = map[string]meaning{
	"badrequest":         {"", "Dwolla could not read the request"},
	"validationerror":    {"", "Dwolla refuses the data"},
	"duplicateresource":  {provider.ClassDuplicate, "Dwolla has this already"},
	"invalidcredentials": {provider.ClassAuth, "Dwolla found no credentials in the request"},
	"invalidaccesstoken": {provider.ClassAuth, "Dwolla refuses the access token that it issued itself: check that the endpoint belongs to the environment"},
	"expiredaccesstoken": {provider.ClassAuth, "Dwolla calls an access token expired that it has just issued"},
	"invalidaccountstatus": {provider.ClassAuth, "Dwolla does not let this account use its API: " +
		"confirm the account's e-mail address, and check in the dashboard that the account is active"},
	"invalidapplicationstatus": {provider.ClassAuth, "Dwolla does not let this application use its API: check in the dashboard that it is active"},
	"invalidscopes":            {provider.ClassAuth, "the application lacks a scope for this call: have Dwolla enable customers and events for it"},
	"forbidden":                {provider.ClassAuth, "Dwolla does not let this application do this: check that the key belongs to the account that owns the customer"},
	"notauthorized":            {provider.ClassAuth, "Dwolla does not let this application do this: check that the key belongs to the account that owns the customer"},
	"invalidipaddress":         {provider.ClassAuth, "Dwolla refuses calls from this network: add its address to the allowlist in the dashboard"},
	"invalidresourcestate":     {provider.ClassConflict, "the customer's status at Dwolla does not allow this"},
	"notfound":                 {provider.ClassNotFound, "Dwolla has no such resource"},
	"methodnotallowed":         {provider.ClassInvalid, "Dwolla does not know this call"},
	"invalidversion":           {provider.ClassInvalid, "Dwolla does not know this version of its API"},
	"maximumnumberofresources": {provider.ClassConflict, "four documents wait for Dwolla's review already, which is as many as it takes: " +
		"upload this one when it has decided on them"},
	"maxnumberofresources": {provider.ClassConflict, "the application has as many webhook subscriptions as Dwolla lets it have"},
	"invalidfiletype":      {provider.ClassInvalid, "Dwolla does not take a file of this type"},
	"filetoolarge":         {provider.ClassInvalid, "Dwolla takes documents of at most 10 MiB"},
	"conflict":             {provider.ClassConflict, "Dwolla is still working on a request with the same idempotency key"},
	"toomanyrequests":      {"", "Dwolla limits the rate of calls"},
	"servererror":          {"", "Dwolla failed to process the request"},
	"requesttimeout":       {"", "Dwolla took too long to process the request"},
}

// refine adds to e what Dwolla's answer says.
func (c *Client) refine(resp *transport.Response, e *provider.Error) {
	if resp.Status < http.StatusBadRequest {
		return
	}
	b, ok := decodeError(resp.Body)
	switch {
	case !ok:
		refineSilent(resp.Status, e)
	case rawCode(b.Code) != "":
		refineCode(resp.Status, b, e)
	default:
		e.Code = rawCode(b.OAuth)
		if resp.Status < http.StatusInternalServerError {
			e.Class = provider.ClassAuth
			e.Message = "Dwolla refuses the key and secret: check both, and that they belong to the " +
				string(c.api.Environment()) + " environment"
		}
	}
}

// refineSilent is for an answer without one of Dwolla's error bodies. The body of a 409 is not
// documented, and a 429 or a failure may come from what stands before the API; anything else is not
// Dwolla's.
func refineSilent(status int, e *provider.Error) {
	switch {
	case status == http.StatusConflict:
		e.Message = meanings["conflict"].message
	case status == http.StatusTooManyRequests, status >= http.StatusInternalServerError:
	default:
		*e = *foreign(e.Operation, e.Outcome)
	}
}

// refineCode reads the code and the embedded errors. A failure stays one, whatever it calls itself:
// its request may have had its effect.
func refineCode(status int, b errorBody, e *provider.Error) {
	embedded := b.errors()
	e.Code = rawCode(b.Code)
	if len(embedded) > 0 {
		e.Err = refusedFields(embedded)
	}
	m, known := meanings[codeKey(b.Code)]
	if known {
		e.Message = m.message
	}
	if status >= http.StatusInternalServerError {
		return
	}
	e.Class = cmp.Or(m.class, e.Class)
	for _, f := range embedded {
		if codeKey(f.Code) == "duplicate" {
			e.Class = provider.ClassDuplicate
			e.Message = duplicateMessage(f.Path)
		}
	}
	if e.Class == provider.ClassDuplicate {
		e.ExistingID = b.existing(embedded)
	}
}

func duplicateMessage(path transport.Word) string {
	switch strings.ToLower(strings.TrimPrefix(string(path), "/")) {
	case "email":
		return "Dwolla has a customer with this e-mail address already"
	case "correlationid":
		return "Dwolla has a customer that was created under this key already"
	}
	return "Dwolla has such a customer already"
}

// refusedFields carries Dwolla's validation errors from where an answer is read to where the form of
// the request is known.
type refusedFields []embeddedError

// Error implements error.
func (refusedFields) Error() string { return "validation errors" }

// name names the fields of err in the words of the form.
func (f form) name(err error) error {
	e := provider.As(err)
	if e == nil {
		return err
	}
	if refused, ok := e.Err.(refusedFields); ok {
		e.Fields, e.Err = f.errors(refused), nil
	}
	return err
}

// tokenRefused tells whether err says that the access token is no longer taken.
func tokenRefused(err error) bool {
	e := provider.As(err)
	if e == nil {
		return false
	}
	key := codeKey(e.Code)
	return key == "expiredaccesstoken" || key == "invalidaccesstoken"
}

// foreign is the error for an answer that Dwolla's API would not give.
func foreign(operation string, outcome provider.Outcome) *provider.Error {
	return transport.Foreign("Dwolla", operation, outcome)
}
