package dwolla

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/bearer"
)

// SetTokenTTL changes the lifetime of tokens granted from now on.
func (a *API) SetTokenTTL(ttl time.Duration) error { return a.tokens.SetTTL(ttl) }

// TokenTTL returns the lifetime of tokens granted from now on.
func (a *API) TokenTTL() time.Duration { return a.tokens.TTL() }

// ExpireTokens ends the life of all tokens and returns how many were alive.
func (a *API) ExpireTokens() int { return a.tokens.Expire() }

// grantToken serves POST /token. Its answers have OAuth's shape, not Dwolla's.
func (a *API) grantToken(w http.ResponseWriter, r *http.Request) {
	key, secret, ok := r.BasicAuth()
	if !ok {
		key, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case !bearer.Same(key, a.cfg.Key) || !bearer.Same(secret, a.cfg.Secret):
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"error":"invalid_client"}`))
	case r.PostFormValue("grant_type") != "client_credentials":
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"unsupported_grant_type"}`))
	default:
		ttl := a.tokens.TTL()
		token, _ := a.tokens.Grant()
		_ = json.NewEncoder(w).Encode(struct {
			AccessToken string `json:"access_token"`
			TokenType   string `json:"token_type"`
			ExpiresIn   int    `json:"expires_in"`
		}{token, "bearer", int(ttl / time.Second)})
	}
}

// authorize checks a call's token (reference 1.5).
func (a *API) authorize(r *http.Request) *apiError {
	switch _, err := a.tokens.Authorize(r.Header.Get("Authorization")); {
	case errors.Is(err, bearer.ErrMissing):
		return refuse(http.StatusUnauthorized, "InvalidCredentials", "Missing or invalid Authorization header.")
	case errors.Is(err, bearer.ErrExpired):
		return refuse(http.StatusUnauthorized, "ExpiredAccessToken", "Expired access token.")
	case err != nil:
		return errStatus(http.StatusUnauthorized)
	}
	return nil
}

// acceptsVersion tells whether the Accept header names the API's one version (reference 1.3).
func acceptsVersion(r *http.Request) bool {
	for _, header := range r.Header.Values("Accept") {
		for _, one := range strings.Split(header, ",") {
			if mediaType, _, err := mime.ParseMediaType(strings.TrimSpace(one)); err == nil && mediaType == MediaType {
				return true
			}
		}
	}
	return false
}
