package dwolla

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// This file and wire_business.go are the only ones that reveal personal data and secrets: they write
// request bodies.

// personBody is the request body of a person, for creation and retry (API reference, Customers ›
// Create, › Update › Retry verification). Its bytes are deterministic: Dwolla takes a repeated
// Idempotency-Key for the same request only if the body is the same to the byte. Empty optional
// fields are left out, since null is not accepted.
type personBody struct {
	FirstName     string `json:"firstName"`
	LastName      string `json:"lastName"`
	Email         string `json:"email"`
	IPAddress     string `json:"ipAddress,omitempty"`
	Type          string `json:"type"`
	Address1      string `json:"address1"`
	Address2      string `json:"address2,omitempty"`
	City          string `json:"city"`
	State         string `json:"state"`
	PostalCode    string `json:"postalCode"`
	DateOfBirth   string `json:"dateOfBirth"`
	SSN           string `json:"ssn"`
	Phone         string `json:"phone,omitempty"`
	CorrelationID string `json:"correlationId,omitempty"`
}

// purpose is what a body is written for.
type purpose bool

const (
	encodeCreate purpose = false
	encodeRetry  purpose = true
)

// encodePerson writes the body. The SSN goes as digits only, which both calls accept; the
// correlation ID is set on creation and not touched by a retry.
func encodePerson(p PersonalCustomer, why purpose) []byte {
	b := personBody{
		FirstName:     strings.TrimSpace(p.FirstName),
		LastName:      strings.TrimSpace(p.LastName),
		Email:         strings.TrimSpace(p.Email),
		IPAddress:     strings.TrimSpace(p.IPAddress),
		Type:          TypePersonal,
		Address1:      strings.TrimSpace(p.Address1),
		Address2:      strings.TrimSpace(p.Address2),
		City:          strings.TrimSpace(p.City),
		State:         strings.TrimSpace(p.State),
		PostalCode:    strings.TrimSpace(p.PostalCode),
		DateOfBirth:   strings.TrimSpace(p.DateOfBirth.Reveal()),
		SSN:           p.SSN.Digits().Reveal(),
		Phone:         strings.TrimSpace(p.Phone),
		CorrelationID: strings.ToLower(p.CorrelationID),
	}
	if why == encodeRetry {
		b.CorrelationID = ""
	}
	return encode(b)
}

// subscriptionBody is the request body of a webhook subscription (API reference, Webhook subscriptions
// › Create).
type subscriptionBody struct {
	URL    string `json:"url"`
	Secret string `json:"secret"`
}

func encodeSubscription(url string, secret pii.String) []byte {
	return encode(subscriptionBody{URL: url, Secret: secret.Reveal()})
}

// statusChange is the body that deactivates or reactivates.
type statusChange struct {
	Status string `json:"status"`
}

// encode writes v as JSON, with & and ' as they are.
func encode(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	// The bodies are structs of strings: encoding them cannot fail.
	_ = enc.Encode(v)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}
