package blaaiz

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/signature"
)

// The signatures are those of testdata/signature.sh, made with openssl.
const (
	vectorSecret    = "whsec_test"
	vectorBody      = `{"event_id":"evt_1","type":"customer"}`
	vectorTimestamp = "1234567890"
	vectorSignature = "d7256e3729a0bcede5f412c416dc296bba3156eb3deb9589c9a7c7840f616195"

	signedRFC3339 = "d6aac08e4778eba4adf0dc3a02c45e8312627e3bd40eb430f953732effcba6aa"
	signedOpaque  = "f48bbfd5a79510fa0148deec13c5c4016dc91a832c448e8e42a80e9d35dcecfb"
	signedMillis  = "3cbf0f7d227c9ead433a76a942c12a86815565fb2f8489b1e20b7f3836b39bfb"
	signedUTF8    = "b32503da5e9fe463d4e6dc6b7bc00d147294ac910f10cf45df4f0a39bc73b8b9"
	signedEmpty   = "3f8be72d6681b2126120f57c709a45047aa990009b7bb2ca2855fe98d965a988"
)

// sent is the moment that the vectors but the first speak of.
var sent = time.Unix(1773412200, 0)

func at(now time.Time) Webhooks { return Webhooks{Now: func() time.Time { return now }} }

func headers(signature, timestamp string) http.Header {
	h := http.Header{}
	h.Set(SignatureHeader, signature)
	h.Set(TimestampHeader, timestamp)
	return h
}

func TestVerify(t *testing.T) {
	then := time.Unix(1234567890, 0)
	both := headers(vectorSignature, vectorTimestamp)
	for name, tc := range map[string]struct {
		header  http.Header
		body    string
		secrets []pii.String
		now     time.Time
		matched int
		problem string
	}{
		"the vector":              {both, vectorBody, secrets(vectorSecret), then, 0, ""},
		"while rotating":          {both, vectorBody, secrets("new", vectorSecret), then, 1, ""},
		"first of two that match": {both, vectorBody, secrets(vectorSecret, vectorSecret), then, 0, ""},
		"capitals":                {headers(strings.ToUpper(vectorSignature), vectorTimestamp), vectorBody, secrets(vectorSecret), then, 0, ""},
		"RFC 3339":                {headers(signedRFC3339, "2026-03-13T14:30:00Z"), vectorBody, secrets(vectorSecret), sent, 0, ""},
		"milliseconds":            {headers(signedMillis, "1773412200000"), vectorBody, secrets(vectorSecret), sent, 0, ""},
		"of no known form":        {headers(signedOpaque, "opaque"), vectorBody, secrets(vectorSecret), sent, 0, ""},
		"not ASCII":               {headers(signedUTF8, "1773412200"), `{"comment":"a/b \u00e9 é"}`, secrets("clé secrète"), sent, 0, ""},
		"empty body":              {headers(signedEmpty, "1773412200"), "", secrets(vectorSecret), sent, 0, ""},
		"as old as may be":        {both, vectorBody, secrets(vectorSecret), then.Add(72 * time.Hour), 0, ""},
		"too old":                 {both, vectorBody, secrets(vectorSecret), then.Add(72*time.Hour + time.Second), 0, "too old"},
		"too old in milliseconds": {headers(signedMillis, "1773412200000"), vectorBody, secrets(vectorSecret), sent.Add(73 * time.Hour), 0, "too old"},
		"too old in RFC 3339":     {headers(signedRFC3339, "2026-03-13T14:30:00Z"), vectorBody, secrets(vectorSecret), sent.Add(73 * time.Hour), 0, "too old"},
		"a clock that is behind":  {both, vectorBody, secrets(vectorSecret), then.Add(-5 * time.Minute), 0, ""},
		"in the future":           {both, vectorBody, secrets(vectorSecret), then.Add(-6 * time.Minute), 0, "future"},
		"another body":            {both, vectorBody + " ", secrets(vectorSecret), then, 0, "matches no secret"},
		"another timestamp":       {headers(vectorSignature, "1234567891"), vectorBody, secrets(vectorSecret), then, 0, "matches no secret"},
		"the dot moved":           {headers(vectorSignature, "123456789"), "0." + vectorBody, secrets(vectorSecret), then, 0, "matches no secret"},
		"another secret":          {both, vectorBody, secrets("other"), then, 0, "matches no secret"},
		"no secret":               {both, vectorBody, nil, then, 0, "matches no secret"},
		"empty secret":            {headers("", vectorTimestamp), vectorBody, secrets(""), then, 0, "no signature"},
		"no signature":            {http.Header{TimestampHeader: {vectorTimestamp}}, vectorBody, secrets(vectorSecret), then, 0, "no signature"},
		"no timestamp":            {http.Header{SignatureHeader: {vectorSignature}}, vectorBody, secrets(vectorSecret), then, 0, "no timestamp"},
		"two signatures":          {http.Header{SignatureHeader: {vectorSignature, vectorSignature}, TimestampHeader: {vectorTimestamp}}, vectorBody, secrets(vectorSecret), then, 0, "more than one signature"},
		"two timestamps":          {http.Header{SignatureHeader: {vectorSignature}, TimestampHeader: {vectorTimestamp, "1"}}, vectorBody, secrets(vectorSecret), then, 0, "more than one timestamp"},
		"a prefix":                {headers("sha256="+vectorSignature, vectorTimestamp), vectorBody, secrets(vectorSecret), then, 0, "64 hexadecimal"},
		"too short":               {headers(vectorSignature[:62], vectorTimestamp), vectorBody, secrets(vectorSecret), then, 0, "64 hexadecimal"},
		"not hexadecimal":         {headers("z"+vectorSignature[1:], vectorTimestamp), vectorBody, secrets(vectorSecret), then, 0, "64 hexadecimal"},
		"a long timestamp":        {headers(vectorSignature, strings.Repeat("1", 65)), vectorBody, secrets(vectorSecret), then, 0, "too long"},
	} {
		t.Run(name, func(t *testing.T) {
			matched, err := at(tc.now).Verify(tc.header, []byte(tc.body), tc.secrets)
			if tc.problem == "" {
				require.NoError(t, err)
				assert.Equal(t, tc.matched, matched)
				return
			}
			e := mustError(t, err)
			assert.Equal(t, provider.ClassAuth, e.Class)
			assert.Contains(t, e.Message, tc.problem)
		})
	}
}

