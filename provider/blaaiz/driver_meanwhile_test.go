package blaaiz_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// meddling has something happen at the provider while the first file is uploaded.
type meddling struct {
	once sync.Once
	do   func()
}

func (m *meddling) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, "/uploads/") {
		m.once.Do(m.do)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// handInWhile hands in, and meanwhile the customer moves to a status.
func (d *driven) handInWhile(pkg provider.Package, status string) error {
	d.Helper()
	client, err := blaaiz.New(provider.Config{
		Endpoint: d.sandbox.BlaaizURL(), Credentials: credentials(sandbox.Key, sandbox.Secret),
		RequestsPerSecond: 1e6, Burst: 1000,
		Transport: &meddling{do: func() { d.move(pkg.CustomerID, controlapi.BlaaizMove{Status: status}) }},
	})
	require.NoError(d, err)
	return blaaiz.NewProvider(client).HandIn(d.Context(), pkg)
}

// A verdict that comes while a package is brought is of another package: no review is begun over it. That staff
// put a rejected customer back is none.
func TestDriverMeanwhile(t *testing.T) {
	for _, tc := range []struct {
		before, meanwhile string
		begins            bool
	}{
		{blaaiz.StatusPending, blaaiz.StatusPending, true},
		{blaaiz.StatusPending, blaaiz.StatusRejected, false},
		{blaaiz.StatusPending, blaaiz.StatusVerified, false},
		{blaaiz.StatusRejected, blaaiz.StatusPending, true},
		{blaaiz.StatusRejected, blaaiz.StatusRejected, true},
		{blaaiz.StatusRejected, blaaiz.StatusVerified, false},
	} {
		t.Run(tc.before+"/"+tc.meanwhile, func(t *testing.T) {
			d := drive(t)
			for _, pkg := range []provider.Package{janetsPackage(d.create(janet())), globexPackage(d.create(globex()))} {
				if tc.before == blaaiz.StatusRejected {
					d.move(pkg.CustomerID, controlapi.BlaaizMove{Status: tc.before})
				}
				err := d.handInWhile(pkg, tc.meanwhile)
				if tc.begins {
					require.NoError(t, err)
					assert.Equal(t, 1, d.truth(pkg.CustomerID).Submissions)
					continue
				}
				assert.Equal(t, []any{provider.ClassConflict, provider.OutcomeRefused}, []any{provider.ClassOf(err), provider.OutcomeOf(err)})
				assert.Equal(t, 0, d.truth(pkg.CustomerID).Submissions)
			}
		})
	}
}
