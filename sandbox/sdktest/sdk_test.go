//go:build sdk

// Package sdktest drives the provider's own SDKs against the sandbox: what they accept, a faithful
// simulator has to send. It needs Node.js and the packages of package.json; run.sh installs and runs.
package sdktest

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func TestSDKs(t *testing.T) {
	for script, creates := range map[string]int{"node.mjs": 4, "typescript.mjs": 6} {
		t.Run(script, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{})
			hooks := testenv.NewEndpoint(t, nil)
			cmd := exec.CommandContext(t.Context(), "node", script)
			cmd.Env = append(os.Environ(), "DWOLLA_URL="+e.Sandbox.DwollaURL(), "HOOK_URL="+hooks.URL)
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s", out)

			c, err := e.Control.Counters(t.Context(), "dwolla")
			require.NoError(t, err)
			assert.Equal(t, creates, c.Creates.Total)
			assert.Equal(t, 2, c.TokenRequests, "the test's own and one for all of the script")
			hooks.Await(t, 2*creates)
		})
	}
}
