package webhookserver

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	stdlog "log"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/provider"
)

// drainTimeout is how long a shutdown waits for the requests that are under way: longer than any of
// them may take.
const drainTimeout = 12 * time.Second

// Server is the webhook server. It runs in every replica.
type Server struct {
	// Client reads from the cache and writes; Live reads from the API server; Cache tells of
	// customers that become known.
	Client   client.Client
	Live     client.Reader
	Cache    cache.Cache
	Accounts *account.Pool
	Ledger   *ledger.Ledger
	Drivers  map[string]provider.Driver
	Clock    clock.PassiveClock
	// Recorder emits Kubernetes Events about what moves nothing.
	Recorder events.EventRecorder
	// Listener takes the requests. It may be open before Start: connections wait there until the
	// caches are filled.
	Listener net.Listener
	// TLS, when set, encrypts.
	TLS *tls.Config
	// Exposure says how the server stands towards the outside.
	Exposure Exposure
	// Logger takes what is to be told.
	Logger logr.Logger
	// Missed, when set, is told of a VerificationProvider whose event could not be taken. It must not
	// block.
	Missed func(types.NamespacedName)

	keys    keyring
	lobby   lobby
	crowd   crowd
	gossip  gossip
	strange strange
	parking parking
	once    sync.Once
	known   recent // events that were handled
	// strangers are customers whom nobody manages here, and listedStrangers those of whom that is certain
	// enough for listed events.
	strangers, listedStrangers recent
	creating                   inquiries
	// Bounds of what goes on at once: bodies that are read, events whose customer is looked for, events
	// that are brought about.
	readers, largeReaders chan struct{}
	lookups, working      room
	connections           atomic.Int64
	serving, draining     atomic.Bool
	probation             time.Duration
	running               sync.WaitGroup
}

// Serving tells, as an error if not, whether the server takes events.
func (s *Server) Serving() error {
	if !s.serving.Load() {
		return errors.New("the webhook server does not serve yet, or no more")
	}
	return nil
}

// NeedLeaderElection makes every replica serve.
func (s *Server) NeedLeaderElection() bool { return false }

// Start serves until ctx ends. Then Serving fails at once, the listener stays open for the shutdown
// delay, and the requests that are under way may finish.
func (s *Server) Start(ctx context.Context) error {
	s.running.Add(1)
	defer s.running.Done()
	if err := s.prepare(ctx); err != nil {
		return err
	}
	s.parking.open()
	defer s.parking.close()
	logger := s.Logger.WithName("webhookserver")
	server := s.httpServer(logger)
	s.serving.Store(true)
	drained := make(chan error, 1)
	go func() {
		<-ctx.Done()
		drained <- s.drain(server, logger)
	}()
	logger.Info("taking webhooks", "address", s.Listener.Addr().String(), "tls", s.TLS != nil)
	if err := s.serve(server); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving webhooks: %w", err)
	}
	return <-drained
}

// Wait waits until the server has ended, if it was started.
func (s *Server) Wait() { s.running.Wait() }

func (s *Server) httpServer(logger logr.Logger) *http.Server {
	// Requests carry the server's logger, but not its end: they are allowed to finish.
	base := log.IntoContext(context.Background(), logger)
	return &http.Server{
		Handler: s,
		// Requests for no path at all are refused like those for any other.
		DisableGeneralOptionsHandler: true,

		TLSConfig:         s.TLS,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      answerTimeout,
		IdleTimeout:       cmp.Or(s.Exposure.IdleTimeout, DefaultIdleTimeout),
		MaxHeaderBytes:    maxHeaderBytes,
		HTTP2:             over2(),
		ErrorLog:          connectionLog(logger),
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnContext:       withConnection,
		ConnState:         s.onState,
	}
}

// drain ends the server. Readiness ends first; whoever has not noticed yet is still served, and told
// with each answer to connect anew.
func (s *Server) drain(server *http.Server, logger logr.Logger) error {
	s.draining.Store(true)
	s.serving.Store(false)
	logger.Info("shutting down", "delay", s.Exposure.ShutdownDelay.String())
	time.Sleep(s.Exposure.ShutdownDelay)
	bounded, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	if err := server.Shutdown(bounded); err != nil {
		_ = server.Close()
		return fmt.Errorf("waiting for the last deliveries: %w", err)
	}
	return nil
}

// connectionLog takes what net/http says of single connections, which anybody can make it say as often
// as they like: it is told only to those who ask for details.
func connectionLog(logger logr.Logger) *stdlog.Logger {
	return stdlog.New(logWriter{logger.V(1)}, "", 0)
}

type logWriter struct{ logr.Logger }

// Write implements io.Writer.
func (w logWriter) Write(p []byte) (int, error) {
	w.Info("connection", "message", strings.TrimSpace(string(p)))
	return len(p), nil
}

func (s *Server) serve(server *http.Server) error {
	if s.TLS != nil {
		return server.ServeTLS(s.Exposure.bound(s.Listener, &s.connections), "", "")
	}
	return server.Serve(s.Exposure.bound(s.Listener, &s.connections))
}

// knownEvents is how many handled events are remembered.
const knownEvents = 16384

func (s *Server) prepare(ctx context.Context) error {
	s.keys = keyring{live: s.Live, clock: s.Clock}
	s.once.Do(s.remember)
	s.limit()
	metrics.Queue.CountWith(s.Depth)
	return s.watch(ctx)
}

// remember makes the memory of events, which listed ones may need before Start.
func (s *Server) remember() {
	s.known = recent{limit: knownEvents, life: 24 * time.Hour, clock: s.Clock}
	s.strangers = recent{limit: knownStrangers, life: strangerLife, clock: s.Clock}
	s.listedStrangers = recent{limit: knownStrangers, life: strangerLife, clock: s.Clock}
}

func (s *Server) limit() {
	s.probation = probation
	s.readers, s.largeReaders = make(chan struct{}, maxReaders), make(chan struct{}, maxLargeReaders)
	s.lookups, s.working = room{size: maxLookups}, room{size: maxWorking}
}
