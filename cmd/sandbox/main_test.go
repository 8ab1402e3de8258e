package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const patience = 20 * time.Second

// output is a writer that may be read meanwhile.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

var freePorts = []string{
	"--dwolla-bind-address=127.0.0.1:0", "--fin-bind-address=127.0.0.1:0",
	"--blaaiz-bind-address=127.0.0.1:0", "--control-bind-address=127.0.0.1:0",
}

func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	address := l.Addr().String()
	for _, name := range []string{"dwolla", "fin", "blaaiz", "control"} {
		err := run(t.Context(), append(freePorts, "--"+name+"-bind-address="+address), new(output))
		assert.EqualError(t, err, "--"+name+"-bind-address: cannot listen on "+address+" for "+name+
			": the port is already in use")
	}
}

func TestRunServesUntilItsContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var log output
	done := make(chan error, 1)
	go func() { done <- run(ctx, append(freePorts, "--time-scale=60", "--token-ttl=10m"), &log) }()
	control := awaitReady(t, &log)
	res, err := http.Get(control + "/healthz")
	require.NoError(t, err)
	res.Body.Close()
	assert.Equal(t, http.StatusOK, res.StatusCode)
	cancel()
	assert.NoError(t, <-done)
}

func TestFlagErrors(t *testing.T) {
	for _, args := range [][]string{{"--no-such-flag"}, {"serve"}, {"--time-scale=0x"}, {"--time-scale=-1"}} {
		assert.Error(t, run(t.Context(), append(freePorts, args...), new(output)), "%v", args)
	}
}

// TestSIGTERM runs this test binary as the command.
func TestSIGTERM(t *testing.T) {
	var log output
	cmd := exec.Command(os.Args[0], freePorts...)
	cmd.Env = append(os.Environ(), "SANDBOX_MAIN=1")
	cmd.Stderr = &log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	awaitReady(t, &log)
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	assert.NoError(t, cmd.Wait(), "%s", log.String())
}

func TestMain(m *testing.M) {
	if os.Getenv("SANDBOX_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestKnowsNothingOfTheOperator keeps the simulator and what it tests apart.
func TestKnowsNothingOfTheOperator(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	const module = "github.com/bonafide-dev/bonafide/"
	for pkg := range strings.FieldsSeq(string(out)) {
		rest, ours := strings.CutPrefix(pkg, module)
		if ours {
			assert.True(t, strings.HasPrefix(filepath.ToSlash(rest)+"/", "sandbox/") || rest == "cmd/sandbox", pkg)
		}
	}
}

var ready = regexp.MustCompile(`msg="sandbox ready".* control=(\S+)`)

func awaitReady(t *testing.T, log *output) (control string) {
	t.Helper()
	require.Eventually(t, func() bool {
		m := ready.FindStringSubmatch(log.String())
		if m != nil {
			control = m[1]
		}
		return m != nil
	}, patience, time.Millisecond, "ready")
	return control
}
