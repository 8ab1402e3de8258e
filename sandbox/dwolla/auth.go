package dwolla

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"
)

// tokens are the access tokens granted (reference 1.2).
type tokens struct {
	key, secret string
	newToken    func() string

	mu      sync.Mutex
	ttl     time.Duration
	expires map[string]time.Time
}

func newTokens(cfg Config) *tokens {
	return &tokens{
		key: cfg.Key, secret: cfg.Secret, ttl: cfg.TokenTTL,
		newToken: func() string { return cfg.IDs.Token("access-token") },
		expires:  make(map[string]time.Time),
	}
}

// SetTokenTTL changes the lifetime of tokens granted from now on.
func (a *API) SetTokenTTL(ttl time.Duration) error {
	if ttl < time.Second {
		return fmt.Errorf("tokenTTL %s: must be at least a second", ttl)
	}
	a.tokens.mu.Lock()
	defer a.tokens.mu.Unlock()
	a.tokens.ttl = ttl
	return nil
}

// TokenTTL returns the lifetime of tokens granted from now on.
func (a *API) TokenTTL() time.Duration {
	a.tokens.mu.Lock()
	defer a.tokens.mu.Unlock()
	return a.tokens.ttl
}

// ExpireTokens ends the life of all tokens and returns how many were alive.
func (a *API) ExpireTokens() int {
	t := a.tokens
	t.mu.Lock()
	defer t.mu.Unlock()
	n, now := 0, time.Now()
	for token, end := range t.expires {
		if now.Before(end) {
			t.expires[token] = now
			n++
		}
	}
	return n
}

func (t *tokens) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.expires)
}

// grantToken serves POST /token. Its answers have OAuth's shape, not Dwolla's.
func (a *API) grantToken(w http.ResponseWriter, r *http.Request) {
	key, secret, ok := r.BasicAuth()
	if !ok {
		key, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	t := a.tokens
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case !same(key, t.key) || !same(secret, t.secret):
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"error":"invalid_client"}`))
	case r.PostFormValue("grant_type") != "client_credentials":
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"unsupported_grant_type"}`))
	default:
		token, ttl := t.grant()
		_ = json.NewEncoder(w).Encode(struct {
			AccessToken string `json:"access_token"`
			TokenType   string `json:"token_type"`
			ExpiresIn   int    `json:"expires_in"`
		}{token, "bearer", int(ttl / time.Second)})
	}
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func (t *tokens) grant() (string, time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	token := t.newToken()
	t.expires[token] = time.Now().Add(t.ttl)
	return token, t.ttl
}

// check authorises a call (reference 1.5).
func (t *tokens) check(r *http.Request) *apiError {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return refuse(http.StatusUnauthorized, "InvalidCredentials", "Missing or invalid Authorization header.")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	end, ok := t.expires[token]
	switch {
	case !ok:
		return errStatus(http.StatusUnauthorized)
	case !time.Now().Before(end):
		return refuse(http.StatusUnauthorized, "ExpiredAccessToken", "Expired access token.")
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
