package blaaiz

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/bonafide-dev/bonafide/provider"
)

// The categories of an individual's files (API reference, Request a file upload URL).
const (
	CategoryIdentity       = "identity"
	CategoryIdentityBack   = "identity_back"
	CategoryProofOfAddress = "proof_of_address"
	CategoryLiveness       = "liveness_check"
)

// registeredAs is the field by which a file of a category is registered.
var registeredAs = map[string]string{
	CategoryIdentity:       "id_file",
	CategoryIdentityBack:   "id_file_back",
	CategoryProofOfAddress: "proof_of_address_file",
	CategoryLiveness:       "liveness_check_file",
}

// UploadCustomerFile uploads a file for an individual and returns its ID, for RegisterCustomerFiles. Doing it
// again is harmless.
func (c *Client) UploadCustomerFile(ctx context.Context, customerID, category string, f File) (fileID string, err error) {
	if !identifier.MatchString(customerID) || registeredAs[category] == "" {
		return "", provider.Invalid(OpPresignCustomerFile, "a file has a customer, and the category identity, identity_back, proof_of_address or liveness_check")
	}
	body, _ := json.Marshal(map[string]string{"customer_id": customerID, "file_category": category})
	return c.upload(ctx, OpPresignCustomerFile, "/file/get-presigned-url", body, f)
}

// RegisterCustomerFiles makes uploaded files the customer's, by category (API reference, Upload files for a
// customer). With one of CategoryIdentity it starts the verification, also after a rejection: register the
// others before, or with it. It is not repeated here: after OutcomeUnknown the verification may have begun.
// Class Conflict while it is under way, and for a business.
func (c *Client) RegisterCustomerFiles(ctx context.Context, customerID string, fileIDs map[string]string) error {
	path, err := pathOf(OpRegisterCustomerFiles, customerID)
	if err != nil {
		return err
	}
	body := object{}
	for category, id := range fileIDs {
		if registeredAs[category] == "" || !identifier.MatchString(id) {
			return provider.Invalid(OpRegisterCustomerFiles, "a file is registered by its category and the ID that its upload gave")
		}
		body[registeredAs[category]] = id
	}
	if len(body) == 0 {
		return provider.Invalid(OpRegisterCustomerFiles, "there is no file to register")
	}
	resp, err := c.send(ctx, call{
		operation: OpRegisterCustomerFiles, method: http.MethodPost, path: path + "/files", body: body.encode(),
	})
	if err == nil && resp.MediaType() != mediaJSON {
		return foreign(OpRegisterCustomerFiles, provider.OutcomeUnknown)
	}
	return err
}
