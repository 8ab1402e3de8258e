// Package transport is the HTTP layer that the clients of all providers share: time-outs, retries of
// what is safe to repeat, rate limiting, the gate that a 429 closes, and errors by class. API adds the
// provider's address and the access tokens.
//
// It knows HTTP, and which failures leave it open whether a request took effect. It must not know
// any provider's addresses, paths, bodies or error codes: a driver hands in what is its own, and adds
// what answers say through Refine.
//
// # What is repeated
//
// A request that certainly never left (no connection could be made, or nothing was written to it),
// or that the server says over HTTP/2 it did not take, is repeated whatever its method. One that may have had its effect (a time-out or a broken
// connection after the first byte, a 500, 502, 503 or 504) is repeated only if repeating is
// harmless: GET and HEAD, and requests that the caller marks Idempotent. Everything else is returned
// with OutcomeUnknown, and the caller, who knows what the request meant, looks before it repeats. A
// 429 is never repeated.
//
// net/http has retries of its own: it replays a request whose reused connection turned out to be
// closed if the request is a GET, or carries an Idempotency-Key header and its body can be rewound.
// A POST replayed like that would be harmless where the provider honours the key, but its second
// answer (a conflict with itself, say) would hide what became of the first. So no request here can
// be rewound: net/http returns the error, and this package decides.
//
// # Who goes first
//
// The rate limit is one for all calls of a client, and calls that provider.Urgent marks go before the others: those
// of events, whose senders wait for an answer, and those for access tokens, for which everybody waits.
//
// # What errors hold
//
// No URL, no header, no body: an e-mail address in a query must not travel into a log or a status
// condition. The cause of an error is kept only if its type is known to hold nothing of the request.
package transport
