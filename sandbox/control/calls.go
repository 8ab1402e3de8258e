package control

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// call serves one route, as [Server.handle] has it.
type call = func(*http.Request) (any, error)

// one is a call about what the path names, by its id; a path without one names everything.
func one[T any](f func(id string) (T, error)) call {
	return func(r *http.Request) (any, error) { return f(r.PathValue("id")) }
}

// reading is a call with a body.
func reading[B any](f func(r *http.Request, body B) (any, error)) call {
	return func(r *http.Request) (any, error) {
		body, err := read[B](r)
		if err != nil {
			return nil, err
		}
		return f(r, body)
	}
}

// about is a call that does to what the path names what the body says.
func about[B, T any](f func(id string, body B) (T, error)) call {
	return reading(func(r *http.Request, body B) (any, error) { return f(r.PathValue("id"), body) })
}

// creating is a call that adds what the body says.
func creating[T any](f func(T) (T, error)) call {
	return reading(func(_ *http.Request, body T) (any, error) {
		v, err := f(body)
		return created{v}, err
	})
}

// emitting is a call that fires the event that the body says.
func emitting[B any](f func(B) (eventID string, err error)) call {
	return reading(func(_ *http.Request, body B) (any, error) {
		id, err := f(body)
		return created{controlapi.Emitted{EventID: id}}, err
	})
}

// expiring is a call that ends the life of something.
func expiring(f func() int) call {
	return func(*http.Request) (any, error) { return controlapi.Expired{Expired: f()}, nil }
}

// read parses a request's body strictly: a misspelt field is an error, not a call that does less. An
// empty body is an empty object.
func read[T any](r *http.Request) (T, error) {
	var v T
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil && !errors.Is(err, io.EOF) {
		return v, err
	}
	return v, nil
}
