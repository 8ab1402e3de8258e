package dwolla_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

type linksCase struct {
	body fields
	move string
	want []string
}

// linksCases are the sets of reference 2.4; those of statuses without a sample are the sandbox's documented
// choice.
func linksCases() map[string]linksCase {
	controller := func(firstName string) fields {
		c := testenv.Business("", "")["controller"].(fields)
		c["firstName"] = firstName
		return fields{"controller": c}
	}
	verified := []string{
		"self", "receive", "edit-form", "edit", "funding-sources", "transfers", "send", "deactivate",
	}
	owners := []string{"verify-beneficial-owners", "beneficial-owners", "certify-beneficial-ownership"}
	retry := []string{
		"deactivate", "self", "edit-form", "edit", "funding-sources", "retry-verification", "transfers",
	}
	document := []string{"document-form", "self", "funding-sources", "transfers"}
	plus := func(set []string, more ...string) []string { return append(append([]string(nil), set...), more...) }
	return map[string]linksCase{
		"personal verified":    {testenv.Person("Jane", "1@example.com"), "", verified},
		"personal retry":       {testenv.Person("retry", "2@example.com"), "", retry},
		"personal document":    {testenv.Person("document", "3@example.com"), "", plus(document, "verify-with-document")},
		"personal kba":         {testenv.Person("kba", "4@example.com"), "", []string{"self", "deactivate", "funding-sources", "transfers"}},
		"personal suspended":   {testenv.Person("suspended", "5@example.com"), "", []string{"self", "funding-sources", "transfers"}},
		"personal deactivated": {testenv.Person("Jane", "6@example.com"), "deactivated", []string{"self", "funding-sources", "transfers"}},
		"receive-only": {
			fields{"type": "receive-only", "firstName": "Jo", "lastName": "Doe", "email": "7@example.com"}, "",
			[]string{"self", "receive", "edit-form", "edit", "funding-sources", "transfers", "deactivate"},
		},
		"unverified": {fields{"firstName": "Jo", "lastName": "Doe", "email": "8@example.com"}, "", verified},
		"business verified": {
			testenv.Business("Acme", "9@example.com"), "", plus(owners,
				"deactivate", "self", "receive", "edit-form", "edit", "funding-sources", "transfers"),
		},
		"business retry": {testenv.Business("retry", "10@example.com"), "", plus(retry, owners...)},
		"controller retry": {
			testenv.Business("Acme", "11@example.com", controller("retry")), "",
			plus(plus(retry, owners...), "retry-with-full-ssn"),
		},
		"controller document": {
			testenv.Business("Acme", "12@example.com", controller("document")), "",
			plus(plus(document, owners...), "verify-with-document"),
		},
		"business document": {
			testenv.Business("document", "13@example.com"), "",
			plus(plus(document, owners...), "verify-business-with-document"),
		},
		"both document": {
			testenv.Business("document", "14@example.com", controller("document")), "",
			plus(plus(document, owners...), "verify-controller-and-business-with-document"),
		},
	}
}

func TestLinksByStatus(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for name, tt := range linksCases() {
		t.Run(name, func(t *testing.T) {
			id := e.Create(tt.body)
			if tt.move != "" {
				_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: tt.move})
				require.NoError(t, err)
			}
			links := e.Get("/customers/" + id)["_links"].(map[string]any)
			assert.ElementsMatch(t, tt.want, keys(links))
			for rel, v := range links {
				assert.Contains(t, v.(map[string]any)["href"], e.Sandbox.DwollaURL()+"/", rel)
			}
		})
	}
}

func TestDirectives(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Business("Acme", "acme@example.com"))
	_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{
		Status: "retry", Directives: []controlapi.Directive{
			{Code: "Required", Message: "Full SSN required", Link: "retry-with-full-ssn"},
			{Code: "AdditionalReviewRequired", Message: "Under review"},
		},
	})
	require.NoError(t, err)
	got := e.Get("/customers/" + id)
	errs := got["_embedded"].(map[string]any)["errors"].([]any)
	require.Len(t, errs, 2)
	first := errs[0].(map[string]any)
	assert.Equal(t, "Required", first["code"])
	assert.Equal(t, fields{
		"href": e.Sandbox.DwollaURL() + "/customers/" + id, "type": testenv.MediaType, "resource-type": "customer",
	}, first["_links"].(map[string]any)["retry-with-full-ssn"])
	assert.Empty(t, errs[1].(map[string]any)["_links"])
	assert.Contains(t, got["_links"], "retry-with-full-ssn")

	_, err = e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "verified"})
	require.NoError(t, err)
	assert.NotContains(t, e.Get("/customers/"+id), "_embedded")
}
