package rules

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func objectMeta(name string) metav1.ObjectMeta { return metav1.ObjectMeta{Name: name} }

var notDigits = regexp.MustCompile(`[^0-9]`)

// writings are the ways in which people and programs write a value.
func writings(value string) []string {
	out := []string{value, strings.TrimSpace(value)}
	digits := notDigits.ReplaceAllString(value, "")
	if len(digits) == 9 {
		out = append(out, digits, digits[:3]+"-"+digits[3:5]+"-"+digits[5:], digits[:3]+" "+digits[3:5]+" "+digits[5:])
	}
	if date, err := time.Parse(time.DateOnly, value); err == nil {
		for _, form := range []string{"20060102", "01/02/2006", "1/2/2006", "02.01.2006", "January 2, 2006", "2 Jan 2006"} {
			out = append(out, date.Format(form))
		}
	}
	return out
}

// traces of a value: itself in all writings, encoded, and hashed without a key. A hash that anybody
// can compute is no secret, as there are only so many numbers.
func traces(value string) []string {
	var out []string
	for _, text := range writings(value) {
		b := []byte(text)
		out = append(out, text, url.QueryEscape(text), hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)),
			fmt.Sprint(b), fmt.Sprintf("%#v", b))
		out = append(out, inBase64(b)...)
		md5Sum, sha1Sum, sha256Sum, sha512Sum := md5.Sum(b), sha1.Sum(b), sha256.Sum256(b), sha512.Sum512(b)
		for _, sum := range [][]byte{md5Sum[:], sha1Sum[:], sha256Sum[:], sha512Sum[:]} {
			out = append(out, hex.EncodeToString(sum), base64.RawStdEncoding.EncodeToString(sum), base64.RawURLEncoding.EncodeToString(sum))
		}
	}
	return out
}

// inBase64 is what shows of b in the base64 of any text around it: at three alignments, without the
// digits at either end that its neighbours share.
func inBase64(b []byte) (out []string) {
	for before := range 3 {
		padded := append(make([]byte, before), b...)
		for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			out = append(out, e.EncodeToString(padded)[(before*8+5)/6:len(padded)*8/6])
		}
	}
	return out
}

// search lists the values that a text holds a trace of.
func search(text string, values []string) (found []string) {
	for _, value := range values {
		for _, trace := range traces(value) {
			if i := strings.Index(text, trace); i >= 0 {
				found = append(found, fmt.Sprintf("%.20q in …%s…", value, text[max(0, i-120):min(len(text), i+len(trace)+60)]))
				break
			}
		}
	}
	return found
}

// The search itself finds what it should, and nothing else.
func TestSearchFindsTraces(t *testing.T) {
	const ssn = "413-58-2967"
	sum := sha256.Sum256([]byte("413582967"))
	for _, text := range []string{
		"a 413-58-2967 b", "x413582967x", "?q=413+58+2967", hex.EncodeToString([]byte(ssn)), hex.EncodeToString(sum[:]),
		base64.StdEncoding.EncodeToString([]byte(ssn)), base64.StdEncoding.EncodeToString([]byte(`{"ssn":"413-58-2967"}`)),
		base64.StdEncoding.EncodeToString([]byte(`{"ssn": "413-58-2967", "a": 1}`)), base64.URLEncoding.EncodeToString([]byte(`x"413582967"`)),
	} {
		assert.NotEmpty(t, search(text, []string{ssn}), text)
	}
	assert.NotEmpty(t, search("born 03/19/1971", []string{"1971-03-19"}))
	assert.Empty(t, search("413-58-2968 and 1971-03-20, "+base64.StdEncoding.EncodeToString([]byte("413-58-2867")), []string{ssn, "1971-03-19"}))
}
