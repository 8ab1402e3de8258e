package fin_test

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what a receiver has to refuse
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"testing"

	"github.com/stretchr/testify/require"
)

// hmacHex is the signature that a receiver computes.
func hmacHex(t *testing.T, algorithm, key string, body []byte) string {
	t.Helper()
	h := map[string]func() hash.Hash{"sha256": sha256.New, "sha512": sha512.New, "sha1": sha1.New}[algorithm]
	require.NotNil(t, h, algorithm)
	mac := hmac.New(h, []byte(key))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
