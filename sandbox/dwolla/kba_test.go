package dwolla_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// session begins a KBA session of a new customer and reads its questions.
func session(e *testenv.Env, email string) (customer, path string, questions []any) {
	customer = e.Create(testenv.Person("kba", email))
	res := e.Call(http.MethodPost, "/customers/"+customer+"/kba", nil)
	require.Equal(e.T, http.StatusCreated, res.Status, "%s", res.Body)
	path = "/kba/" + res.ID()
	return customer, path, e.Get(path)["questions"].([]any)
}

// answers takes the right choice, which is the last, for the first n questions.
func answers(questions []any, right int) fields {
	var out []fields
	for i, v := range questions {
		q := v.(map[string]any)
		choices := q["answers"].([]any)
		choice := choices[0]
		if i < right {
			choice = choices[len(choices)-1]
		}
		out = append(out, fields{"questionId": q["id"], "answerId": choice.(map[string]any)["id"]})
	}
	return fields{"answers": out}
}

func TestKBAOutcomes(t *testing.T) {
	for right, want := range map[int]struct {
		status string
		topics []string
	}{
		4: {"verified", []string{"customer_kba_verification_passed", "customer_verified"}},
		3: {"verified", []string{"customer_kba_verification_passed", "customer_verified"}},
		2: {"document", []string{"customer_kba_verification_failed", "customer_verification_document_needed"}},
	} {
		e := testenv.Start(t, sandbox.Options{})
		customer, path, questions := session(e, "jane@example.com")
		require.Len(t, questions, 4)
		last := questions[3].(map[string]any)
		assert.Equal(t, "2355953405", last["id"])
		assert.Equal(t, "2687969485", last["answers"].([]any)[4].(map[string]any)["id"])

		assert.Equal(t, []string{"Required /answers Answers required."},
			embedded(t, e.Call(http.MethodPost, path, answers(questions[:3], 3))))
		res := e.Call(http.MethodPost, path, answers(questions, right))
		require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
		assert.Equal(t, want.status, res.JSON(t)["verificationStatus"])
		assert.Contains(t, res.JSON(t)["_links"], "customer")
		assert.Equal(t, want.status, e.Status(customer))
		assert.Equal(t, want.topics, e.Topics()[2:])
	}
}

func TestKBAIsOneAttempt(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	customer, path, questions := session(e, "1@example.com")
	refused(t, e.Call(http.MethodGet, path, nil), http.StatusForbidden, "InvalidResourceState")
	refused(t, e.Call(http.MethodPost, "/customers/"+customer+"/kba", nil), http.StatusForbidden, "InvalidResourceState")
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, answers(questions, 4)).Status)
	refused(t, e.Call(http.MethodPost, path, answers(questions, 4)), http.StatusForbidden, "InvalidResourceState")
	refused(t, e.Call(http.MethodPost, "/customers/"+customer+"/kba", nil), http.StatusForbidden, "InvalidResourceState")
	refused(t, e.Call(http.MethodGet, "/kba/x", nil), http.StatusNotFound, "NotFound")
	refused(t, e.Call(http.MethodPost, "/kba/x", fields{}), http.StatusNotFound, "NotFound")
}

func TestKBAExpires(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	customer, path, questions := session(e, "1@example.com")
	n, err := e.Control.ExpireKBA(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	res := e.Call(http.MethodPost, path, answers(questions, 4))
	refused(t, res, http.StatusForbidden, "InvalidResourceState")
	assert.Equal(t, "The kba session has expired.", res.JSON(t)["message"])
	assert.Equal(t, "kba", e.Status(customer))
}
