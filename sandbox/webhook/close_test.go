package webhook_test

import (
	"io"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/sandbox/counters"
	"github.com/bonafide-dev/bonafide/sandbox/webhook"
)

// TestSendingAfterClose: what a simulated API still sends by itself while the sandbox closes is dropped, for
// nobody waits for it any more.
func TestSendingAfterClose(t *testing.T) {
	e := webhook.New(webhook.Config{Counters: counters.New(), Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	release := make(chan struct{})
	job := webhook.Job{API: "fin", Topic: "customer.status", Wanted: func() bool { <-release; return false }}
	e.Close()
	e.Enqueue(job)
	e.EnqueueOnce(job)
	assert.True(t, e.Pending().Idle())
	close(release)
}
