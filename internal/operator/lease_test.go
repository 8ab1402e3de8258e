package operator

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-logr/logr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/manager"

	"github.com/bonafide-dev/bonafide/webhookserver"
)

// loser is a manager that loses the lease when it is told to: it has everybody end, and waits for nobody.
type loser struct {
	manager.Manager
	runnable manager.Runnable
	lose     <-chan struct{}
	lost     chan struct{}
}

var errLost = errors.New("leader election lost")

// Start implements manager.Manager.
func (l *loser) Start(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer close(l.lost)
	defer cancel()
	go func() { _ = l.GetCache().Start(ctx) }()
	go func() { _ = l.runnable.Start(ctx) }()
	<-l.lose
	return errLost
}

// The process goes on until the webhook server has ended as it does at any shutdown.
func TestALostLeaseDrainsTheWebhookServer(t *testing.T) {
	mgr, err := newManager(api.Config(t), Options{MetricsAddress: "0", HealthAddress: "0", Logger: logr.Discard()})
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &webhookserver.Server{
		Client: mgr.GetClient(), Cache: mgr.GetCache(),
		Clock: clock.RealClock{}, Listener: listener, Logger: logr.Discard(), Exposure: webhookserver.Exposure{ShutdownDelay: time.Second},
	}
	lose := make(chan struct{})
	l := &loser{Manager: mgr, runnable: server, lose: lose, lost: make(chan struct{})}
	ended := make(chan error, 1)
	go func() { ended <- (&Operator{Manager: l, webhooks: server}).Start(t.Context()) }()
	ask := func() error {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		response, err := client.Get("http://" + listener.Addr().String() + "/webhooks/ns/vp")
		if err == nil {
			assert.Equal(t, http.StatusMethodNotAllowed, response.StatusCode)
			_ = response.Body.Close()
		}
		return err
	}
	require.Eventually(t, func() bool { return server.Serving() == nil }, time.Minute, time.Millisecond)
	close(lose)
	<-l.lost
	select {
	case err := <-ended:
		t.Fatalf("the process ends with the lease, and cuts off who is served: %v", err)
	default:
	}
	require.Eventually(t, func() bool { return server.Serving() != nil }, time.Minute, time.Millisecond, "readiness is withdrawn")
	require.NoError(t, ask(), "who has not noticed yet is served")
	require.ErrorIs(t, <-ended, errLost)
	assert.Error(t, ask(), "nobody listens any more")
}

// starting is a manager that fills its caches, and ends when it is told to, and let.
type starting struct {
	manager.Manager
	told, end chan struct{}
}

// Start implements manager.Manager.
func (s *starting) Start(ctx context.Context) error {
	<-ctx.Done()
	close(s.told)
	<-s.end
	return nil
}

// Who is told to end while the API server does not let the caches be filled does not wait for that for ever, and
// the manager is not told before.
func TestAnEndBeforeTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		e := &starting{told: make(chan struct{}), end: make(chan struct{})}
		o := &Operator{Manager: e, webhooks: &webhookserver.Server{}, started: make(startSignal)}
		ended := make(chan error, 1)
		go func() { ended <- o.Start(ctx) }()
		cancel()
		began := time.Now()
		require.NoError(t, <-ended)
		assert.Equal(t, startPatience, time.Since(began))
		select {
		case <-e.told:
			t.Fatal("the manager was told while it fills its caches")
		default:
		}
		close(o.started)
		<-e.told
		close(e.end)
	})
}
