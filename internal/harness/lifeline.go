package harness

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// errKilled is what a killed operator's requests fail with: nobody reads it.
var errKilled = errors.New("this operator was killed")

// Lifeline stands between an operator and the world. It numbers the operator's requests that have an
// effect, and can end the operator's life at any of them: from then on nothing that it sends leaves
// the process, as if it had been killed with SIGKILL at that moment.
type Lifeline struct {
	mu     sync.Mutex
	dead   bool
	steps  []string
	killAt int
	after  bool
	// counts says which steps killAt counts; nil for all.
	counts  func(step string) bool
	counted int
	died    chan struct{}
	blocked func(*http.Request) bool
	// thawed is closed while watches flow; nil from the start means that they do.
	thawed chan struct{}
	stalls []*Stall
}

func newLifeline() *Lifeline {
	return &Lifeline{died: make(chan struct{})}
}

// KillAt ends the operator's life at its n-th request with an effect, counted from 1: before the
// request leaves, or after its effect took place and before the answer is read.
func (l *Lifeline) KillAt(n int, after bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts, l.counted, l.killAt, l.after = nil, len(l.steps), n, after
}

// KillAmong is KillAt that counts only steps that match.
func (l *Lifeline) KillAmong(match func(step string) bool, n int, after bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts, l.counted, l.killAt, l.after = match, 0, n, after
}

// Kill ends the operator's life now.
func (l *Lifeline) Kill() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.die()
}

// Died is closed when the operator is dead.
func (l *Lifeline) Died() <-chan struct{} { return l.died }

// Steps lists the requests with an effect so far: "kube PUT verifiedcustomers/status", "provider
// POST /customers".
func (l *Lifeline) Steps() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.steps...)
}

// Block makes requests fail for which blocked says so; nil ends it.
func (l *Lifeline) Block(blocked func(*http.Request) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.blocked = blocked
}

// FreezeWatches keeps from the operator's caches whatever the API server tells from now on.
func (l *Lifeline) FreezeWatches() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.thawed = make(chan struct{})
}

// ThawWatches lets what was kept back through.
func (l *Lifeline) ThawWatches() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.thawed)
}

// awaitThaw returns once watches flow, or the operator is dead.
func (l *Lifeline) awaitThaw() {
	l.mu.Lock()
	thawed := l.thawed
	l.mu.Unlock()
	if thawed == nil {
		return
	}
	select {
	case <-thawed:
	case <-l.died:
	}
}

// watchBody is the body of a watch, which can be frozen.
type watchBody struct {
	io.ReadCloser
	line *Lifeline
}

// Read implements io.Reader.
func (b watchBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.line.awaitThaw()
	return n, err
}

func (l *Lifeline) die() {
	if !l.dead {
		l.dead = true
		close(l.died)
	}
}

// begin says whether a request may leave, and whether the operator dies of it afterwards.
func (l *Lifeline) begin(r *http.Request, name string) (diesAfter bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead || l.blocked != nil && l.blocked(r) {
		return false, errKilled
	}
	if name == "" {
		return false, nil
	}
	l.steps = append(l.steps, name)
	if l.counts != nil && !l.counts(name) {
		return false, nil
	}
	if l.counted++; l.counted != l.killAt {
		return false, nil
	}
	if l.after {
		return true, nil
	}
	l.die()
	return false, errKilled
}

func (l *Lifeline) end(diesAfter bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if diesAfter {
		l.die()
	}
	if l.dead {
		return errKilled
	}
	return nil
}

// wire is a round tripper on a lifeline.
type wire struct {
	line *Lifeline
	next http.RoundTripper
	name func(*http.Request) string
}

// RoundTrip implements http.RoundTripper.
func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	var diesAfter bool
	err := w.line.waitIn(r)
	if err == nil {
		diesAfter, err = w.line.begin(r, w.name(r))
	}
	if err != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, err
	}
	response, err := w.next.RoundTrip(r)
	if dead := w.line.end(diesAfter); dead != nil {
		if err == nil {
			_ = response.Body.Close()
		}
		return nil, dead
	}
	if err == nil && r.URL.Query().Get("watch") == "true" {
		response.Body = watchBody{ReadCloser: response.Body, line: w.line}
	}
	return response, err
}

// customerStep is kubeStep without the writes of VerificationProviders, whose number depends on when
// their credentials are proven.
func customerStep(r *http.Request) string {
	if name := kubeStep(r); !strings.Contains(name, " verificationproviders") {
		return name
	}
	return ""
}

// kubeStep names a request to the API server that has an effect on the kinds; "" for others.
func kubeStep(r *http.Request) string {
	if r.Method == http.MethodGet || strings.Contains(r.URL.Path, "/events") || strings.Contains(r.URL.Path, "/leases") {
		return ""
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	// apis/bonafide.dev/v1alpha1/namespaces/NS/KIND/NAME[/status]
	if len(parts) < 6 || parts[1] != "bonafide.dev" {
		return ""
	}
	name := "kube " + r.Method + " " + parts[5]
	if len(parts) > 7 {
		name += "/" + parts[7]
	}
	return name
}

// providerStep names a request to a provider that has an effect; "" for others.
func providerStep(r *http.Request) string {
	if r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/token") {
		return ""
	}
	return "provider " + r.Method + " " + r.URL.Path
}