// An empty key signs too: it must not open the door.
func TestAnEmptySecretNeverMatches(t *testing.T) {
	empty := signature.Of(pii.String{}, []byte(vectorTimestamp+"."+vectorBody))
	_, err := at(time.Unix(1234567890, 0)).Verify(headers(hexOf(empty), vectorTimestamp), []byte(vectorBody), secrets("", ""))
	assert.Contains(t, mustError(t, err).Message, "matches no secret")
}

func TestToleranceCanBeShorter(t *testing.T) {
	w := Webhooks{Tolerance: time.Minute, Now: func() time.Time { return time.Unix(1234567890, 0).Add(2 * time.Minute) }}
	_, err := w.Verify(headers(vectorSignature, vectorTimestamp), []byte(vectorBody), secrets(vectorSecret))
	assert.Contains(t, mustError(t, err).Message, "too old")
}

func payload(t testing.TB, name string) []byte {
	body, err := os.ReadFile(filepath.Join("testdata", "events", name+".json"))
	require.NoError(t, err)
	return body
}

// statusEvent is the sample with other statuses.
func statusEvent(t testing.TB, from, to string) []byte {
	s := strings.ReplaceAll(string(payload(t, "verified")), `"PENDING"`, `"`+from+`"`)
	return []byte(strings.ReplaceAll(s, `"VERIFIED"`, `"`+to+`"`))
}

func TestDecodeSamples(t *testing.T) {
	e, err := DecodeEvent(payload(t, "rejected"))
	require.NoError(t, err)
	assert.Equal(t, "Identity document is expired.", e.Comment.Clean())
	assert.Equal(t, []string{"PENDING", "REJECTED"}, []string{e.OldStatus, e.NewStatus})
	e, err = DecodeEvent(payload(t, "verified"))
	require.NoError(t, err)
	assert.True(t, e.Comment.IsEmpty(), "null")

	// Every move that the pages tell of.
	for _, move := range [][2]string{
		{"PENDING", "PROCESSING"}, {"PENDING", "VERIFIED"}, {"PENDING", "REJECTED"}, {"PROCESSING", "VERIFIED"}, {"PROCESSING", "REJECTED"},
		{"REJECTED", "PROCESSING"}, {"REJECTED", "VERIFIED"}, {"VERIFIED", "PENDING"}, {"REJECTED", "PENDING"},
	} {
		got, err := Webhooks{}.Decode(statusEvent(t, move[0], move[1]))
		require.NoError(t, err)
		assert.Equal(t, provider.Event{
			ID: "evt_def456", Topic: TopicStatusChanged, Time: sent.UTC(), CustomerID: "cust_abc123",
			ResourceKind: "customer", ResourceID: "cust_abc123", Concern: provider.ConcernVerification, Implies: move[1],
		}, got)
	}
}

