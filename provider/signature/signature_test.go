package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// The signature was computed with openssl 3:
//
//	printf '{"id":"1","topic":"customer_created"}' | openssl dgst -sha256 -hmac sshhhhhh
const (
	header          = "X-Signature"
	vectorSecret    = "sshhhhhh"
	vectorBody      = `{"id":"1","topic":"customer_created"}`
	vectorSignature = "e6f03575c336778837a82c7298547cea180e5377b4c22ed56c7cf107db2531a2"
)

// independent is a signature that this package did not make.
func independent(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestVerify(t *testing.T) {
	const (
		badForm = "the signature is not 64 hexadecimal digits"
		noMatch = "the signature matches no secret"
	)
	for name, tc := range map[string]struct {
		signatures []string
		body       string
		secrets    []pii.String
		matched    int
		problem    string
	}{
		"the vector":             {[]string{vectorSignature}, vectorBody, wiretest.Secrets(vectorSecret), 0, ""},
		"upper case":             {[]string{strings.ToUpper(vectorSignature)}, vectorBody, wiretest.Secrets(vectorSecret), 0, ""},
		"previous secret":        {[]string{vectorSignature}, vectorBody, wiretest.Secrets("new", vectorSecret), 1, ""},
		"behind an empty one":    {[]string{vectorSignature}, vectorBody, wiretest.Secrets("", vectorSecret), 1, ""},
		"the first that matches": {[]string{vectorSignature}, vectorBody, wiretest.Secrets(vectorSecret, vectorSecret), 0, ""},
		"no signature":           {nil, vectorBody, wiretest.Secrets(vectorSecret), 0, "the delivery has no signature"},
		"two signatures":         {[]string{vectorSignature, vectorSignature}, vectorBody, wiretest.Secrets(vectorSecret), 0, "the delivery has more than one signature"},
		"empty":                  {[]string{""}, vectorBody, wiretest.Secrets(vectorSecret), 0, badForm},
		"too short":              {[]string{vectorSignature[2:]}, vectorBody, wiretest.Secrets(vectorSecret), 0, badForm},
		"too long":               {[]string{vectorSignature + "00"}, vectorBody, wiretest.Secrets(vectorSecret), 0, badForm},
		"space at the end":       {[]string{vectorSignature[1:] + " "}, vectorBody, wiretest.Secrets(vectorSecret), 0, badForm},
		"not hexadecimal":        {[]string{"z" + vectorSignature[1:]}, vectorBody, wiretest.Secrets(vectorSecret), 0, badForm},
		"one bit off":            {[]string{vectorSignature[:63] + "3"}, vectorBody, wiretest.Secrets(vectorSecret), 0, noMatch},
		"another body":           {[]string{vectorSignature}, vectorBody + "\n", wiretest.Secrets(vectorSecret), 0, noMatch},
		"another secret":         {[]string{vectorSignature}, vectorBody, wiretest.Secrets("other"), 0, noMatch},
		"no secrets":             {[]string{vectorSignature}, vectorBody, nil, 0, noMatch},
		"empty secret":           {[]string{independent("", vectorBody)}, vectorBody, wiretest.Secrets("", vectorSecret), 0, noMatch},
	} {
		t.Run(name, func(t *testing.T) {
			h := http.Header{}
			for _, s := range tc.signatures {
				h.Add(header, s)
			}
			matched, err := Verify(h, header, []byte(tc.body), tc.secrets)
			assert.Equal(t, tc.matched, matched)
			if tc.problem == "" {
				assert.NoError(t, err)
				return
			}
			e := provider.As(err)
			require.NotNil(t, e)
			assert.Equal(t, provider.ClassAuth, e.Class)
			assert.Equal(t, tc.problem, err.Error())
		})
	}
}

// TestParts: what is signed in parts is signed as a whole, and nothing else is.
func TestParts(t *testing.T) {
	given := Of(pii.New("k"), []byte("1234"), []byte("."), []byte("body"))
	assert.Equal(t, independent("k", "1234.body"), hex.EncodeToString(given))
	_, err := Match(given, wiretest.Secrets("k"), []byte("1234.body"))
	assert.NoError(t, err)
	_, err = Match(given, wiretest.Secrets("k"), []byte("1234"), []byte("body"))
	assert.Error(t, err)
}

// FuzzVerify: the right signature under a secret that is not empty is accepted, and nothing else; no error quotes
// what was given.
func FuzzVerify(f *testing.F) {
	f.Add(vectorSignature, []byte(vectorBody), vectorSecret, "")
	f.Add(strings.ToUpper(vectorSignature), []byte(vectorBody), "other", vectorSecret)
	f.Add("", []byte{}, "", "")
	f.Add(strings.Repeat("0", 64), []byte("x"), "", "y")
	f.Fuzz(func(t *testing.T, given string, body []byte, current, previous string) {
		matched, err := Verify(http.Header{header: {given}}, header, body, wiretest.Secrets(current, previous))
		want := -1
		for i, secret := range []string{current, previous} {
			if want < 0 && secret != "" && strings.EqualFold(given, independent(secret, string(body))) {
				want = i
			}
		}
		switch {
		case (err == nil) != (want >= 0), err == nil && matched != want:
			t.Fatalf("matched %d, should %d", matched, want)
		case err != nil && len(given) > 8 && strings.Contains(err.Error(), given):
			t.Fatal("the error quotes the signature")
		}
	})
}
