package httpx

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// Marshal renders a body of the sandbox's own types, which cannot fail, with the & of links as it is.
func Marshal(body any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// WriteJSON answers with a status and a JSON body.
func WriteJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(Marshal(body))
}
