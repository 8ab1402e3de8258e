package blaaiz_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func TestPresignedURLIsGoodForOnePut(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	presign := func() (address string, headers fields) {
		res := e.OK(http.StatusOK, http.MethodPost, customers+"/"+id+"/document/presigned-url", nil)
		assert.Equal(t, "Upload URL generated successfully", res["message"])
		data := res["data"].(fields)
		return data["url"].(string), data["headers"].(fields)
	}
	address, headers := presign()
	assert.Equal(t, fields{"x-amz-acl": "private"}, headers)
	assert.True(t, strings.HasPrefix(address, e.Base+"/uploads/"), address)
	for name, res := range map[string]testenv.Response{
		"without the header": e.PutFile(address, "image/png", "x", nil),
		"another signature":  e.PutFile(address+"x", "image/png", "x", headers),
		"nobody's file":      e.PutFile(e.Base+"/uploads/x", "image/png", "x", headers),
	} {
		assert.Equal(t, http.StatusForbidden, res.Status, name)
		assert.Contains(t, string(res.Body), "<Code>SignatureDoesNotMatch</Code>", name)
	}
	res := e.PutFile(address, "image/png", "x", headers)
	assert.Equal(t, http.StatusOK, res.Status)
	assert.Regexp(t, `^"[0-9a-f]{32}"$`, res.Header.Get("ETag"))
	res = e.PutFile(address, "image/png", "x", headers)
	assert.Equal(t, http.StatusForbidden, res.Status)
	assert.Contains(t, string(res.Body), "<Code>AccessDenied</Code>")

	instant := controlapi.Duration(0)
	e.SetBlaaiz(controlapi.BlaaizSettings{UploadTTL: &instant})
	address, headers = presign()
	res = e.PutFile(address, "image/png", "x", headers)
	assert.Equal(t, http.StatusForbidden, res.Status)
	assert.Contains(t, string(res.Body), "Request has expired")
	c, err := e.Control.Counters(t.Context(), "blaaiz")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"2d711642b726": 1}, c.Documents)
	assert.Equal(t, 6, c.Calls["PUT /uploads/{file}"]["total"])
}

func TestOwnerFiles(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	both := owners(e, id)
	path := customers + "/" + id + "/owner/" + both[0]
	front, back := ownerFile(e, id, both[0], "id_document_front"), ownerFile(e, id, both[0], "id_document_back")
	for body, res := range map[string]testenv.Response{
		"no field":         e.Call(http.MethodPost, path+"/files", fields{}),
		"no UUID":          e.Call(http.MethodPost, path+"/files", fields{"id_document_front": "x"}),
		"the other side's": e.Call(http.MethodPost, path+"/files", fields{"id_document_front": back}),
		"another owner's":  e.Call(http.MethodPost, customers+"/"+id+"/owner/"+both[1]+"/files", fields{"id_document_front": front}),
		"category":         e.Call(http.MethodPost, path+"/file/presigned-url", fields{"file_category": "identity"}),
	} {
		assert.Equal(t, http.StatusUnprocessableEntity, res.Status, body)
		assert.NotContains(t, res.JSON(t), "status", body)
	}
	got := e.OK(http.StatusOK, http.MethodPost, path+"/files", fields{"id_document_front": front, "id_document_back": back})
	assert.Equal(t, "Owner files uploaded successfully", got["message"])
	assert.NotNil(t, got["data"].(fields)["id_document_back_path"])
	e.OK(http.StatusOK, http.MethodPost, path+"/files", fields{"id_document_front": front})

	pending := e.OK(http.StatusOK, http.MethodPost, path+"/file/presigned-url", fields{"file_category": "id_document_front"})["data"].(fields)
	assert.Equal(t, "Owner file has not been uploaded.",
		refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, path+"/files", fields{"id_document_front": pending["file_id"]})))
	e.PutFile(pending["url"].(string), "image/gif", "x", pending["headers"].(fields))
	assert.Equal(t, "Owner file must be a PDF, JPEG or PNG.",
		refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, path+"/files", fields{"id_document_front": pending["file_id"]})))
}

