package blaaiz

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// Blaaiz's two worlds (API reference, servers; guide Authentication).
const (
	SandboxEndpoint    = "https://api-dev.blaaiz.com"
	ProductionEndpoint = "https://api-prod.blaaiz.com"
)

// The operations, as metrics and errors name them.
const (
	OpToken                 = "Token"
	OpCheck                 = "Check"
	OpCreateCustomer        = "CreateCustomer"
	OpGetCustomer           = "GetCustomer"
	OpListCustomers         = "ListCustomers"
	OpUpdateCustomer        = "UpdateCustomer"
	OpDeleteOwner           = "DeleteOwner"
	OpPresignOwnerFile      = "PresignOwnerFile"
	OpRegisterOwnerFiles    = "RegisterOwnerFiles"
	OpPresignDocument       = "PresignDocument"
	OpRegisterDocument      = "RegisterDocument"
	OpGetDocument           = "GetDocument"
	OpUpdateDocument        = "UpdateDocument"
	OpListDocuments         = "ListDocuments"
	OpDeleteDocument        = "DeleteDocument"
	OpPresignCustomerFile   = "PresignCustomerFile"
	OpRegisterCustomerFiles = "RegisterCustomerFiles"
	OpUpload                = "Upload"
	OpSubmit                = "Submit"
	OpUpgradeScope          = "UpgradeScope"
)

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
	// base begins the path of every call but that for a token.
	base = "/api/external"
)

const (
	// pause is for a 429 without X-RateLimit-Reset: the shorter of the two windows is a minute (guide
	// Rate limits).
	pause = time.Minute
	// The documented limits are 120 calls a minute and 1500 an hour (older pages: 100 a minute). The defaults keep to
	// both in whatever minute or hour: at most 60 and 24 calls in the one, at most 60 and 1440 in the other.
	defaultRequestsPerSecond = 0.4
	defaultBurst             = 60
)

// Client calls Blaaiz's API under one credential. It fetches and renews access tokens by itself, and is
// safe for concurrent use. Its errors are *provider.Error.
type Client struct {
	api *transport.API
	// store sends files to the addresses that Blaaiz names. It has no token to send along, and what the
	// store says of its own load does not hold up calls of the API.
	store *transport.Client
}

// New makes a Client. It does no I/O. The credentials CredentialKey and CredentialSecret are a client ID
// and its secret, with DefaultScopes, from the page API & Webhooks of the environment's dashboard. Calls are
// bounded to 0.4 a second, in bursts of 60, unless cfg says otherwise; cfg.OnCall is told of uploads too, which
// are not bounded.
func New(cfg provider.Config) (*Client, error) {
	id, secret := cfg.Credentials[CredentialKey], cfg.Credentials[CredentialSecret]
	c := &Client{}
	api, err := transport.NewAPI(cfg, transport.APIConfig{
		Name:              "Blaaiz",
		Sandbox:           SandboxEndpoint,
		Production:        ProductionEndpoint,
		RequestsPerSecond: defaultRequestsPerSecond,
		Burst:             defaultBurst,
		Pause:             pause,
		Refine:            refine,
		TokenOperation:    OpToken,
		TokenRefused:      tokenRefused,
		Renew: func(ctx context.Context, _ transport.Tokens) (transport.Tokens, error) {
			return c.fetchToken(ctx, id, secret)
		},
	})
	if err != nil {
		return nil, err
	}
	if id.IsEmpty() || secret.IsEmpty() {
		return nil, provider.Invalid("", "Blaaiz needs a client ID and a client secret")
	}
	c.api = api
	c.store = transport.New(transport.Config{
		RoundTripper: cfg.Transport, UserAgent: cfg.UserAgent, OnCall: cfg.OnCall, OnHold: cfg.OnHold,
		Refine: refineStore,
	})
	return c, nil
}

// call is one request of the API.
type call struct {
	operation string
	method    string
	path      string
	query     url.Values
	body      []byte
	// repeatable: sending it twice is harmless.
	repeatable bool
}

func (c *Client) send(ctx context.Context, r call) (*transport.Response, error) {
	h := http.Header{}
	h.Set("Accept", mediaJSON)
	if r.body != nil {
		h.Set("Content-Type", mediaJSON)
	}
	return c.api.Send(ctx, transport.Request{
		Operation: r.operation, Method: r.method, URL: base + r.path, Query: r.query, Header: h, Body: r.body,
		Idempotent: r.repeatable,
	})
}

// fetch makes a call and decodes its answer into out. An answer that cannot be read leaves open what the
// call did.
func (c *Client) fetch(ctx context.Context, r call, out any) (*transport.Response, error) {
	resp, err := c.send(ctx, r)
	if err != nil {
		return nil, err
	}
	if resp.MediaType() != mediaJSON || json.Unmarshal(resp.Body, out) != nil {
		return nil, foreign(r.operation, provider.OutcomeUnknown)
	}
	return resp, nil
}

// Check proves that Blaaiz accepts the credential for reading customers, with a list of which one page is
// read at most. An endpoint that is not Blaaiz's is of class Invalid here: whoever asks can correct it.
func (c *Client) Check(ctx context.Context) error {
	c.api.Reconsider()
	var out struct {
		Data *[]json.RawMessage `json:"data"`
	}
	_, err := c.fetch(ctx, call{
		operation: OpCheck, method: http.MethodGet, path: "/customer", query: url.Values{"paginate": {"true"}},
	}, &out)
	if err == nil && out.Data == nil {
		err = foreign(OpCheck, provider.OutcomeUnknown)
	}
	return transport.EndpointInvalid(err)
}

// identifier is what an ID of Blaaiz's may look like. Those of its API are UUIDs, the webhook page calls a
// customer cust_abc123: they are opaque here, as long as they can stand in a path.
var identifier = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)

// pathOf is the path of one customer, or of what belongs to one: names and IDs in turn.
func pathOf(operation, customerID string, more ...string) (string, error) {
	path := "/customer/" + customerID
	ids := []string{customerID}
	for i, part := range more {
		path += "/" + part
		if i%2 == 1 {
			ids = append(ids, part)
		}
	}
	for _, id := range ids {
		if !identifier.MatchString(id) {
			return "", provider.Invalid(operation, "an ID of Blaaiz's has letters, digits, hyphens and underscores only")
		}
	}
	return path, nil
}
