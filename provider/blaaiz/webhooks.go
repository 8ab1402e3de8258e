package blaaiz

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/signature"
)

// The headers of a delivery (guide Webhooks › Signature verification): the HMAC-SHA-256, as 64 hexadecimal
// digits, of the timestamp's text, a dot and the raw body under the webhook's signing secret.
const (
	SignatureHeader = "X-Blaaiz-Signature"
	TimestampHeader = "X-Blaaiz-Timestamp"
)

const (
	// DefaultTolerance is how old a delivery may be by its timestamp. Blaaiz does not say whether that is the
	// time of the attempt or of the event, and tries for up to 42 hours, half a day more with the jitter: a
	// shorter time could refuse an event for good. A repeated delivery does no harm, for it is known by its ID.
	DefaultTolerance = 72 * time.Hour
	// maxAhead is how far in the future the timestamp may be, for clocks that differ.
	maxAhead = 5 * time.Minute
	// maxTimestamp bounds the timestamp's text.
	maxTimestamp = 64
)

// Webhooks authenticates and decodes what Blaaiz delivers.
type Webhooks struct {
	// Tolerance is how old a delivery may be. Zero means DefaultTolerance.
	Tolerance time.Duration
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

var _ provider.Webhooks = Webhooks{}

// Verify implements provider.Webhooks. The timestamp is looked at only once the signature holds. Its form is on no
// page: one that is neither Unix seconds or milliseconds nor RFC 3339 is signed text like any other, and has no age.
func (w Webhooks) Verify(h http.Header, body []byte, secrets []pii.String) (matched int, err error) {
	text, err := only(h, SignatureHeader)
	if err != nil {
		return 0, err
	}
	timestamp, err := only(h, TimestampHeader)
	if err != nil {
		return 0, err
	}
	given, err := signature.Read(text)
	if err != nil {
		return 0, err
	}
	if len(timestamp) > maxTimestamp {
		return 0, signature.Refused("the timestamp is too long")
	}
	if matched, err = signature.Match(given, secrets, []byte(timestamp), []byte{'.'}, body); err != nil {
		return 0, err
	}
	if err := w.timely(timestamp); err != nil {
		return 0, err
	}
	return matched, nil
}

// only is the one value of a header.
func only(h http.Header, name string) (string, error) {
	what := strings.ToLower(strings.TrimPrefix(name, "X-Blaaiz-"))
	switch values := h.Values(name); {
	case len(values) == 0 || values[0] == "":
		return "", signature.Refused("the delivery has no " + what)
	case len(values) > 1:
		return "", signature.Refused("the delivery has more than one " + what)
	default:
		return values[0], nil
	}
}

func (w Webhooks) timely(timestamp string) error {
	at, ok := moment(timestamp)
	if !ok {
		return nil
	}
	now := time.Now
	if w.Now != nil {
		now = w.Now
	}
	switch age := now().Sub(at); {
	case age > cmp.Or(w.Tolerance, DefaultTolerance):
		return signature.Refused("the delivery is too old by its timestamp")
	case age < -maxAhead:
		return signature.Refused("the timestamp is in the future: check the clock")
	}
	return nil
}

// moment reads a timestamp in one of the forms that it may have.
func moment(text string) (time.Time, bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		if n > 1e11 { // seconds of the year 5138, milliseconds of 1973
			return time.UnixMilli(n), true
		}
		return time.Unix(n, 0), true
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	return at, err == nil
}

// Decode implements provider.Webhooks.
func (Webhooks) Decode(body []byte) (provider.Event, error) {
	e, err := DecodeEvent(body)
	if err != nil {
		return provider.Event{}, err
	}
	return e.Normalise(), nil
}
