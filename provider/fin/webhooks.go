package fin

import (
	"net/http"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/signature"
)

// The headers of a delivery (guide Verifying webhooks).
const (
	// SignatureHeader carries the HMAC of the raw body under the webhook secret, in hexadecimal.
	SignatureHeader = "x-fin-signature"
	// AlgorithmHeader names the hash function of the HMAC. Only sha256 is documented, and what the
	// guide's sample takes a missing header for.
	AlgorithmHeader = "x-fin-signature-algorithm"
)

// Webhooks authenticates and decodes what Fin delivers. A signature has no time in it: that a delivery is
// recent only its event tells.
type Webhooks struct{}

var _ provider.Webhooks = Webhooks{}

// Verify implements provider.Webhooks. The sample of the guide passes whatever the header says to its
// HMAC function, which lets the sender choose a weak one: here anything but sha256 is refused.
func (Webhooks) Verify(h http.Header, body []byte, secrets []pii.String) (matched int, err error) {
	if named := h.Values(AlgorithmHeader); len(named) > 1 || len(named) == 1 && !strings.EqualFold(named[0], "sha256") {
		return 0, signature.Refused("the signature is made with an algorithm that Fin does not document")
	}
	return signature.Verify(h, SignatureHeader, body, secrets)
}

// Decode implements provider.Webhooks.
func (Webhooks) Decode(body []byte) (provider.Event, error) {
	e, err := DecodeEvent(body)
	if err != nil {
		return provider.Event{}, err
	}
	return e.Normalise(), nil
}
