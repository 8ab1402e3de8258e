package blaaiz

import (
	"net/http"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// formationTypes are the documents of which a business needs one (reference 11).
var formationTypes = []string{
	"CERTIFICATE_OF_INCORPORATION", "ARTICLES_OF_INCORPORATION", "BENEFICIAL_OWNERSHIP_CERTIFICATE",
	"INCORPORATION_DOCUMENTS", "CAC_STATUS_REPORT",
}

var documentType = input.OneOf(append(slices.Clone(formationTypes), "ACCOUNT_AGREEMENT", "PROOF_OF_ADDRESS",
	"BANK_STATEMENT", "LICENSE", "SHARE_REGISTRATION", "COMPANY_OWNERSHIP_STRUCTURE", "DIRECTORS_REGISTER",
	"OTHER")...)

const (
	documentsLocked = "Cannot modify documents while customer verification is in progress."
	documentLocked  = "Cannot modify a document that has been approved or is currently under review."
)

var errNoKYB = locked("This endpoint is for business customers only.")

// documentIn finds the document that a path names.
func (c *customer) documentIn(r *http.Request) (*document, *apiError) {
	if c.kind != typeBusiness {
		return nil, errNoKYB
	}
	d := c.document(r.PathValue("document"))
	if d == nil {
		return nil, errNoDocument
	}
	return d, nil
}

// openDocumentIn is documentIn for one that is to be changed or removed (reference 11, 14).
func (c *customer) openDocumentIn(r *http.Request) (*document, *apiError) {
	d, err := c.documentIn(r)
	switch {
	case err != nil:
		return nil, err
	case d.status == statusApproved, d.status == statusProcessing:
		return nil, locked(documentLocked)
	case c.locked():
		return nil, locked(documentsLocked)
	}
	return d, nil
}

func (c *customer) document(id string) *document {
	for _, d := range c.documents {
		if d.id == strings.ToLower(id) {
			return d
		}
	}
	return nil
}

// presignDocument serves POST .../document/presigned-url.
func (a *API) presignDocument(w http.ResponseWriter, r *http.Request, c *customer) *apiError {
	switch {
	case c.kind != typeBusiness:
		return errNoKYB
	case c.locked():
		return locked(documentsLocked)
	}
	return a.writePresigned(w, r, c.id+" document")
}

// documentFields are those of a document.
var documentFields = []field{
	{name: "type", rules: []input.Rule{documentType}, required: true},
	{name: "name", rules: []input.Rule{input.AtMost(255)}, required: true},
	{name: "file_id", rules: []input.Rule{input.UUID}, required: true},
	{name: "description", rules: []input.Rule{input.AtMost(2000)}},
}

// createDocument serves POST .../document.
func (a *API) createDocument(w http.ResponseWriter, _ *http.Request, c *customer, in *input.Object) *apiError {
	v := read(in, documentFields, true)
	switch {
	case c.kind != typeBusiness:
		return errNoKYB
	case c.locked():
		return locked(documentsLocked)
	case len(in.Problems()) > 0:
		return problemsOf(in)
	}
	d := &document{created: a.now(), child: child{status: statusPending}}
	if err := a.fill(c, d, v); err != nil {
		return err
	}
	d.id = a.cfg.IDs.UUID("blaaiz-document")
	c.documents = append(c.documents, d)
	return write(w, http.StatusCreated, "Document created successfully", d.fullView(c))
}

// fill changes a document, all or nothing. The state is locked.
func (a *API) fill(c *customer, d *document, v values) *apiError {
	if id := v.text("file_id"); id != "" {
		if err := a.checkFile(id, c.id+" document", "Document"); err != nil {
			return err
		}
		f := a.files[strings.ToLower(id)]
		if f.document != nil && f.document != d {
			return invalid("Document file has already been used.")
		}
		f.document, d.file, d.extension = d, f.id, mediaTypes[f.mediaType]
	}
	for name, to := range map[string]*string{"type": &d.kind, "name": &d.name, "description": &d.description} {
		if _, sent := v[name]; sent {
			*to = v.text(name)
		}
	}
	d.updated = a.now()
	return nil
}

// listDocuments serves GET .../document.
func (a *API) listDocuments(w http.ResponseWriter, _ *http.Request, c *customer) *apiError {
	if c.kind != typeBusiness {
		return errNoKYB
	}
	views := []any{}
	for _, d := range c.documents {
		views = append(views, d.fullView(c))
	}
	httpx.WriteJSON(w, http.StatusOK, map[string]any{"message": "Documents retrieved successfully", "data": views})
	return nil
}

// getDocument serves GET .../document/{document}.
func (a *API) getDocument(w http.ResponseWriter, r *http.Request, c *customer) *apiError {
	d, err := c.documentIn(r)
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, "Document retrieved successfully", d.fullView(c))
}

// updateDocument serves PUT .../document/{document}.
func (a *API) updateDocument(w http.ResponseWriter, r *http.Request, c *customer, in *input.Object) *apiError {
	v := read(in, documentFields, false)
	d, err := c.openDocumentIn(r)
	if err != nil {
		return err
	}
	if err := problemsOf(in); err != nil {
		return err
	}
	if err := a.fill(c, d, v); err != nil {
		return err
	}
	if len(v) > 0 {
		d.edited()
	}
	return write(w, http.StatusOK, "Document updated successfully", d.fullView(c))
}

// deleteDocument serves DELETE .../document/{document}.
func (a *API) deleteDocument(w http.ResponseWriter, r *http.Request, c *customer) *apiError {
	d, err := c.openDocumentIn(r)
	if err != nil {
		return err
	}
	c.documents = slices.DeleteFunc(c.documents, func(other *document) bool { return other == d })
	return write(w, http.StatusOK, "Document deleted successfully", nil)
}

func (d *document) view() map[string]any {
	return map[string]any{
		"id": d.id, "type": d.kind, "name": d.name, "extension": d.extension, "description": null(d.description),
		"status": d.status, "admin_comments": d.commentsView(), "url": nil,
		"created_at": timestamp(d.created), "updated_at": timestamp(d.updated),
	}
}

// fullView is what the calls about documents answer with.
func (d *document) fullView(c *customer) map[string]any {
	v := d.view()
	v["business_customer_id"] = c.id
	return v
}
