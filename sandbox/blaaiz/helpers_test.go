package blaaiz_test

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

type fields = testenv.Fields

const customers = "/api/external/customer"

func start(t *testing.T, review string) *testenv.Caller {
	e := testenv.Start(t, sandbox.Options{}).Blaaiz()
	e.QuickBlaaiz(review)
	return e
}

// refused is the message of a refusal with a status.
func refused(t *testing.T, status int, res testenv.Response) string {
	t.Helper()
	require.Equal(t, status, res.Status, "%s", res.Body)
	return res.JSON(t)["message"].(string)
}

func create(e *testenv.Caller, body fields) string {
	e.T.Helper()
	return e.OK(http.StatusCreated, http.MethodPost, customers, body)["data"].(fields)["id"].(string)
}

func get(e *testenv.Caller, id string) fields {
	e.T.Helper()
	return e.OK(http.StatusOK, http.MethodGet, customers+"/"+id, nil)["data"].(fields)
}

func status(e *testenv.Caller, id string) string { return get(e, id)["verification_status"].(string) }

func eventually(e *testenv.Caller, id, want string) {
	e.T.Helper()
	require.Eventually(e.T, func() bool { return status(e, id) == want }, testenv.Patience, time.Millisecond, want)
}

// owners are the ids of a business's owners.
func owners(e *testenv.Caller, id string) []string {
	var out []string
	for _, o := range get(e, id)["owners"].([]any) {
		out = append(out, o.(fields)["id"].(string))
	}
	return out
}

// presigned asks for a place to upload to and uploads a small PNG.
func presigned(e *testenv.Caller, path string, body any) string {
	e.T.Helper()
	data := e.OK(http.StatusOK, http.MethodPost, path, body)["data"].(fields)
	res := e.PutFile(data["url"].(string), "image/png", path, data["headers"].(fields))
	require.Equal(e.T, http.StatusOK, res.Status, "%s", res.Body)
	return data["file_id"].(string)
}

func ownerFile(e *testenv.Caller, id, owner, category string) string {
	e.T.Helper()
	return presigned(e, customers+"/"+id+"/owner/"+owner+"/file/presigned-url", fields{"file_category": category})
}

func giveOwnerFile(e *testenv.Caller, id, owner, category string) {
	e.T.Helper()
	e.OK(http.StatusOK, http.MethodPost, customers+"/"+id+"/owner/"+owner+"/files",
		fields{category: ownerFile(e, id, owner, category)})
}

func addDocument(e *testenv.Caller, id, kind, name string) string {
	e.T.Helper()
	file := presigned(e, customers+"/"+id+"/document/presigned-url", nil)
	return e.OK(http.StatusCreated, http.MethodPost, customers+"/"+id+"/document",
		fields{"type": kind, "name": name, "file_id": file})["data"].(fields)["id"].(string)
}

// individualFile uploads a file of an individual.
func individualFile(e *testenv.Caller, id, category string) string {
	e.T.Helper()
	got := e.OK(http.StatusOK, http.MethodPost, "/api/external/file/get-presigned-url",
		fields{"customer_id": id, "file_category": category})
	res := e.PutFile(got["url"].(string), "", category, got["headers"].(fields))
	require.Equal(e.T, http.StatusOK, res.Status, "%s", res.Body)
	return got["file_id"].(string)
}

// ready is a business that lacks nothing.
func ready(e *testenv.Caller, body fields) string {
	e.T.Helper()
	id := create(e, body)
	for _, o := range owners(e, id) {
		giveOwnerFile(e, id, o, "id_document_front")
	}
	addDocument(e, id, "CERTIFICATE_OF_INCORPORATION", "certificate")
	return id
}

func submit(e *testenv.Caller, id string) testenv.Response {
	return e.Call(http.MethodPost, customers+"/"+id+"/submit", nil)
}

func move(e *testenv.Caller, id string, m controlapi.BlaaizMove) {
	e.T.Helper()
	_, err := e.Control.MoveBlaaizCustomer(e.T.Context(), id, m)
	require.NoError(e.T, err)
}

// history are the moves of a customer that were announced.
func history(e *testenv.Caller, id string) []string {
	e.T.Helper()
	all, err := e.Control.BlaaizEvents(e.T.Context())
	require.NoError(e.T, err)
	var out []string
	for _, one := range all {
		if one.CustomerID == id {
			assert.Equal(e.T, "customer.status_changed", one.Type)
			out = append(out, one.OldStatus+" "+one.NewStatus)
		}
	}
	return out
}
