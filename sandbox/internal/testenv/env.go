// Package testenv runs a sandbox for the sandbox's own tests and talks to it in plain HTTP, so that what is
// checked is the wire and not what a client makes of it.
package testenv

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// Patience is how long a test waits for what must happen soon.
const Patience = 10 * time.Second

// MediaType that every call has to accept.
const MediaType = "application/vnd.dwolla.v1.hal+json"

// Env is a running sandbox with a valid token.
type Env struct {
	T       testing.TB
	Sandbox *sandbox.Sandbox
	Control *controlclient.Client
	Token   string
}

// Start runs a sandbox until the test ends.
func Start(t testing.TB, o sandbox.Options) *Env {
	t.Helper()
	s, err := sandbox.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	e := &Env{T: t, Sandbox: s, Control: s.Control()}
	e.Login()
	return e
}

// Login fetches a new token.
func (e *Env) Login() {
	e.T.Helper()
	req, err := http.NewRequest(http.MethodPost, e.Sandbox.DwollaURL()+"/token",
		strings.NewReader("grant_type=client_credentials"))
	require.NoError(e.T, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(sandbox.Key, sandbox.Secret)
	res := e.Send(req)
	require.Equal(e.T, http.StatusOK, res.Status, "%s", res.Body)
	e.Token = res.JSON(e.T)["access_token"].(string)
}

// Response is an answer, read to its end.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// JSON parses the body.
func (r Response) JSON(t testing.TB) map[string]any {
	t.Helper()
	var v map[string]any
	require.NoError(t, json.Unmarshal(r.Body, &v), "%s", r.Body)
	return v
}

// ID is the last part of the Location.
func (r Response) ID() string { return path.Base(r.Header.Get("Location")) }

// Send sends a request as it is.
func (e *Env) Send(req *http.Request) Response {
	e.T.Helper()
	r, err := e.Try(req)
	require.NoError(e.T, err)
	return r
}

// Try is Send for requests that may get no answer.
func (e *Env) Try(req *http.Request) (Response, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return Response{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return Response{res.StatusCode, res.Header, b}, err
}

// Request makes an authorised API call; body is JSON unless it is nil. Headers come in pairs.
func (e *Env) Request(method, path string, body any, headers ...string) *http.Request {
	e.T.Helper()
	dwolla := Caller{Env: e, Base: e.Sandbox.DwollaURL(), Token: e.Token}
	return dwolla.Request(method, path, body, append([]string{"Accept", MediaType}, headers...)...)
}

// Call makes an authorised API call and returns the answer.
func (e *Env) Call(method, path string, body any, headers ...string) Response {
	e.T.Helper()
	return e.Send(e.Request(method, path, body, headers...))
}

// Get reads a resource that must exist.
func (e *Env) Get(path string) map[string]any {
	e.T.Helper()
	res := e.Call(http.MethodGet, path, nil)
	require.Equal(e.T, http.StatusOK, res.Status, "%s", res.Body)
	return res.JSON(e.T)
}

// Create creates a customer and returns its id.
func (e *Env) Create(body map[string]any) string {
	e.T.Helper()
	res := e.Call(http.MethodPost, "/customers", body)
	require.Equal(e.T, http.StatusCreated, res.Status, "%s", res.Body)
	return res.ID()
}

// Status reads a customer's status.
func (e *Env) Status(id string) string {
	e.T.Helper()
	return e.Get("/customers/" + id)["status"].(string)
}

// AddOwner adds a beneficial owner to a customer and returns its id.
func (e *Env) AddOwner(customer string, body Fields) string {
	e.T.Helper()
	res := e.Call(http.MethodPost, "/customers/"+customer+"/beneficial-owners", body)
	require.Equal(e.T, http.StatusCreated, res.Status, "%s", res.Body)
	return res.ID()
}

// OwnerStatus reads an owner's status.
func (e *Env) OwnerStatus(id string) string {
	e.T.Helper()
	return e.Get("/beneficial-owners/" + id)["verificationStatus"].(string)
}

// Ownership reads the status of a customer's certification.
func (e *Env) Ownership(customer string) string {
	e.T.Helper()
	return e.Get("/customers/" + customer + "/beneficial-ownership")["status"].(string)
}

// Topics returns the topics of all events, oldest first.
func (e *Env) Topics() []string {
	e.T.Helper()
	var topics []string
	for _, v := range e.Get("/events?limit=200")["_embedded"].(map[string]any)["events"].([]any) {
		topics = append([]string{v.(map[string]any)["topic"].(string)}, topics...)
	}
	return topics
}

// Idle waits until no webhook is on its way.
func (e *Env) Idle() {
	e.T.Helper()
	ctx, cancel := context.WithTimeout(e.T.Context(), Patience)
	defer cancel()
	require.NoError(e.T, e.Control.WaitIdle(ctx))
}

// Fields is a JSON object.
type Fields = map[string]any

// Person is a complete personal customer, with changes; a nil value removes the field.
func Person(firstName, email string, changes ...Fields) Fields {
	return with(Fields{
		"type": "personal", "firstName": firstName, "lastName": "Doe", "email": email,
		"address1": "99-99 33rd St", "city": "Brooklyn", "state": "NY", "postalCode": "11101",
		"dateOfBirth": "1980-02-29", "ssn": "1234",
	}, changes)
}

// Business is a complete business customer with a controller, with changes.
func Business(name, email string, changes ...Fields) Fields {
	return with(Fields{
		"type": "business", "firstName": "Ada", "lastName": "Admin", "email": email,
		"address1": "1 Main St", "city": "Des Moines", "state": "IA", "postalCode": "50309",
		"businessName": name, "businessType": "llc", "ein": "12-3456789",
		"businessClassification": "9ed3f670-7d6f-11e3-b1ce-5404a6144203",
		"controller": Fields{
			"firstName": "Cora", "lastName": "Controller", "title": "CEO", "ssn": "1234",
			"dateOfBirth": "1970-01-31",
			"address": Fields{
				"address1": "2 Main St", "city": "Des Moines", "stateProvinceRegion": "IA",
				"postalCode": "50309", "country": "US",
			},
		},
	}, changes)
}

// Controller is that of Business, with changes.
func Controller(changes ...Fields) Fields {
	return with(Business("", "")["controller"].(Fields), changes)
}

// SoleProprietorship are the changes that make a Business one.
func SoleProprietorship() Fields {
	return Fields{
		"businessType": "soleProprietorship", "controller": nil, "ein": nil,
		"dateOfBirth": "1980-01-01", "ssn": "1234",
	}
}

// Owner is a complete beneficial owner, with changes.
func Owner(firstName string, changes ...Fields) Fields {
	return with(Fields{
		"firstName": firstName, "lastName": "Owner", "dateOfBirth": "1975-06-07", "ssn": "123-45-6789",
		"address": Fields{
			"address1": "3 Main St", "city": "Des Moines", "stateProvinceRegion": "IA",
			"postalCode": "50309", "country": "US",
		},
	}, changes)
}

func with(body Fields, changes []Fields) Fields {
	for _, change := range changes {
		maps.Copy(body, change)
	}
	for name, value := range body {
		if value == nil {
			delete(body, name)
		}
	}
	return body
}
