// Package webhook delivers what the simulated providers announce: it posts signed bodies to endpoints,
// several at a time, repeats what failed on the provider's schedule, and loses, doubles, delays, damages
// or holds back deliveries on demand.
//
// It does not know what is in a body, how it is signed or who subscribed: the simulated API hands over
// finished requests and is told of every attempt.
package webhook

import (
	"net/http"
	"time"
)

// Job is one webhook on its way to one endpoint.
type Job struct {
	// API is the simulated API it comes from, for rules and counters.
	API string
	// Topic of the event, for rules and counters.
	Topic string
	// Lane groups the jobs that share a limit on concurrent deliveries: one endpoint.
	Lane string
	// Concurrency is that limit.
	Concurrency int
	// URL, Header and Body are the request, signed already unless Stamp does it.
	URL    string
	Header http.Header
	Body   []byte
	// Stamp, if any, adds the headers that differ between attempts, such as a timestamp and a signature over
	// it. body is the one that the attempt should carry: what a fault does to it comes later.
	Stamp func(header http.Header, sent time.Time, body []byte)
	// Schedule is when to try again, each counted from the first attempt.
	Schedule []time.Duration
	// Wanted is asked right before each attempt whether the endpoint is still to have it.
	Wanted func() bool
	// Record is told of each attempt.
	Record func(Attempt)
}

// Attempt is one request to an endpoint and what came of it.
type Attempt struct {
	Sent     time.Time
	Answered time.Time
	// Status is 0 when no response came in time.
	Status int
}

// OK tells whether the endpoint accepted the webhook.
func (a Attempt) OK() bool { return a.Status >= 200 && a.Status < 300 }

// delivery is a job with its place in the schedule.
type delivery struct {
	Job
	lane    string    // where it queues; differs from Job.Lane after an ordered release
	limit   int       // how many of that lane run at a time
	corrupt bool      // damage the next attempt
	first   time.Time // first attempt
	retries int       // retries made
}
