package dwolla_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

const (
	ownerCreated    = "customer_beneficial_owner_created"
	ownerVerified   = "customer_beneficial_owner_verified"
	ownerIncomplete = "customer_beneficial_owner_reverification_needed"
	ownerDocument   = "customer_beneficial_owner_verification_document_needed"
	ownerRemoved    = "customer_beneficial_owner_removed"
	ownerUploaded   = "customer_beneficial_owner_verification_document_uploaded"
	ownerApproved   = "customer_beneficial_owner_verification_document_approved"
	ownerFailed     = "customer_beneficial_owner_verification_document_failed"
)

// business starts a sandbox with a verified business in it.
func business(t *testing.T) (e *testenv.Env, id string) {
	t.Helper()
	e = testenv.Start(t, sandbox.Options{})
	return e, e.Create(testenv.Business("Acme", "acme@example.com"))
}

// about returns the last part of the resource's address of the newest events, oldest first.
func about(e *testenv.Env, n int) []string {
	var out []string
	for _, v := range e.Get("/events?limit=200")["_embedded"].(map[string]any)["events"].([]any)[:n] {
		event := v.(map[string]any)
		resource := event["_links"].(map[string]any)["resource"].(map[string]any)
		out = append([]string{strings.TrimPrefix(resource["href"].(string), e.Sandbox.DwollaURL())}, out...)
	}
	return out
}

