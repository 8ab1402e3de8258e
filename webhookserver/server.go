package webhookserver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/provider"
)

// Bounds of what a sender may take of the server.
const (
	headerTimeout  = 5 * time.Second
	requestTimeout = 10 * time.Second
	answerTimeout  = 15 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 16 << 10
	// drainTimeout is how long a shutdown waits for the requests that are under way: longer than
	// any of them may take.
	drainTimeout = 12 * time.Second
)

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
	// Logger takes what is to be told.
	Logger logr.Logger

	keys   keyring
	lobby  lobby
	crowd  crowd
	gossip gossip
	known  recent // events that were handled
	// Bounds of what goes on at once: bodies that are read, events that are taken, events that wait
	// in memory.
	readers, largeReaders chan struct{}
	places                chan struct{}
	parking               chan struct{}
	serving               atomic.Bool
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

// Start serves until ctx ends, then lets the requests that are under way finish.
func (s *Server) Start(ctx context.Context) error {
	if err := s.prepare(ctx); err != nil {
		return err
	}
	// Requests carry the server's logger, but not its end: they are allowed to finish.
	logger := s.Logger.WithName("webhookserver")
	base := log.IntoContext(context.Background(), logger)
	server := &http.Server{
		Handler: s,
		// Requests for no path at all are refused like those for any other.
		DisableGeneralOptionsHandler: true,

		TLSConfig:         s.TLS,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      answerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return base },
	}
	s.serving.Store(true)
	drained := make(chan error, 1)
	go func() {
		<-ctx.Done()
		s.serving.Store(false)
		bounded, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		drained <- server.Shutdown(bounded)
	}()
	logger.Info("taking webhooks", "address", s.Listener.Addr().String(), "tls", s.TLS != nil)
	if err := s.serve(server); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving webhooks: %w", err)
	}
	return <-drained
}

func (s *Server) serve(server *http.Server) error {
	if s.TLS != nil {
		return server.ServeTLS(s.Listener, "", "")
	}
	return server.Serve(s.Listener)
}

// Bounds of what the server keeps in memory.
const (
	maxReaders      = 2048
	maxLargeReaders = 128
	maxConcurrent   = 256
	maxParked       = 1024
	knownEvents     = 16384
	parkingLife     = 5 * time.Minute
)

func (s *Server) prepare(ctx context.Context) error {
	s.keys = keyring{live: s.Live, clock: s.Clock}
	s.known = recent{limit: knownEvents, life: 24 * time.Hour, clock: s.Clock}
	s.limit()
	// Requests look their VerificationProvider up in the cache: have it filled before they come.
	if _, err := s.Cache.GetInformer(ctx, &v1alpha1.VerificationProvider{}); err != nil {
		return fmt.Errorf("watching providers: %w", err)
	}
	return s.lobby.watch(ctx, s.Cache)
}

func (s *Server) limit() {
	s.readers, s.largeReaders = make(chan struct{}, maxReaders), make(chan struct{}, maxLargeReaders)
	s.places = make(chan struct{}, maxConcurrent)
	s.parking = make(chan struct{}, maxParked)
}
