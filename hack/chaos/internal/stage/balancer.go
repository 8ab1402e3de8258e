package stage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

const (
	// probeEvery and probeTimeout are of the balancer's readiness probes.
	probeEvery   = 100 * time.Millisecond
	probeTimeout = time.Second
	// maxDelivery is more than any event has.
	maxDelivery = 1 << 20
)

// errCut stands for an answer that never came, because the replica ended or hung up.
var errCut = errors.New("the connection was cut")

// Balancer is the one address of all replicas, as a Service with an ingress is. It sends requests in turn
// to replicas that say that they are ready, or to all if none is; a replica that refuses the connection
// is passed over. A request that may have arrived is never sent twice: when its connection is cut, so is
// the sender's.
type Balancer struct {
	// URL is the address.
	URL string

	backends []*backend
	server   *http.Server
	turn     atomic.Uint64

	// identify names the provider and the event of a delivery, and genuine tells whether the operators could
	// tell that it is one.
	identify func(path string, body []byte) (provider, eventID string)
	genuine  func(path string, header http.Header, body []byte, arrived time.Time) bool

	mu      sync.Mutex
	answers Answers
	// journal has the answers to the deliveries of each event.
	journal map[delivered][]int
	// refused are deliveries that were taken for forged ones and are not.
	refused []verdict.Refusal
}

// delivered is an event of a provider.
type delivered struct{ provider, eventID string }

// Answers are what requests to the replicas came to.
type Answers struct {
	// Codes are how often the replicas gave each answer.
	Codes map[int]int
	// Cut counts connections that ended after a request was sent on them, and before it was answered.
	Cut int
	// Refused counts requests that had to go elsewhere because a replica that had said it was ready did
	// not listen any more.
	Refused int
}

type backend struct {
	replica *Replica
	ready   atomic.Bool
	client  *http.Client
}

func (s *Stage) openBalancer() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	b := &Balancer{URL: "http://" + listener.Addr().String(), answers: Answers{Codes: map[int]int{}}, identify: s.identify, genuine: s.genuine, journal: map[delivered][]int{}}
	b.server = &http.Server{Handler: b, ReadHeaderTimeout: 10 * time.Second}
	var probes sync.WaitGroup
	for _, r := range s.Replicas {
		one := &backend{replica: r, client: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 32},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
		b.backends = append(b.backends, one)
		probes.Go(func() { one.probe(ctx) })
	}
	go func() { _ = b.server.Serve(listener) }()
	s.Balancer = b
	s.closers = append(s.closers, func() error {
		cancel()
		probes.Wait()
		return b.server.Close()
	})
	return nil
}

// probe keeps asking a replica whether it is ready. Connections to one that is not are not used again.
func (one *backend) probe(ctx context.Context) {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for {
		is := one.replica.ready(ctx)
		if was := one.ready.Swap(is); was && !is {
			one.client.CloseIdleConnections()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// ServeHTTP passes a request on.
func (b *Balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDelivery))
	if err != nil {
		http.Error(w, "the request cannot be read", http.StatusBadRequest)
		return
	}
	code, arrived := 0, time.Now()
	defer func() { b.note(r, body, code, arrived) }()
	for _, one := range b.choice() {
		response, answer, err := one.forward(r, body)
		switch {
		case err == nil:
			code = response.StatusCode
			b.count(func(a *Answers) { a.Codes[code]++ })
			maps.Copy(w.Header(), response.Header)
			w.WriteHeader(response.StatusCode)
			_, _ = w.Write(answer)
			return
		case isRefused(err):
			if rank(one) == 0 {
				b.count(func(a *Answers) { a.Refused++ })
			}
			continue
		case r.Context().Err() != nil:
			return
		}
		b.count(func(a *Answers) { a.Cut++ })
		panic(http.ErrAbortHandler)
	}
	// Nobody listens: this answer is the balancer's own, and stands in no count of the operators'.
	code = http.StatusBadGateway
	http.Error(w, "no replica is there", code)
}

// note keeps what was answered to a delivery, 0 if nothing.
func (b *Balancer) note(r *http.Request, body []byte, code int, arrived time.Time) {
	provider, eventID := b.identify(r.URL.Path, body)
	refused := code == http.StatusUnauthorized && b.genuine(r.URL.Path, r.Header, body, arrived)
	b.mu.Lock()
	defer b.mu.Unlock()
	of := delivered{provider, eventID}
	b.journal[of] = append(b.journal[of], code)
	if refused {
		b.refused = append(b.refused, verdict.Refusal{Provider: provider, EventID: eventID, At: arrived})
	}
}

// Refused are the deliveries that the operators took for forged ones, though they had the key all the while.
func (b *Balancer) Refused() []verdict.Refusal {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.refused)
}

// codes are the answers to all deliveries of an event, oldest first.
func (b *Balancer) codes(provider, eventID string) []int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.journal[delivered{provider, eventID}])
}

// choice is the replicas in the order in which they are tried.
func (b *Balancer) choice() []*backend {
	first := int(b.turn.Add(1) % uint64(len(b.backends)))
	rotated := append(slices.Clone(b.backends[first:]), b.backends[:first]...)
	slices.SortStableFunc(rotated, func(x, y *backend) int { return rank(x) - rank(y) })
	return rotated
}

func rank(one *backend) int {
	if one.ready.Load() {
		return 0
	}
	return 1
}

// forward sends a request to a replica and reads the whole answer.
func (one *backend) forward(r *http.Request, body []byte) (*http.Response, []byte, error) {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+one.replica.webhooks+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	request.Header = r.Header.Clone()
	request.Header.Del("Connection")
	response, err := one.client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxDelivery))
	if err != nil {
		return nil, nil, errors.Join(errCut, err)
	}
	response.Header.Del("Connection")
	response.Header.Del("Content-Length")
	return response, answer, nil
}

func (b *Balancer) count(change func(*Answers)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.answers)
}

// Answers are what all requests so far came to.
func (b *Balancer) Answers() Answers {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.answers
	a.Codes = maps.Clone(a.Codes)
	return a
}

// Since are the answers that came after earlier ones.
func (a Answers) Since(earlier Answers) Answers {
	out := Answers{Codes: maps.Clone(a.Codes), Cut: a.Cut - earlier.Cut, Refused: a.Refused - earlier.Refused}
	for code, n := range earlier.Codes {
		if out.Codes[code] -= n; out.Codes[code] == 0 {
			delete(out.Codes, code)
		}
	}
	return out
}
