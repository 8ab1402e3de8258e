package harness

import (
	"io"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"
)

// Gateway is the only way from an operator to the API server, and can be shut: then every connection
// breaks where it is, and new ones are refused.
type Gateway struct {
	world   *World
	target  string
	address string

	mu       sync.Mutex
	listener net.Listener
	open     map[net.Conn]struct{}
	group    sync.WaitGroup
}

// NewGateway opens a gateway to the world's API server.
func (w *World) NewGateway() *Gateway {
	w.Helper()
	target, err := url.Parse(w.Config.Host)
	require.NoError(w, err)
	g := &Gateway{world: w, target: w.Config.Host, address: FreeAddress(w), open: map[net.Conn]struct{}{}}
	if target.Host != "" {
		g.target = target.Host
	}
	g.Open()
	w.Cleanup(g.Shut)
	return g
}

// Config is for operators that go through the gateway.
func (g *Gateway) Config() *rest.Config {
	config := rest.CopyConfig(g.world.Config)
	config.Host = "https://" + g.address
	return config
}

// Open lets connections through again.
func (g *Gateway) Open() {
	g.world.Helper()
	var listener net.Listener
	g.world.Until("the gateway's port is free again", func() (ok bool) {
		var err error
		listener, err = net.Listen("tcp", g.address)
		return err == nil
	})
	g.mu.Lock()
	g.listener, g.address = listener, listener.Addr().String()
	g.mu.Unlock()
	g.group.Go(func() { g.accept(listener) })
}

// Shut cuts every connection and refuses new ones. It returns when nothing gets through any more.
func (g *Gateway) Shut() {
	g.mu.Lock()
	if g.listener != nil {
		_ = g.listener.Close()
		g.listener = nil
	}
	for c := range g.open {
		_ = c.Close()
	}
	g.mu.Unlock()
	g.group.Wait()
}

func (g *Gateway) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		server, err := net.DialTimeout("tcp", g.target, 5*time.Second)
		if err != nil {
			_ = client.Close()
			continue
		}
		if !g.admit(listener, client, server) {
			continue
		}
		g.group.Go(func() { g.pipe(client, server) })
		g.group.Go(func() { g.pipe(server, client) })
	}
}

// admit notes both ends of a connection, unless the gateway was shut meanwhile.
func (g *Gateway) admit(listener net.Listener, ends ...net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range ends {
		if g.listener != listener {
			_ = c.Close()
			continue
		}
		g.open[c] = struct{}{}
	}
	return g.listener == listener
}

func (g *Gateway) pipe(from, to net.Conn) {
	_, _ = io.Copy(to, from)
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range []net.Conn{from, to} {
		_ = c.Close()
		delete(g.open, c)
	}
}
