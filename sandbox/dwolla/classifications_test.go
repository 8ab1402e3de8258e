package dwolla_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func TestClassifications(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	list := e.Get("/business-classifications")
	all := list["_embedded"].(map[string]any)["business-classifications"].([]any)
	assert.Equal(t, 27.0, list["total"], "as many as Dwolla has")
	assert.Empty(t, list["_links"])

	seen := make(map[string]bool)
	for _, v := range all {
		c := v.(map[string]any)
		id := c["id"].(string)
		assert.Equal(t, c, e.Get("/business-classifications/"+strings.ToUpper(id)))
		assert.Equal(t, e.Sandbox.DwollaURL()+"/business-classifications/"+id,
			c["_links"].(map[string]any)["self"].(map[string]any)["href"])
		industries := c["_embedded"].(map[string]any)["industry-classifications"].([]any)
		require.NotEmpty(t, industries, c["name"])
		for _, one := range append([]any{c}, industries...) {
			entry := one.(map[string]any)
			assert.NotEmpty(t, entry["name"])
			assert.False(t, seen[entry["id"].(string)], "%s is there twice", entry["id"])
			seen[entry["id"].(string)] = true
		}
	}
	for _, id := range []string{"x", "9ed3f66b-7d6f-11e3-95ac-5404a6144203"} {
		assert.Equal(t, http.StatusNotFound, e.Call(http.MethodGet, "/business-classifications/"+id, nil).Status)
	}
}

func TestOnlyAnIndustryIsAClassification(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for name, tt := range map[string]struct {
		id string
		ok bool
	}{
		"industry of the reference": {"9ed3f66b-7d6f-11e3-95ac-5404a6144203", true},
		"in capitals":               {"9ED3CF50-7D6F-11E3-8AE8-5404A6144203", true},
		"industry of ours":          {"00000000-0000-4000-8000-000001000002", true},
		"group of the reference":    {"9ed3f669-7d6f-11e3-b545-5404a6144203", false},
		"group of ours":             {"00000000-0000-4000-8000-000001000000", false},
		"unknown":                   {"9ed3f669-7d6f-11e3-b545-000000000000", false},
		"no id":                     {"Wineries", false},
	} {
		t.Run(name, func(t *testing.T) {
			email := strings.ReplaceAll(name, " ", ".") + "@example.com"
			body := testenv.Business("Acme", email, fields{"businessClassification": tt.id})
			res := e.Call(http.MethodPost, "/customers", body)
			if tt.ok {
				assert.Equal(t, http.StatusCreated, res.Status, "%s", res.Body)
				return
			}
			assert.Equal(t, []string{
				"InvalidFormat /businessClassification BusinessClassification invalid.",
			}, embedded(t, res))
		})
	}
}
