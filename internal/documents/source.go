package documents

import (
	"fmt"
	"io"
	"net/url"

	"github.com/bonafide-dev/bonafide/provider"
)

// Source is where the bytes of a document are: under a key of a Secret, or at an address. It prints
// without what an address has after its host.
type Source struct {
	// SecretName and SecretKey name a Secret, and the key of it that holds the file.
	SecretName string
	SecretKey  string
	// URL is an https address, and SHA256 the hash of the file there, in hexadecimal digits.
	URL    string
	SHA256 string
}

// Reference says what a document is, and where.
type Reference struct {
	Type    provider.DocumentType
	Subject provider.Subject
	Source  Source
}

// validate finds what the API server's validation lets nobody write.
func (s Source) validate() error {
	if (s.URL == "") == (s.SecretName == "") {
		return sourceInvalid("a document's source is either secretKeyRef or url: write one of them")
	}
	return nil
}

// String implements fmt.Stringer.
func (s Source) String() string {
	if s.URL == "" {
		return fmt.Sprintf("key %q of Secret %q", s.SecretKey, s.SecretName)
	}
	u, err := url.Parse(s.URL)
	if err != nil {
		return "an address that cannot be read"
	}
	return u.Scheme + "://" + u.Host
}

// Format implements fmt.Formatter for every verb.
func (s Source) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText implements encoding.TextMarshaler, which loggers use through encoding/json.
func (s Source) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
