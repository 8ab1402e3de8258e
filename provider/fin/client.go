package fin

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// Fin's two worlds (page Developer onboarding). Each has credentials of its own.
const (
	SandboxEndpoint    = "https://sandbox.api.fin.com"
	ProductionEndpoint = "https://api.fin.com"
)

// The operations, as metrics and errors name them.
const (
	OpToken            = "Token"
	OpRefreshToken     = "RefreshToken"
	OpCheck            = "Check"
	OpCreateIndividual = "CreateIndividual"
	OpCreateBusiness   = "CreateBusiness"
	OpGetIndividual    = "GetIndividual"
	OpGetBusiness      = "GetBusiness"
	OpListCustomers    = "ListCustomers"
	OpGetCapabilities  = "GetCapabilities"
	OpUpload           = "UploadDocument"
	OpAttachIndividual = "AttachIndividualDocuments"
	OpAttachBusiness   = "AttachBusinessDocuments"
	OpAttachParties    = "AttachPartyDocuments"
	OpAnswer           = "AnswerRequest"
	OpListCatalogue    = "ListCatalogue"
)

const mediaJSON = "application/json"

// Fin documents no rate limits at all; these bound what a mistake can do.
const (
	defaultRequestsPerSecond = 10
	defaultBurst             = 20
	// pause is for a 429 without a Retry-After header. Fin documents neither.
	pause = time.Minute
)

// Client calls Fin's API for one account. It fetches and renews access tokens by itself, and is safe
// for concurrent use. Its errors are *provider.Error; the paths of their fields are Fin's own
// ("associated_parties[0].basic_info.dob").
type Client struct {
	api       *transport.API
	catalogue catalogue
}

// New makes a Client. It does no I/O. The credentials CredentialKey and CredentialSecret are the client ID
// and the client secret of the environment, from the dashboard's page API keys. Calls are bounded to 10 a
// second, in bursts of 20, unless cfg says otherwise.
func New(cfg provider.Config) (*Client, error) {
	id, secret := cfg.Credentials[CredentialKey], cfg.Credentials[CredentialSecret]
	c := &Client{}
	api, err := transport.NewAPI(cfg, transport.APIConfig{
		Name:              "Fin",
		Sandbox:           SandboxEndpoint,
		Production:        ProductionEndpoint,
		RequestsPerSecond: defaultRequestsPerSecond,
		Burst:             defaultBurst,
		Pause:             pause,
		Refine:            c.refine,
		TokenOperation:    OpToken,
		TokenRefused:      tokenRefused,
		Renew: func(ctx context.Context, held transport.Tokens) (transport.Tokens, error) {
			return c.renewTokens(ctx, held, id, secret)
		},
	})
	if err != nil {
		return nil, err
	}
	if id.IsEmpty() || secret.IsEmpty() {
		return nil, provider.Invalid("", "Fin needs a client ID and a client secret")
	}
	c.api = api
	return c, nil
}

// call is one request of the API.
type call struct {
	operation   string
	method      string
	path        string
	query       url.Values
	body        []byte
	contentType string
}

// post is a call that sends body. Fin knows no idempotency key, so none is ever repeated once it may
// have had its effect.
func post(operation, path string, body []byte) call {
	return call{operation: operation, method: http.MethodPost, path: path, body: body, contentType: mediaJSON}
}

func get(operation, path string, query url.Values) call {
	return call{operation: operation, method: http.MethodGet, path: path, query: query}
}

func (r call) request() transport.Request {
	h := http.Header{}
	h.Set("Accept", mediaJSON)
	if r.contentType != "" {
		h.Set("Content-Type", r.contentType)
	}
	return transport.Request{Operation: r.operation, Method: r.method, URL: r.path, Query: r.query, Header: h, Body: r.body}
}

// fetch makes a call and decodes the data of its answer into out.
func (c *Client) fetch(ctx context.Context, r call, out any) (*transport.Response, error) {
	resp, err := c.api.Send(ctx, r.request())
	if err != nil {
		return nil, err
	}
	if !decodeData(resp.Body, out) {
		return nil, foreign(r.operation, provider.OutcomeUnknown)
	}
	return resp, nil
}

// Check proves that Fin accepts the credentials, by reading one entry of the catalogue. An endpoint
// that is not Fin's is of class Invalid here: whoever asks can correct it.
func (c *Client) Check(ctx context.Context) error {
	c.api.Reconsider()
	var out struct {
		Purposes []CatalogueItem `json:"purposes"`
	}
	q := paging(1, 1)
	q.Set("type", TypeIndividual)
	_, err := c.fetch(ctx, get(OpCheck, "/v1/purposes", q), &out)
	if err == nil && out.Purposes == nil {
		err = foreign(OpCheck, provider.OutcomeUnknown)
	}
	return transport.EndpointInvalid(err)
}
