package blaaiz

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// What Blaaiz's staff want of a business that they put back may stand in the event alone. It is told for as long as the
// business waits, and not until the next look only.
func TestReasonOfPuttingBackStays(t *testing.T) {
	c := customer(t, `{"id":"c","type":"business","verification_status":"PENDING"}`)
	ref := provider.CustomerRef{ID: "c", HandedIn: true, Remark: provider.Remark{Status: "PENDING", Text: "Add the register of directors."}}
	for range 2 {
		o := c.observation(ref)
		require.Len(t, o.Requirements, 1)
		assert.Equal(t, "Blaaiz put the customer back to where it was before it was handed in. Its last comment: Add the register of directors.", o.Requirements[0].Message)
		ref.Remark = provider.Remark{Status: o.Status, Text: o.Remark} // As callers remember it.
	}
	ref.HandedIn = false
	assert.Empty(t, c.observation(ref).Remark, "of one that was never handed in")
}
