package documents

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
)

func sumOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func TestFingerprint(t *testing.T) {
	key := []byte("key")
	d := provider.Document{Type: provider.DocumentLicense, Subject: provider.SubjectPerson, FileName: "document.png", Content: []byte("front")}
	want := Fingerprint(key, d)
	assert.Len(t, want, 64)
	assert.NotEqual(t, sumOf("front"), want, "it is keyed")

	renamed := d
	renamed.FileName = "document.jpg"
	assert.Equal(t, want, Fingerprint(key, renamed), "the name does not count")

	seen := map[string]string{want: "itself"}
	for name, other := range map[string]provider.Document{
		"type":            {Type: provider.DocumentIDCard, Subject: d.Subject, Content: d.Content},
		"subject":         {Type: d.Type, Subject: provider.SubjectOwner, Content: d.Content},
		"content":         {Type: d.Type, Subject: d.Subject, Content: []byte("front ")},
		"no content":      {Type: d.Type, Subject: d.Subject},
		"fields together": {Type: d.Type + "P", Subject: d.Subject[1:], Content: d.Content},
	} {
		got := Fingerprint(key, other)
		assert.NotContains(t, seen, got, name)
		seen[got] = name
	}
	assert.NotContains(t, seen, Fingerprint([]byte("another key"), d))
	assert.Equal(t, "8238e07dd0269b8ff10cb42cd0104233b2c0e2f2a8d41e70b5d0aa168adeaaae", want,
		"it stands in status: another formula would upload every document again")
}

func TestFingerprintOfAnAddressIsKnownBeforeItIsRead(t *testing.T) {
	key := []byte("key")
	r := Reference{Type: provider.DocumentOther, Subject: provider.SubjectBusiness, Source: Source{URL: "https://x.test/a", SHA256: sumOf("front")}}
	got, known := r.Fingerprint(key)
	assert.True(t, known)
	assert.Equal(t, Fingerprint(key, provider.Document{Type: r.Type, Subject: r.Subject, Content: []byte("front")}), got)

	r.Source.SHA256 = "abc"
	_, known = r.Fingerprint(key)
	assert.False(t, known, "not a hash")
	r.Source = Source{SecretName: "s", SecretKey: "k", SHA256: sumOf("front")}
	_, known = r.Fingerprint(key)
	assert.False(t, known, "a Secret can change without a word")
}
