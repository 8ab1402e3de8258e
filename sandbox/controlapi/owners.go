package controlapi

import "time"

// Owner is the whole truth about a beneficial owner, without what identifies the person, the name included.
type Owner struct {
	ID         string    `json:"id"`
	CustomerID string    `json:"customerId"`
	Status     string    `json:"status"`
	Created    time.Time `json:"created"`
	// Removed owners are gone from the provider's API.
	Removed        bool `json:"removed"`
	HasDateOfBirth bool `json:"hasDateOfBirth"`
	SSNDigits      int  `json:"ssnDigits"`
	HasPassport    bool `json:"hasPassport"`
	// AttemptsAllowed is how often the owner was asked to correct the data: each time grants one update.
	AttemptsAllowed int `json:"attemptsAllowed"`
	// AttemptsUsed is how many of those updates were spent.
	AttemptsUsed int `json:"attemptsUsed"`
	// AttemptsRefused is how often an update was refused without being spent.
	AttemptsRefused int `json:"attemptsRefused"`
	// Documents are the uploads, oldest first.
	Documents []Document `json:"documents"`
}

// Owners is a list of owners, oldest first.
type Owners struct {
	Owners []Owner `json:"owners"`
	Total  int     `json:"total"`
}

// OwnerMove puts an owner into a status, as the provider would: from verified to incomplete when it asks
// again.
type OwnerMove struct {
	// Status is verified, incomplete or document.
	Status string `json:"status"`
	// Silent fires no event.
	Silent bool `json:"silent,omitempty"`
}

// Ownership is where the certification of a business's owners stands.
type Ownership struct {
	Status string `json:"status"`
	// Certifications is how many were accepted.
	Certifications int `json:"certifications"`
	// CertificationsRefused is how many were not, because of the state of the customer or an owner.
	CertificationsRefused int `json:"certificationsRefused"`
}

// OwnershipMove puts the certification of a business's owners into a status.
type OwnershipMove struct {
	// Status is uncertified, certified or recertify.
	Status string `json:"status"`
}
