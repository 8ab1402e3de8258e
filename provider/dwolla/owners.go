package dwolla

import (
	"context"
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// The statuses of beneficial owners (API reference, Beneficial owners).
const (
	OwnerVerified   = "verified"
	OwnerIncomplete = "incomplete"
	OwnerDocument   = "document"
)

// The statuses of the certification of ownership (API reference, Beneficial owners › Retrieve
// ownership status).
const (
	OwnershipUncertified = "uncertified"
	OwnershipCertified   = "certified"
	OwnershipRecertify   = "recertify"
)

// BeneficialOwner is what Dwolla takes of a person who owns a quarter of a business or more (API
// reference, Beneficial owners › Create). All nine digits of an SSN identify them, or a passport.
type BeneficialOwner struct {
	FirstName string
	LastName  string
	// DateOfBirth as YYYY-MM-DD.
	DateOfBirth pii.String
	SSN         pii.String
	Passport    Passport
	Address     InternationalAddress
}

// ShownOwner is a beneficial owner as Dwolla shows them.
type ShownOwner struct {
	ID                 string               `json:"id"`
	FirstName          string               `json:"firstName"`
	LastName           string               `json:"lastName"`
	VerificationStatus string               `json:"verificationStatus"`
	Address            InternationalAddress `json:"address"`
	Created            Timestamp            `json:"created"`
	Links              Links                `json:"_links"`
	// Through is a moment on Dwolla's clock: every event created up to then is reflected here. Zero
	// when it cannot be told.
	Through time.Time `json:"-"`
}

// CreateOwner adds an owner to a business and returns the owner's ID. The owner's status is set by
// the time this returns.
func (c *Client) CreateOwner(
	ctx context.Context, customerID string, o BeneficialOwner, idempotencyKey string,
) (id string, err error) {
	path, err := customerPath(OpCreateOwner, customerID)
	if err != nil {
		return "", err
	}
	return c.create(ctx, call{
		operation:      OpCreateOwner,
		path:           path + "/beneficial-owners",
		body:           encodeOwner(o),
		contentType:    mediaJSON,
		idempotencyKey: idempotencyKey,
		form:           ownerForm,
	}, "beneficial-owner")
}

// GetOwner reads an owner.
func (c *Client) GetOwner(ctx context.Context, ownerID string) (*ShownOwner, error) {
	return c.owner(ctx, ownerID, call{operation: OpGetOwner, method: http.MethodGet})
}

// UpdateOwner submits an owner in status incomplete once more. Dwolla takes one such attempt, and
// refuses it in any other status as Forbidden (API reference, Beneficial owners › Update).
func (c *Client) UpdateOwner(
	ctx context.Context, ownerID string, o BeneficialOwner, idempotencyKey string,
) (*ShownOwner, error) {
	r := post(OpUpdateOwner, encodeOwner(o), idempotencyKey)
	r.form = ownerForm
	return c.owner(ctx, ownerID, r)
}

// owner makes a call on one owner that is answered with the owner.
func (c *Client) owner(ctx context.Context, id string, r call) (*ShownOwner, error) {
	path, err := ownerPath(r.operation, id)
	if err != nil {
		return nil, err
	}
	r.path = path
	var out ShownOwner
	resp, err := c.fetchOf(ctx, id, r, &out, &out.ID)
	if err != nil {
		return nil, err
	}
	out.Through = resp.Through
	return &out, nil
}

func ownerPath(operation, id string) (string, error) {
	return resourcePath(operation, "beneficial-owners", id, "an owner")
}

// ListOwners lists the owners of a business. The list has no pages.
func (c *Client) ListOwners(ctx context.Context, customerID string) ([]ShownOwner, error) {
	path, err := customerPath(OpListOwners, customerID)
	if err != nil {
		return nil, err
	}
	var out struct {
		Links    Links `json:"_links"`
		Embedded struct {
			Owners []ShownOwner `json:"beneficial-owners"`
		} `json:"_embedded"`
	}
	r := call{operation: OpListOwners, method: http.MethodGet, path: path + "/beneficial-owners"}
	resp, err := c.fetch(ctx, r, &out)
	if err != nil {
		return nil, err
	}
	if out.Links == nil {
		return nil, foreign(OpListOwners, provider.OutcomeUnknown)
	}
	for i := range out.Embedded.Owners {
		out.Embedded.Owners[i].Through = resp.Through
	}
	return out.Embedded.Owners, nil
}

// RemoveOwner removes an owner for good. A certified ownership has to be certified again then. The
// answer's body, which Dwolla's pages disagree on, is not read.
func (c *Client) RemoveOwner(ctx context.Context, ownerID string) error {
	path, err := ownerPath(OpRemoveOwner, ownerID)
	if err != nil {
		return err
	}
	_, err = c.send(ctx, call{operation: OpRemoveOwner, method: http.MethodDelete, path: path, repeatable: true})
	return err
}

// Ownership reads where the certification of a business's ownership stands. A business that is
// exempt has none: class NotFound.
func (c *Client) Ownership(ctx context.Context, customerID string) (status string, err error) {
	return c.ownership(ctx, customerID, call{operation: OpGetOwnership, method: http.MethodGet})
}

// CertifyOwnership states that the owners of a business are complete and correct. It returns where
// the certification stands then.
func (c *Client) CertifyOwnership(
	ctx context.Context, customerID, idempotencyKey string,
) (status string, err error) {
	return c.ownership(ctx, customerID, post(OpCertifyOwnership, encode(statusChange{OwnershipCertified}), idempotencyKey))
}

func (c *Client) ownership(ctx context.Context, customerID string, r call) (string, error) {
	path, err := customerPath(r.operation, customerID)
	if err != nil {
		return "", err
	}
	r.path = path + "/beneficial-ownership"
	var out struct {
		Status transport.Word `json:"status"`
	}
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return "", err
	}
	if rawCode(out.Status) == "" {
		return "", foreign(r.operation, provider.OutcomeUnknown)
	}
	return string(out.Status), nil
}
