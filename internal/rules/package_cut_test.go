package rules

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// The provider asks for a pause just before the call that hands a package in: nothing that has arrived is brought once
// more, where the driver tells of it.
func TestHandInThatIsCutOffGoesOn(t *testing.T) {
	t.Parallel()
	for _, p := range harness.Platforms() {
		if p.Name() != "blaaiz" {
			continue
		}
		w := harness.NewWorld(t, harness.On(p))
		acme := p.Business(w, "acme")
		submit := w.Route(harness.HandIn, acme.Type())
		w.AddFault(submit.Fault(controlapi.Fault{Status: http.StatusTooManyRequests, Headers: map[string]string{"Retry-After": "1"}}))
		w.StartOperator()
		approved(w, acme)
		costs := p.Costs(acme.Type())
		for _, route := range []string{"PUT /uploads/{file}", "POST /api/external/customer/{customer}/document"} {
			assert.Equal(t, costs[route], w.Calls(route), route)
		}
		assert.Equal(t, costs[submit.Name]+1, w.Calls(submit.Name))
	}
}
