package dwolla

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

const (
	vectorSecret    = "sshhhhhh"
	vectorBody      = `{"id":"1","topic":"customer_created"}`
	vectorSignature = "e6f03575c336778837a82c7298547cea180e5377b4c22ed56c7cf107db2531a2"
)

func TestVerify(t *testing.T) {
	for name, tc := range map[string]struct {
		signatures []string
		body       string
		secrets    []pii.String
		matched    int
		problem    string
	}{
		"the vector":      {[]string{vectorSignature}, vectorBody, secrets(vectorSecret), 0, ""},
		"previous secret": {[]string{vectorSignature}, vectorBody, secrets("new", vectorSecret), 1, ""},
		"no signature":    {nil, vectorBody, secrets(vectorSecret), 0, "the delivery has no signature"},
		"two signatures":  {[]string{vectorSignature, vectorSignature}, vectorBody, secrets(vectorSecret), 0, "the delivery has more than one signature"},
		"another body":    {[]string{vectorSignature}, vectorBody + "\n", secrets(vectorSecret), 0, "the signature matches no secret"},
		"SHA-1 of old":    {[]string{vectorSignature[:40]}, vectorBody, secrets(vectorSecret), 0, "the signature is not 64 hexadecimal digits"},
	} {
		t.Run(name, func(t *testing.T) {
			h := http.Header{}
			for _, s := range tc.signatures {
				h.Add(SignatureHeader, s)
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

// TestVerifyReadsOneHeader: the page Webhook events of 2019 also writes the name without its last
// hyphen, which is another header; an attacker may not choose which one counts.
func TestVerifyReadsOneHeader(t *testing.T) {
	h := http.Header{}
	h.Set("X-Request-Signature-SHA256", vectorSignature)
	h.Set("X-Request-Signature", vectorSignature)
	_, err := Webhooks{}.Verify(h, []byte(vectorBody), secrets(vectorSecret))
	assert.Error(t, err)
}
