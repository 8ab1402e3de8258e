package provider

import "context"

// DocumentType is the kind of a document.
type DocumentType string

// The kinds of documents, as the API names them.
const (
	DocumentPassport        DocumentType = "Passport"
	DocumentLicense         DocumentType = "License"
	DocumentIDCard          DocumentType = "IDCard"
	DocumentResidencePermit DocumentType = "ResidencePermit"
	DocumentSelfie          DocumentType = "Selfie"
	// DocumentProofOfAddress says where somebody lives, and DocumentIncorporation how a business came to be.
	DocumentProofOfAddress DocumentType = "ProofOfAddress"
	DocumentIncorporation  DocumentType = "Incorporation"
	DocumentOther          DocumentType = "Other"
)

// DocumentSide is the side of a document that a file shows.
type DocumentSide string

// The sides. Empty is a document that has no sides, or its front.
const (
	SideFront DocumentSide = "Front"
	SideBack  DocumentSide = "Back"
)

// Document is a document to upload. Content is personal data: it must not be printed.
type Document struct {
	// Name under which spec has it: unique within its object.
	Name    string
	Type    DocumentType
	Subject Subject
	Side    DocumentSide
	// Category is the provider's own word for the kind of document; empty leaves it to the driver.
	Category string
	// Known tells that the provider has this very content under this name, as far as the caller knows. In a
	// Package only.
	Known bool
	// FileName tells the format by its ending; it holds nothing of the person's.
	FileName string
	Content  []byte
}

// String keeps the content out of prints.
func (d Document) String() string { return string(d.Type) + " of " + string(d.Subject) }

// GoString keeps the content out of prints.
func (d Document) GoString() string { return d.String() }

// DocumentPath is the path of a field of a document, below its customer or its owner: name is that of the document.
func DocumentPath(name, field string) FieldPath {
	return FieldPath("documents[" + name + "]." + field)
}

// DocumentRequest uploads a document for a customer, or for an owner if OwnerID is set.
type DocumentRequest struct {
	CustomerID     string
	OwnerID        string
	IdempotencyKey string
	Document       Document
}

// DocumentState tells where a document stands.
type DocumentState string

// The states of documents.
const (
	DocumentPending  DocumentState = "Pending"
	DocumentAccepted DocumentState = "Accepted"
	DocumentRejected DocumentState = "Rejected"
)

// DocumentObservation is what a provider said of a document.
type DocumentObservation struct {
	ID string
	// Name under which it was handed in with a Package; empty if it was not.
	Name   string
	Status string // the provider's own word
	State  DocumentState
	// FailureReason is the provider's code, and FailureMessage the same in words of ours.
	FailureReason  string
	FailureMessage string
}

// DocumentTaker is a client whose provider takes documents.
type DocumentTaker interface {
	// ValidateDocument finds what the provider would refuse: type for the subject, format, size.
	// Paths are relative to the document ("type", "source").
	ValidateDocument(d Document) []FieldError
	// UploadDocument uploads. Class Duplicate, with ExistingID, when the same file waits already;
	// class Conflict when the provider does not want documents now.
	UploadDocument(ctx context.Context, r DocumentRequest) (documentID string, err error)
	// ListDocuments lists the documents of a customer, or of an owner if ownerID is set, oldest first.
	ListDocuments(ctx context.Context, customerID, ownerID string) ([]DocumentObservation, error)
}

// Quizzer is a client whose provider asks persons questions about themselves (knowledge-based
// authentication). Answers never pass through the cluster.
type Quizzer interface {
	// BeginQuiz opens the one session that a customer gets. It burns nothing yet.
	BeginQuiz(ctx context.Context, customerID string) (quizID string, err error)
	// Questions reads the questions, once; from then on the person has Limit to answer.
	Questions(ctx context.Context, quizID string) (Quiz, error)
	// Answer sends the answers, by question ID. It tells whether the person passed.
	Answer(ctx context.Context, quizID string, answers map[string]string) (passed bool, err error)
}
