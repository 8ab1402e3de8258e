package blaaiz

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// tokenLifetime is what Blaaiz's client assumes for an answer that does not say.
const tokenLifetime = 15 * time.Minute

// The scopes that this package needs (guide Authentication): reading customers, all that changes them, and
// the upload addresses of individuals.
const (
	ScopeCustomerRead  = "customer:read"
	ScopeCustomerWrite = "customer:write"
	ScopeFileUpload    = "file:upload"
)

// DefaultScopes are all scopes that this package needs.
func DefaultScopes() []string {
	return []string{ScopeCustomerRead, ScopeCustomerWrite, ScopeFileUpload}
}

// fetchToken asks for a token. It may be repeated: a new token does not end an earlier one.
func (c *Client) fetchToken(ctx context.Context, id, secret pii.String) (transport.Tokens, error) {
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {id.Reveal()}, "client_secret": {secret.Reveal()},
		"scope": {strings.Join(DefaultScopes(), " ")},
	}
	issued := time.Now()
	resp, err := c.api.SendBare(ctx, transport.Request{
		Operation:  OpToken,
		Method:     http.MethodPost,
		URL:        "/oauth/token",
		Header:     http.Header{"Accept": {mediaJSON}, "Content-Type": {mediaForm}},
		Body:       []byte(form.Encode()),
		Idempotent: true,
	})
	if err != nil {
		return transport.Tokens{}, err
	}
	var answer struct {
		AccessToken string  `json:"access_token"`
		ExpiresIn   float64 `json:"expires_in"`
	}
	if json.Unmarshal(resp.Body, &answer) != nil || !transport.HeaderSafe(answer.AccessToken) {
		return transport.Tokens{}, foreign(OpToken, provider.OutcomeRefused)
	}
	lifetime := tokenLifetime
	if answer.ExpiresIn >= 1 && answer.ExpiresIn < (24*time.Hour).Seconds() {
		lifetime = time.Duration(answer.ExpiresIn) * time.Second
	}
	access := transport.Token{Value: pii.New(answer.AccessToken), Issued: issued, Expires: issued.Add(lifetime)}
	return transport.Tokens{Access: access}, nil
}
