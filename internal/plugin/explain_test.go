package plugin

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
)

// What a provider says is passed on without the name of the driver's call.
func TestExplanationsNameNoCall(t *testing.T) {
	err := &provider.Error{Class: provider.ClassConflict, Outcome: provider.OutcomeRefused, Operation: "BeginQuiz", Message: "Dwolla has no questions now"}
	for name, explain := range map[string]func(error) error{
		"before": explainBefore, "reading": explainReading, "after": explainAfter, "sending": explainSending,
	} {
		told := explain(err)
		assert.Contains(t, told.Error(), "Dwolla has no questions now", name)
		assert.NotContains(t, told.Error(), "BeginQuiz", name)
		assert.ErrorIs(t, told, err, name)
	}
}
