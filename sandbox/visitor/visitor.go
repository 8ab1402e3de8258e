// Package visitor calls the simulated providers' own APIs for those who are not the operator: a person at a
// dashboard, a second program with the same credentials, a test that wants to see what a client sees.
//
// It knows how each API grants a token and what it calls JSON, and nothing else of any of them. What no
// provider offers is in package controlclient.
package visitor

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// Visitor calls one simulated API. It is safe for concurrent use.
type Visitor struct {
	base   string
	accept string
	// ask makes the request for a token.
	ask  func(ctx context.Context) (*http.Request, error)
	http *http.Client
}

// Dwolla returns a visitor of the simulated Dwolla at an address.
func Dwolla(baseURL string) *Visitor {
	return visitor(baseURL, "application/vnd.dwolla.v1.hal+json", func(ctx context.Context) (*http.Request, error) {
		r, err := form(ctx, baseURL+"/token", url.Values{"grant_type": {"client_credentials"}})
		if err == nil {
			r.SetBasicAuth(sandbox.Key, sandbox.Secret)
		}
		return r, err
	})
}

// Fin returns a visitor of the simulated Fin at an address.
func Fin(baseURL string) *Visitor {
	return visitor(baseURL, "application/json", func(ctx context.Context) (*http.Request, error) {
		return httpx.NewRequest(ctx, http.MethodPost, baseURL+"/v1/oauth/token",
			map[string]string{"client_id": sandbox.Key, "client_secret": sandbox.Secret})
	})
}

// Blaaiz returns a visitor of the simulated Blaaiz at an address, who may do what the scopes say.
func Blaaiz(baseURL string, scopes ...string) *Visitor {
	return visitor(baseURL, "application/json", func(ctx context.Context) (*http.Request, error) {
		return form(ctx, baseURL+"/oauth/token", url.Values{
			"grant_type": {"client_credentials"}, "client_id": {sandbox.Key}, "client_secret": {sandbox.Secret},
			"scope": {strings.Join(scopes, " ")},
		})
	})
}

func visitor(baseURL, accept string, ask func(context.Context) (*http.Request, error)) *Visitor {
	return &Visitor{base: baseURL, accept: accept, ask: ask, http: &http.Client{Timeout: 30 * time.Second}}
}

func form(ctx context.Context, address string, values url.Values) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(values.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r, nil
}

// Token gets an access token.
func (v *Visitor) Token(ctx context.Context) (string, error) {
	r, err := v.ask(ctx)
	if err != nil {
		return "", err
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	err = v.send(r, &token)
	return token.AccessToken, err
}

// Call makes a call with a new token; in and out are JSON and may be nil. An answer other than 2xx is an error.
func (v *Visitor) Call(ctx context.Context, method, path string, in, out any) error {
	token, err := v.Token(ctx)
	if err != nil {
		return err
	}
	r, err := httpx.NewRequest(ctx, method, v.base+path, in)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", v.accept)
	return v.send(r, out)
}

func (v *Visitor) send(r *http.Request, out any) error {
	res, err := httpx.Exchange(v.http, r)
	if err != nil {
		return err
	}
	if res.Status/100 != 2 {
		return fmt.Errorf("%s %s: %d: %s", r.Method, r.URL.Path, res.Status, res.Body)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(res.Body, out)
}

// RegisterBlaaizWebhook tells the simulated Blaaiz where webhooks go and returns the secret that signs them,
// which is shown this once.
func RegisterBlaaizWebhook(ctx context.Context, baseURL, hook string) (secret string, err error) {
	var answer struct {
		Data struct {
			Secret string `json:"signing_secret"`
		} `json:"data"`
	}
	err = Blaaiz(baseURL, "webhook:write").Call(ctx, http.MethodPost, "/api/external/webhook",
		map[string]string{"collection_url": hook, "payout_url": hook}, &answer)
	if err == nil && answer.Data.Secret == "" {
		err = fmt.Errorf("%s answered without a secret", baseURL)
	}
	return answer.Data.Secret, err
}
