package fin

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/fileformat"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// File is a file to upload. Its content is personal data and is never printed; the name that the person
// gave it is not sent, for Fin makes it a part of the file's address.
type File struct {
	// Content is a PDF, a JPEG or a PNG. Fin wants at least 100 KB or 300 DPI, in colour, with all four
	// corners visible (page Individual ID document upload); it documents no maximum.
	Content []byte
}

// String keeps the content out of prints.
func (File) String() string { return "a file" }

// GoString keeps the content out of prints.
func (f File) GoString() string { return f.String() }

// formats are those that Fin takes.
var formats = fileformat.List{fileformat.JPEG, fileformat.PNG, fileformat.PDF}

// format is that of the file's content.
func (f File) format() (fileformat.Format, bool) { return formats.ByContent(f.Content) }

// maxURI bounds what is taken for the address of a file.
const maxURI = 512

// Upload uploads files for a customer and returns their addresses, in the same order (page Upload a
// document). Those of an associated party's documents are uploaded for the business. Doing it again after
// an error leaves files behind that nothing refers to, and is harmless otherwise.
func (c *Client) Upload(ctx context.Context, customerID string, files ...File) ([]string, error) {
	if !uuid.MatchString(customerID) {
		return nil, provider.Invalid(OpUpload, "a customer's ID at Fin is a UUID")
	}
	if len(files) == 0 {
		return nil, provider.Invalid(OpUpload, "there is no file to upload")
	}
	for i, f := range files {
		if _, ok := f.format(); !ok {
			e := provider.Invalid(OpUpload, "Fin does not take the file")
			e.Fields = []provider.FieldError{{
				Path: provider.FieldPath("files[" + strconv.Itoa(i) + "]"), Message: "is neither a PDF, a JPEG nor a PNG",
			}}
			return nil, e
		}
	}
	body, contentType := encodeUpload(customerID, files)
	r := post(OpUpload, "/v1/customers/upload", body)
	r.contentType = contentType
	// One object for every file, or one for all: the copies of the page differ.
	var out struct {
		Files []map[string]transport.Word `json:"files"`
	}
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return nil, err
	}
	uris := make([]string, len(files))
	for _, object := range out.Files {
		for name, uri := range object {
			if i, err := strconv.Atoi(strings.TrimPrefix(name, "file")); err == nil && i >= 0 && i < len(uris) {
				uris[i] = string(uri)
			}
		}
	}
	for _, uri := range uris {
		if uri == "" || len(uri) > maxURI {
			return nil, nameless(OpUpload, "every file")
		}
	}
	return uris, nil
}

// encodeUpload writes the multipart body. Its boundary, which stands in a header, is random: it must tell nothing of
// the content.
func encodeUpload(customerID string, files []File) (body []byte, contentType string) {
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	// Nothing below can fail: a buffer takes all that is written.
	_ = form.WriteField("customer_id", customerID)
	for i, f := range files {
		kind, _ := f.format()
		name := "file" + strconv.Itoa(i)
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", `form-data; name="`+name+`"; filename="document`+kind.Ending+`"`)
		h.Set("Content-Type", kind.Media)
		part, _ := form.CreatePart(h)
		_, _ = part.Write(f.Content)
	}
	_ = form.Close()
	return buf.Bytes(), form.FormDataContentType()
}
