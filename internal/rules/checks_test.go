package rules

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Routes of the simulated Dwolla.
const (
	routeCreate = "POST /customers"
	routeFind   = "GET /customers"
	routeLook   = "GET /customers/{id}"
	routeChange = "POST /customers/{id}"
)

// Paths of the same, as faults match them.
const (
	pathCustomers   = "^/customers$"
	pathOneCustomer = "^/customers/[^/]+$"
)

// patience is how long a step that is bound to come may take on a busy machine.
const patience = 30 * time.Second

// anyAddress listens on a port that is free.
const anyAddress = "127.0.0.1:0"

// death is where an operator's life ends: at its n-th request with an effect, before or after the
// effect.
type death struct {
	n     int
	after bool
}

// exactlyOne checks that one customer was ever created for an object, whatever happened, and that
// the object knows it.
func exactlyOne(w *harness.World, vc *v1alpha1.VerifiedCustomer, email string) {
	w.Helper()
	creates := w.Counters().Creates
	assert.Equal(w, 1, creates.Total)
	assert.Equal(w, map[string]int{email: 1}, creates.ByEmail)
	assert.Equal(w, map[string]int{"bonafide-" + string(vc.UID): 1}, creates.ByCorrelationID)
	customers, err := w.Control.Customers(w.Context)
	require.NoError(w, err)
	require.Len(w, customers, 1)
	assert.Equal(w, customers[0].ID, vc.Status.CustomerID)
}

// person is the body of a create at Dwolla that no operator makes.
func person(firstName, email string) map[string]string {
	return map[string]string{
		"type": "personal", "firstName": firstName, "lastName": "Stranger", "email": email, "phone": "5559876543",
		"address1": "1 Elm St", "city": "Albany", "state": "NY", "postalCode": "12203",
		"dateOfBirth": "1980-02-02", "ssn": "4321",
	}
}

// createElsewhere creates a customer at the provider that no operator knows of, and returns its ID.
func createElsewhere(w *harness.World, firstName, email string) string {
	w.Helper()
	body, err := json.Marshal(person(firstName, email))
	require.NoError(w, err)
	response := w.Dwolla(http.MethodPost, "/customers", string(body))
	require.Equal(w, http.StatusCreated, response.StatusCode)
	return path.Base(response.Header.Get("Location"))
}

// always is a fault that does not end by itself.
func always(method, path string, status int) controlapi.Fault {
	return controlapi.Fault{Method: method, Path: path, Count: -1, Status: status}
}

// emailOf is the address that a person of a world has.
func emailOf(w *harness.World, name string) string { return name + "@" + w.Namespace + ".example.com" }

// says checks that a condition's message tells what to do: that it has all of the words.
func says(w *harness.World, message string, words ...string) {
	w.Helper()
	for _, word := range words {
		assert.Contains(w, message, word)
	}
}

func posts(steps []string) int {
	n := 0
	for _, s := range steps {
		if strings.HasPrefix(s, "provider POST") {
			n++
		}
	}
	return n
}

// seenAll waits until the operator's cache holds all that was written so far: it acts on an object
// that was created after that.
func seenAll(w *harness.World) {
	w.Helper()
	w.Create(w.Person("newcomer", "Nora"))
	w.UntilReason("newcomer", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
}
