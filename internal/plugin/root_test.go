package plugin

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestVersion(t *testing.T) {
	d := newDesk(t)
	require.Zero(t, d.runs("version"))
	assert.Regexp(t, `^kubectl-bonafide \S+\n$`, d.out.String())
}

func TestHelpSpeaksOfKubectl(t *testing.T) {
	for _, command := range []string{"kba", "status", "version"} {
		d := newDesk(t)
		require.Zero(t, d.runs(command, "--help"))
		assert.Contains(t, d.out.String(), "kubectl bonafide "+command)
	}
}

func TestCompletion(t *testing.T) {
	d := newDesk(t)
	d.customer("jane", waitingForAnswers())
	d.customer("john", underReview())
	tests := map[string][]string{
		"jane\n:4\n":       {"kba", "j"},
		"jane\njohn\n:4\n": {"status", "j"},
		":4\n":             {"kba", "jane", "j"},
	}
	for want, args := range tests {
		d.out.buf.Reset()
		// The namespace stands before the word that is completed.
		full := append([]string{"__complete", "--kubeconfig", shared.kubeconfig, "--namespace", d.namespace}, args...)
		require.Zero(t, Run(d.Context(), d.env, full))
		assert.Equal(t, want, d.out.String(), args)
	}
	d.out.buf.Reset()
	require.Zero(t, d.runs("completion", "bash"))
	assert.Contains(t, d.out.String(), "kubectl-bonafide")
}

func TestNoCluster(t *testing.T) {
	d := newDesk(t)
	assert.Equal(t, 1, Run(d.Context(), d.env, []string{"status", "--kubeconfig", "/does/not/exist"}))
	assert.Contains(t, d.err.String(), "error: ")
}
