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

// refused asserts a top-level refusal.
func refused(t *testing.T, res testenv.Response, status int, code string) {
	t.Helper()
	assert.Equal(t, status, res.Status, "%s", res.Body)
	assert.Equal(t, code, res.JSON(t)["code"])
}

func lastTopic(e *testenv.Env) string {
	topics := e.Topics()
	return topics[len(topics)-1]
}

func TestUpdateByStatus(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	personal := e.Create(testenv.Person("Jane", "1@example.com"))
	business := e.Create(testenv.Business("Acme", "2@example.com"))
	unverified := e.Create(fields{"firstName": "Jo", "lastName": "Doe", "email": "3@example.com", "businessName": "J"})
	other := "taken@example.com"
	e.Create(testenv.Person("Taken", other))

	post := func(id string, body fields) testenv.Response {
		return e.Call(http.MethodPost, "/customers/"+id, body)
	}
	res := post(personal, fields{"email": "new@example.com", "phone": "5554321234", "city": "Queens"})
	require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
	assert.Equal(t, e.Get("/customers/"+personal), res.JSON(t))
	assert.Equal(t, "new@example.com", res.JSON(t)["email"])
	assert.Equal(t, "Queens", res.JSON(t)["city"])
	assert.Equal(t, 1.0, e.Get("/customers?email=new@example.com")["total"])
	assert.Equal(t, 0.0, e.Get("/customers?email=1@example.com")["total"])

	assert.Equal(t, []string{
		"ReadOnly /firstName FirstName is read only.", "ReadOnly /lastName LastName is read only.",
		"ReadOnly /correlationId CorrelationId is read only.",
	}, embedded(t, post(personal, fields{"firstName": "J", "lastName": "Doe", "correlationId": "x", "city": "Bronx"})))
	assert.Equal(t, "Queens", e.Get("/customers/" + personal)["city"], "all or nothing")
	assert.Equal(t, []string{"InvalidFormat /state State invalid."}, embedded(t, post(personal, fields{"state": "XX"})))
	assert.Equal(t, []string{"Duplicate /email A customer with the specified email already exists."},
		embedded(t, post(personal, fields{"email": other})))

	assert.Equal(t, http.StatusOK, post(business, fields{"website": "https://www.domain.com"}).Status)
	assert.Equal(t, []string{"ReadOnly /ein Ein is read only."}, embedded(t, post(business, fields{"ein": "123456789"})))

	cleared := post(unverified, fields{"firstName": "Joan", "businessName": ""}).JSON(t)
	assert.Equal(t, "Joan", cleared["firstName"])
	assert.NotContains(t, cleared, "businessName")

	for _, status := range []string{"document", "kba", "suspended", "deactivated"} {
		_, err := e.Control.MoveCustomer(t.Context(), personal, controlapi.Move{Status: status})
		require.NoError(t, err)
		refused(t, post(personal, fields{"city": "Bronx"}), http.StatusForbidden, "InvalidResourceState")
	}
	refused(t, post("00000000-0000-4000-8000-000000000000", fields{"city": "Bronx"}), http.StatusNotFound, "NotFound")
}

func full(firstName, email string, changes ...fields) fields {
	return testenv.Person(firstName, email, append([]fields{{"ssn": "123-45-6789"}}, changes...)...)
}

func TestRetrySpendsOneAttempt(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Person("retry", "jane@example.com"))
	post := func(body fields) testenv.Response { return e.Call(http.MethodPost, "/customers/"+id, body) }

	assert.Equal(t, []string{"InvalidFormat /ssn Ssn invalid."},
		embedded(t, post(testenv.Person("Jane", "jane@example.com"))), "four digits are not enough")
	assert.Equal(t, []string{"Required /dateOfBirth DateOfBirth required."},
		embedded(t, post(full("Jane", "jane@example.com", fields{"dateOfBirth": nil}))))
	assert.Equal(t, "retry", e.Status(id))
	truth, err := e.Control.Customer(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 0, 2}, []int{truth.AttemptsAllowed, truth.AttemptsUsed, truth.AttemptsRefused})

	res := post(full("Jane", "jane@example.com"))
	require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
	assert.Equal(t, "verified", res.JSON(t)["status"])
	assert.Equal(t, "Jane", res.JSON(t)["firstName"])
	assert.Equal(t, "customer_verified", lastTopic(e))

	refused(t, post(full("Jane", "jane@example.com")), http.StatusForbidden, "InvalidResourceState")
	truth, err = e.Control.Customer(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 1, 3}, []int{truth.AttemptsAllowed, truth.AttemptsUsed, truth.AttemptsRefused})
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{id: 1}, c.Attempts)
}

