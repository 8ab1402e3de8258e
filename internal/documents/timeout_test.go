package documents

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A host that takes the connection and gives nothing, or stops in the middle of the file, does not hold
// a reconciler up for ever: the problem says so, and is worth another try.
func TestHostsThatTakeTooLong(t *testing.T) {
	const short = 200 * time.Millisecond
	for name, tc := range map[string]struct {
		serve func(http.ResponseWriter, *http.Request)
		bound func(*fetcher)
	}{
		"no answer": {
			serve: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
			bound: func(f *fetcher) { f.transport.ResponseHeaderTimeout = short },
		},
		"no answer, in all": {
			serve: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
			bound: func(f *fetcher) { f.total = short },
		},
		"half of the file": {
			serve: func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, photo[:len(photo)/2])
				w.(http.Flusher).Flush()
				<-r.Context().Done()
			},
			bound: func(f *fetcher) { f.total = short },
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, http.HandlerFunc(tc.serve), filesHost+":{port}")
			tc.bound(s.loader.web)
			_, err := s.load(t.Context(), "https://files.example.com:{port}/photo", photo)
			p := ProblemOf(err)
			require.NotNil(t, p, "%v", err)
			assert.Equal(t, ReasonUnreachable, p.Reason)
			assert.True(t, p.Retryable)
			assert.Contains(t, p.Message, "it takes too long")
		})
	}
}
