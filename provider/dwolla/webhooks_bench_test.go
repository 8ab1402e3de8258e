package dwolla

import (
	"encoding/hex"
	"net/http"
	"testing"

	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/signature"
)

// BenchmarkDelivery is what a driver does for one delivery: part of measurement c of make bench.
func BenchmarkDelivery(b *testing.B) {
	body := []byte(`{"id":"cac95329-9fa5-42f1-a4fc-c08af7b868fb","resourceId":"5c4c0dd9-8e2c-4ba9-9de8-9e1f5eb4d6d4","topic":"customer_created",` +
		`"timestamp":"2026-03-09T15:04:05.123Z","created":"2026-03-09T15:04:05.123Z","_links":{` +
		`"self":{"href":"https://api-sandbox.dwolla.com/events/cac95329-9fa5-42f1-a4fc-c08af7b868fb"},` +
		`"account":{"href":"https://api-sandbox.dwolla.com/accounts/11111111-1111-4111-8111-111111111111"},` +
		`"resource":{"href":"https://api-sandbox.dwolla.com/customers/5c4c0dd9-8e2c-4ba9-9de8-9e1f5eb4d6d4"},` +
		`"customer":{"href":"https://api-sandbox.dwolla.com/customers/5c4c0dd9-8e2c-4ba9-9de8-9e1f5eb4d6d4"}}}`)
	secrets := []pii.String{pii.New("the-signing-secret-of-the-benchmark")}
	header := http.Header{}
	header.Set(SignatureHeader, hex.EncodeToString(signature.Of(secrets[0], body)))
	b.Run("Verify", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := (Webhooks{}).Verify(header, body, secrets); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := (Webhooks{}).Decode(body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
