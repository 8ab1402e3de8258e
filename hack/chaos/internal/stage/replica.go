package stage

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/bonafide-dev/bonafide/hack/internal/process"
	"github.com/bonafide-dev/bonafide/internal/loopback"
)

// stopGrace is how long a replica may take to shut down, as the Deployment gives it.
const stopGrace = 45 * time.Second

// keepEvery is how often somebody looks whether a replica ended by itself.
const keepEvery = time.Second

// maxLives is how many lives of a replica are waited for until it is ready.
const maxLives = 3

// Replica is one operator over all its lives, at the same addresses.
type Replica struct {
	Name string

	stage                    *Stage
	webhooks, health, metric string

	mu     sync.Mutex
	wanted bool
	exits  int
}

func (s *Stage) startReplicas(context.Context) error {
	for i := range s.Operators {
		r := &Replica{Name: fmt.Sprintf("bonafide-%d", i), stage: s}
		for _, address := range []*string{&r.webhooks, &r.health, &r.metric} {
			var err error
			if *address, err = loopback.Free(); err != nil {
				return err
			}
		}
		s.Replicas = append(s.Replicas, r)
		if err := r.Start(); err != nil {
			return err
		}
	}
	return s.openBalancer()
}

func (s *Stage) awaitReplicas(ctx context.Context) error {
	for _, r := range s.Replicas {
		if err := r.AwaitReady(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Start begins a life of the replica. One that runs already is left as it is.
func (r *Replica) Start() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wanted = true
	return r.start()
}

func (r *Replica) start() error {
	if r.stage.processes.Running(r.Name) {
		return nil
	}
	return r.stage.processes.Start(process.Spec{Name: r.Name, Path: r.stage.Operator, KeepLog: true, Args: []string{
		"--kubeconfig=" + r.stage.path("operator.kubeconfig"),
		"--webhook-bind-address=" + r.webhooks,
		"--health-probe-bind-address=" + r.health,
		"--metrics-bind-address=" + r.metric,
		"--leader-elect", "--leader-election-namespace=" + serviceAccount.Namespace,
		"--correction-quiet-period=1s",
		// Nobody tells the operator what others do to its subscriptions.
		"--subscription-check-interval=10s",
		// The balancer notices within a second that a replica is no longer ready.
		"--webhook-shutdown-delay=1s",
		// All that the operator ever says is searched for what must not be said.
		"--zap-log-level=10",
	}})
}

// Kill ends the replica at once, with SIGKILL.
func (r *Replica) Kill() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wanted = false
	return r.stage.processes.Kill(r.Name)
}

// Stop has the replica shut down, as a rolling update does, and returns when it has.
func (r *Replica) Stop(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wanted = false
	return r.stage.processes.Stop(ctx, r.Name, stopGrace)
}

// Freeze stops the replica where it stands, as a long pause of its machine would.
func (r *Replica) Freeze() error { return r.stage.processes.Freeze(r.Name) }

// Thaw lets the frozen replica go on.
func (r *Replica) Thaw() error { return r.stage.processes.Thaw(r.Name) }

// Keep starts the replica again whenever it ends by itself, as a kubelet does, until ctx ends.
func (r *Replica) Keep(ctx context.Context) error {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := r.revive(); err != nil {
				return err
			}
		}
	}
}

func (r *Replica) revive() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.wanted || r.stage.processes.Running(r.Name) {
		return nil
	}
	r.exits++
	return r.start()
}

// Exits is how often the replica ended by itself: a leader does that when it cannot keep its lease.
func (r *Replica) Exits() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.exits
}

// AwaitReady returns when the replica says that it is ready for webhooks. It may be about to end by itself, as a leader
// that was frozen does once it is thawed, and is waited for in its next life then.
func (r *Replica) AwaitReady(ctx context.Context) error {
	for lives := maxLives; ; lives-- {
		exits := r.Exits()
		err := r.stage.processes.WaitReady(ctx, r.Name, "http://"+r.health+"/readyz")
		if err == nil || lives == 1 || !r.isRevived(ctx, exits) {
			return err
		}
	}
}

// isRevived tells whether somebody starts the replica again, which has ended by itself so many times before.
func (r *Replica) isRevived(ctx context.Context, exits int) bool {
	tick := time.NewTicker(keepEvery / 10)
	defer tick.Stop()
	for patience := time.After(3 * keepEvery); r.Exits() == exits; {
		select {
		case <-ctx.Done():
			return false
		case <-patience:
			return false
		case <-tick.C:
		}
	}
	return true
}

// ready asks once, and does not wait long for the answer.
func (r *Replica) ready(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	response, err := get(ctx, "http://"+r.health+"/readyz")
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// Leads tells whether the replica holds the lease, as its metrics say.
func (r *Replica) Leads(ctx context.Context) bool {
	response, err := get(ctx, "http://"+r.metric+"/metrics")
	if err != nil {
		return false
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "leader_election_master_status{") {
			return strings.HasSuffix(lines.Text(), " 1")
		}
	}
	return false
}

func get(ctx context.Context, url string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(request)
}

// isRefused tells that nobody listens: a request that met that was not sent.
func isRefused(err error) bool {
	return strings.Contains(err.Error(), syscall.ECONNREFUSED.Error())
}
