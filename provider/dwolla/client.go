package dwolla

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// Dwolla's two worlds (API reference, API Fundamentals › Making requests).
const (
	SandboxEndpoint    = "https://api-sandbox.dwolla.com"
	ProductionEndpoint = "https://api.dwolla.com"
)

// The operations, as metrics and errors name them.
const (
	OpToken              = "Token"
	OpCheck              = "Check"
	OpCreateCustomer     = "CreateCustomer"
	OpGetCustomer        = "GetCustomer"
	OpListCustomers      = "ListCustomers"
	OpUpdateCustomer     = "UpdateCustomer"
	OpRetryCustomer      = "RetryCustomer"
	OpDeactivateCustomer = "DeactivateCustomer"
	OpReactivateCustomer = "ReactivateCustomer"
	OpListDocuments      = "ListDocuments"
	OpUploadDocument     = "UploadDocument"
	OpCreateOwner        = "CreateOwner"
	OpGetOwner           = "GetOwner"
	OpListOwners         = "ListOwners"
	OpUpdateOwner        = "UpdateOwner"
	OpRemoveOwner        = "RemoveOwner"
	OpGetOwnership       = "GetOwnership"
	OpCertifyOwnership   = "CertifyOwnership"
	OpListIndustries     = "ListBusinessClassifications"
	OpBeginQuiz          = "BeginQuiz"
	OpGetQuiz            = "GetQuiz"
	OpAnswerQuiz         = "AnswerQuiz"
	OpListEvents         = "ListEvents"
	OpGetEvent           = "GetEvent"
	OpListSubscriptions  = "ListWebhookSubscriptions"
	OpCreateSubscription = "CreateWebhookSubscription"
	OpResumeSubscription = "ResumeWebhookSubscription"
	OpDeleteSubscription = "DeleteWebhookSubscription"
	OpListWebhooks       = "ListWebhooks"
)

// The media types (API reference, API Fundamentals › Headers). Accept has this one allowed value.
const (
	mediaHAL  = "application/vnd.dwolla.v1.hal+json"
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
)

const (
	// pause is how long Dwolla answers 429 once a limit was hit (API reference, API Fundamentals ›
	// Rate limits); it documents no Retry-After.
	pause = 5 * time.Minute
	// Dwolla does not publish its limits; these stay well below what people report.
	defaultRequestsPerSecond = 10
	defaultBurst             = 20
)

// Client calls Dwolla's API for one application. It fetches and renews access tokens by itself, and
// is safe for concurrent use. Its errors are *provider.Error.
type Client struct {
	api        *transport.API
	industries industries
}

// New makes a Client. It does no I/O. The credentials CredentialKey and CredentialSecret are an
// application's, from the dashboard of the environment. Calls are bounded to 10 a second, in bursts of
// 20, unless cfg says otherwise. An endpoint may be plain http: that is what somebody wrote, and Dwolla
// itself answers it with a redirect, which is an error.
func New(cfg provider.Config) (*Client, error) {
	key, secret := cfg.Credentials[CredentialKey], cfg.Credentials[CredentialSecret]
	c := &Client{}
	api, err := transport.NewAPI(cfg, transport.APIConfig{
		Name:              "Dwolla",
		Sandbox:           SandboxEndpoint,
		Production:        ProductionEndpoint,
		RequestsPerSecond: defaultRequestsPerSecond,
		Burst:             defaultBurst,
		Pause:             pause,
		Refine:            c.refine,
		TokenOperation:    OpToken,
		TokenRefused:      tokenRefused,
		Renew: func(ctx context.Context, _ transport.Tokens) (transport.Tokens, error) {
			return c.fetchToken(ctx, key, secret)
		},
	})
	if err != nil {
		return nil, err
	}
	if key.IsEmpty() || secret.IsEmpty() {
		return nil, provider.Invalid("", "Dwolla needs the key and the secret of an application")
	}
	c.api = api
	return c, nil
}

// call is one request of the API.
type call struct {
	operation      string
	method         string
	path           string
	query          url.Values
	body           []byte
	contentType    string
	idempotencyKey string
	// repeatable: sending it twice is harmless.
	repeatable bool
	// form names the fields that a refusal speaks of.
	form form
}

// send makes a call. A POST without a key of the caller's gets one of its own, so that nothing on the
// way can make two of it.
func (c *Client) send(ctx context.Context, r call) (*transport.Response, error) {
	if r.method == http.MethodPost && r.idempotencyKey == "" {
		r.idempotencyKey = rand.Text()
	}
	resp, err := c.api.Send(ctx, r.request())
	return resp, r.name(err)
}

func (r call) request() transport.Request {
	h := http.Header{}
	h.Set("Accept", mediaHAL)
	if r.contentType != "" {
		h.Set("Content-Type", r.contentType)
	}
	if r.idempotencyKey != "" {
		h.Set("Idempotency-Key", r.idempotencyKey)
	}
	return transport.Request{
		Operation:  r.operation,
		Method:     r.method,
		URL:        r.path,
		Query:      r.query,
		Header:     h,
		Body:       r.body,
		Idempotent: r.repeatable,
	}
}

// name names the fields of err in the words of the form, unless it is about the request for a token.
func (r call) name(err error) error {
	if e := provider.As(err); e == nil || e.Operation != r.operation {
		return err
	}
	return r.form.name(err)
}

// fetch makes a call and decodes its answer into out.
func (c *Client) fetch(ctx context.Context, r call, out any) (*transport.Response, error) {
	resp, err := c.send(ctx, r)
	if err != nil {
		return nil, err
	}
	if mt := resp.MediaType(); mt != mediaHAL && mt != mediaJSON {
		return nil, foreign(r.operation, provider.OutcomeUnknown)
	}
	if err := json.Unmarshal(resp.Body, out); err != nil {
		return nil, foreign(r.operation, provider.OutcomeUnknown)
	}
	return resp, nil
}

// fetchOf is fetch for a call on the one thing of an ID that is answered with that thing. shown is where in out its ID
// comes to stand.
func (c *Client) fetchOf(ctx context.Context, id string, r call, out any, shown *string) (*transport.Response, error) {
	resp, err := c.fetch(ctx, r, out)
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(*shown, id) {
		return nil, foreign(r.operation, provider.OutcomeUnknown)
	}
	return resp, nil
}

// resourcePath is the path of the one thing of an ID in a collection. what is how messages call such a thing.
func resourcePath(operation, collection, id, what string) (string, error) {
	if !uuid.MatchString(id) {
		return "", provider.Invalid(operation, what+"'s ID at Dwolla is a UUID")
	}
	return "/" + collection + "/" + id, nil
}

// Check proves that Dwolla accepts the credentials, by reading the API's root. An endpoint that is
// not Dwolla's is of class Invalid here: whoever asks can correct it.
func (c *Client) Check(ctx context.Context) error {
	c.api.Reconsider()
	var root struct {
		Links Links `json:"_links"`
	}
	_, err := c.fetch(ctx, call{operation: OpCheck, method: http.MethodGet, path: "/"}, &root)
	if err == nil && len(root.Links) == 0 {
		err = foreign(OpCheck, provider.OutcomeUnknown)
	}
	return transport.EndpointInvalid(err)
}
