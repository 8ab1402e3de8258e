// Package httpx holds the few pieces of HTTP plumbing that the sandbox's middleware share: a response
// that can be held back, a status that can be observed, a body that can be read twice.
//
// It knows nothing of any provider.
package httpx

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
)

// Recorder is a response that has not been sent.
type Recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// NewRecorder returns an empty response. Headers that earlier middleware set on w are visible in it.
func NewRecorder(w http.ResponseWriter) *Recorder { return &Recorder{header: w.Header().Clone()} }

// Header implements [http.ResponseWriter].
func (r *Recorder) Header() http.Header { return r.header }

// WriteHeader implements [http.ResponseWriter].
func (r *Recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write implements [http.ResponseWriter].
func (r *Recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

// Response returns what was recorded.
func (r *Recorder) Response() Response {
	r.WriteHeader(http.StatusOK)
	return Response{Status: r.status, Header: r.header.Clone(), Body: slices.Clone(r.body.Bytes())}
}

// Response is a complete answer to a request.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// Send writes the response. Headers that w already has and the response has not are left standing.
func (r Response) Send(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.Header.Clone())
	w.WriteHeader(r.Status)
	_, _ = w.Write(r.Body)
}

// StatusWriter passes a response on and remembers its status.
type StatusWriter struct {
	http.ResponseWriter
	status int
}

// NewStatusWriter wraps w.
func NewStatusWriter(w http.ResponseWriter) *StatusWriter { return &StatusWriter{ResponseWriter: w} }

// WriteHeader implements [http.ResponseWriter].
func (w *StatusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (w *StatusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Status returns the status sent, which is 200 when the handler set none.
func (w *StatusWriter) Status() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}

// Unwrap serves [http.ResponseController].
func (w *StatusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
