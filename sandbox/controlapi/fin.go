package controlapi

import "time"

// FinSettings choose where Fin's pages are silent or contradict each other. In a request, what is absent
// stays as it is.
type FinSettings struct {
	// Step is how long each step of a verification takes, before the time scale shortens it.
	Step *Duration `json:"step,omitempty"`
	// Review is "auto" or "manual": whether a review comes to a verdict by itself.
	Review *string `json:"review,omitempty"`
	// Dialect is "openapi" or "older": which copies of Fin's pages the shape of answers follows.
	Dialect *string `json:"dialect,omitempty"`
	// Strict takes the stricter side of contradicting rules, and asks for all documents of a company.
	Strict *bool `json:"strict,omitempty"`
	// Reliance is "refuse" or "allow": whether customers may be created with verification_type RELIANCE.
	Reliance *string `json:"reliance,omitempty"`
	// Retries is "none" or "some": whether failed webhooks are tried again.
	Retries *string `json:"retries,omitempty"`
}

// FinCustomer is the whole truth about one of Fin's customers, without what identifies anybody.
type FinCustomer struct {
	ID string `json:"id"`
	// APIVersion is the version, 1 or 2, that created the customer and names its statuses in webhooks.
	APIVersion   int    `json:"apiVersion"`
	Type         string `json:"type"`
	Verification string `json:"verificationType"`
	// Status by its V2 name.
	Status       string    `json:"status"`
	Email        string    `json:"email"`
	FirstName    string    `json:"firstName,omitempty"`
	LastName     string    `json:"lastName,omitempty"`
	BusinessName string    `json:"businessName,omitempty"`
	Reference    string    `json:"reference,omitempty"`
	TOSValue     string    `json:"tosValue"`
	Created      time.Time `json:"created"`
	// Submissions is how many attaches and answers were accepted.
	Submissions int `json:"submissions"`
	// Attaching tells that an attach was accepted and has not been processed yet.
	Attaching bool `json:"attaching"`
	// Documents were attached, in this order.
	Documents []FinDocument `json:"documents"`
	// Requests for information that are open.
	Requests []FinRequest `json:"requests"`
	Parties  []FinParty   `json:"parties,omitempty"`
}

// FinDocument is one document of an attach.
type FinDocument struct {
	Section string `json:"section"`
	Type    string `json:"type"`
	// PartyID is empty for the customer's own.
	PartyID string   `json:"partyId,omitempty"`
	URIs    []string `json:"uris,omitempty"`
}

// FinParty is an associated party.
type FinParty struct {
	ID         string  `json:"id"`
	Email      string  `json:"email"`
	FirstName  string  `json:"firstName"`
	Ownership  float64 `json:"ownership"`
	Status     string  `json:"status"`
	Identified bool    `json:"identified"`
}

// FinCustomers is a list of customers, oldest first.
type FinCustomers struct {
	Customers []FinCustomer `json:"customers"`
	Total     int           `json:"total"`
}

// FinMove puts a customer into a status, as the provider or its staff would.
type FinMove struct {
	// Status by its V1 or its V2 name.
	Status string `json:"status"`
	// Silent fires no event.
	Silent bool `json:"silent,omitempty"`
	// Reason is shown while the customer is REJECTED or ACTION_REQUIRED.
	Reason *FinReason `json:"reason,omitempty"`
}

// FinReason says why a customer was rejected or has to act.
type FinReason struct {
	Comment   string              `json:"comment,omitempty"`
	Labels    []string            `json:"labels,omitempty"`
	Documents []FinDocumentReason `json:"documents,omitempty"`
	Parties   []FinPartyReason    `json:"parties,omitempty"`
}

// FinDocumentReason says what is wrong with a document.
type FinDocumentReason struct {
	URI      string   `json:"uri,omitempty"`
	Category string   `json:"category"`
	Comment  string   `json:"comment"`
	Labels   []string `json:"labels,omitempty"`
}

// FinPartyReason says what is wrong with a party.
type FinPartyReason struct {
	PartyID   string              `json:"partyId"`
	Comment   string              `json:"comment,omitempty"`
	Labels    []string            `json:"labels,omitempty"`
	Documents []FinDocumentReason `json:"documents,omitempty"`
}

// FinRFI requests information of a customer.
type FinRFI struct {
	Requests []FinRequest `json:"requests"`
	// Silent fires no event.
	Silent bool `json:"silent,omitempty"`
	// WithStatus fires customer.status before customer.rfi, when the status changes.
	WithStatus bool `json:"withStatus,omitempty"`
}

// FinRequest is what is asked for in one section.
type FinRequest struct {
	// PartyID is empty when the customer itself is asked.
	PartyID    string        `json:"partyId,omitempty"`
	Section    string        `json:"section"`
	Categories []FinCategory `json:"categories"`
}

// FinCategory is a document that is asked for.
type FinCategory struct {
	DocumentType string     `json:"documentType"`
	Fields       []FinField `json:"fields"`
}

// FinField is what is wrong with a field of a document.
type FinField struct {
	Name string `json:"name"`
	// DataType is URI, DATE, TEXT or ENUM.
	DataType string `json:"dataType"`
	// Status is MISSING, EXPIRED or INVALID.
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
	// Side is FRONT, BACK or empty.
	Side    string   `json:"side,omitempty"`
	Options []string `json:"options,omitempty"`
}

// FinPartyMove puts an associated party into a status. No event announces it.
type FinPartyMove struct {
	Status       string `json:"status"`
	ForCustomer  string `json:"forCustomer,omitempty"`
	ForDeveloper string `json:"forDeveloper,omitempty"`
}

// FinEndpoint is where webhooks go.
type FinEndpoint struct {
	// ID is chosen by the sandbox.
	ID  string `json:"id,omitempty"`
	URL string `json:"url"`
	// Secret signs the webhooks; empty means one that the sandbox makes.
	Secret string `json:"secret"`
	// Algorithm is sha256, the default and the only one that Fin documents, sha384, sha512 or sha1.
	Algorithm string `json:"algorithm,omitempty"`
	// OmitAlgorithm leaves the header away that names the algorithm.
	OmitAlgorithm bool `json:"omitAlgorithm,omitempty"`
	// Production sends sandbox_mode false.
	Production bool `json:"production,omitempty"`
}

// FinEmit fires an event about a customer that nothing caused.
type FinEmit struct {
	// Type is customer.created, customer.status or customer.rfi.
	Type       string `json:"type"`
	CustomerID string `json:"customerId"`
	// Status is the one that the event tells of, by either name; the default is the customer's own.
	Status string `json:"status,omitempty"`
	// Created is the event's timestamp; the default is now.
	Created *time.Time `json:"created,omitempty"`
}

// FinEvent is an event that was fired.
type FinEvent struct {
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	CustomerID string    `json:"customerId"`
	Status     string    `json:"status"`
	Created    time.Time `json:"created"`
}