func TestOwnerResource(t *testing.T) {
	e, id := business(t)
	res := e.Call(http.MethodPost, "/customers/"+id+"/beneficial-owners", testenv.Owner("Ada"))
	require.Equal(t, http.StatusCreated, res.Status, "%s", res.Body)
	assert.Empty(t, res.Body)
	owner := res.Header.Get("Location")
	assert.Equal(t, e.Sandbox.DwollaURL()+"/beneficial-owners/"+res.ID(), owner)

	got := e.Get("/beneficial-owners/" + strings.ToUpper(res.ID()))
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`, got["created"])
	assert.Equal(t, fields{
		"_links": fields{"self": fields{
			"href": owner, "type": testenv.MediaType, "resource-type": "beneficial-owner",
		}},
		"id": res.ID(), "firstName": "Ada", "lastName": "Owner", "verificationStatus": "verified",
		"created": got["created"], "address": testenv.Owner("")["address"],
	}, got)

	second := e.AddOwner(id, testenv.Owner("Bob"))
	list := e.Get("/customers/" + id + "/beneficial-owners")
	assert.Equal(t, fields{
		"_links": fields{"self": fields{
			"href": e.Sandbox.DwollaURL() + "/customers/" + id + "/beneficial-owners",
			"type": testenv.MediaType, "resource-type": "beneficial-owner",
		}},
		"_embedded": fields{"beneficial-owners": []any{e.Get("/beneficial-owners/" + second), got}},
		"total":     2.0,
	}, list)
}

func TestOwnerTriggers(t *testing.T) {
	e, id := business(t)
	for firstName, tt := range map[string]struct{ status, event, link string }{
		"Ada":        {"verified", ownerVerified, ""},
		"Incomplete": {"verified", ownerVerified, ""},
		"retry":      {"verified", ownerVerified, ""},
		"incomplete": {"incomplete", ownerIncomplete, "retry-verification"},
		"document":   {"document", ownerDocument, "verify-with-document"},
	} {
		t.Run(firstName, func(t *testing.T) {
			before := len(e.Topics())
			owner := e.AddOwner(id, testenv.Owner(firstName))
			got := e.Get("/beneficial-owners/" + owner)
			assert.Equal(t, tt.status, got["verificationStatus"])
			want := []string{"self"}
			if tt.link != "" {
				want = append(want, tt.link)
			}
			assert.ElementsMatch(t, want, keys(got["_links"].(map[string]any)))
			assert.Equal(t, []string{ownerCreated, tt.event}, e.Topics()[before:])
			assert.Equal(t, []string{"/beneficial-owners/" + owner, "/beneficial-owners/" + owner}, about(e, 2))
		})
	}
}

func TestOwnerValidation(t *testing.T) {
	e, id := business(t)
	incomplete := e.AddOwner(id, testenv.Owner("incomplete"))
	before := e.Topics()
	in := func(changes fields) fields {
		address := testenv.Owner("")["address"].(fields)
		maps.Copy(address, changes)
		return fields{"address": address}
	}
	tests := map[string]struct {
		change fields
		want   []string
	}{
		"all that is required": {
			fields{"firstName": "", "lastName": nil, "dateOfBirth": nil, "ssn": nil, "address": nil},
			[]string{
				"Required /firstName FirstName required.", "Required /lastName LastName required.",
				"Required /dateOfBirth DateOfBirth required.", "Required /ssn Ssn required.",
				"Required /address Address required.",
			},
		},
		"four digits": {fields{"ssn": "1234"}, []string{"InvalidFormat /ssn Ssn invalid."}},
		"banned letter in a passport": {
			fields{"ssn": nil, "passport": fields{"number": "X?", "country": "GB"}},
			[]string{"InvalidFormat /passport/number Number invalid."},
		},
		"passport without country": {
			fields{"ssn": nil, "passport": fields{"number": "X1"}},
			[]string{"Required /passport/country Country required."},
		},
		"too young":   {fields{"dateOfBirth": "2024-01-01"}, []string{"NotAllowed /dateOfBirth DateOfBirth value not allowed."}},
		"PO box":      {in(fields{"address1": "PO Box 1"}), []string{"NotAllowed /address/address1 Address1 value not allowed."}},
		"city":        {in(fields{"city": "D3s Moines"}), []string{"InvalidFormat /address/city City invalid."}},
		"region":      {in(fields{"stateProvinceRegion": "Iowa"}), []string{"InvalidFormat /address/stateProvinceRegion StateProvinceRegion invalid."}},
		"postal code": {in(fields{"postalCode": nil}), []string{"Required /address/postalCode PostalCode required."}},
		"country":     {in(fields{"country": "USA"}), []string{"InvalidFormat /address/country Country invalid."}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/customers/" + id + "/beneficial-owners", "/beneficial-owners/" + incomplete} {
				assert.Equal(t, tt.want, embedded(t, e.Call(http.MethodPost, path, testenv.Owner("Ada", tt.change))))
			}
		})
	}
	truth, err := e.Control.Owner(t.Context(), incomplete)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 0, len(tests)}, []int{truth.AttemptsAllowed, truth.AttemptsUsed, truth.AttemptsRefused})
	assert.Equal(t, before, e.Topics(), "a refused owner leaves no event")

	london := fields{"address1": "1 High St", "city": "London", "stateProvinceRegion": "GB", "country": "GB"}
	foreign := e.AddOwner(id, testenv.Owner("Zoë", passport, fields{"address": london}))
	truth, err = e.Control.Owner(t.Context(), foreign)
	require.NoError(t, err)
	assert.Equal(t, []any{true, true, 0}, []any{truth.HasPassport, truth.HasDateOfBirth, truth.SSNDigits})
	assert.Equal(t, london, e.Get("/beneficial-owners/" + foreign)["address"])
}

func TestOwnerHasOneUpdate(t *testing.T) {
	for firstName, tt := range map[string]struct{ status, event string }{
		"Ada":        {"verified", ownerVerified},
		"incomplete": {"document", ownerDocument},
		"document":   {"document", ownerDocument},
	} {
		t.Run(firstName, func(t *testing.T) {
			e, id := business(t)
			owner := e.AddOwner(id, testenv.Owner("incomplete"))
			post := func() testenv.Response {
				return e.Call(http.MethodPost, "/beneficial-owners/"+owner, testenv.Owner(firstName))
			}
			res := post()
			require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
			assert.Equal(t, e.Get("/beneficial-owners/"+owner), res.JSON(t))
			assert.Equal(t, tt.status, res.JSON(t)["verificationStatus"])
			assert.Equal(t, firstName, res.JSON(t)["firstName"])
			assert.Equal(t, tt.event, lastTopic(e))

			again := post()
			refused(t, again, http.StatusForbidden, "forbidden")
			assert.Equal(t, "Not authorized to update beneficial owner.", again.JSON(t)["message"])

			moved, err := e.Control.MoveOwner(t.Context(), owner, controlapi.OwnerMove{Status: "incomplete"})
			require.NoError(t, err)
			assert.Equal(t, []int{2, 1, 1}, []int{moved.AttemptsAllowed, moved.AttemptsUsed, moved.AttemptsRefused})
			require.Equal(t, http.StatusOK, post().Status, "being asked again grants another update")
			c, err := e.Control.Counters(t.Context(), "dwolla")
			require.NoError(t, err)
			assert.Equal(t, map[string]int{owner: 2}, c.OwnerAttempts)
		})
	}
}

func TestRemovalIsForGood(t *testing.T) {
	e, id := business(t)
	owner := e.AddOwner(id, testenv.Owner("document"))
	before := e.Get("/beneficial-owners/" + owner)
	res := e.Call(http.MethodDelete, "/beneficial-owners/"+owner, nil)
	require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
	assert.Equal(t, before, res.JSON(t))
	assert.Equal(t, ownerRemoved, lastTopic(e))
	assert.Equal(t, []string{"/beneficial-owners/" + owner}, about(e, 1))

	path := "/beneficial-owners/" + owner
	refused(t, e.Call(http.MethodGet, path, nil), http.StatusNotFound, "not_found")
	refused(t, e.Call(http.MethodDelete, path, nil), http.StatusNotFound, "not_found")
	refused(t, e.Call(http.MethodPost, path, testenv.Owner("Ada")), http.StatusNotFound, "notFound")
	refused(t, e.Call(http.MethodGet, path+"/documents", nil), http.StatusNotFound, "NotFound")
	refused(t, uploadTo(e, path, "license", "a.png", []byte("image")), http.StatusNotFound, "NotFound")
	assert.Equal(t, 0.0, e.Get("/customers/" + id + "/beneficial-owners")["total"])

	again := e.AddOwner(id, testenv.Owner("document"))
	assert.NotEqual(t, owner, again)
	all, err := e.Control.Owners(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, all, 2)
	assert.Equal(t, []bool{true, false}, []bool{all[0].Removed, all[1].Removed})
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{id: 2}, c.OwnerCreates)
	_, err = e.Control.MoveOwner(t.Context(), owner, controlapi.OwnerMove{Status: "verified"})
	require.ErrorContains(t, err, "404", "a removed owner is gone")
}

// TestWhereOwnersBelong goes through the customers that have none, or none at the moment.
func TestWhereOwnersBelong(t *testing.T) {
	e, id := business(t)
	owner := e.AddOwner(id, testenv.Owner("incomplete"))
	post := func(customer string) testenv.Response {
		return e.Call(http.MethodPost, "/customers/"+customer+"/beneficial-owners", testenv.Owner("Ada"))
	}
	for name, body := range map[string]fields{
		"person": testenv.Person("Jane", "1@example.com"),
		"sole":   testenv.Business("Solo", "2@example.com", testenv.SoleProprietorship()),
	} {
		t.Run(name, func(t *testing.T) {
			other := e.Create(body)
			refused(t, post(other), http.StatusForbidden, "Forbidden")
			assert.Equal(t, 0.0, e.Get("/customers/" + other + "/beneficial-owners")["total"])
		})
	}
	refused(t, post("x"), http.StatusNotFound, "not_found")
	refused(t, e.Call(http.MethodGet, "/customers/x/beneficial-owners", nil), http.StatusNotFound, "not_found")

	for _, step := range []struct {
		status string
		takes  bool
	}{{"retry", true}, {"document", true}, {"suspended", false}, {"deactivated", false}} {
		_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: step.status})
		require.NoError(t, err)
		if step.takes {
			assert.Equal(t, http.StatusCreated, post(id).Status, step.status)
			continue
		}
		refused(t, post(id), http.StatusForbidden, "InvalidResourceState")
		res := e.Call(http.MethodPost, "/beneficial-owners/"+owner, testenv.Owner("Ada"))
		refused(t, res, http.StatusForbidden, "forbidden")
	}
	assert.Equal(t, http.StatusOK, e.Call(http.MethodDelete, "/beneficial-owners/"+owner, nil).Status)
}

func TestOwnerMoves(t *testing.T) {
	e, id := business(t)
	owner := e.AddOwner(id, testenv.Owner("Ada"))
	for _, step := range []struct{ to, topic string }{
		{"incomplete", ownerIncomplete}, {"document", ownerDocument}, {"verified", ownerVerified},
	} {
		moved, err := e.Control.MoveOwner(t.Context(), owner, controlapi.OwnerMove{Status: step.to})
		require.NoError(t, err)
		assert.Equal(t, step.to, moved.Status)
		assert.Equal(t, step.to, e.OwnerStatus(owner))
		assert.Equal(t, step.topic, lastTopic(e))
	}
	before := e.Topics()
	_, err := e.Control.MoveOwner(t.Context(), owner, controlapi.OwnerMove{Status: "incomplete", Silent: true})
	require.NoError(t, err)
	assert.Equal(t, before, e.Topics())
	_, err = e.Control.MoveOwner(t.Context(), owner, controlapi.OwnerMove{Status: "retry"})
	require.ErrorContains(t, err, "400")
	_, err = e.Control.MoveOwner(t.Context(), "x", controlapi.OwnerMove{Status: "verified"})
	require.ErrorContains(t, err, "404")
}
