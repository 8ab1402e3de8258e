package testenv

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// BlaaizScopes are all that the tests need.
const BlaaizScopes = "customer:read customer:write file:upload webhook:read webhook:write"

// Blaaiz logs in to the simulated Blaaiz.
func (e *Env) Blaaiz() *Caller {
	e.T.Helper()
	c := &Caller{Env: e, Base: e.Sandbox.BlaaizURL()}
	res := c.Form("/oauth/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {sandbox.Key}, "client_secret": {sandbox.Secret},
		"scope": {BlaaizScopes},
	})
	require.Equal(e.T, http.StatusOK, res.Status, "%s", res.Body)
	c.Token = res.JSON(e.T)["access_token"].(string)
	return c
}

// Form posts a form without a token.
func (c *Caller) Form(path string, form url.Values) Response {
	c.T.Helper()
	req, err := http.NewRequest(http.MethodPost, c.Base+path, strings.NewReader(form.Encode()))
	require.NoError(c.T, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.Send(req)
}

// PutFile uploads to a presigned URL.
func (c *Caller) PutFile(address, mediaType, content string, headers Fields) Response {
	c.T.Helper()
	req, err := http.NewRequest(http.MethodPut, address, strings.NewReader(content))
	require.NoError(c.T, err)
	for name, value := range headers {
		req.Header.Set(name, value.(string))
	}
	if mediaType != "" {
		req.Header.Set("Content-Type", mediaType)
	}
	return c.Send(req)
}

// SetBlaaiz changes settings of the simulated Blaaiz.
func (e *Env) SetBlaaiz(s controlapi.BlaaizSettings) {
	e.T.Helper()
	require.NoError(e.T, e.Control.Set(e.T.Context(), controlapi.Settings{Blaaiz: &s}))
}

// QuickBlaaiz makes every review at Blaaiz take a millisecond, or wait for a control call if manual.
func (e *Env) QuickBlaaiz(review string) {
	e.T.Helper()
	wait := controlapi.Duration(time.Millisecond)
	e.SetBlaaiz(controlapi.BlaaizSettings{Review: &review, PersonReview: &wait, BusinessReview: &wait})
}

// BlaaizPerson is a complete individual.
func BlaaizPerson(firstName, email string) Fields {
	return Fields{
		"type": "individual", "first_name": firstName, "last_name": "Doe", "email": email, "country": "NG",
		"id_type": "passport", "id_number": "A1234567", "phone": "+2348012345678", "dob": "1980-02-29",
		"street": "1 Marina Road", "city": "Lagos", "state": "Lagos", "zip_code": "100001",
	}
}

// BlaaizBusiness is a complete business with two owners of 60 and 40 percent.
func BlaaizBusiness(name, registration string) Fields {
	return Fields{
		"type": "business", "business_name": name, "email": "acme@example.com", "country": "NG",
		"registration_number": registration, "incorporation_country": "NG", "business_type": "llc",
		"street": "1 Marina Road", "city": "Lagos", "zip_code": "100001",
		"owners": []any{BlaaizOwner("Ada", "ada@example.com", 60), BlaaizOwner("Bob", "bob@example.com", 40)},
	}
}

// BlaaizOwner is a complete owner.
func BlaaizOwner(firstName, email string, percent float64) Fields {
	return Fields{
		"first_name": firstName, "last_name": "Owner", "email": email, "ownership_percentage": percent,
		"date_of_birth": "1975-06-07", "nationality": "NG", "country": "NG", "street": "3 Marina Road",
		"id_document_type": "passport", "id_document_number": "B7654321", "id_document_country": "NG",
		"id_expiry_date": "2999-01-01", "has_control": true, "is_signer": true, "is_beneficial_owner": true,
	}
}
