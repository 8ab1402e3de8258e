package dwolla

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// tokenLifetime is what Dwolla documents (API reference, Authorization › Application
// authorization), for an answer that does not say.
const tokenLifetime = time.Hour

// fetchToken asks for a token. It may be repeated: a new token does not end an earlier one.
func (c *Client) fetchToken(ctx context.Context, key, secret pii.String) (transport.Tokens, error) {
	basic := base64.StdEncoding.EncodeToString([]byte(key.Reveal() + ":" + secret.Reveal()))
	issued := time.Now()
	resp, err := c.api.SendBare(ctx, transport.Request{
		Operation: OpToken,
		Method:    http.MethodPost,
		URL:       "/token",
		Header: http.Header{
			"Accept":        {mediaJSON},
			"Authorization": {"Basic " + basic},
			"Content-Type":  {mediaForm},
		},
		Body:       []byte("grant_type=client_credentials"),
		Idempotent: true,
	})
	if err != nil {
		return transport.Tokens{}, err
	}
	var answer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
	}
	if json.Unmarshal(resp.Body, &answer) != nil || !transport.HeaderSafe(answer.AccessToken) {
		return transport.Tokens{}, foreign(OpToken, provider.OutcomeRefused)
	}
	lifetime := tokenLifetime
	if answer.ExpiresIn > 0 && answer.ExpiresIn < int64(tokenLifetime/time.Second)*24 {
		lifetime = time.Duration(answer.ExpiresIn) * time.Second
	}
	access := transport.Token{Value: pii.New(answer.AccessToken), Issued: issued, Expires: issued.Add(lifetime)}
	return transport.Tokens{Access: access}, nil
}
