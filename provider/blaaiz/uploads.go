package blaaiz

import (
	"context"
	"encoding/json"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/fileformat"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// MaxFile is the longest file: 25 MB, which Blaaiz states for owners and documents of businesses, and which is
// held for individuals too. Blaaiz does not say which MB it means: this is the larger, and Blaaiz decides between.
const MaxFile = 25 << 20

// The media types of files (API reference, Presigned URLs).
const (
	MediaPDF  = "application/pdf"
	MediaJPEG = "image/jpeg"
	MediaPNG  = "image/png"
)

// formats are those that Blaaiz takes.
var formats = fileformat.List{fileformat.PDF, fileformat.JPEG, fileformat.PNG}

// File is a file to upload. Its content is personal data and is never printed.
type File struct {
	// MediaType is MediaPDF, MediaJPEG or MediaPNG.
	MediaType string
	Content   []byte
}

// String keeps the content out of prints.
func (f File) String() string { return "file of type " + f.MediaType }

// GoString keeps the content out of prints.
func (f File) GoString() string { return f.String() }

// place is where a file is uploaded to, once and within five minutes, and the ID by which it is registered.
type place struct {
	FileID  string            `json:"file_id"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
}

// uploadAttempts bounds how many places are asked for to upload one file.
const uploadAttempts = 3

// upload asks for a place and puts the file there, and returns the file's ID. A place takes one upload: after
// a failure, whatever it was, a new place is asked for. Nothing but the file's registration makes it the
// customer's, so what an attempt may have left behind is harmless: OutcomeRefused.
func (c *Client) upload(ctx context.Context, operation, path string, body []byte, f File) (fileID string, err error) {
	for range uploadAttempts {
		var to *place
		if to, err = c.presign(ctx, operation, path, body); err != nil {
			return "", provider.Unsent(err)
		}
		if err = c.put(ctx, to, f); err == nil {
			return to.FileID, nil
		}
		if ctx.Err() != nil || provider.ClassOf(err) != provider.ClassUnavailable {
			break
		}
	}
	return "", provider.Unsent(err)
}

// presign asks for a place to upload to. Owners' and documents' answers wrap it, an individual's does not;
// Blaaiz's own clients take either form anywhere.
func (c *Client) presign(ctx context.Context, operation, path string, body []byte) (*place, error) {
	var out struct {
		place
		Data *place `json:"data"`
	}
	r := call{operation: operation, method: http.MethodPost, path: path, body: body, repeatable: true}
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return nil, err
	}
	to := out.place
	if out.Data != nil {
		to = *out.Data
	}
	if !identifier.MatchString(to.FileID) || !c.uploadable(to.URL) {
		return nil, foreign(operation, provider.OutcomeRefused)
	}
	return &to, nil
}

// uploadable tells whether a file may go to an address: over TLS, unless the API itself is called without.
func (c *Client) uploadable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && strings.HasPrefix(c.api.Endpoint(), "http:")
}

// refusedHeaders are not taken from an answer: they are the transport's, or would carry a credential.
var refusedHeaders = map[string]bool{
	"Authorization": true, "Cookie": true, "Host": true, "Content-Length": true, "Transfer-Encoding": true,
	"Connection": true, "User-Agent": true, "Proxy-Authorization": true,
}

// put uploads to a place, with the headers that came with it, and without the token: the address is all the
// authority that it takes.
func (c *Client) put(ctx context.Context, to *place, f File) error {
	h := http.Header{}
	for name, value := range to.Headers {
		name = textproto.CanonicalMIMEHeaderKey(name)
		if !refusedHeaders[name] {
			h.Set(name, value)
		}
	}
	// The returned Content-Type of an individual's file is a guess from before the file was known.
	h.Set("Content-Type", f.MediaType)
	_, err := c.store.Do(ctx, transport.Request{
		Operation: OpUpload, Method: http.MethodPut, URL: to.URL, Header: h, Body: f.Content,
	})
	return err
}

// refineStore says what an answer of the store means: it knows nothing of credentials or customers. An
// address that was used or is too old is refused with 403, and another one helps.
func refineStore(resp *transport.Response, e *provider.Error) {
	e.Outcome, e.RequestID = provider.OutcomeRefused, ""
	switch {
	case resp.Status == http.StatusTooManyRequests || resp.Status >= http.StatusInternalServerError:
		e.Class, e.Message = provider.ClassUnavailable, "Blaaiz's file store cannot take the file now"
	case resp.Status == http.StatusRequestEntityTooLarge:
		e.Class, e.Message = provider.ClassInvalid, "the file is too long for Blaaiz's file store"
	case resp.Status < http.StatusBadRequest:
		e.Class, e.Message = provider.ClassUnavailable, "Blaaiz's file store answers with a redirect"
	default:
		e.Class, e.Message = provider.ClassUnavailable, "Blaaiz's file store refuses the upload address"
	}
}

// categoryBody asks for a place for a file of a category.
func categoryBody(category string) []byte {
	body, _ := json.Marshal(map[string]string{"file_category": category})
	return body
}
