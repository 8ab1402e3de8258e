package fin

import (
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/signature"
)

// The signatures were computed with openssl 3:
//
//	printf '{"event":{"id":"1","type":"customer.status"}}' | openssl dgst -sha256 -hmac fin-webhook-secret
const (
	vectorSecret    = "fin-webhook-secret"
	vectorPrevious  = "the-previous-one"
	vectorBody      = `{"event":{"id":"1","type":"customer.status"}}`
	vectorSHA256    = "c34bcfe65b6aa75f3733507a9c2889c6879c49701f0fcd6bdc3c507a7cad8f3f"
	vectorPrev256   = "0a1724b3f47aa37a6aa5ccd175134abcfe4454e9aee784494db78d2664d7a667"
	vectorSHA512    = "b38cf4c02df48afd1d9f3961200e8736e1ed0f850f7e80a1a4abaefbcf99e4722c367fb366ed2d921444a00cfd2caf7fb17d9b89c264959f0537b417210de311"
	vectorSHA1      = "bb36452c3419c0cc64a07ed6c4fb2ce8106d1e00"
	vectorMD5       = "a9bd56f3423e7445825d4f944c88a97d"
	sampleSignature = "5105692cc3e1799dfd9f7c394cccdf1f6003d902a3e7402e66ea69939e9d2966"
)

func TestVerify(t *testing.T) {
	const (
		badAlgorithm = "the signature is made with an algorithm that Fin does not document"
		badForm      = "the signature is not 64 hexadecimal digits"
	)
	sha256 := []string{"sha256"}
	for name, tc := range map[string]struct {
		signatures, algorithms []string
		body                   string
		secrets                []pii.String
		matched                int
		problem                string
	}{
		"the vector":       {[]string{vectorSHA256}, sha256, vectorBody, secrets(vectorSecret), 0, ""},
		"upper case":       {[]string{strings.ToUpper(vectorSHA256)}, []string{"SHA256"}, vectorBody, secrets(vectorSecret), 0, ""},
		"no algorithm":     {[]string{vectorSHA256}, nil, vectorBody, secrets(vectorSecret), 0, ""},
		"previous secret":  {[]string{vectorPrev256}, sha256, vectorBody, secrets(vectorSecret, vectorPrevious), 1, ""},
		"sha512":           {[]string{vectorSHA512}, []string{"sha512"}, vectorBody, secrets(vectorSecret), 0, badAlgorithm},
		"sha1":             {[]string{vectorSHA1}, []string{"sha1"}, vectorBody, secrets(vectorSecret), 0, badAlgorithm},
		"md5":              {[]string{vectorMD5}, []string{"md5"}, vectorBody, secrets(vectorSecret), 0, badAlgorithm},
		"empty algorithm":  {[]string{vectorSHA256}, []string{""}, vectorBody, secrets(vectorSecret), 0, badAlgorithm},
		"another spelling": {[]string{vectorSHA256}, []string{"hmac-sha256"}, vectorBody, secrets(vectorSecret), 0, badAlgorithm},
		"two algorithms":   {[]string{vectorSHA256}, []string{"sha256", "md5"}, vectorBody, secrets(vectorSecret), 0, badAlgorithm},
		"sha512 as sha256": {[]string{vectorSHA512}, sha256, vectorBody, secrets(vectorSecret), 0, badForm},
		"another body":     {[]string{vectorSHA256}, sha256, vectorBody + "\n", secrets(vectorSecret), 0, "the signature matches no secret"},
		"prefix":           {[]string{"sha256=" + vectorSHA256}, sha256, vectorBody, secrets(vectorSecret), 0, badForm},
		"no signature":     {nil, sha256, vectorBody, secrets(vectorSecret), 0, "the delivery has no signature"},
		"two signatures":   {[]string{vectorSHA256, vectorSHA256}, sha256, vectorBody, secrets(vectorSecret), 0, "the delivery has more than one signature"},
	} {
		t.Run(name, func(t *testing.T) {
			h := http.Header{}
			for _, s := range tc.signatures {
				h.Add(SignatureHeader, s)
			}
			for _, a := range tc.algorithms {
				h.Add(AlgorithmHeader, a)
			}
			matched, err := Webhooks{}.Verify(h, []byte(tc.body), tc.secrets)
			assert.Equal(t, tc.matched, matched)
			if tc.problem == "" {
				assert.NoError(t, err)
				return
			}
			e := mustError(t, err)
			assert.Equal(t, provider.ClassAuth, e.Class)
			assert.Equal(t, tc.problem, err.Error())
		})
	}
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "events", name+".json"))
	require.NoError(t, err)
	return body
}

