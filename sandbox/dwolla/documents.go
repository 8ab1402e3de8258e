package dwolla

import (
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/ident"
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
	customer     *customer
	owner        *owner // whose document it is, or nil for the customer's own
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

// topic is the event about a document of this kind: "uploaded", "approved" or "failed".
func (d *document) topic(what string) string {
	if d.owner != nil {
		return "customer_beneficial_owner_verification_document_" + what
	}
	return "customer_verification_document_" + what
}

func (d *document) truth() controlapi.Document {
	return controlapi.Document{
		ID: d.id, Type: d.documentType, Status: d.status, Verification: d.verification, Size: d.size,
		Fingerprint: ident.Fingerprint(d.checksum),
	}
}

// uploads are the documents of one customer or owner, oldest first.
type uploads []*document

func (all uploads) truth() []controlapi.Document {
	out := make([]controlapi.Document, 0, len(all))
	for _, d := range all {
		out = append(out, d.truth())
	}
	return out
}

func errTooLarge() *apiError {
	return refuse(http.StatusRequestEntityTooLarge, "fileTooLarge", "Document requests are limited to 10 MiB.")
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
	case !c.awaitsDocument():
		return errNoDocumentWanted("customer")
	case invalid != nil:
		return invalid
	}
	types, pdf := personalIDs, false
	if c.Type == typeBusiness {
		types, pdf = append(slices.Clone(types), documentOther), u.documentType == documentOther
	}
	return a.keep(w, r, &document{customer: c}, &c.documents, u, u.check(types, pdf))
}

// createOwnerDocument serves POST /beneficial-owners/{id}/documents.
func (a *API) createOwnerDocument(w http.ResponseWriter, r *http.Request) *apiError {
	u, invalid := readUpload(r)
	a.mu.Lock()
	defer a.mu.Unlock()
	o, err := find(a.ownerByID, r.PathValue("id"))
	switch {
	case err != nil:
		return refuse(http.StatusNotFound, "NotFound", "Customer not found. Check CustomerId.")
	case !o.customer.takesOwners():
		return refuse(http.StatusForbidden, "Forbidden", "Not authorized to create documents.")
	case o.status != statusDocument:
		return errNoDocumentWanted("owner")
	case invalid != nil:
		return invalid
	}
	return a.keep(w, r, &document{customer: o.customer, owner: o}, &o.documents, u, u.check(personalIDs, false))
}

func errNoDocumentWanted(from string) *apiError {
	return refuse(http.StatusForbidden, "invalidResourceState",
		"Resource cannot be modified. The "+from+" does not wait for a document.")
}

// awaitsDocument tells whether a customer may upload: in document, and as long as a directive asks for it.
func (c *customer) awaitsDocument() bool {
	return c.Status == statusDocument || slices.ContainsFunc(c.directives, func(d controlapi.Directive) bool {
		return strings.HasPrefix(d.Link, "upload-") || strings.HasPrefix(d.Link, "verify-") || slices.Contains(documentDirectives, d.Code)
	})
}

// documentDirectives are the codes that ask for a document, whatever their link (reference 2.5).
var documentDirectives = []string{
	"BusinessAddressDocRequired", "EINDocumentRequired", "BusinessFormationDocRequired", "PersonalIDRequired",
}

// keep adds a new document to those of its customer or owner, unless something is wrong with it, and
// answers. The state is locked.
func (a *API) keep(
	w http.ResponseWriter, r *http.Request, d *document, to *uploads, u upload, invalid *apiError,
) *apiError {
	if invalid != nil {
		return invalid
	}
	d.documentType, d.created, d.size = u.documentType, a.now(), len(u.content)
	d.checksum = sha256.Sum256(u.content)
	d.status, d.verification = documentPending, documentPending
	if err := to.roomFor(d, baseOf(r)); err != nil {
		return err
	}
	d.id = a.cfg.IDs.UUID(kindDocument)
	*to = append(*to, d)
	a.documents[d.id] = d
	a.uploaded[ident.Fingerprint(d.checksum)]++
	a.fireAbout(d.topic("uploaded"), d.customer, kindDocument, d.id, a.now())
	a.reviewTestImage(d, u.fileName)
	writeCreated(w, r, d.path())
	return nil
}

// roomFor refuses a file that waits already, and any file when four wait.
func (all uploads) roomFor(d *document, b base) *apiError {
	pending := 0
	for _, other := range all {
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

// listDocuments serves GET /customers/{id}/documents, newest first; it has no pages.
func (a *API) listDocuments(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	if err != nil {
		return err
	}
	c.documents.list(w, r, c.path())
	return nil
}

// listOwnerDocuments serves GET /beneficial-owners/{id}/documents, likewise.
func (a *API) listOwnerDocuments(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	o, err := find(a.ownerByID, r.PathValue("id"))
	if err != nil {
		return err
	}
	o.documents.list(w, r, o.path())
	return nil
}

func (all uploads) list(w http.ResponseWriter, r *http.Request, of string) {
	views := make([]documentView, 0, len(all))
	for _, d := range slices.Backward(all) {
		views = append(views, d.view(baseOf(r)))
	}
	writeJSON(w, http.StatusOK, list{
		links{"self": baseOf(r).link(of+"/documents", kindDocument)},
		map[string]any{"documents": views}, len(views),
	})
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
