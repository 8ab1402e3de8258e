package documents

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/bonafide-dev/bonafide/provider"
)

// Fingerprint is a keyed hash of a document: equal for the same content as the same type about the
// same subject, and of no use to anybody without the key. The file name does not count.
//
// The content enters by its sha256, which is as good as the content itself and is known of a document
// behind an address before it is read: see Reference.Fingerprint.
func Fingerprint(key []byte, d provider.Document) string {
	return fingerprint(key, d.Type, d.Subject, sha256.Sum256(d.Content))
}

// Fingerprint is the Fingerprint of the document that Load would return, if that can be told without
// reading it, as it can for an address with its sha256. It saves reading what was uploaded already.
func (r Reference) Fingerprint(key []byte) (fingerprintOf string, known bool) {
	if r.Source.URL == "" {
		return "", false
	}
	sum, err := parseSum(r.Source.SHA256)
	if err != nil {
		return "", false
	}
	return fingerprint(key, r.Type, r.Subject, sum), true
}

// fingerprint writes the length of each field before it, so that no two lists of fields run together
// into the same bytes.
func fingerprint(key []byte, t provider.DocumentType, s provider.Subject, sum [sha256.Size]byte) string {
	h := hmac.New(sha256.New, key)
	for _, field := range [][]byte{[]byte(t), []byte(s), sum[:]} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(field))))
		h.Write(field)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// parseSum reads a sha256 in hexadecimal digits.
func parseSum(s string) (sum [sha256.Size]byte, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(sum) {
		return sum, sourceInvalid("the sha256 beside the document's url must be 64 hexadecimal digits, as sha256sum prints them")
	}
	return [sha256.Size]byte(b), nil
}
