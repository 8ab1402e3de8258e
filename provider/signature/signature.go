// Package signature checks how providers sign their deliveries: by an HMAC-SHA-256 under a secret that both sides
// know, in hexadecimal.
//
// It knows what makes such a check safe: comparison in constant time, and of every secret, of which there are
// several while one is being replaced. It must not know which header a provider uses, and which bytes it signs.
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Verify is provider.Webhooks' for a provider that signs the raw body and nothing else, and puts the signature into
// the named header.
func Verify(h http.Header, name string, body []byte, secrets []pii.String) (matched int, err error) {
	values := h.Values(name)
	switch {
	case len(values) == 0:
		return 0, Refused("the delivery has no signature")
	case len(values) > 1:
		return 0, Refused("the delivery has more than one signature")
	}
	given, err := Read(values[0])
	if err != nil {
		return 0, err
	}
	return Match(given, secrets, body)
}

// Read reads a signature. The error is of class Auth.
func Read(text string) ([]byte, error) {
	if len(text) == hex.EncodedLen(sha256.Size) {
		if given, err := hex.DecodeString(text); err == nil {
			return given, nil
		}
	}
	return nil, Refused("the signature is not 64 hexadecimal digits")
}

// Match is the index of the first secret that makes the given signature of the parts, one after the other. Every
// secret is compared, whichever matches first. An empty one never matches. The error is of class Auth.
func Match(given []byte, secrets []pii.String, parts ...[]byte) (matched int, err error) {
	matched = -1
	for i, secret := range secrets {
		equal := hmac.Equal(given, Of(secret, parts...))
		if equal && matched < 0 && !secret.IsEmpty() {
			matched = i
		}
	}
	if matched < 0 {
		return 0, Refused("the signature matches no secret")
	}
	return matched, nil
}

// Of is the signature of the parts, one after the other.
func Of(secret pii.String, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}

// Refused is the error, of class Auth, for a delivery whose signature does not hold. The message quotes nothing of
// the body.
func Refused(message string) *provider.Error {
	return &provider.Error{Class: provider.ClassAuth, Outcome: provider.OutcomeRefused, Message: message}
}
