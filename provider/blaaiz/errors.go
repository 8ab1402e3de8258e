package blaaiz

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

var (
	// errUnauthorized marks a 401 of the API, as against one of the token's endpoint.
	errUnauthorized = errors.New("the access token is refused")
	// ErrLocked is in the chain of an error with which Blaaiz refuses to change what is under review,
	// approved or verified. Its class is Conflict.
	ErrLocked = errors.New("locked while it is under review, and once it is approved")
)

// errorBody is any of Blaaiz's error bodies: {"status": false, "message"}, {"message"}, and OAuth's own
// shape. Its own clients also read a code, which no page documents.
type errorBody struct {
	Message     transport.Word `json:"message"`
	OAuth       transport.Word `json:"error"`
	Description transport.Word `json:"error_description"`
	Code        transport.Word `json:"code"`
}

// tokenRefused tells whether err says that the access token is no longer taken.
func tokenRefused(err error) bool { return errors.Is(err, errUnauthorized) }

// refine adds to e what Blaaiz's answer says. Its messages are read and never repeated: they quote names of
// people, and their wording is Blaaiz's to change.
func refine(resp *transport.Response, e *provider.Error) {
	if resp.Status < http.StatusBadRequest {
		return
	}
	var b errorBody
	ok := json.Unmarshal(resp.Body, &b) == nil && (b.Message != "" || b.OAuth != "" || b.Code != "")
	e.Code = b.Code.Code()
	switch {
	case resp.Status == http.StatusTooManyRequests:
		e.Message = "Blaaiz limits the rate of calls"
		e.RetryAfter = untilReset(resp.Header)
	case resp.Status >= http.StatusInternalServerError:
		if ok {
			e.Message = "Blaaiz failed to process the request"
		}
	case resp.Status == http.StatusForbidden:
		refineForbidden(b.Message, e)
	case e.Operation == OpToken && ok && e.Class != provider.ClassNotFound:
		refineToken(b, e)
	case resp.Status == http.StatusUnauthorized && e.Operation != OpToken:
		e.Message = "Blaaiz refuses the access token that it issued itself: check that the endpoint belongs to the environment"
		e.Err = errUnauthorized
	case !ok, e.Operation == OpToken:
		*e = *foreign(e.Operation, e.Outcome)
	default:
		refineMessage(resp.Status, string(b.Message), e)
	}
}

// refineMessage reads the answer of a call that was refused for what it is about.
func refineMessage(status int, message string, e *provider.Error) {
	switch status {
	case http.StatusBadRequest:
		refineBadRequest(message, e)
	case http.StatusNotFound:
		e.Message = "Blaaiz has no such customer, owner or document"
	case http.StatusConflict:
		// No page has one. It is read as what its name says, and what it did stays open.
		e.Message = "Blaaiz is working on the same thing already, or has it"
		if taken.MatchString(message) {
			refineUnprocessable(message, e)
		}
	case http.StatusUnprocessableEntity:
		refineUnprocessable(message, e)
	case http.StatusMethodNotAllowed:
		e.Message = "Blaaiz does not know this call"
	}
}

// refineToken is for a refusal of /oauth/token: 400 invalid_request, 401 invalid_client, and a 400 for scopes
// that the credential does not have.
func refineToken(b errorBody, e *provider.Error) {
	e.Class = provider.ClassAuth
	if code := b.OAuth.Code(); code != "" {
		e.Code = code
	}
	e.Message = "Blaaiz refuses the client ID and secret, which are key and secret of the credentials: check both, and that they belong to the environment of the endpoint"
	if strings.Contains(strings.ToLower(string(b.Message+b.Description))+e.Code, "scope") {
		e.Message = "the credential lacks a scope: it needs " + strings.Join(DefaultScopes(), ", ")
	}
}

