package rules

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
)

// fileHost gives a file to whoever asks, and counts how often. An operator that starts with use reads from it.
func fileHost(t *testing.T, content []byte) (source v1alpha1.DocumentSource, reads *atomic.Int64, use func(*operator.Options)) {
	t.Helper()
	reads = &atomic.Int64{}
	files := httptest.NewTLSServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		reads.Add(1)
		_, _ = out.Write(content)
	}))
	t.Cleanup(files.Close)
	sum := sha256.Sum256(content)
	return v1alpha1.DocumentSource{URL: files.URL + "/file", SHA256: hex.EncodeToString(sum[:])}, reads, func(o *operator.Options) {
		o.Documents.Hosts = []string{strings.TrimPrefix(files.URL, "https://")}
		o.Documents.RootCAs = x509.NewCertPool()
		o.Documents.RootCAs.AddCert(files.Certificate())
		o.Documents.AllowAddress = func(netip.AddrPort) bool { return true }
	}
}

// A package that is not complete is looked at every few seconds, for what it lacks may be in a Secret. The documents
// that it has behind addresses, which cannot change, are not read from there each time.
func TestPackageIsNotReadAgainWhileNothingChanges(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		a := p.Person(w, "jane")
		w.ApplySecrets(a)
		documents := a.Customer.Spec.Documents
		require.Greater(t, len(documents), 1)
		rest, last := documents[:len(documents)-1], documents[len(documents)-1]
		ref := last.Source.SecretKeyRef
		paper := &corev1.Secret{}
		require.NoError(t, w.Kube.Get(w.Context, client.ObjectKey{Namespace: w.Namespace, Name: ref.Name}, paper))
		source, reads, use := fileHost(t, paper.Data[ref.Key])
		last.Source = source
		a.Customer.Spec.Documents = []v1alpha1.DocumentSpec{last}

		w.StartOperator(use)
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		w.ApplyCustomer(a)
		w.UntilReason(a.Name, v1alpha1.ConditionSynced, v1alpha1.ReasonPackageIncomplete)
		require.Positive(t, w.UntilAtRest("reads", 12*time.Second, func() int { return int(reads.Load()) }))

		w.Change(a.Name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Documents = append(vc.Spec.Documents, rest...) })
		w.UntilPhase(a.Name, v1alpha1.PhaseInReview)
	})
}

// Nor is a document that the provider would refuse, for what is behind an address stays what it is.
func TestDocumentThatWouldBeRefusedIsNotReadAgain(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	source, reads, use := fileHost(t, []byte(png("dora")["front.png"]))
	w.StartOperator(use)
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	vc := w.Person("dora", "document")
	vc.Spec.Documents = []v1alpha1.DocumentSpec{{Name: "bill", Type: "ProofOfAddress", Subject: "Person", Source: source}}
	w.Apply(vc, "1234")
	w.UntilReason("dora", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	require.Positive(t, w.UntilAtRest("reads", 12*time.Second, func() int { return int(reads.Load()) }))
}
