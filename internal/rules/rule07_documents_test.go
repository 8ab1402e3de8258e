package rules

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// The content of a document is in no log either, at whatever level and in whatever form: client-go writes
// the answers that it gets as hexadecimal dumps, a few bytes a line.
func TestRule07DocumentsStayInTheirSecrets(t *testing.T) {
	t.Parallel()
	const canary = "QZQZQZQZQZQZ" // shorter than the text beside a line of a dump
	s := &spy{}
	w := harness.NewWorld(t)
	op := s.startOperator(w)
	setPicture(w, "dora-docs", strings.Repeat("QZ", 200), true)
	dora(w)
	w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
	w.UntilDelivered()
	op.Stop()
	s.objects(w)
	s.heard("a log of the process", harness.Logs())
	all := s.all()
	for where, text := range all {
		assert.NotContains(t, text, canary, "%s holds the document", where)
	}
	require.Contains(t, all["a log"], "Response Body", "what client-go logs was not searched")
	oncePerContent(w, 1)
}
