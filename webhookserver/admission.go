package webhookserver

import (
	"net/http"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Bounds of what goes on at once. Everybody beyond is told to come back in a second: a queue would only
// hide that senders wait in vain.
const (
	// maxReaders bodies are read at once, and maxLargeReaders of those that are longer than usual.
	maxReaders      = 2048
	maxLargeReaders = 128
	// maxLookups events ask the API server, or wait to be told, whose customer they are about.
	maxLookups = 256
	// maxWorking events wait for the turn of their object, or have it. An event that needs no write
	// is none of them. Most wait for one that writes for all.
	maxWorking = 512
	// maxWorkingEach of them are of one customer: a busy one keeps nobody else out.
	maxWorkingEach = maxWorking / 4
	// One keptFree-th of the places for lookups and for work one VerificationProvider cannot take: nor
	// does a provider that hangs keep the others out.
	keptFree = 4
	// comeBackShortly is what Retry-After says when there is no place.
	comeBackShortly = time.Second
)

// room is a bounded number of places, of which each key can take a bounded number.
type room struct {
	size int

	mu    sync.Mutex
	taken int
	by    map[string]int
}

// claim is a key of somebody who enters, and how many places all with that key may take.
type claim struct {
	key  string
	most int
}

// enter takes a place, and returns what gives it back; ok is false if there is none.
func (r *room) enter(claims ...claim) (leave func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.taken >= r.size {
		return nil, false
	}
	for _, c := range claims {
		if r.by[c.key] >= c.most {
			return nil, false
		}
	}
	if r.by == nil {
		r.by = map[string]int{}
	}
	r.taken++
	for _, c := range claims {
		r.by[c.key]++
	}
	return func() { r.leave(claims) }, true
}

func (r *room) leave(claims []claim) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken--
	for _, c := range claims {
		if r.by[c.key]--; r.by[c.key] == 0 {
			delete(r.by, c.key)
		}
	}
}

// now is how many places are taken.
func (r *room) now() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.taken
}

// admission lets an event into a room, or refuses.
type admission func(r *room, claims ...claim) (leave func(), err error)

// deliveries are admitted while there are places.
func deliveries(r *room, claims ...claim) (func(), error) {
	if leave, ok := r.enter(claims...); ok {
		return leave, nil
	}
	return nil, tooMany()
}

// boundedElsewhere is for events of which only so many come at once anyway: those that are parked, and
// those that were listed.
func boundedElsewhere(*room, ...claim) (func(), error) { return func() {}, nil }

func tooMany() error {
	return &refusal{code: http.StatusServiceUnavailable, text: "too many deliveries at once", retryAfter: comeBackShortly, overload: true}
}

// ofProviderIn claims the share of a VerificationProvider.
func ofProviderIn(r *room, vp *v1alpha1.VerificationProvider) claim {
	return claim{key: "provider " + client.ObjectKeyFromObject(vp).String(), most: r.size - r.size/keptFree}
}

// ofCustomer claims the share of a customer.
func ofCustomer(uid types.UID) claim {
	return claim{key: "customer " + string(uid), most: maxWorkingEach}
}

// Load is what the server has in hand at one moment.
type Load struct {
	// Reading is how many bodies are being read, or wait for the key that their signature is under.
	Reading int
	// Lookups is how many events wait to be told whose customer they are about.
	Lookups int
	// Working is how many events wait for the turn of their customer or have it: the depth of the queue.
	Working int
	// Parked is how many events, all answered with 503, wait in memory for their customer.
	Parked int
	// Connections is how many are open.
	Connections int
}

// Load tells what the server has in hand now. It costs nothing, and may be called at any time.
func (s *Server) Load() Load {
	return Load{
		Reading: len(s.readers) + len(s.largeReaders), Lookups: s.lookups.now(), Working: s.working.now(),
		Parked: s.parking.now(), Connections: int(s.connections.Load()),
	}
}