// TestVerifySample: the bytes of Fin's own sample, under a signature of openssl's.
func TestVerifySample(t *testing.T) {
	h := http.Header{}
	h.Set(SignatureHeader, sampleSignature)
	h.Set(AlgorithmHeader, "sha256")
	_, err := Webhooks{}.Verify(h, sample(t, "customer.status"), secrets(vectorSecret))
	require.NoError(t, err)
}

func moment(s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return at
}

func TestDecodeSamples(t *testing.T) {
	for name, want := range map[string]provider.Event{
		"customer.status": {
			ID: "29ceb6c4-4849-4312-9b2b-5e8360647da0", Topic: EventCustomerStatus, Time: moment("2026-01-18T09:08:18.66348Z"),
			CustomerID: customerID, ResourceKind: "customer", ResourceID: customerID, Concern: provider.ConcernVerification,
			Implies: StatusProcessing, Environment: provider.EnvironmentSandbox,
		},
		"customer.created.business": {
			ID: "5b0d6f0e-57f4-4a0c-9f0a-2f4f5a2f0b11", Topic: EventCustomerCreated, Time: moment("2026-05-20T10:11:12.12345Z"),
			CustomerID: "c1c8a1de-6d7e-4a39-8d8e-9a0c0f2b7d55", ResourceKind: "customer", ResourceID: "c1c8a1de-6d7e-4a39-8d8e-9a0c0f2b7d55",
			Concern: provider.ConcernCreated, Environment: provider.EnvironmentProduction,
		},
		"customer.rfi": {
			ID: "9d9a2d53-0d0e-4a1c-8a8b-0f9f6a1f7c22", Topic: EventCustomerRFI, Time: moment("2026-02-01T00:00:00.123456Z"),
			CustomerID: customerID, ResourceKind: "customer", ResourceID: customerID, Concern: provider.ConcernVerification,
			Environment: provider.EnvironmentProduction,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Webhooks{}.Decode(sample(t, name))
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

func TestDecodeSamplesInFull(t *testing.T) {
	status, err := DecodeEvent(sample(t, "customer.status"))
	require.NoError(t, err)
	assert.Equal(t, StatusQueued, status.Customer.Status)
	assert.True(t, status.Customer.Created.IsZero(), "the zero time means none")
	assert.Equal(t, tosValue, TOSValue(status.Customer.TOSPoliciesURL))
	created, err := DecodeEvent(sample(t, "customer.created.business"))
	require.NoError(t, err)
	require.Len(t, created.Customer.Parties, 1)
	assert.Equal(t, partyID, created.Customer.Parties[0].ID)
	assert.Equal(t, 123456789, created.Customer.Parties[0].Verification.Updated.Nanosecond())
	rfi, err := DecodeEvent(sample(t, "customer.rfi"))
	require.NoError(t, err)
	require.Len(t, rfi.Customer.Requests, 2)
	assert.Equal(t, RequestField{Name: "files", DataType: "URI", Status: FieldExpired, Side: SideFront, Reason: "The document is expired"},
		rfi.Customer.Requests[0].Categories[0].Fields[0])
}

// event is a delivery of a type about a customer, with more members of the event and the data given.
func event(typ, more, data string) string {
	return `{"event":{"id":"e1","event_reference_id":"` + customerID + `","type":"` + typ + `","created_at":"2026-01-18T09:08:18Z"` +
		more + `},"data":` + data + `}`
}

func TestDecodeEvent(t *testing.T) {
	at := moment("2026-01-18T09:08:18Z")
	status := provider.Event{
		ID: "e1", Topic: EventCustomerStatus, Time: at, CustomerID: customerID, ResourceKind: "customer", ResourceID: customerID,
		Concern: provider.ConcernVerification,
	}
	with := func(e provider.Event, change func(*provider.Event)) *provider.Event {
		change(&e)
		return &e
	}
	for name, tc := range map[string]struct {
		body    string
		want    *provider.Event
		problem string
	}{
		"only the reference":  {event("customer.status", "", `{}`), &status, ""},
		"no data":             {event("customer.status", "", `null`), &status, ""},
		"unknown status":      {event("customer.status", "", `{"customer_status":"PONDERING"}`), &status, ""},
		"V2 status":           {event("customer.status", "", `{"customer_status":"IN_COMPLIANCE"}`), with(status, func(e *provider.Event) { e.Implies = StatusInCompliance }), ""},
		"V1 status":           {event("customer.status", "", `{"customer_status":"REINITIATE"}`), with(status, func(e *provider.Event) { e.Implies = StatusActionRequired }), ""},
		"the data's customer": {event("customer.status", "", `{"customer_id":"`+partyID+`"}`), with(status, func(e *provider.Event) { e.CustomerID = partyID }), ""},
		"sandbox":             {event("customer.status", `,"sandbox_mode":true`, `{}`), with(status, func(e *provider.Event) { e.Environment = provider.EnvironmentSandbox }), ""},
		"open RFI objects": {event("customer.rfi", "", `{"request_for_information":[1,{"section":5},{"section":"x"}]}`),
			with(status, func(e *provider.Event) { e.Topic = EventCustomerRFI }), ""},
		"payment": {event("transaction.status", "", `{"amount":1}`), &provider.Event{
			ID: "e1", Topic: "transaction.status", Time: at, ResourceKind: "transaction", ResourceID: customerID, Concern: provider.ConcernNone}, ""},
		"payment of a customer": {event("beneficiary.status", "", `{"customer_id":"`+customerID+`"}`), &provider.Event{
			ID: "e1", Topic: "beneficiary.status", Time: at, CustomerID: customerID, ResourceKind: "beneficiary", ResourceID: customerID, Concern: provider.ConcernActivity}, ""},
		"new type": {event("customer.deleted", "", `{"customer_id":"`+customerID+`"}`), &provider.Event{
			ID: "e1", Topic: "customer.deleted", UnknownTopic: true, Time: at, Concern: provider.ConcernNone}, ""},
		"not JSON":     {`x`, nil, "the event is not a JSON object of Fin's form"},
		"no event":     {`{"data":{}}`, nil, "the event is not a JSON object of Fin's form"},
		"odd event":    {`{"event":[],"data":{}}`, nil, "the event is not a JSON object of Fin's form"},
		"no ID":        {`{"event":{"type":"customer.status","created_at":"2026-01-18T09:08:18Z"},"data":{}}`, nil, "the event has no ID"},
		"no type":      {`{"event":{"id":"e1","created_at":"2026-01-18T09:08:18Z"},"data":{}}`, nil, "the event has no type"},
		"odd type":     {event("a b", "", `{}`), nil, "the event has no type"},
		"no time":      {`{"event":{"id":"e1","type":"customer.status"},"data":{}}`, nil, "the event has no time"},
		"odd data":     {event("customer.status", "", `[]`), nil, "the data of the event is not of Fin's form"},
		"no customer":  {`{"event":{"id":"e1","type":"customer.status","created_at":"2026-01-18T09:08:18Z"},"data":{}}`, nil, "the event does not name its customer"},
		"odd customer": {event("customer.status", "", `{"customer_id":"../x"}`), nil, "the event does not name its customer"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Webhooks{}.Decode([]byte(tc.body))
			if tc.want == nil {
				e := mustError(t, err)
				assert.Equal(t, provider.ClassInvalid, e.Class)
				assert.Equal(t, tc.problem, e.Error())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, *tc.want, got)
		})
	}
}

// TestOtherEvents: every documented type is known.
func TestOtherEvents(t *testing.T) {
	require.Len(t, others, 10)
	for typ := range others {
		got, err := Webhooks{}.Decode([]byte(event(typ, "", `{}`)))
		require.NoError(t, err)
		assert.False(t, got.UnknownTopic, typ)
		assert.Equal(t, provider.ConcernNone, got.Concern, typ)
	}
}

// FuzzDecodeEvent: whatever is decoded has what the webhook server relies on, and nothing that could break
// out of an ID or a label.
func FuzzDecodeEvent(f *testing.F) {
	for _, name := range []string{"customer.status", "customer.created.business", "customer.rfi"} {
		f.Add(sample(f, name))
	}
	f.Add([]byte(event("customer.rfi", `,"sandbox_mode":null`, `{"request_for_information":{}}`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, ok := wiretest.Decode(t, Webhooks{}, body, identifier)
		if !ok {
			return
		}
		if e.Time.IsZero() {
			t.Fatalf("incomplete: %+v", e)
		}
		if !eventType.MatchString(e.Topic) || len(e.Topic) > maxEventType {
			t.Fatalf("%q is no topic", e.Topic)
		}
		if e.Implies != "" && readings[e.Implies].phase == "" {
			t.Fatalf("%q is no status", e.Implies)
		}
	})
}

// FuzzVerify: only the right signature under a secret that is not empty is accepted.
func FuzzVerify(f *testing.F) {
	f.Add(vectorSHA256, "sha256", []byte(vectorBody), vectorSecret, "")
	f.Add(vectorMD5, "md5", []byte(vectorBody), vectorSecret, "")
	f.Add("", "", []byte{}, "", "")
	f.Fuzz(func(t *testing.T, given, algorithm string, body []byte, current, previous string) {
		keys := secrets(current, previous)
		h := http.Header{http.CanonicalHeaderKey(SignatureHeader): {given}, http.CanonicalHeaderKey(AlgorithmHeader): {algorithm}}
		matched, err := Webhooks{}.Verify(h, body, keys)
		if err != nil {
			return
		}
		if keys[matched].IsEmpty() || !strings.EqualFold(algorithm, "sha256") ||
			!strings.EqualFold(given, hex.EncodeToString(signature.Of(keys[matched], body))) {
			t.Fatal("accepted without the secret")
		}
	})
}
