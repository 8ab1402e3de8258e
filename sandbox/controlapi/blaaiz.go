package controlapi

import "time"

// BlaaizSettings are the switches of the simulated Blaaiz. In a request, what is absent stays as it is.
type BlaaizSettings struct {
	// Review is "auto" or "manual": whether a review comes to a verdict by itself.
	Review *string `json:"review,omitempty"`
	// PersonReview and BusinessReview are how long a review takes, before the time scale shortens it.
	PersonReview   *Duration `json:"personReview,omitempty"`
	BusinessReview *Duration `json:"businessReview,omitempty"`
	// UploadTTL is how long a presigned URL is good for. It is real time.
	UploadTTL *Duration `json:"uploadTTL,omitempty"`
	// ExternalKYC hands individuals to a KYC provider; without it they are verified at once.
	ExternalKYC *bool `json:"externalKYC,omitempty"`
	// AutoVerify verifies businesses at once.
	AutoVerify *bool `json:"autoVerify,omitempty"`
	// MinimalAllowed puts the platform on the list of those that may use kyb_scope MINIMAL.
	MinimalAllowed *bool `json:"minimalAllowed,omitempty"`
	// Retries tries failed webhooks again.
	Retries *bool `json:"retries,omitempty"`
	// EmitCreated announces customer.created, as older pages have it.
	EmitCreated *bool `json:"emitCreated,omitempty"`
	// OmitComments leaves recent_comments out of what reads answer, as Blaaiz's pages allow.
	OmitComments *bool `json:"omitComments,omitempty"`
	// PerMinute and PerHour are how many calls are served in a window; 0 means any number.
	PerMinute *int `json:"perMinute,omitempty"`
	PerHour   *int `json:"perHour,omitempty"`
}

// BlaaizCustomer is the whole truth about one of Blaaiz's customers, without what identifies anybody.
type BlaaizCustomer struct {
	ID           string    `json:"id"`
	Type         string    `json:"type"`
	Status       string    `json:"status"`
	KYBScope     string    `json:"kybScope,omitempty"`
	Email        string    `json:"email"`
	FirstName    string    `json:"firstName,omitempty"`
	LastName     string    `json:"lastName,omitempty"`
	BusinessName string    `json:"businessName,omitempty"`
	Created      time.Time `json:"created"`
	// Submissions is how often the customer was handed in for review.
	Submissions int `json:"submissions"`
	// Checking tells that an individual waits for its verdict.
	Checking bool `json:"checking"`
	// Files are the fields of an individual's files that were registered.
	Files     []string         `json:"files,omitempty"`
	Owners    []BlaaizOwner    `json:"owners"`
	Documents []BlaaizDocument `json:"documents"`
}

// BlaaizOwner is an owner of a business.
type BlaaizOwner struct {
	ID        string   `json:"id"`
	FirstName string   `json:"firstName"`
	Email     string   `json:"email,omitempty"`
	Ownership string   `json:"ownership"`
	Status    string   `json:"status"`
	Comments  []string `json:"comments,omitempty"`
	HasFront  bool     `json:"hasFront"`
	HasBack   bool     `json:"hasBack"`
}

// BlaaizDocument is a KYB document.
type BlaaizDocument struct {
	ID       string   `json:"id"`
	Type     string   `json:"type"`
	Name     string   `json:"name"`
	Status   string   `json:"status"`
	Comments []string `json:"comments,omitempty"`
}

// BlaaizCustomers is a list of customers, oldest first.
type BlaaizCustomers struct {
	Customers []BlaaizCustomer `json:"customers"`
	Total     int              `json:"total"`
}

// BlaaizMove puts a customer into a status, as the provider or its staff would.
type BlaaizMove struct {
	Status string `json:"status"`
	// Comment goes with the event.
	Comment string `json:"comment,omitempty"`
	// Silent fires no event.
	Silent bool `json:"silent,omitempty"`
	// Reviews decide on owners and documents before the customer moves.
	Reviews []BlaaizReview `json:"reviews,omitempty"`
}

// BlaaizReview decides on an owner or a document.
type BlaaizReview struct {
	// ID of the owner or document.
	ID string `json:"id"`
	// Status is PENDING, PROCESSING, APPROVED or REJECTED.
	Status   string   `json:"status"`
	Comments []string `json:"comments,omitempty"`
}

// BlaaizEmit fires customer.status_changed when nothing caused it.
type BlaaizEmit struct {
	CustomerID string `json:"customerId"`
	OldStatus  string `json:"oldStatus"`
	NewStatus  string `json:"newStatus"`
	Comment    string `json:"comment,omitempty"`
	// Updated is the event's timestamp; the default is now.
	Updated *time.Time `json:"updated,omitempty"`
}

// BlaaizEvent is an event that was announced.
type BlaaizEvent struct {
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	CustomerID string    `json:"customerId"`
	OldStatus  string    `json:"oldStatus,omitempty"`
	NewStatus  string    `json:"newStatus,omitempty"`
	Updated    time.Time `json:"updated"`
}

// BlaaizWebhook is where webhooks go.
type BlaaizWebhook struct {
	CollectionURL string `json:"collectionUrl"`
	PayoutURL     string `json:"payoutUrl"`
	Secret        string `json:"secret"`
}
