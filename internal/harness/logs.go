package harness

import (
	"bytes"
	"os"
	"sync"
)

// logs keeps everything that operators log, so that tests can look for what must not be there.
var logs = &logBook{}

type logBook struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if os.Getenv("BONAFIDE_TEST_LOGS") != "" {
		_, _ = os.Stderr.Write(p)
	}
	return l.all.Write(p)
}

// Logs is all that was logged so far by the operators of this test binary.
func Logs() string {
	logs.mu.Lock()
	defer logs.mu.Unlock()
	return logs.all.String()
}
