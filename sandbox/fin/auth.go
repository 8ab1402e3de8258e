package fin

import (
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/bearer"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// DefaultTokenTTL is the lifetime of an access token; Fin documents none (reference 2).
const DefaultTokenTTL = 24 * time.Hour

const refreshTTL = 7 * 24 * time.Hour

// tokenTime is the layout of expiry instants, which is not that of RFC 3339 (reference 2).
const tokenTime = "2006-01-02 15:04:05-07"

type tokenView struct {
	AccessToken     string `json:"access_token"`
	AccessTokenTTL  string `json:"access_token_ttl"`
	RefreshToken    string `json:"refresh_token"`
	RefreshTokenTTL string `json:"refresh_token_ttl"`
	CurrentTime     string `json:"current_time"`
}

// grantToken serves POST /v1/oauth/token.
func (a *API) grantToken(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := body(r, errMalformed)
	if err != nil {
		return err
	}
	id, secret := in.Required("client_id"), in.Required("client_secret")
	if err := errInvalid(in.Problems()); err != nil {
		return err
	}
	if !bearer.Same(id, a.cfg.Key) || !bearer.Same(secret, a.cfg.Secret) {
		return refuse(http.StatusUnauthorized, "Invalid client credentials")
	}
	return a.writeToken(w)
}

// refreshToken serves POST /v1/oauth/refresh-token.
func (a *API) refreshToken(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := body(r, errMalformed)
	if err != nil {
		return err
	}
	token := in.Required("refresh_token")
	if err := errInvalid(in.Problems()); err != nil {
		return err
	}
	if _, err := a.refresh.Spend(token); err != nil {
		return refuse(http.StatusUnauthorized, "Invalid refresh token")
	}
	return a.writeToken(w)
}

func (a *API) writeToken(w http.ResponseWriter) *apiError {
	access, ag := a.access.Grant()
	refresh, rg := a.refresh.Grant()
	v := tokenView{
		AccessToken: access, AccessTokenTTL: ag.Expires.Format(tokenTime),
		RefreshToken: refresh, RefreshTokenTTL: rg.Expires.Format(tokenTime),
		CurrentTime: time.Now().UTC().Format(tokenTime),
	}
	w.Header().Set("Cache-Control", "no-store")
	if a.older() {
		return writeData(w, v)
	}
	httpx.WriteJSON(w, http.StatusOK, v)
	return nil
}

// SetTokenTTL changes the lifetime of access tokens granted from now on.
func (a *API) SetTokenTTL(ttl time.Duration) error { return a.access.SetTTL(ttl) }

// ExpireTokens ends the life of all access tokens and returns how many were alive.
func (a *API) ExpireTokens() int { return a.access.Expire() }

// ExpireRefreshTokens ends the life of all refresh tokens and returns how many were alive.
func (a *API) ExpireRefreshTokens() int { return a.refresh.Expire() }
