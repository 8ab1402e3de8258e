package blaaiz

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime"
	"net/http"
	"slices"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/ident"
	"github.com/bonafide-dev/bonafide/sandbox/internal/bearer"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

const (
	// uploadPath is where presigned URLs lead: a path of its own, beside the API.
	uploadPath = "/uploads/"
	// maxFile is the longest file (reference 10).
	maxFile = 25 << 20
	// maxPut is the longest upload that is taken; what is too long shows when it is registered.
	maxPut = 32 << 20
)

// mediaTypes of files, and the extensions that they get.
var mediaTypes = map[string]string{"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}

// file is a place to upload to, and what was uploaded there, without its content.
type file struct {
	id, token string
	purpose   string // whose file it is, and which
	acl       bool   // the x-amz-acl header belongs to the signature
	expires   time.Time
	uploaded  bool
	size      int
	mediaType string
	document  *document // that was registered with it
}

// presign makes a place to upload to and the address that leads there. The state is locked.
func (a *API) presign(r *http.Request, purpose string, acl bool) (*file, string) {
	f := &file{
		id: a.cfg.IDs.UUID("blaaiz-file"), token: a.cfg.IDs.Token("blaaiz-upload"), purpose: purpose, acl: acl,
		expires: time.Now().Add(a.settings.uploadTTL),
	}
	a.files[f.id] = f
	return f, base(r) + uploadPath + f.id + "?X-Amz-Expires=300&X-Amz-Signature=" + f.token
}

// writePresigned answers with an address in the shape of owners and documents (reference 10).
func (a *API) writePresigned(w http.ResponseWriter, r *http.Request, purpose string) *apiError {
	f, url := a.presign(r, purpose, true)
	return write(w, http.StatusOK, "Upload URL generated successfully", map[string]any{
		"file_id": f.id, "url": url, "headers": map[string]string{"x-amz-acl": "private"},
	})
}

// putFile takes an upload, once and in time. It speaks S3's XML, and the address is all that it asks for.
func (a *API) putFile(w http.ResponseWriter, r *http.Request) {
	content, err := httpx.ReadBody(r, maxPut)
	a.mu.Lock()
	defer a.mu.Unlock()
	f, ok := records.Find(a.files, r.PathValue("file"))
	switch {
	case !ok || !bearer.Same(r.URL.Query().Get("X-Amz-Signature"), f.token),
		f.acl && r.Header.Get("x-amz-acl") != "private":
		refuseUpload(w, http.StatusForbidden, "SignatureDoesNotMatch", "The request signature does not match.")
		return
	case f.uploaded:
		refuseUpload(w, http.StatusForbidden, "AccessDenied", "The URL has been used.")
		return
	case !time.Now().Before(f.expires):
		refuseUpload(w, http.StatusForbidden, "AccessDenied", "Request has expired")
		return
	case errors.Is(err, httpx.ErrTooLarge):
		refuseUpload(w, http.StatusBadRequest, "EntityTooLarge", "The upload is too large.")
		return
	case err != nil:
		refuseUpload(w, http.StatusBadRequest, "IncompleteBody", "The body ended early.")
		return
	}
	sum := sha256.Sum256(content)
	f.uploaded, f.size = true, len(content)
	f.mediaType, _, _ = mime.ParseMediaType(r.Header.Get("Content-Type"))
	a.uploaded[ident.Fingerprint(sum)]++
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	w.WriteHeader(http.StatusOK)
}

func refuseUpload(w http.ResponseWriter, status int, code, text string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?>` +
		"\n<Error><Code>" + code + "</Code><Message>" + text + "</Message></Error>"))
}

// checkFile refuses a file that is not there, is somebody else's, too large or of another type
// (reference 10, 11). The state is locked.
func (a *API) checkFile(id, purpose, noun string) *apiError {
	f, ok := records.Find(a.files, id)
	switch {
	case !ok || f.purpose != purpose:
		return invalid("%s file %s was not found.", noun, id)
	case !f.uploaded:
		return invalid("%s file has not been uploaded.", noun)
	case f.size > maxFile:
		return invalid("%s file exceeds the 25 MB maximum.", noun)
	case f.size == 0 || mediaTypes[f.mediaType] == "":
		return invalid("%s file must be a PDF, JPEG or PNG.", noun)
	}
	return nil
}

// individualFiles are the categories of an individual's files and the fields that register them
// (reference 12).
var individualFiles = []struct{ category, field string }{
	{"identity", "id_file"}, {"identity_back", "id_file_back"},
	{"proof_of_address", "proof_of_address_file"}, {"liveness_check", "liveness_check_file"},
}

// presignIndividual serves POST /api/external/file/get-presigned-url; its answer has no envelope.
func (a *API) presignIndividual(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := body(r)
	if err != nil {
		return err
	}
	id, category := in.Required("customer_id"), in.Required("file_category")
	known := slices.ContainsFunc(individualFiles, func(f struct{ category, field string }) bool {
		return f.category == category
	})
	if category != "" && !known {
		in.Fail("file_category", "is invalid")
	}
	if err := problemsOf(in); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	c, ok := records.Find(a.byID, id)
	switch {
	case !ok:
		return errNoCustomer
	case c.kind == typeBusiness:
		return locked(filesOfBusiness)
	}
	f, url := a.presign(r, c.id+" "+category, false)
	httpx.WriteJSON(w, http.StatusOK, map[string]any{
		"message": "Presigned URL generated successfully", "file_id": f.id, "url": url,
		"headers": map[string]string{"Content-Type": "image/jpeg"},
	})
	return nil
}

const filesOfBusiness = "This endpoint is for individual customers only."

// registerFiles serves POST .../files: an id_file begins the verification of an individual.
func (a *API) registerFiles(w http.ResponseWriter, _ *http.Request, c *customer, in *input.Object) *apiError {
	ids := make(map[string]string)
	for _, f := range individualFiles {
		if id := in.Optional(f.field, input.UUID); id != "" {
			ids[f.field] = id
		}
	}
	if len(ids) == 0 {
		in.Require("id_file")
	}
	switch {
	case c.kind == typeBusiness:
		return locked(filesOfBusiness)
	case c.status == statusVerified:
		return locked("Cannot upload files for a verified customer.")
	case c.checking:
		return locked("Cannot upload files while verification is in progress.")
	case len(in.Problems()) > 0:
		return problemsOf(in)
	}
	for _, f := range individualFiles {
		if id := ids[f.field]; id != "" {
			if err := a.checkFile(id, c.id+" "+f.category, "Customer"); err != nil {
				return err
			}
		}
	}
	for name, id := range ids {
		c.files[name] = id
	}
	if ids["id_file"] != "" {
		a.verifyIndividual(c)
	}
	return write(w, http.StatusOK, "Customer files uploaded successfully", nil)
}
