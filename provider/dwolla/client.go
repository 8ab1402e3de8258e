package dwolla

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
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

// Config is what it takes to call Dwolla.
type Config struct {
	// Environment chooses Dwolla's Sandbox or Production. Empty means Sandbox.
	Environment provider.Environment
	// Endpoint overrides the environment's address: scheme and host, without a path.
	Endpoint string
	// Key and Secret are the application's, from the dashboard of the environment.
	Key    pii.String
	Secret pii.String
	// RequestsPerSecond and Burst bound the calls. Zero means 10 and 20.
	RequestsPerSecond float64
	Burst             int
	// UserAgent is sent with every call. Empty means transport.DefaultUserAgent.
	UserAgent string
	// Transport is the HTTP transport underneath. Nil means one of the client's own.
	Transport http.RoundTripper
	// OnCall, when set, is told of every HTTP exchange. It must not block.
	OnCall func(provider.Call)
}

// Client calls Dwolla's API for one application. It fetches and renews access tokens by itself, and
// is safe for concurrent use. Its errors are *provider.Error.
type Client struct {
	endpoint    string
	environment provider.Environment
	http        *transport.Client
	tokens      *tokenSource
	industries  industries
}

// New makes a Client. It does no I/O.
func New(cfg Config) (*Client, error) {
	environment := cmp.Or(cfg.Environment, provider.EnvironmentSandbox)
	endpoint, err := endpointOf(environment, cfg.Endpoint)
	if err != nil {
		return nil, err
	}
	if cfg.Key.IsEmpty() || cfg.Secret.IsEmpty() {
		return nil, invalid("", "Dwolla needs the key and the secret of an application")
	}
	c := &Client{endpoint: endpoint, environment: environment}
	c.http = transport.New(transport.Config{
		RoundTripper:      cfg.Transport,
		UserAgent:         cfg.UserAgent,
		RequestsPerSecond: cmp.Or(cfg.RequestsPerSecond, defaultRequestsPerSecond),
		Burst:             cmp.Or(cfg.Burst, defaultBurst),
		Pause:             pause,
		OnCall:            cfg.OnCall,
		Refine:            c.refine,
	})
	c.tokens = newTokenSource(func(ctx context.Context) (token, error) {
		return c.fetchToken(ctx, cfg.Key, cfg.Secret)
	})
	return c, nil
}

// endpointOf is the address to call, without a slash at its end. An override may be plain http: that
// is what somebody wrote, and Dwolla itself answers it with a redirect, which is an error.
func endpointOf(environment provider.Environment, override string) (string, error) {
	if override == "" {
		switch environment {
		case provider.EnvironmentSandbox:
			return SandboxEndpoint, nil
		case provider.EnvironmentProduction:
			return ProductionEndpoint, nil
		}
		return "", invalid("", "Dwolla has the environments Sandbox and Production")
	}
	u, err := url.Parse(override)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Hostname() == "" ||
		u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", invalid("", "the endpoint must be an address like "+SandboxEndpoint+
			": http or https, a host, and no path")
	}
	return u.Scheme + "://" + u.Host, nil
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

// send makes a call with a valid token. A token that Dwolla no longer takes is replaced once: the
// 401 says that the call had no effect, so even a POST may go out again.
//
// A POST without a key of the caller's gets one of its own, so that nothing on the way can make two
// of it.
func (c *Client) send(ctx context.Context, r call) (*transport.Response, error) {
	if r.method == http.MethodPost && r.idempotencyKey == "" {
		r.idempotencyKey = rand.Text()
	}
	for again := false; ; again = true {
		token, err := c.tokens.get(ctx)
		if err != nil {
			return nil, unsent(err)
		}
		resp, err := c.http.Do(ctx, c.request(r, token))
		if again || !tokenExpired(err) {
			return resp, r.form.name(err)
		}
		c.tokens.drop(token)
	}
}

func (c *Client) request(r call, token pii.String) transport.Request {
	h := http.Header{}
	h.Set("Accept", mediaHAL)
	h.Set("Authorization", "Bearer "+token.Reveal())
	if r.contentType != "" {
		h.Set("Content-Type", r.contentType)
	}
	if r.idempotencyKey != "" {
		h.Set("Idempotency-Key", r.idempotencyKey)
	}
	target := c.endpoint + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	return transport.Request{
		Operation:  r.operation,
		Method:     r.method,
		URL:        target,
		Header:     h,
		Body:       r.body,
		Idempotent: r.repeatable,
	}
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

// Check proves that Dwolla accepts the credentials, by reading the API's root. An endpoint that is
// not Dwolla's is of class Invalid here: whoever asks can correct it.
func (c *Client) Check(ctx context.Context) error {
	var root struct {
		Links Links `json:"_links"`
	}
	_, err := c.fetch(ctx, call{operation: OpCheck, method: http.MethodGet, path: "/"}, &root)
	if err == nil && len(root.Links) == 0 {
		err = foreign(OpCheck, provider.OutcomeUnknown)
	}
	if errors.Is(err, errForeign) {
		e := *provider.As(err)
		e.Class = provider.ClassInvalid
		return &e
	}
	return err
}
