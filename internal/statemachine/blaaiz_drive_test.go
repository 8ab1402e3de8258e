package statemachine

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// What Blaaiz and its staff do.

func blaaizMoves(status string) func(*actor) {
	return blaaizStaff(controlapi.BlaaizMove{Status: status})
}

func blaaizStaff(m controlapi.BlaaizMove) func(*actor) {
	return func(a *actor) {
		_, err := a.Control.MoveBlaaizCustomer(a.Context, a.remote(), m)
		require.NoError(a, err)
	}
}

func blaaizRejects(comment string) func(*actor) {
	return blaaizStaff(controlapi.BlaaizMove{Status: "REJECTED", Comment: comment})
}

var blaaizVerifies = blaaizMoves("VERIFIED")

func blaaizRejectsOwner(a *actor) {
	blaaizStaff(controlapi.BlaaizMove{Status: "REJECTED", Comment: "One or more records need your attention.", Reviews: []controlapi.BlaaizReview{
		{ID: a.blaaizTruth().Owners[0].ID, Status: "REJECTED", Comments: []string{"The identity document is not legible."}},
	}})(a)
}

func blaaizRejectsPaper(a *actor) {
	blaaizStaff(controlapi.BlaaizMove{Status: "REJECTED", Comment: "One or more records need your attention.", Reviews: []controlapi.BlaaizReview{
		{ID: a.charter(), Status: "REJECTED", Comments: []string{"The document is expired."}},
	}})(a)
}

// blaaizReviews decides on the owner or the charter whose arrow it is, which nothing announces.
func blaaizReviews(status string) func(*actor) {
	return func(a *actor) {
		id := a.charter()
		if a.company != "" {
			id = a.id()
		}
		_, err := a.Control.ReviewBlaaiz(a.Context, a.remote(), controlapi.BlaaizReview{ID: id, Status: status, Comments: []string{"As the reviewer says it."}})
		require.NoError(a, err)
		asks(a)
	}
}

func (a *actor) blaaizTruth() controlapi.BlaaizCustomer {
	a.Helper()
	c, err := a.Control.BlaaizCustomer(a.Context, a.remote())
	require.NoError(a, err)
	return c
}

// charter is Blaaiz's ID of the document.
func (a *actor) charter() string {
	a.Helper()
	for _, d := range a.blaaizTruth().Documents {
		if d.Name == charter {
			return d.ID
		}
	}
	a.Fatal("there is no charter")
	return ""
}

// sets changes the simulated Blaaiz until the arrow is walked.
func sets(on, off controlapi.BlaaizSettings) func(*actor) {
	return func(a *actor) {
		require.NoError(a, a.Control.Set(a.Context, controlapi.Settings{Blaaiz: &on}))
		a.Cleanup(func() { require.NoError(a, a.Control.Set(a.Context, controlapi.Settings{Blaaiz: &off})) })
	}
}

var (
	yes, no       = true, false
	autoVerifies  = sets(controlapi.BlaaizSettings{AutoVerify: &yes}, controlapi.BlaaizSettings{AutoVerify: &no})
	withoutChecks = sets(controlapi.BlaaizSettings{ExternalKYC: &no}, controlapi.BlaaizSettings{ExternalKYC: &yes})
)

// What somebody does at Blaaiz's API beside the operator.

func (a *actor) blaaiz(method, route string, in any) {
	a.Helper()
	response, err := http.PostForm(a.Sandbox.BlaaizURL()+"/oauth/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {sandbox.Key}, "client_secret": {sandbox.Secret}, "scope": {"customer:read customer:write"},
	})
	require.NoError(a, err)
	defer response.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(a, json.NewDecoder(response.Body).Decode(&token))
	body, err := json.Marshal(in)
	require.NoError(a, err)
	r, err := http.NewRequestWithContext(a.Context, method, a.Sandbox.BlaaizURL()+"/api/external/customer/"+a.remote()+route, bytes.NewReader(body))
	require.NoError(a, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token.AccessToken)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(a, err)
	defer answer.Body.Close()
	require.Equal(a, http.StatusOK, answer.StatusCode, route)
}

// blaaizUpgrades has owners looked at from now on (reference 13.1).
func blaaizUpgrades(a *actor) {
	a.blaaiz(http.MethodPost, "/upgrade-kyb-scope", map[string]any{"owners": []any{
		map[string]any{"first_name": "Olga", "last_name": "Owner", "email": "olga@example.com", "ownership_percentage": 100},
	}})
}

// editsOwner changes something of the owner, which puts the owner back to PENDING (reference 14).
func editsOwner(a *actor) {
	a.blaaiz(http.MethodPut, "", map[string]any{"owners": []any{map[string]any{"id": a.id(), "title": "Chair"}}})
	asks(a)
}

func editsCharter(a *actor) {
	a.blaaiz(http.MethodPut, "/document/"+a.charter(), map[string]any{"description": "The charter."})
	asks(a)
}

// minimal is a business of whom no owner is looked at.
func minimal(who harness.Applicant) {
	who.Customer.Spec.Business.VerificationScope = "Minimal"
	who.Customer.Spec.Business.BeneficialOwnership = nil
}
