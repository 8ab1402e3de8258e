// Package endtoend runs kubectl bonafide against the whole: an operator, an API server, and a
// simulated provider that asks its questions over HTTP.
package endtoend

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/utils/clock"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/plugin"
	"github.com/bonafide-dev/bonafide/provider/registry"
)

func TestMain(m *testing.M) { harness.Main(m) }

// The fifth choice of each of the simulated questions is the right one.
const (
	consent = "y\ny\n"
	right   = "5\n5\n5\n5\n"
	wrong   = "1\n1\n5\n5\n"
)

func TestAPersonPasses(t *testing.T) {
	t.Parallel()
	w := worldWithJane(t)
	code, out, errs := kba(w, strings.NewReader(consent+right))
	require.Zero(t, code, errs)
	assert.Contains(t, out, "Question 1 of 4 (2:00 left): Which of these streets have you lived on?\n  1) Elm\n")
	assert.Contains(t, out, "Passed")
	w.UntilPhase("jane", v1alpha1.PhaseVerified)
	assertCalls(w, 1, 1, 1)

	code, _, errs = kba(w, strings.NewReader(consent+right))
	assert.Equal(t, 1, code)
	assert.Contains(t, errs, `VerifiedCustomer "jane" does not wait for questions: it is Verified`)
	assertCalls(w, 1, 1, 1)
}

func TestAPersonFails(t *testing.T) {
	t.Parallel()
	w := worldWithJane(t)
	code, out, errs := kba(w, strings.NewReader(consent+wrong))
	assert.Equal(t, 1, code, errs)
	assert.Contains(t, out, "Not passed")
	w.UntilReason("jane", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentRequired)
	assertCalls(w, 1, 1, 1)
}

// Who declines, however often, still has the one attempt.
func TestDecliningLeavesTheAttempt(t *testing.T) {
	t.Parallel()
	w := worldWithJane(t)
	for _, input := range []string{"n\n", "", "y\nn\n", "y\n"} {
		code, _, errs := kba(w, strings.NewReader(input))
		assert.Equal(t, 1, code)
		assert.Contains(t, errs, "nothing is used")
	}
	assertCalls(w, 2, 0, 0)
	code, _, errs := kba(w, strings.NewReader(consent+right))
	require.Zero(t, code, errs)
	w.UntilPhase("jane", v1alpha1.PhaseVerified)
}

func TestTheSessionEndsAtTheProvider(t *testing.T) {
	t.Parallel()
	w := worldWithJane(t)
	expire := func() {
		_, err := w.Control.ExpireKBA(w.Context)
		require.NoError(t, err)
	}
	code, _, errs := kba(w, io.MultiReader(strings.NewReader(consent+"5\n5\n5\n"), &lateReader{Reader: strings.NewReader("5\n"), before: expire}))
	assert.Equal(t, 1, code)
	assert.Contains(t, errs, "the provider took no answers, because the time was over or the session had ended; the session is used")

	code, _, errs = kba(w, strings.NewReader(consent+right))
	assert.Equal(t, 1, code)
	assert.Contains(t, errs, "the only one was used before")
	assertCalls(w, 2, 1, 1)
}

// lateReader does something before it is first read.
type lateReader struct {
	io.Reader
	before func()
}

func (r *lateReader) Read(p []byte) (int, error) {
	if r.before != nil {
		r.before()
		r.before = nil
	}
	return r.Reader.Read(p)
}

// worldWithJane has an operator, and a person for whom the provider has questions.
func worldWithJane(t *testing.T) *harness.World {
	t.Helper()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.Apply(w.Person("jane", "kba"), "123456789")
	w.UntilReason("jane", v1alpha1.ConditionVerified, v1alpha1.ReasonKBARequired)
	return w
}

// kba runs kubectl bonafide kba jane for somebody who types input at a terminal.
func kba(w *harness.World, input io.Reader) (code int, out, errs string) {
	w.Helper()
	var stdout, stderr strings.Builder
	env := plugin.Environment{
		IOStreams:   genericiooptions.IOStreams{In: input, Out: &stdout, ErrOut: &stderr},
		Interactive: true,
		Interrupts:  func() (<-chan os.Signal, func()) { return nil, func() {} },
		Drivers:     registry.Drivers(),
		Clock:       clock.RealClock{},
	}
	code = plugin.Run(context.Background(), env, []string{"kba", "jane", "--kubeconfig", kubeconfig(w), "-n", w.Namespace})
	return code, stdout.String(), stderr.String()
}

// kubeconfig is a file that leads to the world's API server.
func kubeconfig(w *harness.World) string {
	w.Helper()
	path := filepath.Join(w.TempDir(), "kubeconfig")
	require.NoError(w, clientcmd.WriteToFile(kubeconfigOf(w.Config), path))
	return path
}

func kubeconfigOf(c *rest.Config) clientcmdapi.Config {
	const name = "world"
	return clientcmdapi.Config{
		Clusters: map[string]*clientcmdapi.Cluster{name: {Server: c.Host, CertificateAuthorityData: c.CAData}},
		AuthInfos: map[string]*clientcmdapi.AuthInfo{name: {
			ClientCertificateData: c.CertData, ClientKeyData: c.KeyData,
		}},
		Contexts:       map[string]*clientcmdapi.Context{name: {Cluster: name, AuthInfo: name}},
		CurrentContext: name,
	}
}

// assertCalls compares how often the provider was asked to open a session, for the questions, and
// to take answers.
func assertCalls(w *harness.World, begun, read, answered int) {
	w.Helper()
	want := fmt.Sprintf("%d begun, %d read, %d answered", begun, read, answered)
	assert.Equal(w, want, fmt.Sprintf("%d begun, %d read, %d answered",
		w.Calls("POST /customers/{id}/kba"), w.Calls("GET /kba/{id}"), w.Calls("POST /kba/{id}")))
}
