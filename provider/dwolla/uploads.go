package dwolla

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"mime/multipart"
	"net/textproto"
	"path"
	"regexp"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/fileformat"
)

// The types of documents (API reference, Documents › Create).
const (
	DocumentPassport = "passport"
	DocumentLicense  = "license"
	DocumentIDCard   = "idCard"
	DocumentOther    = "other"
)

// MaxDocument is the longest document that Dwolla takes.
const MaxDocument = 10 << 20

// Upload is a document to upload. Its content is personal data and is never printed.
type Upload struct {
	// Type is one of the Document constants.
	Type string
	// FileName tells the format by its ending.
	FileName string
	Content  []byte
}

// String keeps the content out of prints.
func (u Upload) String() string { return "document of type " + u.Type }

// GoString keeps the content out of prints.
func (u Upload) GoString() string { return u.String() }

// UploadCustomerDocument uploads a document for a customer in status document and returns its ID.
// The same file again is of class Duplicate while it waits for review; when four documents wait, or
// the customer's status allows no document, the class is Conflict.
func (c *Client) UploadCustomerDocument(
	ctx context.Context, customerID string, u Upload, idempotencyKey string,
) (id string, err error) {
	path, err := customerPath(OpUploadDocument, customerID)
	if err != nil {
		return "", err
	}
	return c.upload(ctx, path, u, idempotencyKey)
}

// UploadOwnerDocument is UploadCustomerDocument for a beneficial owner.
func (c *Client) UploadOwnerDocument(
	ctx context.Context, ownerID string, u Upload, idempotencyKey string,
) (id string, err error) {
	path, err := ownerPath(OpUploadDocument, ownerID)
	if err != nil {
		return "", err
	}
	return c.upload(ctx, path, u, idempotencyKey)
}

func (c *Client) upload(ctx context.Context, path string, u Upload, idempotencyKey string) (string, error) {
	body, contentType := encodeUpload(u)
	id, err := c.create(ctx, call{
		operation:      OpUploadDocument,
		path:           path + "/documents",
		body:           body,
		contentType:    contentType,
		idempotencyKey: idempotencyKey,
		form:           documentForm,
	}, "document")
	if e := provider.As(err); e != nil {
		e.Fields = append(e.Fields, fileProblem(e)...)
		if e.Class == provider.ClassDuplicate {
			e.Message = "this very file waits for Dwolla's review already"
		}
	}
	return id, err
}

// fileProblem is the field error of a refusal that Dwolla writes as a code of its own.
func fileProblem(e *provider.Error) []provider.FieldError {
	problem := map[string]string{"invalidfiletype": "is of a type that Dwolla does not take: ", "filetoolarge": "is too large: "}
	if text := problem[codeKey(e.Code)]; text != "" {
		return []provider.FieldError{{Path: documentSource, Message: text + ruleDocumentFile}}
	}
	return nil
}

// encodeUpload writes the multipart body. Its boundary comes from the content, so that equal uploads
// are equal to the byte, as a repeated Idempotency-Key demands.
func encodeUpload(u Upload) (body []byte, contentType string) {
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	sum := sha256.Sum256(u.Content)
	// Nothing below can fail: the boundary is well-formed, and a buffer takes all that is written.
	_ = form.SetBoundary(hex.EncodeToString(sum[:]))
	_ = form.WriteField("documentType", u.Type)
	name := fileName(u.FileName)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="file"; filename="`+name+`"`)
	h.Set("Content-Type", contentTypeOf(name))
	part, _ := form.CreatePart(h)
	_, _ = part.Write(u.Content)
	_ = form.Close()
	return buf.Bytes(), form.FormDataContentType()
}

// plainFile is what may stand between quotation marks in a header.
var plainFile = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)

// fileName is the name under which a file is sent: its own, as far as that is plain. The ending
// counts, for it tells Dwolla the format.
func fileName(name string) string {
	name = path.Base(name)
	if plainFile.MatchString(name) {
		return name
	}
	return "document" + ending(name)
}

// ending is a file name's ending in lower case, with its dot, if it is one that Dwolla takes.
func ending(name string) string {
	if _, ok := formats.ByName(name); ok {
		return fileformat.Ending(name)
	}
	return ""
}

// formats are those that Dwolla takes.
var formats = fileformat.List{fileformat.JPEG, fileformat.PNG, fileformat.PDF}

func contentTypeOf(name string) string {
	if f, ok := formats.ByName(name); ok {
		return f.Media
	}
	return "application/octet-stream"
}
