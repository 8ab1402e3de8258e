package blaaiz

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/signature"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// FuzzDecodeEvent: whatever is decoded has what the webhook server relies on, and nothing that could break out
// of an ID or a label.
func FuzzDecodeEvent(f *testing.F) {
	f.Add(payload(f, "verified"))
	f.Add(payload(f, "rejected"))
	f.Add([]byte(`{"event":"collection.completed","data":{},"timestamp":"2026-03-13T14:30:00Z"}`))
	f.Add([]byte(`{"event_type":"customer.created","customer_id":7,"comment":{}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, ok := wiretest.Decode(t, Webhooks{}, body, identifier)
		if !ok {
			return
		}
		if e.Concern != provider.ConcernNone && (e.Time.IsZero() || e.CustomerID == "") {
			t.Fatalf("incomplete: %+v", e)
		}
		if !plainTopic.MatchString(e.Topic) {
			t.Fatalf("%q is no topic", e.Topic)
		}
	})
}

// FuzzVerify: only the right signature under a secret that is not empty is accepted.
func FuzzVerify(f *testing.F) {
	f.Add(vectorSignature, vectorTimestamp, []byte(vectorBody), vectorSecret, "")
	f.Add(strings.ToUpper(vectorSignature), vectorTimestamp, []byte(vectorBody), "other", vectorSecret)
	f.Add("", "", []byte{}, "", "")
	f.Add(strings.Repeat("0", 64), "2026-03-13T14:30:00Z", []byte("x"), "", "y")
	f.Fuzz(func(t *testing.T, given, timestamp string, body []byte, current, previous string) {
		keys := secrets(current, previous)
		matched, err := at(time.Unix(1234567890, 0)).Verify(headers(given, timestamp), body, keys)
		if err != nil {
			return
		}
		secret := keys[matched]
		if secret.IsEmpty() || !strings.EqualFold(given, hexOf(signature.Of(secret, []byte(timestamp+"."), body))) {
			t.Fatal("accepted without the secret")
		}
	})
}

// FuzzRefine: no answer, however odd, gets any of its text but a code or a known field into an error.
func FuzzRefine(f *testing.F) {
	f.Add(422, OpSubmit, []byte(`{"message":"Cannot verify business customer: owner Jane Doe is missing id_document_front."}`))
	f.Add(422, OpCreateCustomer, []byte(`{"message":"The owners.3.street field is wrong"}`))
	f.Add(400, OpDeleteOwner, []byte(`{"status":false,"message":"locked"}`))
	f.Add(401, OpToken, []byte(`{"error":"invalid_client","code":"X"}`))
	f.Add(429, OpGetCustomer, []byte(`{}`))
	f.Fuzz(func(t *testing.T, status int, operation string, body []byte) {
		e := &provider.Error{Operation: "Op", Class: provider.ClassInvalid, Outcome: provider.OutcomeRefused, Message: "m"}
		e.Operation = operation
		refine(&transport.Response{Status: status, Body: body, Header: http.Header{}}, e)
		if e.Class == "" || e.Message == "" || e.Operation != operation {
			t.Fatalf("incomplete: %+v", e)
		}
		if e.Code != transport.Word(e.Code).Code() {
			t.Fatalf("%q is no code", e.Code)
		}
		for _, field := range e.Fields {
			name := string(field.Path)
			if i := strings.LastIndexByte(name, '.'); i >= 0 {
				name = name[i+1:]
			}
			if !slices.Contains(fieldNames, name) {
				t.Fatalf("%q is no field", field.Path)
			}
		}
		if g := GapOf(e); g != nil && g.Field != "" && !slices.Contains(fieldNames, g.Field) {
			t.Fatalf("%q is no field", g.Field)
		}
	})
}
