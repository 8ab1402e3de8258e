package webhookserver

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

func TestHTTP2(t *testing.T) {
	t.Parallel()
	x := onSockets(t, true, Exposure{})
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: x.roots, ServerName: "example.com"}}}
	defer client.CloseIdleConnections()
	for body, want := range map[string]int{genuine: http.StatusOK, "forged": http.StatusUnauthorized} {
		response, err := client.Post("https://"+x.address+"/webhooks/ns/hooked", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want || response.ProtoMajor != 2 {
			t.Errorf("%d over %s, want %d", response.StatusCode, response.Proto, want)
		}
	}
}

// framer is an HTTP/2 connection, frame by frame.
func (x *site) framer() (*http2.Framer, net.Conn) {
	x.t.Helper()
	conn := tls.Client(x.dial(), &tls.Config{RootCAs: x.roots, ServerName: "example.com", NextProtos: []string{"h2"}})
	if err := conn.HandshakeContext(context.Background()); err != nil {
		x.t.Fatal(err)
	}
	x.send(conn, "%s", http2.ClientPreface)
	f := http2.NewFramer(conn, conn)
	if err := f.WriteSettings(); err != nil {
		x.t.Fatal(err)
	}
	return f, conn
}

// headers are those of a delivery whose body is still to come.
func headers() []byte {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for _, field := range [][2]string{
		{":method", "POST"}, {":scheme", "https"}, {":authority", "x"}, {":path", "/webhooks/ns/hooked"}, {"content-length", "100"},
	} {
		_ = encoder.WriteField(hpack.HeaderField{Name: field[0], Value: field[1]})
	}
	return block.Bytes()
}

// hanging has requests wait for hang to be closed.
func hanging(hang <-chan struct{}) func(*http.Server) {
	return func(s *http.Server) {
		s.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang })
	}
}

// streams opens so many streams, and reads frames until so many were refused and so many answered.
func (x *site) streams(f *http2.Framer, n, refused, answered int, allRefused func()) (announced uint32) {
	x.t.Helper()
	for i := range n {
		if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: uint32(2*i + 1), BlockFragment: headers(), EndHeaders: true}); err != nil {
			x.t.Fatal(err)
		}
	}
	for refused > 0 || answered > 0 {
		frame, err := f.ReadFrame()
		if err != nil {
			x.t.Fatalf("%v; %d more to be refused, %d to be answered", err, refused, answered)
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if v, ok := frame.Value(http2.SettingMaxConcurrentStreams); ok {
				announced = v
			}
		case *http2.RSTStreamFrame:
			if frame.ErrCode == http2.ErrCodeRefusedStream {
				if refused--; refused == 0 {
					allRefused()
				}
			}
		case *http2.HeadersFrame:
			answered--
		}
	}
	return announced
}

// One connection has so many streams and no more.
func TestHTTP2StreamsAreBounded(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	x := onSockets(t, true, Exposure{}, hanging(hang))
	f, _ := x.framer()
	if announced := x.streams(f, maxStreams+20, 20, maxStreams, func() { close(hang) }); announced != maxStreams {
		t.Errorf("%d streams announced", announced)
	}
}

// Streams whose body never comes end by themselves.
func TestHTTP2SlowBodiesAreCutOff(t *testing.T) {
	t.Parallel()
	x := onSockets(t, true, Exposure{TrustedProxies: prefixes("127.0.0.0/8")}) // so that no refusal ends the connection
	f, _ := x.framer()
	x.streams(f, 5, 0, 5, nil)
	x.until("no body is waited for", func() bool { return x.Load().Reading == 0 })
}

// Streams that are opened and reset at once (rapid reset) never have more handlers run than a
// connection may have, and a peer that goes on is hung up on.
func TestHTTP2RapidResetIsHungUpOn(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	x := onSockets(t, true, Exposure{}, hanging(hang))
	f, _ := x.framer()
	cut := make(chan struct{})
	go func() {
		defer close(cut)
		for {
			frame, err := f.ReadFrame()
			if goAway, ok := frame.(*http2.GoAwayFrame); ok && goAway.ErrCode != http2.ErrCodeEnhanceYourCalm {
				t.Errorf("hung up with %v", goAway.ErrCode)
			}
			if err != nil {
				return
			}
		}
	}()
	for i := range 100_000 {
		id := uint32(2*i + 1)
		if f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: headers(), EndHeaders: true, EndStream: true}) != nil ||
			f.WriteRSTStream(id, http2.ErrCodeCancel) != nil {
			break
		}
	}
	<-cut
	close(hang)
}
