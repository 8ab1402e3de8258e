package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/blaaiz"
	"github.com/bonafide-dev/bonafide/sandbox/clock"
	"github.com/bonafide-dev/bonafide/sandbox/control"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
	"github.com/bonafide-dev/bonafide/sandbox/counters"
	"github.com/bonafide-dev/bonafide/sandbox/dwolla"
	"github.com/bonafide-dev/bonafide/sandbox/fault"
	"github.com/bonafide-dev/bonafide/sandbox/fin"
	"github.com/bonafide-dev/bonafide/sandbox/ident"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/kit"
	"github.com/bonafide-dev/bonafide/sandbox/webhook"
)

// Credentials that the simulated APIs accept, and no others.
const (
	Key    = "sandbox-key"
	Secret = "sandbox-secret"
)

// anyPort is an address on this machine with a port that is free.
const anyPort = "127.0.0.1:0"

// Options of a sandbox. The zero value listens on free ports of 127.0.0.1.
type Options struct {
	// The addresses are host and port to listen on.
	DwollaAddress  string
	FinAddress     string
	BlaaizAddress  string
	ControlAddress string
	// Seed makes identifiers and shuffles repeatable; 0 means a random one.
	Seed uint64
	// TimeScale shortens the providers' long waits; 0 means 1, and 60 turns an hour into a minute.
	TimeScale float64
	// TokenTTL is the lifetime of access tokens; 0 means the provider's own.
	TokenTTL time.Duration
	// WebhookTimeout is how long an endpoint may take to answer; 0 means the provider's ten seconds.
	WebhookTimeout time.Duration
	// Logger gets identifiers and outcomes, never personal data; nil means none.
	Logger *slog.Logger
}

// Sandbox is a running simulator.
type Sandbox struct {
	seed     uint64
	ids      *ident.Source
	counters *counters.Set
	faults   *fault.Engine
	webhooks *webhook.Engine
	dwolla   *dwolla.API
	fin      *fin.API
	blaaiz   *blaaiz.API

	logger  *slog.Logger
	servers []*http.Server
	urls    map[string]string
}

// Names of the listeners.
const (
	listenDwolla  = "dwolla"
	listenFin     = "fin"
	listenBlaaiz  = "blaaiz"
	listenControl = "control"
)

// ListenError says which listener could not be opened.
type ListenError struct {
	// Listener is "control" or the name of an API.
	Listener string
	Address  string
	Err      error
}

func (e *ListenError) Error() string {
	reason := e.Err.Error()
	if errors.Is(e.Err, syscall.EADDRINUSE) {
		reason = "the port is already in use"
	}
	return fmt.Sprintf("cannot listen on %s for %s: %s", e.Address, e.Listener, reason)
}

// Unwrap serves [errors.Is].
func (e *ListenError) Unwrap() error { return e.Err }

// Start opens all listeners and serves until [Sandbox.Close].
func Start(o Options) (*Sandbox, error) {
	o = o.withDefaults()
	c, err := clock.New(o.TimeScale)
	if err != nil {
		return nil, err
	}
	listeners, err := listen(map[string]string{
		listenDwolla: o.DwollaAddress, listenFin: o.FinAddress, listenBlaaiz: o.BlaaizAddress,
		listenControl: o.ControlAddress,
	})
	if err != nil {
		return nil, err
	}
	s := &Sandbox{
		seed: o.Seed, ids: ident.New(o.Seed), counters: counters.New(), logger: o.Logger,
		urls: make(map[string]string),
	}
	for name, l := range listeners {
		s.urls[name] = urlOf(l.Addr())
	}
	s.assemble(o, c)
	s.serve(listeners[listenDwolla], s.front(dwolla.Name, s.dwolla))
	s.serve(listeners[listenFin], s.front(fin.Name, s.fin))
	s.serve(listeners[listenBlaaiz], s.front(blaaiz.Name, s.blaaiz))
	s.serve(listeners[listenControl], control.New(control.Config{
		Clock: c, Counters: s.counters, Faults: s.faults, Webhooks: s.webhooks, Reset: s.Reset,
		Dwolla: s.dwolla, Fin: s.fin, Blaaiz: s.blaaiz,
	}))
	return s, nil
}

