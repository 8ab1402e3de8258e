package dwolla_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// upload sends a customer's document as a browser would; an empty type or name leaves the part out.
func upload(e *testenv.Env, customer, documentType, fileName string, content []byte) testenv.Response {
	return uploadTo(e, "/customers/"+customer, documentType, fileName, content)
}

// uploadTo is upload for the customer or owner at a path.
func uploadTo(e *testenv.Env, path, documentType, fileName string, content []byte) testenv.Response {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if documentType != "" {
		require.NoError(e.T, form.WriteField("documentType", documentType))
	}
	if fileName != "" {
		part, err := form.CreateFormFile("file", fileName)
		require.NoError(e.T, err)
		_, err = part.Write(content)
		require.NoError(e.T, err)
	}
	require.NoError(e.T, form.Close())
	req, err := http.NewRequest(http.MethodPost, e.Sandbox.DwollaURL()+path+"/documents", &body)
	require.NoError(e.T, err)
	req.Header.Set("Authorization", "Bearer "+e.Token)
	req.Header.Set("Accept", testenv.MediaType)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return e.Send(req)
}

func TestTestImagesDecideThemselves(t *testing.T) {
	tests := map[string]struct {
		status, verification, reason string
		customer                     string
		topics                       []string
	}{
		"test-document-upload-success.png": {
			"reviewed", "accepted", "", "verified",
			[]string{"customer_verification_document_uploaded", "customer_verification_document_approved", "customer_verified"},
		},
		"test-document-upload-fail.png": {
			"reviewed", "rejected", "ScanFailedOther", "document",
			[]string{"customer_verification_document_uploaded", "customer_verification_document_failed"},
		},
		"front.png": {
			"pending", "pending", "", "document", []string{"customer_verification_document_uploaded"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{})
			customer := e.Create(testenv.Person("document", "jane@example.com"))
			res := upload(e, customer, "license", name, []byte("image"))
			require.Equal(t, http.StatusCreated, res.Status, "%s", res.Body)
			assert.Empty(t, res.Body)
			assert.Equal(t, e.Sandbox.DwollaURL()+"/documents/"+res.ID(), res.Header.Get("Location"))

			d := e.Get("/documents/" + res.ID())
			assert.Equal(t, []any{tt.status, tt.verification, "license"},
				[]any{d["status"], d["documentVerificationStatus"], d["type"]})
			if tt.reason != "" {
				assert.Equal(t, tt.reason, d["failureReason"])
				assert.Len(t, d["allFailureReasons"], 1)
			} else {
				assert.NotContains(t, d, "failureReason")
			}
			list := e.Get("/customers/" + customer + "/documents")
			assert.Equal(t, 1.0, list["total"])
			assert.Equal(t, []any{d}, list["_embedded"].(map[string]any)["documents"])
			assert.Equal(t, tt.customer, e.Status(customer))
			assert.Equal(t, tt.topics, e.Topics()[2:])
		})
	}
}

func TestUploadRefusals(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	customer := e.Create(testenv.Person("document", "1@example.com"))
	verified := e.Create(testenv.Person("Jane", "2@example.com"))
	image := []byte("image")

	assert.Equal(t, []string{"Required /documentType DocumentType required.", "Required /file File required."},
		embedded(t, upload(e, customer, "", "", nil)))
	assert.Equal(t, []string{"Invalid /documentType DocumentType invalid."},
		embedded(t, upload(e, customer, "visa", "a.png", image)))
	assert.Equal(t, []string{"Invalid /documentType DocumentType invalid."},
		embedded(t, upload(e, customer, "other", "a.png", image)), "papers are a business's")
	refused(t, upload(e, customer, "license", "a.pdf", image), http.StatusBadRequest, "invalidFileType")
	refused(t, upload(e, customer, "license", "a.png", make([]byte, 10<<20)), http.StatusRequestEntityTooLarge, "fileTooLarge")
	refused(t, upload(e, verified, "license", "a.png", image), http.StatusForbidden, "invalidResourceState")
	refused(t, upload(e, "x", "license", "a.png", image), http.StatusNotFound, "notFound")
	refused(t, e.Call(http.MethodPost, "/customers/"+customer+"/documents", fields{}), http.StatusBadRequest, "BadRequest")

	first := upload(e, customer, "license", "a.png", image)
	require.Equal(t, http.StatusCreated, first.Status)
	again := upload(e, customer, "license", "b.png", image)
	refused(t, again, http.StatusBadRequest, "DuplicateResource")
	about := again.JSON(t)["_links"].(map[string]any)["about"].(map[string]any)
	assert.Equal(t, fields{
		"href": first.Header.Get("Location"), "type": testenv.MediaType, "resource-type": "document",
	}, about)

	for i := range 3 {
		require.Equal(t, http.StatusCreated, upload(e, customer, "license", "c.png", []byte(strconv.Itoa(i))).Status)
	}
	refused(t, upload(e, customer, "license", "d.png", []byte("5")), http.StatusBadRequest, "maximumNumberOfResources")

	_, err := e.Control.ReviewDocument(t.Context(), first.ID(), controlapi.Review{Result: "rejected"})
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, upload(e, customer, "license", "a.png", image).Status,
		"a rejected file may be sent again")

	business := e.Create(testenv.Business("document", "3@example.com"))
	assert.Equal(t, http.StatusCreated, upload(e, business, "other", "ein.pdf", image).Status)
}

func TestReview(t *testing.T) {
	tests := map[string]struct {
		business bool
		review   controlapi.Review
		customer string
		topics   []string
	}{
		"approved": {
			false, controlapi.Review{Result: "approved"}, "verified",
			[]string{"customer_verification_document_approved", "customer_verified"},
		},
		"approved, more needed": {
			false, controlapi.Review{Result: "approved", MoreNeeded: true}, "document",
			[]string{"customer_verification_document_approved"},
		},
		"rejected": {
			false, controlapi.Review{Result: "rejected", Reason: "ScanDobMismatch", AlsoReasons: []string{"ScanIdExpired"}},
			"document", []string{"customer_verification_document_failed"},
		},
		"fraud": {
			false, controlapi.Review{Result: "rejected", Reason: "ScanFailedOther", Fraud: true}, "suspended",
			[]string{"customer_verification_document_failed", "customer_suspended"},
		},
		"business with another name": {
			true, controlapi.Review{Result: "rejected", Reason: "BusinessNameMismatch"}, "retry",
			[]string{"customer_verification_document_failed", "customer_reverification_needed"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{})
			body := testenv.Person("document", "jane@example.com")
			if tt.business {
				body = testenv.Business("document", "jane@example.com")
			}
			customer := e.Create(body)
			id := upload(e, customer, "license", "a.png", []byte("image")).ID()
			before := len(e.Topics())
			owner, err := e.Control.ReviewDocument(t.Context(), id, tt.review)
			require.NoError(t, err)
			assert.Equal(t, tt.customer, owner.Status)
			assert.Equal(t, tt.topics, e.Topics()[before:])
			d := e.Get("/documents/" + id)
			assert.Equal(t, "reviewed", d["status"])
			if len(tt.review.AlsoReasons) > 0 {
				assert.Equal(t, []any{
					fields{"reason": "ScanDobMismatch", "description": "Scan DOB does not match DOB on account"},
					fields{"reason": "ScanIdExpired", "description": "ID is expired or missing expiration date"},
				}, d["allFailureReasons"])
			}
			_, err = e.Control.ReviewDocument(t.Context(), id, tt.review)
			assert.ErrorContains(t, err, "reviewed already")
		})
	}
}
