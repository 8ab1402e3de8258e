// Package plan draws up what happens in a run of chaos: who lives, what everybody does, and what goes
// wrong, each at its moment. It is a pure function of a seed and a length, so that a run can be repeated;
// how long each thing then takes is up to the machine.
//
// It knows what can be done. It must not know how: no client, no process, no clock.
package plan

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Plan is what happens in a run.
type Plan struct {
	Seed   uint64
	Length time.Duration
	Cast
	// Actions in the order of their moments.
	Actions []Action
}

// Action is one thing that is done.
type Action struct {
	// At is the moment, counted from the beginning.
	At time.Duration
	// Lane is who does it: what is in one lane is done one after the other.
	Lane string
	Do   Kind
	// Who it is done to: the name of a customer, an owner, a provider or a replica.
	Who string
	// On narrows down which calls a fault hits.
	On string
	// How qualifies it: a status, a fault, a way to forge.
	How string
	// Count and For bound it.
	Count int
	For   time.Duration
}

// Kind is what is done.
type Kind string

// What the customers' own people do, in the cluster.
const (
	Apply        Kind = "apply"         // the manifests of a customer, with its Secrets
	ApplyLate    Kind = "apply-late"    // the same, the Secrets after the manifests
	Correct      Kind = "correct"       // better data, in manifest and Secret
	ChangeEmail  Kind = "change-email"  // another address, which the provider lets change
	Attach       Kind = "attach"        // a document, or another content of it
	Certify      Kind = "certify"       // the owners are complete: withdrawn and stated anew
	Close        Kind = "close"         // spec.state: Deactivated
	Reopen       Kind = "reopen"        // spec.state: Active
	Touch        Kind = "touch"         // ask for a look now
	Delete       Kind = "delete"        // and leave the customer as it is
	DeleteClosed Kind = "delete-closed" // and have the customer deactivated
	TakeOver     Kind = "take-over"     // whatever creates left whose answers were lost
	RotateKey    Kind = "rotate-key"    // another signing key of a provider's webhooks; How is what becomes of the old one
	SeeOff       Kind = "see-off"       // what a rotation leaves for people to do, if anything
)

// What the provider's staff do.
const (
	Move         Kind = "move"          // to the status in How
	MoveSilently Kind = "move-silently" // the same, and no event tells of it
	Review       Kind = "review"        // all documents that wait; How is the verdict
	MoveOwner    Kind = "move-owner"
	Recertify    Kind = "recertify" // ask for a new certification
)

// What goes wrong.
const (
	LoseWebhooks  Kind = "webhooks"       // Count deliveries; How is drop, double, delay, corrupt or hold
	Release       Kind = "release"        // those that were held, in another order
	Forge         Kind = "forge"          // an event about a customer; How is the way
	FailProvider  Kind = "provider-fails" // Count calls; How is the fault
	ExpireTokens  Kind = "expire-tokens"
	KillReplica   Kind = "kill-replica" // with SIGKILL, and start it again after For
	StopReplica   Kind = "stop-replica" // with SIGTERM, and start it again
	FreezeReplica Kind = "freeze-replica"
	AwaitReplica  Kind = "await-replica" // until it is ready: for plans that are written by hand
	KillAPI       Kind = "kill-apiserver"
	FreezeAPI     Kind = "freeze-apiserver"

	DeleteSubscription Kind = "delete-subscription" // somebody deletes a webhook subscription for our address, the Count-th that stands
	PauseSubscription  Kind = "pause-subscription"  // or pauses it
	AddSubscription    Kind = "add-subscription"    // or creates another one, with a key that nobody knows here
)

// Kinds are all there are.
var Kinds = []Kind{
	Apply, ApplyLate, Correct, ChangeEmail, Attach, Certify, Close, Reopen, Touch, Delete, DeleteClosed, TakeOver, RotateKey, SeeOff,
	Move, MoveSilently, Review, MoveOwner, Recertify,
	LoseWebhooks, Release, Forge, FailProvider, ExpireTokens, KillReplica, StopReplica, FreezeReplica, KillAPI, FreezeAPI,
	DeleteSubscription, PauseSubscription, AddSubscription,
}

// clusterLanes and staffLanes are how many people work side by side.
const (
	clusterLanes = 4
	staffLanes   = 2
)

// New draws up the plan of a seed for a run with so many replicas, at these providers.
func New(seed uint64, length time.Duration, replicas int, at []Repertoire) Plan {
	// Each subject has a stream of its own, so that a change of one leaves the others as they are.
	stream := func(n uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, n)) }
	p := Plan{Seed: seed, Length: length, Cast: newCast(stream(1), length, at)}
	d := drafter{plan: &p, repertoires: at}
	d.random = stream(2)
	d.lives()
	d.random = stream(3)
	d.staff()
	d.random = stream(4)
	d.network()
	d.random = stream(5)
	d.providerFaults()
	d.random = stream(6)
	d.outages(replicas)
	d.random = stream(7)
	d.takeOvers()
	d.random = stream(8)
	d.subscriptions()
	slices.SortStableFunc(p.Actions, func(a, b Action) int { return cmp.Compare(a.At, b.At) })
	return p
}

// drafter adds actions to a plan.
type drafter struct {
	plan        *Plan
	repertoires []Repertoire
	random      *rand.Rand
}

func (d *drafter) add(a Action) { d.plan.Actions = append(d.plan.Actions, a) }

// moment is one between two parts of the run, 0 its beginning and 1 its end.
func (d *drafter) moment(from, to float64) time.Duration {
	return time.Duration((from + (to-from)*d.random.Float64()) * float64(d.plan.Length)).Truncate(time.Millisecond)
}

// every calls f at moments that are about so far apart, through the whole run.
func (d *drafter) every(apart time.Duration, f func(at time.Duration)) {
	for at := d.between(0, apart); at < d.plan.Length; at += d.between(apart/2, apart*3/2) {
		f(at)
	}
}

func (d *drafter) between(from, to time.Duration) time.Duration {
	return (from + time.Duration(d.random.Int64N(int64(to-from)))).Truncate(time.Millisecond)
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func lane(kind string, n int) string { return fmt.Sprintf("%s-%d", kind, n) }
