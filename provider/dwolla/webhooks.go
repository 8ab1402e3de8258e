package dwolla

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// SignatureHeader carries the signature of a delivery: the HMAC-SHA-256 of the raw body under the
// subscription's secret, as 64 hexadecimal digits (guide Webhooks › Process and validate).
const SignatureHeader = "X-Request-Signature-SHA-256"

// Webhooks authenticates and decodes what Dwolla delivers.
type Webhooks struct{}

var _ provider.Webhooks = Webhooks{}

// Verify implements provider.Webhooks. Every secret is compared, whichever matches first.
func (Webhooks) Verify(h http.Header, body []byte, secrets []pii.String) (matched int, err error) {
	values := h.Values(SignatureHeader)
	switch {
	case len(values) == 0:
		return 0, unsigned("the delivery has no signature")
	case len(values) > 1:
		return 0, unsigned("the delivery has more than one signature")
	case len(values[0]) != hex.EncodedLen(sha256.Size):
		return 0, unsigned("the signature is not 64 hexadecimal digits")
	}
	signature, err := hex.DecodeString(values[0])
	if err != nil {
		return 0, unsigned("the signature is not 64 hexadecimal digits")
	}
	matched = -1
	for i, secret := range secrets {
		equal := hmac.Equal(signature, sign(secret, body))
		if equal && matched < 0 && !secret.IsEmpty() {
			matched = i
		}
	}
	if matched < 0 {
		return 0, unsigned("the signature matches no secret")
	}
	return matched, nil
}

// Decode implements provider.Webhooks.
func (Webhooks) Decode(body []byte) (provider.Event, error) {
	e, err := DecodeEvent(body)
	if err != nil {
		return provider.Event{}, err
	}
	return e.Normalise(), nil
}

func sign(secret pii.String, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write(body)
	return mac.Sum(nil)
}

func unsigned(message string) *provider.Error {
	return &provider.Error{Class: provider.ClassAuth, Outcome: provider.OutcomeRefused, Message: message}
}