func TestDecode(t *testing.T) {
	const rest = `,"customer_id":"c1","event_id":"e1","updated_at":"2026-03-13T14:30:00.123Z"}`
	for name, tc := range map[string]struct {
		body    string
		concern provider.Concern
		topic   string
		unknown bool
		implies string
		problem string
	}{
		"a status of next year":  {`{"event_type":"customer.status_changed","new_status":"ON_HOLD"` + rest, provider.ConcernVerification, TopicStatusChanged, false, "", ""},
		"no new status":          {`{"event_type":"customer.status_changed"` + rest, provider.ConcernVerification, TopicStatusChanged, false, "", ""},
		"old name verified":      {`{"event_type":"customer.verified","new_status":"VERIFIED"` + rest, provider.ConcernVerification, TopicVerified, false, "VERIFIED", ""},
		"old name rejected":      {`{"event_type":"customer.rejected","new_status":"REJECTED"` + rest, provider.ConcernVerification, TopicRejected, false, "REJECTED", ""},
		"created":                {`{"event_type":"customer.created"` + rest, provider.ConcernCreated, TopicCreated, false, "", ""},
		"created, of no form":    {`{"event_type":"customer.created"}`, provider.ConcernNone, TopicCreated, false, "", ""},
		"another event":          {`{"event":"collection.completed","data":{},"timestamp":"2026-03-13T14:30:00Z","signature":"x"}`, provider.ConcernNone, "collection.completed", true, "", ""},
		"of which only the type": {`{"type":"PAYOUT","transaction_id":"t"}`, provider.ConcernNone, "PAYOUT", true, "", ""},
		"no type at all":         {`{"event_id":"e1"}`, "", "", false, "", "no type"},
		"a type that is none":    {`{"event_type":"jane@example.com"` + rest, "", "", false, "", "no type"},
		"no ID":                  {`{"event_type":"customer.status_changed","customer_id":"c1","updated_at":"2026-03-13T14:30:00Z"}`, "", "", false, "", "no ID"},
		"an ID that is none":     {`{"event_type":"customer.status_changed","customer_id":"c1","event_id":"a/b","updated_at":"2026-03-13T14:30:00Z"}`, "", "", false, "", "no ID"},
		"no customer":            {`{"event_type":"customer.status_changed","event_id":"e1","updated_at":"2026-03-13T14:30:00Z"}`, "", "", false, "", "no customer"},
		"no time":                {`{"event_type":"customer.status_changed","customer_id":"c1","event_id":"e1"}`, "", "", false, "", "no time"},
		"a time that is none":    {`{"event_type":"customer.status_changed","customer_id":"c1","event_id":"e1","updated_at":"jane"}`, "", "", false, "", "no time"},
		"a list":                 {`[]`, "", "", false, "", "JSON object"},
		"not JSON":               {`jane@example.com`, "", "", false, "", "JSON object"},
		"null":                   {`null`, "", "", false, "", "no type"},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := Webhooks{}.Decode([]byte(tc.body))
			if tc.problem != "" {
				refused := mustError(t, err)
				assert.Equal(t, provider.ClassInvalid, refused.Class)
				assert.Contains(t, refused.Message, tc.problem)
				assert.NotContains(t, refused.Error(), "jane")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.concern, e.Concern)
			assert.Equal(t, tc.topic, e.Topic)
			assert.Equal(t, tc.unknown, e.UnknownTopic)
			assert.Equal(t, tc.implies, e.Implies)
			assert.NotEmpty(t, e.ID)
			again, err := Webhooks{}.Decode([]byte(tc.body))
			require.NoError(t, err)
			assert.Equal(t, e, again, "the same over all deliveries")
		})
	}
}
