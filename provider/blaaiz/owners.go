package blaaiz

import (
	"context"
	"net/http"

	"github.com/bonafide-dev/bonafide/provider"
)

// OwnerFiles are the sides of an owner's identity document. A passport has a front only; all other types
// have both. Nil leaves a side as it is.
type OwnerFiles struct {
	Front *File
	Back  *File
}

// The categories of owners' files, and the fields by which they are registered.
const (
	sideFront = "id_document_front"
	sideBack  = "id_document_back"
)

// GiveOwnerFiles uploads the sides of an owner's identity document and registers them (API reference, Upload
// owner files). It replaces what was there, and resets an owner who was rejected to PENDING: doing it again
// is harmless, so after any failure the whole of it may be repeated. A side cannot be removed. Class Conflict
// for an owner who is approved or under review; Invalid if Blaaiz does not take a file.
func (c *Client) GiveOwnerFiles(ctx context.Context, customerID, ownerID string, files OwnerFiles) error {
	path, err := pathOf(OpRegisterOwnerFiles, customerID, "owner", ownerID)
	if err != nil {
		return err
	}
	body := object{}
	for _, side := range []struct {
		name string
		file *File
	}{{sideFront, files.Front}, {sideBack, files.Back}} {
		if side.file == nil {
			continue
		}
		id, err := c.upload(ctx, OpPresignOwnerFile, path+"/file/presigned-url", categoryBody(side.name), *side.file)
		if err != nil {
			return err
		}
		body[side.name] = id
	}
	if len(body) == 0 {
		return provider.Invalid(OpRegisterOwnerFiles, "there is no file to upload")
	}
	var out envelope[ShownOwner]
	_, err = c.fetch(ctx, call{
		operation: OpRegisterOwnerFiles, method: http.MethodPost, path: path + "/files", body: body.encode(),
	}, &out)
	if err == nil && out.Data.ID != ownerID {
		return foreign(OpRegisterOwnerFiles, provider.OutcomeUnknown)
	}
	return err
}
