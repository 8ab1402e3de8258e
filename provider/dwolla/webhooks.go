package dwolla

import (
	"net/http"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/signature"
)

// SignatureHeader carries the signature of a delivery: the HMAC-SHA-256 of the raw body under the
// subscription's secret, as 64 hexadecimal digits (guide Webhooks › Process and validate).
const SignatureHeader = "X-Request-Signature-SHA-256"

// Webhooks authenticates and decodes what Dwolla delivers.
type Webhooks struct{}

var _ provider.Webhooks = Webhooks{}

// Verify implements provider.Webhooks.
func (Webhooks) Verify(h http.Header, body []byte, secrets []pii.String) (matched int, err error) {
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