// refineForbidden is for a 403: a scope, a service that is not enabled, or an address that is not on the
// allow-list (guides Authentication, IP whitelisting). What stands before the API may have sent it.
func refineForbidden(message transport.Word, e *provider.Error) {
	e.Message = "Blaaiz does not let this credential do this: check its scopes, that API Services are enabled for the " +
		"business, and that the address of this network is on Blaaiz's allow-list"
	if strings.Contains(strings.ToLower(string(message)), "scope") {
		e.Message = "the credential lacks a scope: it needs " + strings.Join(DefaultScopes(), ", ")
	}
}

// alwaysInvalid are the operations that no lock can refuse: a 400 says that the request is wrong.
var alwaysInvalid = map[string]bool{OpCreateCustomer: true, OpListCustomers: true, OpGetCustomer: true, OpCheck: true}

// refineBadRequest is for a 400: that is how Blaaiz says that something is locked, and the texts of some
// locks are on no page.
func refineBadRequest(message string, e *provider.Error) {
	if alwaysInvalid[e.Operation] {
		e.Message = "Blaaiz could not read the request"
		return
	}
	e.Class, e.Err = provider.ClassConflict, ErrLocked
	switch e.Operation {
	case OpSubmit:
		e.Message = "the customer is verified or under review already"
	case OpPresignCustomerFile, OpRegisterCustomerFiles:
		e.Message = "Blaaiz takes no files of this customer now: it is under review or verified, or a business, " +
			"whose files are those of its owners and its documents"
	case OpUpgradeScope:
		e.Message = "the business is under review: its scope can be upgraded once there is a verdict"
	default:
		e.Message = "this is locked: it, or its customer, is under review or has been approved"
	}
	if strings.Contains(strings.ToLower(message), "individual") && e.Operation != OpSubmit {
		e.Message = "Blaaiz takes this of businesses only"
		e.Class, e.Err = provider.ClassInvalid, nil
	}
}

// taken recognises a refusal because something exists already. The text is on no page; Blaaiz's own tests
// look for these words.
var taken = regexp.MustCompile(`(?i)already (exists|been taken|taken|registered|in use)|duplicate|must be unique within your`)

// refineUnprocessable is for a 422: what is missing for a submission, a duplicate, or a field that is refused.
// Only one problem is named, by a sentence.
func refineUnprocessable(message string, e *provider.Error) {
	e.Outcome = provider.OutcomeRefused
	if gap := readGap(message); gap != nil && (e.Operation == OpSubmit || e.Operation == OpUpgradeScope) {
		e.Message, e.Err = gap.Error(), gap
		e.Class = provider.ClassInvalid
		if e.Operation == OpSubmit {
			e.Class = provider.ClassConflict
		}
		return
	}
	if taken.MatchString(message) {
		e.Class = provider.ClassDuplicate
		e.Message = "Blaaiz has such a customer already; of a business it keeps registration number and country of incorporation unique"
		return
	}
	e.Class = provider.ClassInvalid
	e.Message = "Blaaiz refuses the data"
	switch lower := strings.ToLower(message); {
	case strings.Contains(lower, "minimal"):
		e.Message = "Blaaiz has not enabled minimal KYB for this platform: leave the scope out, or ask Blaaiz for it"
	case strings.Contains(lower, "exceeds the 25 mb"):
		e.Message = "the file is longer than 25 MB, the most that Blaaiz takes"
	}
	for _, path := range fieldsIn(message) {
		e.Fields = append(e.Fields, provider.FieldError{Path: path, Message: "is refused by Blaaiz" + hint(path)})
	}
}

// untilReset reads for how long the rate limit lasts from X-RateLimit-Reset, in Unix seconds, by the clock of
// the answer if it has one. Zero if it does not tell.
func untilReset(h http.Header) time.Duration {
	reset, err := strconv.ParseInt(strings.TrimSpace(h.Get("X-RateLimit-Reset")), 10, 64)
	if err != nil || reset <= 0 || reset > 1<<40 {
		return 0
	}
	now := time.Now()
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	// A second more than none: zero would read as "does not say".
	return max(time.Unix(reset, 0).Sub(now), time.Second)
}

// foreign is the error for an answer that Blaaiz's API would not give.
func foreign(operation string, outcome provider.Outcome) *provider.Error {
	return transport.Foreign("Blaaiz", operation, outcome)
}
