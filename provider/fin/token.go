package fin

import (
	"context"
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

const (
	// unsaidLifetime is for an answer that does not say readably how long a token lives. Fin's pages
	// show lifetimes of days in examples only.
	unsaidLifetime = 5 * time.Minute
	// longestLifetime bounds what an answer may say.
	longestLifetime = 30 * 24 * time.Hour
)

// renewTokens gets a new pair: with the refresh token as long as that lives, and with the credentials if Fin does
// not take it. A refresh that fails for whatever reason leaves the credentials; but when Fin asks for a pause,
// asking otherwise would not help.
func (c *Client) renewTokens(ctx context.Context, held transport.Tokens, id, secret pii.String) (transport.Tokens, error) {
	if held.Refresh.Fresh(time.Now()) {
		t, err := c.refreshToken(ctx, held.Refresh.Value)
		if err == nil || provider.ClassOf(err) == provider.ClassRateLimited {
			return t, err
		}
	}
	return c.issueToken(ctx, id, secret)
}

// issueToken exchanges the credentials for a pair. It may be repeated: no page says that a new pair
// ends an earlier one, and an earlier one that was never received is of no use anyhow.
func (c *Client) issueToken(ctx context.Context, id, secret pii.String) (transport.Tokens, error) {
	return c.fetchToken(ctx, transport.Request{
		Operation: OpToken,
		URL:       "/v1/oauth/token",
		Body:      encode(tokenBody{ClientID: id, ClientSecret: secret}),
		// See above.
		Idempotent: true,
	})
}

// refreshToken exchanges a refresh token for a new pair. It is not repeated, since the first attempt
// may have spent the refresh token: what the pages leave open.
func (c *Client) refreshToken(ctx context.Context, refresh pii.String) (transport.Tokens, error) {
	return c.fetchToken(ctx, transport.Request{
		Operation: OpRefreshToken,
		URL:       "/v1/oauth/refresh-token",
		Body:      encode(refreshBody{RefreshToken: refresh}),
	})
}

func (c *Client) fetchToken(ctx context.Context, r transport.Request) (transport.Tokens, error) {
	r.Method = http.MethodPost
	r.Header = http.Header{"Accept": {mediaJSON}, "Content-Type": {mediaJSON}}
	asked := time.Now()
	resp, err := c.api.SendBare(ctx, r)
	if err != nil {
		return transport.Tokens{}, err
	}
	var answer tokenAnswer
	if !decodeData(resp.Body, &answer) || !transport.HeaderSafe(answer.Access) {
		return transport.Tokens{}, foreign(r.Operation, provider.OutcomeRefused)
	}
	return answer.pair(asked), nil
}

// tokenAnswer is the answer to both. What Fin calls a ttl is not a duration but the moment of expiry, on
// Fin's clock, as which current_time serves to read it.
type tokenAnswer struct {
	Access         string     `json:"access_token"`
	AccessExpires  expiryTime `json:"access_token_ttl"`
	Refresh        string     `json:"refresh_token"`
	RefreshExpires expiryTime `json:"refresh_token_ttl"`
	Now            expiryTime `json:"current_time"`
}

func (a tokenAnswer) pair(asked time.Time) transport.Tokens {
	now := a.Now.Time
	if now.IsZero() {
		now = asked
	}
	t := transport.Tokens{Access: lifetime(a.Access, asked, now, a.AccessExpires.Time)}
	if a.Refresh != "" && !a.RefreshExpires.IsZero() {
		t.Refresh = lifetime(a.Refresh, asked, now, a.RefreshExpires.Time)
	}
	return t
}

// lifetime is a token that lives from asked on as long as it does from now to expires on Fin's clock.
func lifetime(value string, asked, now, expires time.Time) transport.Token {
	life := min(expires.Sub(now), longestLifetime)
	if expires.IsZero() || life <= 0 {
		life = unsaidLifetime
	}
	return transport.Token{Value: pii.New(value), Issued: asked, Expires: asked.Add(life)}
}
