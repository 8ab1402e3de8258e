package dwolla_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func simulate(e *testenv.Env, customer, code string) testenv.Response {
	return e.Call(http.MethodPost, "/sandbox-simulations", fields{
		"type": "customer-verification", "errorCode": code,
		"_links": fields{"customer": fields{"href": e.Sandbox.DwollaURL() + "/customers/" + customer}},
	})
}

// directives returns a customer's embedded errors as code and link.
func directives(e *testenv.Env, id string) [][2]string {
	var out [][2]string
	embedded, _ := e.Get("/customers/" + id)["_embedded"].(map[string]any)
	all, _ := embedded["errors"].([]any)
	for _, v := range all {
		one := v.(map[string]any)
		link := ""
		for rel := range one["_links"].(map[string]any) {
			link = rel
		}
		out = append(out, [2]string{one["code"].(string), link})
	}
	return out
}

const addressFailed = "customer_address_verification_failed"

func TestSimulatedDirectives(t *testing.T) {
	for code, tt := range map[string]struct {
		link   string
		events []string
	}{
		"ControllerNonResidential":         {"update-customer", []string{addressFailed}},
		"POBoxNotAllowed":                  {"update-customer", []string{addressFailed}},
		"AddressNotAssociatedWithBusiness": {"update-customer", []string{addressFailed}},
		"EINDocumentRequired":              {"upload-ein-document", nil},
		"PersonalIDRequired":               {"verify-with-document", nil},
	} {
		t.Run(code, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{})
			id := e.Create(testenv.Business("retry", "acme@example.com"))
			before := len(e.Topics())
			for range 2 {
				res := simulate(e, id, code)
				require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
				assert.Equal(t, fields{"errorCode": code, "_links": fields{"self": fields{
					"href": e.Sandbox.DwollaURL() + "/sandbox-simulations", "type": testenv.MediaType,
					"resource-type": "sandbox-simulation",
				}}}, res.JSON(t))
			}
			assert.Equal(t, [][2]string{{code, tt.link}}, directives(e, id))
			assert.Contains(t, e.Get("/customers/" + id)["_links"], tt.link)
			assert.ElementsMatch(t, tt.events, e.Topics()[before:])

			_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "document"})
			require.NoError(t, err)
			assert.Empty(t, directives(e, id), "a directive ends with the status")
		})
	}
}

func TestSimulationRefusals(t *testing.T) {
	e, verified := business(t)
	person := e.Create(testenv.Person("retry", "jane@example.com"))
	for _, id := range []string{verified, person} {
		refused(t, simulate(e, id, "POBoxNotAllowed"), http.StatusForbidden, "InvalidResourceState")
	}
	assert.Equal(t, []string{"Invalid /_links/customer/href Href invalid."},
		embedded(t, simulate(e, "x", "POBoxNotAllowed")))
	assert.Equal(t, []string{"Invalid /errorCode ErrorCode invalid."}, embedded(t, simulate(e, verified, "Nonsense")))
	assert.Equal(t, []string{
		"Invalid /type Type invalid.", "Required /errorCode ErrorCode required.", "Required /_links _links required.",
	}, embedded(t, e.Call(http.MethodPost, "/sandbox-simulations", fields{"type": "virtual"})))
	for _, body := range []any{nil, fields{}} {
		res := e.Call(http.MethodPost, "/sandbox-simulations", body)
		require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
		assert.Equal(t, 0.0, res.JSON(t)["total"])
	}
}

func TestDirectiveLetsADocumentIn(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Business("retry", "acme@example.com"))
	refused(t, upload(e, id, "other", "ein.pdf", []byte("x")), http.StatusForbidden, "invalidResourceState")
	require.Equal(t, http.StatusOK, simulate(e, id, "EINDocumentRequired").Status)
	res := upload(e, id, "other", "ein.pdf", []byte("x"))
	require.Equal(t, http.StatusCreated, res.Status, "%s", res.Body)
	_, err := e.Control.ReviewDocument(t.Context(), res.ID(), controlapi.Review{Result: "approved"})
	require.NoError(t, err)
	assert.Equal(t, "retry", e.Status(id), "the attempt is still to come")
}

// TestMovesOfABusiness holds what a move by control call asks for and announces.
func TestMovesOfABusiness(t *testing.T) {
	directive := func(code, link string) []controlapi.Directive {
		return []controlapi.Directive{{Code: code, Message: "message", Link: link}}
	}
	const needed, wanted = "customer_reverification_needed", "customer_verification_document_needed"
	for name, tt := range map[string]struct {
		move   controlapi.Move
		link   string
		absent string
		events []string
	}{
		"retry":            {controlapi.Move{Status: "retry"}, "retry-verification", "retry-with-full-ssn", []string{needed}},
		"retry controller": {controlapi.Move{Status: "retry", Wants: "controller"}, "retry-with-full-ssn", "", []string{needed}},
		"retry by directive": {
			controlapi.Move{Status: "retry", Directives: directive("Required", "retry-with-full-ssn")},
			"retry-with-full-ssn", "", []string{needed},
		},
		"document": {
			controlapi.Move{Status: "document"}, "verify-business-with-document", "verify-with-document", []string{wanted},
		},
		"document of both": {
			controlapi.Move{Status: "document", Wants: "both"}, "verify-controller-and-business-with-document", "", []string{wanted},
		},
		"document by directive": {
			controlapi.Move{Status: "document", Directives: directive("PersonalIDRequired", "verify-with-document")},
			"verify-with-document", "verify-business-with-document", []string{wanted},
		},
		"address": {
			controlapi.Move{Status: "retry", Directives: directive("POBoxNotAllowed", "update-customer")},
			"update-customer", "", []string{needed, addressFailed},
		},
		"manual review": {
			controlapi.Move{Status: "suspended", Directives: directive("AdditionalReviewRequired", "")},
			"self", "edit", []string{"customer_verification_pending_review"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, id := business(t)
			before := len(e.Topics())
			_, err := e.Control.MoveCustomer(t.Context(), id, tt.move)
			require.NoError(t, err)
			links := e.Get("/customers/" + id)["_links"]
			assert.Contains(t, links, tt.link)
			if tt.absent != "" {
				assert.NotContains(t, links, tt.absent)
			}
			assert.Equal(t, tt.events, e.Topics()[before:])
			assert.Len(t, directives(e, id), len(tt.move.Directives))
		})
	}
	e, id := business(t)
	_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "retry", Wants: "everything"})
	require.ErrorContains(t, err, "400")
}

// TestDirectiveThatWantsTheController is the whole way from the directive to the body it asks for.
func TestDirectiveThatWantsTheController(t *testing.T) {
	e, id := business(t)
	_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{
		Status: "retry", Directives: []controlapi.Directive{
			{Code: "Required", Message: "Full SSN required", Link: "retry-with-full-ssn"},
		},
	})
	require.NoError(t, err)
	post := func(change fields) testenv.Response {
		return e.Call(http.MethodPost, "/customers/"+id, testenv.Business("Acme", "acme@example.com", change))
	}
	assert.Equal(t, []string{"Required /controller Controller required."}, embedded(t, post(fields{"controller": nil})))
	require.Equal(t, http.StatusOK, post(controlled(fields{"ssn": "123456789"})).Status)
	assert.Equal(t, "verified", e.Status(id))
	assert.Empty(t, directives(e, id))
}
