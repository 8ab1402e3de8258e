package dwolla_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func certify(e *testenv.Env, id string) testenv.Response {
	return e.Call(http.MethodPost, "/customers/"+id+"/beneficial-ownership", fields{"status": "certified"})
}

func TestCertification(t *testing.T) {
	e, id := business(t)
	before := e.Topics()
	self := fields{"self": fields{
		"href": e.Sandbox.DwollaURL() + "/customers/" + id + "/beneficial-ownership",
		"type": testenv.MediaType, "resource-type": "beneficial-ownership",
	}}
	assert.Equal(t, fields{"_links": self, "status": "uncertified"}, e.Get("/customers/"+id+"/beneficial-ownership"))
	for range 2 {
		res := certify(e, id)
		require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
		assert.Equal(t, fields{"_links": self, "status": "certified"}, res.JSON(t))
	}
	assert.Equal(t, "certified", e.Ownership(id))
	assert.Equal(t, before, e.Topics(), "no event announces a certification")
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{id: 2}, c.Certifications)

	for body, want := range map[string]string{
		"":            "Required /status Status required.",
		"recertify":   "Invalid /status Status invalid.",
		"uncertified": "Invalid /status Status invalid.",
	} {
		res := e.Call(http.MethodPost, "/customers/"+id+"/beneficial-ownership", fields{"status": body})
		assert.Equal(t, []string{want}, embedded(t, res))
	}
	assert.Equal(t, "certified", e.Ownership(id))
}

func TestOwnershipOfOthers(t *testing.T) {
	e, id := business(t)
	sole := e.Create(testenv.Business("Solo", "1@example.com", testenv.SoleProprietorship()))
	person := e.Create(testenv.Person("Jane", "2@example.com"))
	for _, other := range []string{sole, person} {
		refused(t, e.Call(http.MethodGet, "/customers/"+other+"/beneficial-ownership", nil), http.StatusForbidden, "forbidden")
		refused(t, certify(e, other), http.StatusForbidden, "forbidden")
		_, err := e.Control.Ownership(t.Context(), other)
		require.ErrorContains(t, err, "400")
		truth, err := e.Control.Customer(t.Context(), other)
		require.NoError(t, err)
		assert.Nil(t, truth.Ownership)
	}
	assert.Contains(t, e.Get("/customers/" + sole)["_links"], "send", "a sole proprietorship is exempt")
	refused(t, certify(e, "x"), http.StatusNotFound, "not_found")
	refused(t, e.Call(http.MethodGet, "/customers/x/beneficial-ownership", nil), http.StatusNotFound, "not_found")

	_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "deactivated"})
	require.NoError(t, err)
	refused(t, certify(e, id), http.StatusForbidden, "forbidden")
}

func TestCertifyingWithUnverifiedOwners(t *testing.T) {
	e, id := business(t)
	e.AddOwner(id, testenv.Owner("document"))
	res := certify(e, id)
	refused(t, res, http.StatusForbidden, "forbidden")
	assert.Equal(t, "Forbidden from updating beneficial ownership status for this customer.", res.JSON(t)["message"])
	assert.Equal(t, "uncertified", e.Ownership(id))

	allow := "allow"
	require.NoError(t, e.Control.Set(t.Context(), controlapi.Settings{CertifyUnverified: &allow}))
	require.Equal(t, http.StatusOK, certify(e, id).Status)
	assert.NotContains(t, e.Get("/customers/" + id)["_links"], "send", "owners have to be verified all the same")
	o, err := e.Control.Ownership(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, controlapi.Ownership{Status: "certified", Certifications: 1, CertificationsRefused: 1}, o)
}

