package fin

import "encoding/json"

// Requests are what Fin wants to know (pages customer.rfi and Get customer details, V2). The webhook and
// the details show the same thing with different members.
type Requests []Request

// UnmarshalJSON implements json.Unmarshaler. An entry that cannot be read is no reason to lose the customer, nor one
// to take nothing for requested: it is there, and empty. In the details of V1 they are open objects.
func (r *Requests) UnmarshalJSON(b []byte) error {
	*r = nil
	var entries []json.RawMessage
	if json.Unmarshal(b, &entries) != nil {
		*r = Requests{{}}
		return nil
	}
	for _, raw := range entries {
		var one Request
		if json.Unmarshal(raw, &one) != nil || one.Section == "" {
			one = Request{}
		}
		*r = append(*r, one)
	}
	return nil
}

// isUnread tells that something is requested in a form that is not documented.
func (r Request) isUnread() bool { return r.Section == "" }

// The sections of a request, by whom they are about.
const (
	SectionProofOfIdentity = "proof_of_identity"
	SectionProofOfAddress  = "proof_of_address"
	SectionTOS             = "tos_policies_value"

	SectionFormation  = "formation_documents"
	SectionOwnership  = "ownership_documents"
	SectionSupporting = "supporting_documents"
	// Businesses that V1 created.
	SectionCompany      = "company_details"
	SectionStructure    = "ownership_structure"
	SectionLegalPresent = "legal_presence"

	SectionIdentifying = "identifying_documents"
	SectionAddress     = "address_documents"
	SectionTaxInfo     = "tax_info"
)

// Request is what Fin wants in one section of a customer or of one of its parties.
type Request struct {
	// Scope is CUSTOMER or ASSOCIATED_PARTY (or with a space), and absent from webhooks.
	Scope   string `json:"scope"`
	PartyID string `json:"associated_party_id"`
	// Section is one of the Section constants, or a new one.
	Section    string            `json:"section"`
	Categories []RequestCategory `json:"categories"`
}

// RequestCategory is one document of a section.
type RequestCategory struct {
	// DocumentType is an open word: the samples write it as an attach does (PASSPORT) and otherwise
	// (GOVERNMENT_ID, TOS).
	DocumentType string         `json:"document_type"`
	Fields       []RequestField `json:"fields"`
}

// What is wrong with a field.
const (
	FieldMissing = "MISSING"
	FieldExpired = "EXPIRED"
	FieldInvalid = "INVALID"
)

// RequestField is one field of a document that Fin wants.
type RequestField struct {
	// Name is files, type, issue_date, expiry_date, text, tos_policies_value or another.
	Name string `json:"field_name"`
	// DataType is URI, DATE, TEXT or ENUM.
	DataType string `json:"data_type"`
	// Status is one of the Field constants.
	Status string `json:"status"`
	// Side is FRONT or BACK, in webhooks only, and empty for what has no side.
	Side string `json:"side"`
	// Reason is Fin's own text, for people; empty for what is missing.
	Reason  string   `json:"reason"`
	Options []string `json:"options"`
}