func TestOutcomesOfARetry(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for firstName, want := range map[string]string{
		"Jane": "verified", "retry": "document", "document": "document", "kba": "kba", "suspended": "suspended",
	} {
		t.Run(firstName, func(t *testing.T) {
			email := firstName + "@example.com"
			id := e.Create(testenv.Person("retry", email))
			res := e.Call(http.MethodPost, "/customers/"+id, full(firstName, email))
			require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
			assert.Equal(t, want, res.JSON(t)["status"])
			refused(t, e.Call(http.MethodPost, "/customers/"+id, full("Jane", email)),
				http.StatusForbidden, "InvalidResourceState")
		})
	}
}

func TestEveryEntryIntoRetryGrantsAnAttempt(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Person("retry", "jane@example.com"))
	post := func(body fields) testenv.Response { return e.Call(http.MethodPost, "/customers/"+id, body) }
	require.Equal(t, http.StatusOK, post(full("retry", "jane@example.com")).Status)
	_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "retry"})
	require.NoError(t, err)
	assert.Equal(t, "customer_reverification_needed", lastTopic(e))

	require.Equal(t, http.StatusOK, post(fields{"status": "deactivated"}).Status)
	require.Equal(t, http.StatusOK, post(fields{"status": "reactivated"}).Status)
	require.Equal(t, "retry", e.Status(id))
	require.Equal(t, http.StatusOK, post(full("Jane", "jane@example.com")).Status)

	truth, err := e.Control.Customer(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, []int{2, 2}, []int{truth.AttemptsAllowed, truth.AttemptsUsed})
}

func TestDeactivateReactivateSuspend(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	tests := map[string]struct {
		body   fields
		posts  []string
		status []int
		end    string
		topics []string
	}{
		"verified and back": {
			testenv.Person("Jane", "1@example.com"), []string{"deactivated", "reactivated"}, []int{200, 200},
			"verified", []string{"customer_deactivated", "customer_activated"},
		},
		"document and back": {
			testenv.Person("document", "2@example.com"), []string{"deactivated", "reactivated"}, []int{200, 200},
			"document", []string{"customer_deactivated", "customer_activated"},
		},
		"twice is once": {
			testenv.Person("Jane", "3@example.com"), []string{"deactivated", "deactivated"}, []int{200, 200},
			"deactivated", []string{"customer_deactivated"},
		},
		"reactivated out of the blue": {
			testenv.Person("Jane", "4@example.com"), []string{"reactivated"}, []int{403}, "verified", nil,
		},
		"suspended stays": {
			testenv.Person("Jane", "5@example.com"), []string{"suspended", "deactivated", "reactivated", "suspended"},
			[]int{200, 403, 403, 403}, "suspended", []string{"customer_suspended"},
		},
		"retry is not suspended": {
			testenv.Person("retry", "6@example.com"), []string{"suspended"}, []int{403}, "retry", nil,
		},
		"unverified is": {
			fields{"firstName": "Jo", "lastName": "Doe", "email": "7@example.com"}, []string{"suspended"}, []int{200},
			"suspended", []string{"customer_suspended"},
		},
		"nonsense": {
			testenv.Person("Jane", "8@example.com"), []string{"verified"}, []int{400}, "verified", nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			id := e.Create(tt.body)
			before := len(e.Topics())
			for i, status := range tt.posts {
				res := e.Call(http.MethodPost, "/customers/"+id, fields{"status": status})
				assert.Equal(t, tt.status[i], res.Status, "%s", res.Body)
			}
			assert.Equal(t, tt.end, e.Status(id))
			assert.ElementsMatch(t, tt.topics, e.Topics()[before:])
		})
	}
}

func TestUpgrade(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(fields{"type": "receive-only", "firstName": "Jane", "lastName": "Doe", "email": "jane@example.com"})
	post := func(body fields) testenv.Response { return e.Call(http.MethodPost, "/customers/"+id, body) }
	assert.Equal(t, []string{"Invalid /type Type invalid."}, embedded(t, post(full("Jane", "jane@example.com"))))
	require.Equal(t, http.StatusOK, post(fields{"type": "unverified"}).Status)
	assert.Equal(t, "unverified", e.Get("/customers/" + id)["type"])
	res := post(testenv.Person("Jane", "jane@example.com"))
	require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
	assert.Equal(t, "personal", res.JSON(t)["type"])
	assert.Equal(t, "verified", res.JSON(t)["status"])
	assert.Equal(t, []string{"customer_created", "customer_verified"}, e.Topics())
	assert.Equal(t, []string{"ReadOnly /type Type is read only."}, embedded(t, post(fields{"type": "unverified"})))
}
