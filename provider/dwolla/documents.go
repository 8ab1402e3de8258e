package dwolla

import (
	"context"
	"net/http"

	"github.com/bonafide-dev/bonafide/provider"
)

// The statuses of documents (API reference, Documents). Reviewed does not mean approved.
const (
	DocumentPending  = "pending"
	DocumentReviewed = "reviewed"

	DocumentAccepted = "accepted"
	DocumentRejected = "rejected"
)

// Document is a document that was uploaded (API reference, Documents › Retrieve).
type Document struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	Status string `json:"status"`
	// VerificationStatus is pending, accepted or rejected; older answers lack it.
	VerificationStatus string `json:"documentVerificationStatus"`
	FailureReason      string `json:"failureReason"`
	// AllFailureReasons has all of them where there are several; FailureReason need not be among them.
	AllFailureReasons []struct {
		Reason string `json:"reason"`
	} `json:"allFailureReasons"`
	Created Timestamp `json:"created"`
	Links   Links     `json:"_links"`
}

// UnderReview tells whether Dwolla has not decided on the document yet.
func (d Document) UnderReview() bool {
	if d.VerificationStatus != "" {
		return d.VerificationStatus == DocumentPending
	}
	return d.Status == DocumentPending
}

// Rejected tells whether Dwolla refused the document.
func (d Document) Rejected() bool {
	return d.VerificationStatus == DocumentRejected || d.FailureReason != ""
}

// ListDocuments lists the documents of a customer. The list has no pages.
func (c *Client) ListDocuments(ctx context.Context, customerID string) ([]Document, error) {
	path, err := customerPath(OpListDocuments, customerID)
	if err != nil {
		return nil, err
	}
	return c.documents(ctx, path)
}

// ListOwnerDocuments lists the documents of a beneficial owner.
func (c *Client) ListOwnerDocuments(ctx context.Context, ownerID string) ([]Document, error) {
	path, err := ownerPath(OpListDocuments, ownerID)
	if err != nil {
		return nil, err
	}
	return c.documents(ctx, path)
}

func (c *Client) documents(ctx context.Context, path string) ([]Document, error) {
	var out struct {
		Links    Links `json:"_links"`
		Embedded struct {
			Documents []Document `json:"documents"`
		} `json:"_embedded"`
	}
	r := call{operation: OpListDocuments, method: http.MethodGet, path: path + "/documents"}
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return nil, err
	}
	if out.Links == nil {
		return nil, foreign(OpListDocuments, provider.OutcomeUnknown)
	}
	return out.Embedded.Documents, nil
}

// newest is the document that was uploaded last, nil if there is none. Dwolla does not say how it
// sorts the list; of documents without a time, the later one in the list counts.
func newest(docs []Document) *Document {
	var last *Document
	for i := range docs {
		if last == nil || !docs[i].Created.Before(last.Created.Time) {
			last = &docs[i]
		}
	}
	return last
}
