package transport

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/bonafide-dev/bonafide/provider"
)

// leaver is a server of HTTP/2 that does to the first connection what leave says, when a request has arrived there, and
// answers those on all others.
type leaver struct {
	url      string
	roots    *x509.CertPool
	conns    atomic.Int64
	answered atomic.Int64
	leave    func(f *http2.Framer, stream uint32) error
}

func untaking(t *testing.T, leave func(f *http2.Framer, stream uint32) error) *leaver {
	t.Helper()
	lender := httptest.NewUnstartedServer(nil) // net/http's own certificate for tests
	lender.StartTLS()
	defer lender.Close()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: lender.TLS.Certificates, NextProtos: []string{"h2"}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	s := &leaver{url: "https://" + l.Addr().String(), roots: x509.NewCertPool(), leave: leave}
	s.roots.AddCert(lender.Certificate())
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(conn, s.conns.Add(1) == 1)
		}
	}()
	return s
}

func (s *leaver) serve(conn net.Conn, first bool) {
	defer func() { _ = conn.Close() }()
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	f := http2.NewFramer(conn, conn)
	if f.WriteSettings() != nil {
		return
	}
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				_ = f.WriteSettingsAck()
			}
		case *http2.DataFrame:
			if !frame.StreamEnded() {
				continue
			}
			if first {
				_ = s.leave(f, frame.StreamID)
				continue
			}
			s.answered.Add(1)
			var block bytes.Buffer
			_ = hpack.NewEncoder(&block).WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: frame.StreamID, BlockFragment: block.Bytes(), EndHeaders: true, EndStream: true})
		}
	}
}

// A server that ends a connection of HTTP/2 says which requests it took, as load balancers do after so many of them or
// before they are replaced; and which one it did not take. Whatever it did not take goes out again. Of all others nobody
// knows.
func TestWhatAServerDidNotTakeGoesOutAgain(t *testing.T) {
	for name, tc := range map[string]struct {
		leave func(f *http2.Framer, stream uint32) error
		taken bool
	}{
		"it goes away": {func(f *http2.Framer, _ uint32) error { return f.WriteGoAway(0, http2.ErrCodeNo, nil) }, true},
		"it refuses the stream": {func(f *http2.Framer, stream uint32) error {
			return f.WriteRSTStream(stream, http2.ErrCodeRefusedStream)
		}, true},
		"it goes away with the request": {func(f *http2.Framer, stream uint32) error {
			_ = f.WriteGoAway(stream, http2.ErrCodeNo, nil)
			return f.WriteRSTStream(stream, http2.ErrCodeInternal)
		}, false},
		"it resets the stream": {func(f *http2.Framer, stream uint32) error { return f.WriteRSTStream(stream, http2.ErrCodeProtocol) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			var once atomic.Bool
			s := untaking(t, func(f *http2.Framer, stream uint32) error {
				if once.Swap(true) { // The same connection serves on after a stream was refused.
					return f.WriteGoAway(0, http2.ErrCodeNo, nil)
				}
				return tc.leave(f, stream)
			})
			rt := newRoundTripper().(*http.Transport)
			rt.TLSClientConfig = &tls.Config{RootCAs: s.roots}
			defer rt.CloseIdleConnections()
			_, err := New(Config{RoundTripper: rt}).Do(t.Context(), Request{
				Operation: "Post", Method: http.MethodPost, URL: s.url + "/customers",
				Header: http.Header{"Idempotency-Key": {"k"}}, Body: []byte("{}"),
			})
			if tc.taken {
				require.NoError(t, err)
				assert.EqualValues(t, 1, s.answered.Load())
				return
			}
			assert.Equal(t, provider.OutcomeUnknown, failed(t, err).Outcome)
			assert.Zero(t, s.answered.Load())
		})
	}
}
