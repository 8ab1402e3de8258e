package fin

import (
	"context"
	"net/http"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// The types of identifying documents, of individuals and of parties.
const (
	DocumentPassport           = "PASSPORT"
	DocumentNationalID         = "NATIONAL_ID"
	DocumentDriversLicense     = "DRIVERS_LICENSE"
	DocumentResidencePermit    = "RESIDENCE_PERMIT"
	DocumentSelfie             = "SELFIE"                 // individuals only
	DocumentPermanentResidency = "PERMANENT_RESIDENCY_ID" // parties only
)

// The types of address documents that individuals and parties share.
const (
	DocumentUtilityBill      = "UTILITY_BILL"
	DocumentGovernmentLetter = "GOVERNMENT_LETTER"
	DocumentBankStatement    = "BANK_STATEMENT"
)

// The sides of a document.
const (
	SideFront = "FRONT"
	SideBack  = "BACK"
)

// DocumentFile is a file of a document.
type DocumentFile struct {
	// URI as Upload returned it, for the same customer.
	URI string `json:"uri"`
	// Side of documents that have two.
	Side string `json:"side,omitempty"`
}

// IdentifyingDocument says who somebody is.
type IdentifyingDocument struct {
	Type    string     `json:"type"`
	Number  pii.String `json:"number,omitempty"`
	Country string     `json:"country,omitempty"`
	// State is required of a US driver's licence, and refused with anything else but a licence.
	State      string         `json:"state,omitempty"`
	IssueDate  pii.String     `json:"issue_date,omitempty"`
	ExpiryDate pii.String     `json:"expiry_date,omitempty"`
	Files      []DocumentFile `json:"files"`
}

// AddressDocument says where somebody lives. Fin's pages want it at most 90 days old of a party, and three
// months of an individual.
type AddressDocument struct {
	Type string `json:"type"`
	// Country is required of an individual's, and not sent of a party's.
	Country string `json:"country,omitempty"`
	// IssueDate is of individuals only, and optional.
	IssueDate string         `json:"issue_date,omitempty"`
	Files     []DocumentFile `json:"files"`
}

// IndividualDocuments are what an individual is verified with: one identifying document, possibly a selfie,
// and one address document (page Attach documents to an individual customer, V2).
type IndividualDocuments struct {
	Identifying []IdentifyingDocument `json:"identifying_documents"`
	Address     []AddressDocument     `json:"address_documents"`
	// TOSValue declares that the customer was shown the terms and accepted them: see TOSValue.
	TOSValue string `json:"tos_policies_value"`
}

// AttachIndividualDocuments hands in an individual's documents, which begins the verification. Its success
// says that Fin will work on them, not that it did: the status becomes PROCESSING later. Class Conflict when
// the customer's status is neither INCOMPLETE nor ACTION_REQUIRED, or an earlier attach is still worked on.
func (c *Client) AttachIndividualDocuments(ctx context.Context, customerID string, d IndividualDocuments) error {
	return c.attach(ctx, OpAttachIndividual, customerID, "/individual/attach", encode(d))
}

// BusinessDocument is one document of a business. Which type goes into which list, and which are required,
// is on Fin's pages Attach documents to a business customer (V2) and Entity-wise document requirement.
type BusinessDocument struct {
	Type        string         `json:"type"`
	Description string         `json:"description,omitempty"`
	Files       []DocumentFile `json:"files"`
}

// BusinessDocuments are what a business is verified with, beside the documents of its parties.
type BusinessDocuments struct {
	Formation  []BusinessDocument `json:"formation_documents,omitempty"`
	Ownership  []BusinessDocument `json:"ownership_documents,omitempty"`
	Supporting []BusinessDocument `json:"supporting_documents,omitempty"`
	TOSValue   string             `json:"tos_policies_value"`
}

// AttachBusinessDocuments hands in a business's documents. In which statuses Fin takes them is not
// documented.
func (c *Client) AttachBusinessDocuments(ctx context.Context, customerID string, d BusinessDocuments) error {
	return c.attach(ctx, OpAttachBusiness, customerID, "/business/attach", encode(d))
}

// PartyDocuments are what one associated party is verified with (page Attach documents to an associated
// party, V2). No terms are accepted for a party.
type PartyDocuments struct {
	PartyID     string                `json:"associated_party_id"`
	Identifying []IdentifyingDocument `json:"identifying_documents,omitempty"`
	Address     []AddressDocument     `json:"address_documents,omitempty"`
	Supporting  []BusinessDocument    `json:"supporting_documents,omitempty"`
}

type partiesBody struct {
	Parties []PartyDocuments `json:"associated_party_attachments"`
}

// AttachPartyDocuments hands in documents of associated parties of a business, several at once.
func (c *Client) AttachPartyDocuments(ctx context.Context, customerID string, parties ...PartyDocuments) error {
	return c.attach(ctx, OpAttachParties, customerID, "/associated-parties/individual/attach",
		encode(partiesBody{parties}))
}

func (c *Client) attach(ctx context.Context, operation, customerID, rest string, body []byte) error {
	path, err := customerPath(operation, "v2", customerID, rest)
	if err != nil {
		return err
	}
	return c.done(ctx, post(operation, path, body))
}

// done makes a call of whose answer only matters that it is Fin's.
func (c *Client) done(ctx context.Context, r call) error {
	var out map[string]any
	_, err := c.fetch(ctx, r, &out)
	return err
}

// IndividualProof is an individual's document as the answer to a request names it (page Update a customer):
// a single one, under the names of V1.
type IndividualProof struct {
	Type       string         `json:"type"`
	Number     pii.String     `json:"number,omitempty"`
	Country    string         `json:"country,omitempty"`
	IssueDate  pii.String     `json:"issue_date,omitempty"`
	ExpiryDate pii.String     `json:"expiry_date,omitempty"`
	Files      []DocumentFile `json:"files"`
}

// IndividualAnswer answers a request for information about an individual. Only what was asked for may be in
// it; whether TOSValue is taken is not documented, although Fin asks for it.
type IndividualAnswer struct {
	ProofOfIdentity *IndividualProof `json:"proof_of_identity,omitempty"`
	ProofOfAddress  *IndividualProof `json:"proof_of_address,omitempty"`
	TOSValue        string           `json:"tos_policies_value,omitempty"`
}

// AnswerIndividual answers a request for information about an individual. What it may hold is what
// Customer.Requests list: anything else is of class Invalid, and so is the same answer a second time.
func (c *Client) AnswerIndividual(ctx context.Context, customerID string, a IndividualAnswer) error {
	return c.answer(ctx, customerID, encode(a))
}

// BusinessAnswer answers a request for information about a business and its parties; as IndividualAnswer.
type BusinessAnswer struct {
	Formation  []BusinessDocument `json:"formation_documents,omitempty"`
	Ownership  []BusinessDocument `json:"ownership_documents,omitempty"`
	Supporting []BusinessDocument `json:"supporting_documents,omitempty"`
	Parties    []PartyDocuments   `json:"associated_party_attachments,omitempty"`
	TOSValue   string             `json:"tos_policies_value,omitempty"`
}

// AnswerBusiness answers a request for information about a business; as AnswerIndividual. Requests for
// tax_info and for free text have no documented answer.
func (c *Client) AnswerBusiness(ctx context.Context, customerID string, a BusinessAnswer) error {
	return c.answer(ctx, customerID, encode(a))
}

// answer sends an answer, by V1, which is the only version of the call.
func (c *Client) answer(ctx context.Context, customerID string, body []byte) error {
	path, err := customerPath(OpAnswer, "v1", customerID, "")
	if err != nil {
		return err
	}
	var out struct {
		ID string `json:"customer_id"`
	}
	r := post(OpAnswer, path, body)
	r.method = http.MethodPatch
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return err
	}
	if !strings.EqualFold(out.ID, customerID) {
		return foreign(OpAnswer, provider.OutcomeUnknown)
	}
	return nil
}