func TestDocuments(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	path := customers + "/" + id + "/document"
	file := presigned(e, path+"/presigned-url", nil)
	whole := fields{"type": "LICENSE", "name": "licence", "file_id": file, "description": "x"}
	for want, body := range map[string]fields{
		"The type field is required.":                                    testenv.Put(whole, "type", nil),
		"The name field must not be longer than 255 characters.":         testenv.Put(whole, "name", strings.Repeat("x", 256)),
		"The file_id field must be a valid UUID.":                        testenv.Put(whole, "file_id", "x"),
		"The description field must not be longer than 2000 characters.": testenv.Put(whole, "description", strings.Repeat("x", 2001)),
		"Document file " + id + " was not found.":                        testenv.Put(whole, "file_id", id),
	} {
		assert.Equal(t, want, refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, path, body)))
	}
	got := e.OK(http.StatusCreated, http.MethodPost, path, whole)
	assert.Equal(t, "Document created successfully", got["message"])
	d := got["data"].(fields)
	assert.Equal(t, []any{"LICENSE", "licence", "png", "x", "PENDING", nil, id},
		[]any{d["type"], d["name"], d["extension"], d["description"], d["status"], d["admin_comments"], d["business_customer_id"]})
	assert.Equal(t, "Document file has already been used.",
		refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, path, whole)))
	one := path + "/" + d["id"].(string)
	assert.Equal(t, d, e.OK(http.StatusOK, http.MethodGet, one, nil)["data"])
	assert.Equal(t, []any{d}, e.OK(http.StatusOK, http.MethodGet, path, nil)["data"])

	review := func(status string) {
		_, err := e.Control.ReviewBlaaiz(t.Context(), id, controlapi.BlaaizReview{ID: d["id"].(string), Status: status, Comments: []string{"Expired."}})
		require.NoError(t, err)
	}
	review("REJECTED")
	changed := e.OK(http.StatusOK, http.MethodPut, one, fields{"file_id": presigned(e, path+"/presigned-url", nil), "description": nil})["data"].(fields)
	assert.Equal(t, []any{"PENDING", nil, nil}, []any{changed["status"], changed["admin_comments"], changed["description"]})
	review("APPROVED")
	for _, method := range []string{http.MethodPut, http.MethodDelete} {
		assert.Equal(t, "Cannot modify a document that has been approved or is currently under review.",
			refused(t, http.StatusBadRequest, e.Call(method, one, fields{"name": "y"})))
	}
	review("PENDING")
	move(e, id, controlapi.BlaaizMove{Status: "VERIFIED"})
	review("PENDING")
	for _, call := range [][2]string{{http.MethodPut, one}, {http.MethodPost, path}, {http.MethodPost, path + "/presigned-url"}, {http.MethodDelete, one}} {
		assert.Equal(t, "Cannot modify documents while customer verification is in progress.",
			refused(t, http.StatusBadRequest, e.Call(call[0], call[1], whole)))
	}
	move(e, id, controlapi.BlaaizMove{Status: "PENDING"})
	assert.Equal(t, "Document deleted successfully", e.OK(http.StatusOK, http.MethodDelete, one, nil)["message"])
	assert.Equal(t, "Document not found", refused(t, http.StatusNotFound, e.Call(http.MethodGet, one, nil)))

	person := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	refused(t, http.StatusBadRequest, e.Call(http.MethodPost, customers+"/"+person+"/document/presigned-url", nil))
}

func TestOversizeShowsWhenAFileIsRegistered(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	path := customers + "/" + id + "/document"
	data := e.OK(http.StatusOK, http.MethodPost, path+"/presigned-url", nil)["data"].(fields)
	res := e.PutFile(data["url"].(string), "application/pdf", strings.Repeat("x", 25<<20+1), data["headers"].(fields))
	require.Equal(t, http.StatusOK, res.Status)
	assert.Equal(t, "Document file exceeds the 25 MB maximum.", refused(t, http.StatusUnprocessableEntity,
		e.Call(http.MethodPost, path, fields{"type": "LICENSE", "name": "x", "file_id": data["file_id"]})))
}

func TestFilesOfAnIndividual(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	files := customers + "/" + id + "/files"
	flat := e.OK(http.StatusOK, http.MethodPost, "/api/external/file/get-presigned-url", fields{"customer_id": id, "file_category": "identity"})
	assert.NotContains(t, flat, "data")
	assert.Equal(t, fields{"Content-Type": "image/jpeg"}, flat["headers"])

	e.OK(http.StatusOK, http.MethodPost, files, fields{"proof_of_address_file": individualFile(e, id, "proof_of_address")})
	refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, files, fields{"id_file": individualFile(e, id, "liveness_check")}))
	refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, files, fields{}))
	assert.Equal(t, "Cannot verify individual customer: id_file is required.", refused(t, http.StatusUnprocessableEntity, submit(e, id)))
	got := e.OK(http.StatusOK, http.MethodPost, files, fields{
		"id_file": individualFile(e, id, "identity"), "id_file_back": individualFile(e, id, "identity_back"),
	})
	assert.Equal(t, fields{"message": "Customer files uploaded successfully"}, got)
	assert.Equal(t, "PENDING", status(e, id))
	again := fields{"id_file": individualFile(e, id, "identity")}
	refused(t, http.StatusBadRequest, e.Call(http.MethodPost, files, again))
	assert.Equal(t, "Customer is already verified or under review.", refused(t, http.StatusBadRequest, submit(e, id)))
	move(e, id, controlapi.BlaaizMove{Status: "VERIFIED"})
	assert.Contains(t, refused(t, http.StatusBadRequest, e.Call(http.MethodPost, files, again)), "verified customer")
	truth, err := e.Control.BlaaizCustomer(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, []string{"id_file", "id_file_back", "proof_of_address_file"}, truth.Files)

	business := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	refused(t, http.StatusBadRequest, e.Call(http.MethodPost, "/api/external/file/get-presigned-url", fields{"customer_id": business, "file_category": "identity"}))
	refused(t, http.StatusBadRequest, e.Call(http.MethodPost, customers+"/"+business+"/files", again))
	refused(t, http.StatusNotFound, e.Call(http.MethodPost, "/api/external/file/get-presigned-url", fields{"customer_id": "x", "file_category": "identity"}))
}

func TestUploadTakesNoToken(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	data := e.OK(http.StatusOK, http.MethodPost, customers+"/"+id+"/document/presigned-url", nil)["data"].(fields)
	n, err := e.Control.ExpireTokens(t.Context())
	require.NoError(t, err)
	assert.Positive(t, n)
	assert.Equal(t, http.StatusOK, e.PutFile(data["url"].(string), "image/png", "x", data["headers"].(fields)).Status)
}
