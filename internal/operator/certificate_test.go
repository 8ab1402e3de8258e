package operator

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
)

// book is what was logged.
type book struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *book) count(text string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Count(b.all.String(), text)
}

// issue makes a certificate with a serial number, in PEM.
func issue(t *testing.T, serial int64) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "hooks.example.com"}, DNSNames: []string{"hooks.example.com"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	require.NoError(t, err)
	keyDER, err := x509.MarshalECPrivateKey(private)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER})
}

// mount lays files down as a kubelet does: in a folder of their own, to which a link is turned at once.
func mount(t *testing.T, dir, version string, certificate, key []byte) {
	t.Helper()
	folder := filepath.Join(dir, version)
	require.NoError(t, os.Mkdir(folder, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "tls.crt"), certificate, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "tls.key"), key, 0o600))
	require.NoError(t, os.Symlink(version, filepath.Join(dir, "..next")))
	old, _ := os.Readlink(filepath.Join(dir, "..data"))
	require.NoError(t, os.Rename(filepath.Join(dir, "..next"), filepath.Join(dir, "..data")))
	if old != "" {
		require.NoError(t, os.RemoveAll(filepath.Join(dir, old)))
		return
	}
	for _, name := range []string{"tls.crt", "tls.key"} {
		require.NoError(t, os.Symlink(filepath.Join("..data", name), filepath.Join(dir, name)))
	}
}

// logs are of all runs of the test in this process: the first logger that is set stays.
var logs = &book{}

// New connections get the certificate that the files now hold; files that cannot be used leave the last
// good one in place, and the log says so.
func TestCertificatesAreReadAgain(t *testing.T) {
	ctrl.SetLogger(zap.New(zap.WriteTo(logs)))
	dir := t.TempDir()
	certificateOne, keyOne := issue(t, 1)
	mount(t, dir, "..1", certificateOne, keyOne)
	watcher, config, err := certificate(dir)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- watcher.WithWatchInterval(50 * time.Millisecond).Start(ctx) }()
	defer func() {
		cancel()
		assert.NoError(t, <-ended)
	}()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	require.NoError(t, err)
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_ = conn.(*tls.Conn).HandshakeContext(ctx)
			}()
		}
	}()
	serial := func() int64 {
		conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 10 * time.Second}, "tcp", listener.Addr().String(),
			&tls.Config{InsecureSkipVerify: true}) // Which certificate it is matters here, not who signed it.
		require.NoError(t, err)
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	until := func(what string, met func() bool) {
		t.Helper()
		require.Eventually(t, met, time.Minute, 20*time.Millisecond, what)
	}
	require.EqualValues(t, 1, serial())

	const success = "Updated current TLS certificate"
	said := logs.count(success)
	certificateTwo, keyTwo := issue(t, 2)
	mount(t, dir, "..2", certificateTwo, keyTwo)
	until("the new certificate is served", func() bool { return serial() == 2 })
	until("the log says so", func() bool { return logs.count(success) > said })

	const failure = `"level":"error"`
	for version, broken := range map[string][2][]byte{
		"..3": {[]byte("no certificate"), keyTwo},
		"..4": {certificateOne, keyTwo}, // a key of another certificate, as between two writes
		"..5": {nil, nil},
	} {
		said := logs.count(failure)
		mount(t, dir, version, broken[0], broken[1])
		until("the log says that the files cannot be used", func() bool {
			return logs.count(failure) > said
		})
		require.EqualValues(t, 2, serial(), "the last good certificate serves on")
	}
	certificateSix, keySix := issue(t, 6)
	mount(t, dir, "..6", certificateSix, keySix)
	until("a good certificate is served again", func() bool { return serial() == 6 })
}

func TestNoCertificateAtTheStart(t *testing.T) {
	_, _, err := certificate(t.TempDir())
	require.ErrorContains(t, err, "--webhook-cert-dir")
}