// TestWhatReopensACertification goes through reference 4.5: what a change of the owners does to ownership
// in each of its statuses.
func TestWhatReopensACertification(t *testing.T) {
	changes := map[string]func(e *testenv.Env, id, incomplete string){
		"add":    func(e *testenv.Env, id, _ string) { e.AddOwner(id, testenv.Owner("Ada")) },
		"remove": func(e *testenv.Env, _, owner string) { e.Call(http.MethodDelete, "/beneficial-owners/"+owner, nil) },
		"update": func(e *testenv.Env, _, owner string) {
			e.Call(http.MethodPost, "/beneficial-owners/"+owner, testenv.Owner("Ada"))
		},
	}
	for name, change := range changes {
		for status, want := range map[string]string{
			"uncertified": "uncertified", "certified": "recertify", "recertify": "recertify",
		} {
			t.Run(name+" in "+status, func(t *testing.T) {
				e, id := business(t)
				owner := e.AddOwner(id, testenv.Owner("incomplete"))
				moved, err := e.Control.MoveOwnership(t.Context(), id, controlapi.OwnershipMove{Status: status})
				require.NoError(t, err)
				assert.Equal(t, status, moved.Status)
				change(e, id, owner)
				assert.Equal(t, want, e.Ownership(id))
			})
		}
	}
	e, id := business(t)
	require.Equal(t, http.StatusOK, certify(e, id).Status)
	owner := e.AddOwner(id, testenv.Owner("Ada"))
	require.Equal(t, http.StatusOK, certify(e, id).Status, "certifying again ends it")
	_, err := e.Control.MoveOwner(t.Context(), owner, controlapi.OwnerMove{Status: "incomplete"})
	require.NoError(t, err)
	assert.Equal(t, "certified", e.Ownership(id), "asking an owner again does not by itself")
	refused(t, e.Call(http.MethodPost, "/beneficial-owners/"+owner, fields{}), http.StatusBadRequest, "ValidationError")
	assert.Equal(t, "certified", e.Ownership(id), "nor does a refused update")

	_, err = e.Control.MoveOwnership(t.Context(), id, controlapi.OwnershipMove{Status: "lost"})
	require.ErrorContains(t, err, "400")
	_, err = e.Control.MoveOwnership(t.Context(), "x", controlapi.OwnershipMove{Status: "certified"})
	require.ErrorContains(t, err, "404")
}

func TestRecertifyEndsAfterThirtyDays(t *testing.T) {
	month := float64(30 * 24 * time.Hour)
	for name, tt := range map[string]struct {
		scale float64
		want  string
	}{"before": {1, "recertify"}, "after": {month, "uncertified"}} {
		t.Run(name, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{TimeScale: tt.scale})
			id := e.Create(testenv.Business("Acme", "acme@example.com"))
			_, err := e.Control.MoveOwnership(t.Context(), id, controlapi.OwnershipMove{Status: "recertify"})
			require.NoError(t, err)
			assert.Equal(t, tt.want, e.Ownership(id))
		})
	}
}

// TestOwnershipLinks holds the four links that tell where a business's owners stand, by the customer's
// status, the owners' and that of their certification.
func TestOwnershipLinks(t *testing.T) {
	const list, verify, certified, send = "beneficial-owners", "verify-beneficial-owners",
		"certify-beneficial-ownership", "send"
	tests := []struct {
		customer  string
		owners    []string
		ownership string
		want      []string
	}{
		{"verified", nil, "uncertified", []string{list, verify, certified}},
		{"verified", nil, "certified", []string{list, send}},
		{"verified", nil, "recertify", []string{list, verify, certified, send}},
		{"verified", []string{"verified"}, "uncertified", []string{list, certified}},
		{"verified", []string{"verified"}, "certified", []string{list, send}},
		{"verified", []string{"verified", "verified"}, "recertify", []string{list, certified, send}},
		{"verified", []string{"verified", "incomplete"}, "uncertified", []string{list, verify, certified}},
		{"verified", []string{"incomplete"}, "certified", []string{list, verify}},
		{"verified", []string{"document"}, "recertify", []string{list, verify, certified}},
		{"retry", []string{"verified"}, "certified", []string{list}},
		{"document", []string{"verified"}, "uncertified", []string{list, certified}},
		{"document", []string{"verified"}, "certified", []string{list}},
		{"suspended", []string{"incomplete"}, "uncertified", nil},
		{"deactivated", []string{"verified"}, "certified", nil},
	}
	e := testenv.Start(t, sandbox.Options{})
	for i, tt := range tests {
		id := e.Create(testenv.Business("Acme", string(rune('a'+i))+"@example.com"))
		for _, status := range tt.owners {
			e.AddOwner(id, testenv.Owner(status)) // "verified" is a first name like any other
		}
		_, err := e.Control.MoveOwnership(t.Context(), id, controlapi.OwnershipMove{Status: tt.ownership})
		require.NoError(t, err)
		_, err = e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: tt.customer})
		require.NoError(t, err)
		links := e.Get("/customers/" + id)["_links"].(map[string]any)
		var shown []string
		for _, rel := range []string{list, verify, certified, send} {
			if _, ok := links[rel]; ok {
				shown = append(shown, rel)
			}
		}
		assert.ElementsMatch(t, tt.want, shown, "%s, owners %v, %s", tt.customer, tt.owners, tt.ownership)
	}
}
