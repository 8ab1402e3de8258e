package dwolla

import (
	"bytes"
	"crypto/sha256"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

const (
	// maxUpload is the longest request that the API reads (reference 5.1).
	maxUpload = 10 << 20
	// maxPending is how many documents of a customer may wait for review at a time.
	maxPending = 4
)

// States of a document (reference 5.3).
const (
	documentPending  = "pending"
	documentReviewed = "reviewed"
	documentAccepted = "accepted"
	documentRejected = "rejected"
)

// document is an upload; of its content only the checksum and the length are kept.
type document struct {
	id           string
	owner        *customer
	documentType string
	created      time.Time
	size         int
	checksum     [sha256.Size]byte

	status       string
	verification string
	reasons      []string
}

type documentView struct {
	Links        links           `json:"_links"`
	ID           string          `json:"id"`
	Status       string          `json:"status"`
	Type         string          `json:"type"`
	Created      string          `json:"created"`
	Verification string          `json:"documentVerificationStatus"`
	Reason       string          `json:"failureReason,omitempty"`
	Reasons      []failureReason `json:"allFailureReasons,omitempty"`
}

type failureReason struct {
	Reason      string `json:"reason"`
	Description string `json:"description"`
}

func (d *document) path() string { return "/documents/" + d.id }

func (d *document) view(b base) documentView {
	v := documentView{
		Links: links{"self": b.link(d.path(), kindDocument)},
		ID:    d.id, Status: d.status, Type: d.documentType, Created: timestamp(d.created),
		Verification: d.verification,
	}
	for _, reason := range d.reasons {
		v.Reasons = append(v.Reasons, failureReason{reason, failureReasons[reason]})
	}
	if len(d.reasons) > 0 {
		v.Reason = d.reasons[0]
	}
	return v
}

func (d *document) truth() controlapi.Document {
	return controlapi.Document{
		ID: d.id, Type: d.documentType, Status: d.status, Verification: d.verification, Size: d.size,
	}
}

func errTooLarge() *apiError {
	return refuse(http.StatusRequestEntityTooLarge, "fileTooLarge", "Document requests are limited to 10 MiB.")
}

// upload is what a multipart request holds.
type upload struct {
	documentType string
	fileName     string
	content      []byte
}

// readUpload reads the two parts of reference 5.2.
func readUpload(r *http.Request) (upload, *apiError) {
	var u upload
	body, err := httpx.ReadBody(r, maxUpload)
	if err != nil {
		return u, errBadRequest()
	}
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "multipart/form-data" {
		return u, errBadRequest()
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return u, u.check()
		}
		if err != nil {
			return u, errBadRequest()
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return u, errBadRequest()
		}
		switch part.FormName() {
		case "documentType":
			u.documentType = string(content)
		case "file":
			u.fileName, u.content = part.FileName(), content
		}
	}
}

func (u upload) check() *apiError {
	in := &input{errs: new([]fieldError), fields: map[string]any{
		"documentType": u.documentType, "file": string(u.content),
	}}
	in.required("documentType", oneOf("passport", "license", "idCard", "other"))
	in.required("file")
	return in.refusal()
}

// accepts tells whether a customer may upload a file of that type (reference 5.2).
func (c *customer) accepts(u upload) bool {
	switch strings.ToLower(path.Ext(u.fileName)) {
	case ".jpg", ".jpeg", ".png":
		return true
	case ".pdf":
		return c.Type == typeBusiness && u.documentType == "other"
	}
	return false
}

// createDocument serves POST /customers/{id}/documents.
func (a *API) createDocument(w http.ResponseWriter, r *http.Request) *apiError {
	u, invalid := readUpload(r)
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	switch {
	case err != nil:
		return refuse(http.StatusNotFound, "notFound", "Customer not found. Check CustomerId.")
	case c.Status != statusDocument:
		return refuse(http.StatusForbidden, "invalidResourceState",
			"Resource cannot be modified. The customer does not wait for a document.")
	case invalid != nil:
		return invalid
	case !c.accepts(u):
		return refuse(http.StatusBadRequest, "invalidFileType", "File types supported: Personal IDs - "+
			".jpg, .jpeg or .png. Business Documents - .jpg, .jpeg, .png, or .pdf.")
	}
	d := &document{
		owner: c, documentType: u.documentType, created: a.now(), size: len(u.content),
		checksum: sha256.Sum256(u.content), status: documentPending, verification: documentPending,
	}
	if err := c.roomFor(d, baseOf(r)); err != nil {
		return err
	}
	d.id = a.cfg.IDs.UUID(kindDocument)
	c.documents = append(c.documents, d)
	a.documents[d.id] = d
	a.fireAbout("customer_verification_document_uploaded", c, kindDocument, d.id, a.now())
	a.reviewTestImage(d, u.fileName)
	writeCreated(w, r, d.path())
	return nil
}

// roomFor refuses a file that waits already, and any file when four wait.
func (c *customer) roomFor(d *document, b base) *apiError {
	pending := 0
	for _, other := range c.documents {
		if other.status != documentPending {
			continue
		}
		if other.checksum == d.checksum {
			e := refuse(http.StatusBadRequest, "DuplicateResource", "Document already exists.")
			e.Links = links{"about": b.link(other.path(), kindDocument)}
			return e
		}
		pending++
	}
	if pending >= maxPending {
		return refuse(http.StatusBadRequest, "maximumNumberOfResources",
			"Max of four files upload allowed. Please wait for Dwolla to manually check the documents.")
	}
	return nil
}

// listDocuments serves GET /customers/{id}/documents; it has no pages.
func (a *API) listDocuments(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	if err != nil {
		return err
	}
	views := make([]documentView, 0, len(c.documents))
	for _, d := range slices.Backward(c.documents) {
		views = append(views, d.view(baseOf(r)))
	}
	writeJSON(w, http.StatusOK, list{
		links{"self": baseOf(r).link(c.path()+"/documents", kindDocument)},
		map[string]any{"documents": views}, len(views),
	})
	return nil
}

// getDocument serves GET /documents/{id}.
func (a *API) getDocument(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	d, err := find(a.documents, r.PathValue("id"))
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, d.view(baseOf(r)))
	return nil
}
