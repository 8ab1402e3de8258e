package dwolla_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func TestOwnerDocuments(t *testing.T) {
	tests := map[string]struct {
		file   string
		review controlapi.Review
		status string
		topics []string
	}{
		"test image": {
			"test-document-upload-success.png", controlapi.Review{}, "verified", []string{ownerUploaded, ownerApproved, ownerVerified},
		},
		"failing test image": {"test-document-upload-fail.png", controlapi.Review{}, "document", []string{ownerUploaded, ownerFailed}},
		"approved":           {"a.png", controlapi.Review{Result: "approved"}, "verified", []string{ownerUploaded, ownerApproved, ownerVerified}},
		"more needed": {
			"a.png", controlapi.Review{Result: "approved", MoreNeeded: true}, "document", []string{ownerUploaded, ownerApproved},
		},
		"rejected": {
			"a.png", controlapi.Review{Result: "rejected", Reason: "ScanNameMismatch"}, "document", []string{ownerUploaded, ownerFailed},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e, id := business(t)
			owner := e.AddOwner(id, testenv.Owner("document"))
			before := len(e.Topics())
			res := uploadTo(e, "/beneficial-owners/"+owner, "passport", tt.file, []byte("image"))
			require.Equal(t, http.StatusCreated, res.Status, "%s", res.Body)
			document := res.ID()
			if tt.review.Result != "" {
				customer, err := e.Control.ReviewDocument(t.Context(), document, tt.review)
				require.NoError(t, err)
				assert.Equal(t, id, customer.ID)
				assert.Equal(t, "verified", customer.Status, "an owner's document leaves the customer alone")
			}
			assert.Equal(t, tt.status, e.OwnerStatus(owner))
			assert.Equal(t, tt.topics, e.Topics()[before:])
			kinds := []string{"/documents/" + document, "/documents/" + document, "/beneficial-owners/" + owner}
			assert.Equal(t, kinds[:len(tt.topics)], about(e, len(tt.topics)))

			list := e.Get("/beneficial-owners/" + owner + "/documents")
			assert.Equal(t, 1.0, list["total"])
			assert.Equal(t, []any{e.Get("/documents/" + document)}, list["_embedded"].(map[string]any)["documents"])
			assert.Equal(t, e.Sandbox.DwollaURL()+"/beneficial-owners/"+owner+"/documents",
				list["_links"].(map[string]any)["self"].(map[string]any)["href"])
			assert.Equal(t, 0.0, e.Get("/customers/" + id + "/documents")["total"])
		})
	}
}

func TestOwnerUploadRefusals(t *testing.T) {
	e, id := business(t)
	path := "/beneficial-owners/" + e.AddOwner(id, testenv.Owner("document"))
	verified := "/beneficial-owners/" + e.AddOwner(id, testenv.Owner("Ada"))
	image := []byte("image")
	refused(t, uploadTo(e, verified, "license", "a.png", image), http.StatusForbidden, "invalidResourceState")
	refused(t, uploadTo(e, path, "license", "a.pdf", image), http.StatusBadRequest, "invalidFileType")
	assert.Equal(t, []string{"Invalid /documentType DocumentType invalid."},
		embedded(t, uploadTo(e, path, "other", "a.png", image)))
	assert.Equal(t, []string{"Required /documentType DocumentType required."},
		embedded(t, uploadTo(e, path, "", "a.png", image)))
	for i := range 4 {
		require.Equal(t, http.StatusCreated, uploadTo(e, path, "license", "a.png", []byte(strconv.Itoa(i))).Status)
	}
	refused(t, uploadTo(e, path, "license", "a.png", []byte("3")), http.StatusBadRequest, "DuplicateResource")
	refused(t, uploadTo(e, path, "license", "a.png", []byte("4")), http.StatusBadRequest, "maximumNumberOfResources")

	all, err := e.Control.Owners(t.Context(), id)
	require.NoError(t, err)
	_, err = e.Control.ReviewDocument(t.Context(), all[0].Documents[0].ID,
		controlapi.Review{Result: "rejected", Fraud: true})
	require.ErrorContains(t, err, "an owner cannot be suspended")

	_, err = e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "suspended"})
	require.NoError(t, err)
	refused(t, uploadTo(e, path, "license", "a.png", image), http.StatusForbidden, "Forbidden")
}

// TestEqualContentsAreCountedTogether is how a test detects a document that was sent twice.
func TestEqualContentsAreCountedTogether(t *testing.T) {
	e, id := business(t)
	customer := e.Create(testenv.Business("document", "2@example.com"))
	owner := e.AddOwner(id, testenv.Owner("document"))
	for _, path := range []string{"/customers/" + customer, "/beneficial-owners/" + owner} {
		require.Equal(t, http.StatusCreated, uploadTo(e, path, "license", "a.png", []byte("image")).Status)
	}
	truth, err := e.Control.Owner(t.Context(), owner)
	require.NoError(t, err)
	fingerprint := truth.Documents[0].Fingerprint
	assert.Regexp(t, `^[0-9a-f]{12}$`, fingerprint)
	require.NoError(t, e.Control.ResetCounters(t.Context()))
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{fingerprint: 2}, c.Documents)
}

// TestBusinessAndControllerBothShowADocument: each document settles one of the two.
func TestBusinessAndControllerBothShowADocument(t *testing.T) {
	for first, tt := range map[string]struct{ second, left string }{
		"other":   {"license", "verify-with-document"},
		"license": {"other", "verify-business-with-document"},
	} {
		t.Run(first, func(t *testing.T) {
			e, _ := business(t)
			id := e.Create(testenv.Business("document", "2@example.com", named("document")))
			approve := func(documentType, file string) {
				res := upload(e, id, documentType, file, []byte(documentType))
				require.Equal(t, http.StatusCreated, res.Status, "%s", res.Body)
				_, err := e.Control.ReviewDocument(t.Context(), res.ID(), controlapi.Review{Result: "approved"})
				require.NoError(t, err)
			}
			files := map[string]string{"other": "ein.pdf", "license": "front.png"}
			approve(first, files[first])
			got := e.Get("/customers/" + id)
			assert.Equal(t, "document", got["status"])
			assert.Contains(t, got["_links"], tt.left)
			assert.NotContains(t, got["_links"], "verify-controller-and-business-with-document")
			assert.Equal(t, "customer_verification_document_approved", lastTopic(e))

			approve(tt.second, files[tt.second])
			assert.Equal(t, "verified", e.Status(id))
			assert.Equal(t, "customer_verified", lastTopic(e))
		})
	}
}
