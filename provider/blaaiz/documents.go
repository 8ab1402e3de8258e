package blaaiz

import (
	"context"
	"net/http"
	"slices"

	"github.com/bonafide-dev/bonafide/provider"
)

// The types of a business's documents (API reference, Register a KYB document). A submission needs one of
// FormationDocuments.
var (
	FormationDocuments = []string{
		"CERTIFICATE_OF_INCORPORATION", "ARTICLES_OF_INCORPORATION", "BENEFICIAL_OWNERSHIP_CERTIFICATE",
		"INCORPORATION_DOCUMENTS", "CAC_STATUS_REPORT",
	}
	OtherDocuments = []string{
		"ACCOUNT_AGREEMENT", "PROOF_OF_ADDRESS", "BANK_STATEMENT", "LICENSE", "SHARE_REGISTRATION",
		"COMPANY_OWNERSHIP_STRUCTURE", "DIRECTORS_REGISTER", "OTHER",
	}
)

// Document is a business's document as Blaaiz shows it.
type Document struct {
	ID          string `json:"id"`
	Type        string `json:"type"`
	Name        string `json:"name"`
	Extension   string `json:"extension"`
	Description string `json:"description"`
	// Status is one of the Review constants.
	Status string `json:"status"`
	// Comments are the reviewers', for the customer's eyes; see Comment.
	Comments []Text    `json:"admin_comments"`
	Created  Timestamp `json:"created_at"`
	Updated  Timestamp `json:"updated_at"`
}

// IsFormation tells whether it is a document that a submission needs one of.
func (d Document) IsFormation() bool { return slices.Contains(FormationDocuments, d.Type) }

// NewDocument is a document to add to a business.
type NewDocument struct {
	// Type is one of FormationDocuments or OtherDocuments.
	Type string
	// Name is shown to reviewers: at most 255 characters, required.
	Name string
	// Description of at most 2000 characters.
	Description string
	File        File
}

// AddDocument uploads a document for a business and registers it, and returns its ID. After OutcomeUnknown it
// may exist: ListDocuments tells, by the name, if the caller gives each document one of its own. Class Conflict
// while the business is under review or verified.
func (c *Client) AddDocument(ctx context.Context, customerID string, d NewDocument) (id string, err error) {
	path, err := pathOf(OpRegisterDocument, customerID, "document")
	if err != nil {
		return "", err
	}
	body := object{"type": d.Type, "name": d.Name}
	body.text("description", d.Description)
	if body["file_id"], err = c.upload(ctx, OpPresignDocument, path+"/presigned-url", nil, d.File); err != nil {
		return "", err
	}
	var out envelope[Document]
	r := call{operation: OpRegisterDocument, method: http.MethodPost, path: path, body: body.encode()}
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return "", err
	}
	if !identifier.MatchString(out.Data.ID) {
		return "", unnamed(OpRegisterDocument)
	}
	return out.Data.ID, nil
}

// DocumentUpdate changes a document; File, if there is one, replaces what was uploaded.
type DocumentUpdate struct {
	Type        Change[string]
	Name        Change[string]
	Description Change[string]
	File        *File
}

// UpdateDocument changes a document. One that was rejected is reset to PENDING, and its comments are dropped.
// Doing it again is harmless. Class Conflict for one that is approved or under review.
func (c *Client) UpdateDocument(ctx context.Context, customerID, documentID string, u DocumentUpdate) error {
	path, err := pathOf(OpUpdateDocument, customerID, "document", documentID)
	if err != nil {
		return err
	}
	body := object{}
	change(body, "type", u.Type)
	change(body, "name", u.Name)
	change(body, "description", u.Description)
	if u.File != nil {
		place := "/customer/" + customerID + "/document/presigned-url"
		if body["file_id"], err = c.upload(ctx, OpPresignDocument, place, nil, *u.File); err != nil {
			return err
		}
	}
	_, err = c.send(ctx, call{
		operation: OpUpdateDocument, method: http.MethodPut, path: path, body: body.encode(), repeatable: u.File == nil,
	})
	return err
}

// GetDocument reads a document.
func (c *Client) GetDocument(ctx context.Context, customerID, documentID string) (*Document, error) {
	path, err := pathOf(OpGetDocument, customerID, "document", documentID)
	if err != nil {
		return nil, err
	}
	var out envelope[Document]
	if _, err := c.fetch(ctx, call{operation: OpGetDocument, method: http.MethodGet, path: path}, &out); err != nil {
		return nil, err
	}
	if out.Data.ID != documentID {
		return nil, foreign(OpGetDocument, provider.OutcomeUnknown)
	}
	return &out.Data, nil
}

// ListDocuments lists the documents of a business. The path is that of registering, which no page that was
// read states for listing: GetCustomer shows them too.
func (c *Client) ListDocuments(ctx context.Context, customerID string) ([]Document, error) {
	path, err := pathOf(OpListDocuments, customerID, "document")
	if err != nil {
		return nil, err
	}
	var out envelope[*[]Document]
	if _, err := c.fetch(ctx, call{operation: OpListDocuments, method: http.MethodGet, path: path}, &out); err != nil {
		return nil, err
	}
	if out.Data == nil {
		return nil, foreign(OpListDocuments, provider.OutcomeUnknown)
	}
	return *out.Data, nil
}

// DeleteDocument removes a document. Doing it twice is harmless. Class Conflict for one that is approved or
// under review.
func (c *Client) DeleteDocument(ctx context.Context, customerID, documentID string) error {
	path, err := pathOf(OpDeleteDocument, customerID, "document", documentID)
	if err != nil {
		return err
	}
	return c.delete(ctx, OpDeleteDocument, path)
}
