package httpx

import (
	"bytes"
	"errors"
	"io"
	"net/http"
)

// ErrTooLarge says that a request's body is longer than the reader accepts.
var ErrTooLarge = errors.New("request body too large")

// ReadBody reads the whole body and puts it back, so that the next reader finds it complete, whatever
// the outcome. It returns [ErrTooLarge] when the body has more than limit bytes.
func ReadBody(r *http.Request, limit int64) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	rest := r.Body
	b, err := io.ReadAll(io.LimitReader(rest, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		r.Body = restored{io.MultiReader(bytes.NewReader(b), rest), rest}
		return nil, ErrTooLarge
	}
	r.Body = restored{bytes.NewReader(b), rest}
	return b, nil
}

type restored struct {
	io.Reader
	io.Closer
}

// WithRequestID gives every response an X-Request-Id header, made by next.
func WithRequestID(newID func() string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", newID())
		next.ServeHTTP(w, r)
	})
}

// HangUp is a panic with which a handler gives up a connection that it has hijacked. [WithHangUp] closes
// the connection once all middleware in between has seen the panic, so that whoever notices the end of the
// connection finds the call counted.
type HangUp struct{ Conn io.Closer }

// WithHangUp lets handlers panic with [HangUp].
func WithHangUp(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch v := recover().(type) {
			case nil:
			case HangUp:
				_ = v.Conn.Close()
				panic(http.ErrAbortHandler)
			default:
				panic(v)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
