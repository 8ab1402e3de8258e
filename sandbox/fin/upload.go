package fin

import (
	"bytes"
	"crypto/sha256"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/ident"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

const (
	// maxFile is the longest file; Fin documents none.
	maxFile = 20 << 20
	// maxUpload is the longest request of an upload.
	maxUpload = 64 << 20
)

// file is an upload, without its content.
type file struct {
	uri      string
	customer *customer
}

// part is one file of a request.
type part struct {
	field, name string
	content     []byte
}

// upload serves POST /v1/customers/upload (reference 11).
func (a *API) upload(w http.ResponseWriter, r *http.Request) *apiError {
	id, parts, err := readParts(r)
	if err != nil {
		return err
	}
	if id == "" {
		return errOne("customer_id", "is required")
	}
	if problem := input.UUID(id); problem != "" {
		return errOne("customer_id", problem)
	}
	if err := checkParts(parts); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	c, ok := records.Find(a.byID, id)
	if !ok {
		return errOne("customer_id", "is unknown")
	}
	var files []map[string]string
	for _, p := range parts {
		f := &file{uri: "/" + a.cfg.IDs.UUID("fin-file")[:8] + "_" + p.name, customer: c}
		a.files[f.uri] = f
		a.uploaded[ident.Fingerprint(sha256.Sum256(p.content))]++
		if a.settings.older && len(files) > 0 {
			files[0][p.field] = f.uri
			continue
		}
		files = append(files, map[string]string{p.field: f.uri})
	}
	return writeData(w, map[string]any{"files": files})
}

// readParts reads a multipart request: the customer's id, and a file under any other name.
func readParts(r *http.Request) (customerID string, files []part, refused *apiError) {
	errForm := errOne("body", "must be multipart/form-data")
	content, err := httpx.ReadBody(r, maxUpload)
	if err != nil {
		return "", nil, errOne("body", "is too large")
	}
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "multipart/form-data" {
		return "", nil, errForm
	}
	form := multipart.NewReader(bytes.NewReader(content), params["boundary"])
	for {
		p, err := form.NextPart()
		if err == io.EOF {
			return customerID, files, nil
		}
		if err != nil {
			return "", nil, errForm
		}
		content, err := io.ReadAll(p)
		switch {
		case err != nil:
			return "", nil, errForm
		case p.FileName() != "":
			files = append(files, part{p.FormName(), path.Base(p.FileName()), content})
		case p.FormName() == "customer_id":
			customerID = string(content)
		}
	}
}

// checkParts refuses what is by its name no PDF, JPG or PNG, and what is empty or too large.
func checkParts(parts []part) *apiError {
	if len(parts) == 0 {
		return errOne("file", "at least one file is required")
	}
	var problems []input.Problem
	fail := func(p part, text string) {
		problems = append(problems, input.Problem{Path: p.field, Message: text})
	}
	for _, p := range parts {
		switch strings.ToLower(path.Ext(p.name)) {
		case ".pdf", ".jpg", ".jpeg", ".png":
		default:
			fail(p, "file type must be PDF, JPG, JPEG or PNG")
			continue
		}
		switch {
		case len(p.content) == 0:
			fail(p, "file is empty")
		case len(p.content) > maxFile:
			fail(p, "file is too large")
		}
	}
	return errInvalid(problems)
}
