package blaaiz

import (
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/bearer"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// grantToken serves POST /oauth/token, whose errors have OAuth's shape (reference 2).
func (a *API) grantToken(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	fail := func(status int, code, text string) { httpx.WriteJSON(w, status, oauthError{code, text}) }
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if mediaType != "application/x-www-form-urlencoded" {
		fail(http.StatusBadRequest, "invalid_request", "The body must be application/x-www-form-urlencoded.")
		return
	}
	asked := strings.Fields(r.PostFormValue("scope"))
	unknown := slices.ContainsFunc(asked, func(s string) bool { return !slices.Contains(scopes, s) })
	id, secret := r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	switch {
	case r.PostFormValue("grant_type") != "client_credentials" || id == "" || secret == "":
		fail(http.StatusBadRequest, "invalid_request", "grant_type, client_id and client_secret are required.")
	case !bearer.Same(id, a.cfg.Key) || !bearer.Same(secret, a.cfg.Secret):
		fail(http.StatusUnauthorized, "invalid_client", "Client authentication failed")
	case unknown:
		fail(http.StatusBadRequest, "invalid_request", "Invalid scope(s) provided")
	default:
		ttl := a.tokens.TTL()
		token, _ := a.tokens.Grant(asked...)
		httpx.WriteJSON(w, http.StatusOK, struct {
			TokenType   string `json:"token_type"`
			ExpiresIn   int    `json:"expires_in"`
			AccessToken string `json:"access_token"`
		}{"Bearer", int(ttl / time.Second), token})
	}
}

// SetTokenTTL changes the lifetime of tokens granted from now on.
func (a *API) SetTokenTTL(ttl time.Duration) error { return a.tokens.SetTTL(ttl) }

// ExpireTokens ends the life of all tokens and returns how many were alive.
func (a *API) ExpireTokens() int { return a.tokens.Expire() }
