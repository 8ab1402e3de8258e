package dwolla

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// Types of documents (reference 5.2): those of a person, and that of a business's papers.
var personalIDs = []string{"passport", "license", "idCard"}

const documentOther = "other"

// upload is what a multipart request holds.
type upload struct {
	documentType string
	fileName     string
	content      []byte
}

// readUpload reads the two parts of reference 5.2, whatever they hold.
func readUpload(r *http.Request) (upload, *apiError) {
	var u upload
	body, err := httpx.ReadBody(r, maxUpload)
	if err != nil {
		return u, errBadRequest()
	}
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "multipart/form-data" {
		return u, errBadRequest()
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return u, nil
		}
		if err != nil {
			return u, errBadRequest()
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return u, errBadRequest()
		}
		switch part.FormName() {
		case "documentType":
			u.documentType = string(content)
		case "file":
			u.fileName, u.content = part.FileName(), content
		}
	}
}

// check refuses what a customer or owner may not upload: another type than types, or a file that is neither
// an image nor, where allowed, a PDF.
func (u upload) check(types []string, pdf bool) *apiError {
	in := &input{errs: new([]fieldError), fields: map[string]any{
		"documentType": u.documentType, "file": string(u.content),
	}}
	in.required("documentType", oneOf(types...))
	in.required("file")
	if err := in.refusal(); err != nil {
		return err
	}
	switch ext := strings.ToLower(path.Ext(u.fileName)); {
	case ext == ".jpg", ext == ".jpeg", ext == ".png", ext == ".pdf" && pdf:
		return nil
	}
	return refuse(http.StatusBadRequest, "invalidFileType", "File types supported: Personal IDs - "+
		".jpg, .jpeg or .png. Business Documents - .jpg, .jpeg, .png, or .pdf.")
}