func (o Options) withDefaults() Options {
	for _, address := range []*string{&o.DwollaAddress, &o.FinAddress, &o.BlaaizAddress, &o.ControlAddress} {
		if *address == "" {
			*address = anyPort
		}
	}
	if o.Seed == 0 {
		o.Seed = rand.Uint64()
	}
	if o.TimeScale == 0 {
		o.TimeScale = 1
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

func (s *Sandbox) assemble(o Options, c *clock.Clock) {
	s.faults = fault.New(func() string { return s.ids.UUID("fault") })
	s.webhooks = webhook.New(webhook.Config{
		Clock: c, IDs: s.ids, Counters: s.counters, Logger: o.Logger, Timeout: o.WebhookTimeout,
	})
	each := kit.Config{
		Key: Key, Secret: Secret, TokenTTL: o.TokenTTL, Clock: c, IDs: s.ids, Webhooks: s.webhooks, Logger: o.Logger,
	}
	s.dwolla = dwolla.New(dwolla.Config{
		Config: each, BaseURL: s.urls[listenDwolla],
		CountKey: func(outcome string) { s.counters.Add(dwolla.Name, counters.Idempotency, "keys", outcome) },
	})
	s.fin = fin.New(each)
	s.blaaiz = blaaiz.New(each)
}

// simulated is what a simulated API offers besides its handler.
type simulated interface {
	http.Handler
	Route(*http.Request) string
	Error(status int) (mediaType string, body []byte)
}

// keyed is a simulated API that knows idempotency keys.
type keyed interface{ LockKey(*http.Request) }

// front lays request ids, the end of connections, counters and faults around an API, in this order from
// outside.
func (s *Sandbox) front(name string, api simulated) http.Handler {
	profile := fault.Profile{API: name, Error: api.Error}
	if k, ok := api.(keyed); ok {
		profile.LockKey = k.LockKey
	}
	faulty := s.faults.Wrap(profile, api)
	counted := s.counters.Wrap(name, api.Route, faulty)
	return httpx.WithRequestID(func() string { return s.ids.UUID("request") }, httpx.WithHangUp(counted))
}

func (s *Sandbox) serve(l net.Listener, h http.Handler) {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelWarn),
	}
	s.servers = append(s.servers, server)
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.logger.Error("server stopped", "address", l.Addr().String(), "err", err)
		}
	}()
}

// Seed returns the seed in use, with which the run can be repeated.
func (s *Sandbox) Seed() uint64 { return s.seed }

// DwollaURL is the base URL of the simulated Dwolla API.
func (s *Sandbox) DwollaURL() string { return s.urls[listenDwolla] }

// FinURL is the base URL of the simulated Fin API.
func (s *Sandbox) FinURL() string { return s.urls[listenFin] }

// BlaaizURL is the base URL of the simulated Blaaiz API.
func (s *Sandbox) BlaaizURL() string { return s.urls[listenBlaaiz] }

// ControlURL is the base URL of the control API.
func (s *Sandbox) ControlURL() string { return s.urls[listenControl] }

// Control returns a client of the control API.
func (s *Sandbox) Control() *controlclient.Client { return controlclient.New(s.ControlURL()) }

// Reset forgets everything but the settings, and starts the seed anew.
func (s *Sandbox) Reset() {
	s.webhooks.Reset()
	s.faults.Clear()
	s.ids.Reset()
	s.dwolla.Reset()
	s.fin.Reset()
	s.blaaiz.Reset()
	s.counters.Reset()
}

// closing is how long Close lets calls under way finish.
const closing = time.Second

// Close stops serving and delivering. Calls still under way after a second are cut off.
func (s *Sandbox) Close() error {
	s.faults.Close()
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	var errs []error
	for _, server := range s.servers {
		if server.Shutdown(ctx) != nil {
			errs = append(errs, server.Close())
		}
	}
	s.fin.Close()
	s.blaaiz.Close()
	s.webhooks.Close()
	return errors.Join(errs...)
}

// listen opens all listeners or none.
func listen(addresses map[string]string) (map[string]net.Listener, error) {
	open := make(map[string]net.Listener)
	for name, address := range addresses {
		l, err := net.Listen("tcp", address)
		if err != nil {
			for _, other := range open {
				_ = other.Close()
			}
			return nil, &ListenError{Listener: name, Address: address, Err: err}
		}
		open[name] = l
	}
	return open, nil
}

// urlOf is how this machine reaches a listener.
func urlOf(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
