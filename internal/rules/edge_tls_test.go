package rules

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// certify writes a certificate for 127.0.0.1, and its key, and returns whom to trust to accept it.
func certify(t *testing.T, dir string, serial int64) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tls.key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tls.crt"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	return roots
}

// The whole operator over TLS and HTTP/2, for senders from one network only: a new certificate is served
// without a restart.
func TestEdgeTLS(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	dir := t.TempDir()
	roots := certify(t, dir, 1)
	w.StartOperator(func(o *operator.Options) {
		o.CertDir = dir
		o.Exposure.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		o.Exposure.SourceCIDRs = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}
	})
	id := verifiedWithoutWebhooks(w) // The simulated Dwolla delivers over plain HTTP, and in vain.
	w.Move(id, controlapi.Move{Status: "suspended", Silent: true})

	event := happened("customer_suspended", id)
	deliver := func(roots *x509.CertPool, forwarded string) (code, major int, serial int64, err error) {
		client := &http.Client{Timeout: providersPatience, Transport: &http.Transport{
			ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots},
		}}
		defer client.CloseIdleConnections()
		url := "https" + w.HookURL()[len("http"):]
		r, err := http.NewRequestWithContext(w.Context, http.MethodPost, url, bytes.NewReader(event.body()))
		require.NoError(t, err)
		r.Header = signed(harness.SigningSecret, event.body())
		r.Header.Set("X-Forwarded-For", forwarded)
		response, err := client.Do(r)
		if err != nil {
			return 0, 0, 0, err
		}
		_ = response.Body.Close()
		return response.StatusCode, response.ProtoMajor, response.TLS.PeerCertificates[0].SerialNumber.Int64(), nil
	}
	code, _, _, err := deliver(roots, "198.51.100.7, 203.0.113.9")
	require.NoError(t, err)
	assert.Equal(t, http.StatusForbidden, code, "from elsewhere, although it is signed")
	requirePhase(w, "jane", v1alpha1.PhaseVerified)
	code, major, serial, err := deliver(roots, "203.0.113.9, 198.51.100.7")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, code)
	assert.Equal(t, 2, major)
	assert.EqualValues(t, 1, serial)
	requirePhase(w, "jane", v1alpha1.PhaseSuspended)

	roots = certify(t, dir, 2)
	w.Until("the new certificate is served", func() bool {
		_, _, serial, err := deliver(roots, "198.51.100.7")
		return err == nil && serial == 2
	})
}
