package blaaiz_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// dying is a transport that ends the process, as it were, at one of its calls: nothing goes out any more.
type dying struct {
	at     int32
	after  bool
	kill   context.CancelFunc
	called atomic.Int32 // a token may be fetched beside
}

var errKilled = errors.New("killed")

func (d *dying) RoundTrip(r *http.Request) (*http.Response, error) {
	called := d.called.Add(1)
	if called > d.at || called == d.at && !d.after {
		d.kill()
		return nil, errKilled
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if called == d.at {
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
		d.kill()
		return nil, errKilled
	}
	return resp, err
}

// handInDying hands in and is killed at a call. It tells whether the killing came too late.
func (d *driven) handInDying(pkg provider.Package, at int, after bool) (survived bool, err error) {
	d.Helper()
	ctx, kill := context.WithCancel(d.Context())
	defer kill()
	transport := &dying{at: int32(at), after: after, kill: kill}
	client, err := blaaiz.New(provider.Config{
		Endpoint: d.sandbox.BlaaizURL(), Credentials: credentials(sandbox.Key, sandbox.Secret),
		RequestsPerSecond: 1e6, Burst: 1000, Transport: transport,
	})
	require.NoError(d, err)
	err = blaaiz.NewProvider(client).HandIn(ctx, pkg)
	return transport.called.Load() < int32(at), err
}

// resume does what the operator does after a hand-in failed: at once if no review was begun, and otherwise if a
// look shows that none was.
func (d *driven) resume(pkg provider.Package, err error) {
	d.Helper()
	if provider.OutcomeOf(err) == provider.OutcomeRefused {
		require.Equal(d, 0, d.truth(pkg.CustomerID).Submissions, "refused, and yet begun: %v", err)
		d.handIn(pkg)
		return
	}
	if d.truth(pkg.CustomerID).Submissions == 0 {
		d.handIn(pkg)
	}
}

// scenario is a customer and a package for it, new each time.
type scenario struct {
	make  func(d *driven, n int) provider.Package
	check func(d *driven, id string)
	// open is how many calls leave open what they did: the last one, and those that make an owner or a document.
	open int
}

func scenarios() map[string]scenario {
	return map[string]scenario{
		"person": {
			open: 1,
			make: func(d *driven, n int) provider.Package {
				c := janet()
				c.Person.Email = fmt.Sprintf("janet%d@example.com", n)
				pkg := janetsPackage(d.create(c))
				pkg.Customer.Person.Email = c.Person.Email
				pkg.Customer.Person.LastName = "Changed"
				return pkg
			},
			check: func(d *driven, id string) {
				c := d.truth(id)
				assert.Equal(d, 1, c.Submissions)
				assert.Equal(d, []string{"id_file", "id_file_back", "liveness_check_file", "proof_of_address_file"}, c.Files)
				assert.Equal(d, "Changed", c.LastName)
			},
		},
		// Of the owners only one came with the create, and a document is there that nobody wants.
		"business": {
			open: 4,
			make: func(d *driven, n int) provider.Package {
				c := globex()
				c.Business.Background.RegistrationNumber = fmt.Sprintf("RC %d", n)
				whole := provider.WholeShare
				c.Owners = c.Owners[:1]
				c.Owners[0].Owner.Background.Share = &whole
				pkg := globexPackage(d.create(c))
				pkg.Customer.Business.Background.RegistrationNumber = c.Business.Background.RegistrationNumber
				d.addDocument(pkg.CustomerID, "stale")
				return pkg
			},
			check: func(d *driven, id string) {
				d.assertOneOfEach(id, 1)
				counters, err := d.control.Counters(d.Context(), "blaaiz")
				require.NoError(d, err)
				assert.Equal(d, 2, counters.OwnerCreates[id])
			},
		},
	}
}

// A kill at every call of a hand-in, before and after the call had its effect.
func TestDriverKilled(t *testing.T) {
	for name, s := range scenarios() {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/after=%t", name, after), func(t *testing.T) {
				d := drive(t)
				unknown := 0
				for at := 1; ; at++ {
					require.Less(t, at, 60)
					pkg := s.make(d, at)
					survived, err := d.handInDying(pkg, at, after)
					if survived {
						require.NoError(t, err)
						s.check(d, pkg.CustomerID)
						require.Greater(t, at, 8, "it makes that many calls")
						break
					}
					if provider.OutcomeOf(failure(t, err)) == provider.OutcomeUnknown {
						unknown++
					}
					d.resume(pkg, err)
					s.check(d, pkg.CustomerID)
				}
				assert.Equal(t, s.open, unknown)
			})
		}
	}
}

// A connection that is cut at every call, before and after the call had its effect; the process lives on.
func TestDriverCut(t *testing.T) {
	for name, s := range scenarios() {
		for _, drop := range []string{controlapi.DropBefore, controlapi.DropAfter} {
			t.Run(name+"/"+drop, func(t *testing.T) {
				d := drive(t)
				for skip := 0; ; skip++ {
					require.Less(t, skip, 60)
					pkg := s.make(d, skip)
					f, err := d.control.AddFault(t.Context(), controlapi.Fault{API: "blaaiz", Skip: skip, Drop: drop})
					require.NoError(t, err)
					if err := d.p.HandIn(t.Context(), pkg); err != nil {
						d.resume(pkg, err)
					}
					s.check(d, pkg.CustomerID)
					hits := d.hits(f.ID)
					require.NoError(t, d.control.RemoveFault(t.Context(), f.ID))
					if hits == 0 {
						break
					}
				}
			})
		}
	}
}

// impatient gives up its first call of a path after a short while.
type impatient struct {
	path *regexp.Regexp
	once atomic.Bool
}

func (i *impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet || !i.path.MatchString(r.URL.Path) || i.once.Swap(true) {
		return http.DefaultTransport.RoundTrip(r)
	}
	ctx, cancel := context.WithTimeout(r.Context(), 30*time.Millisecond)
	defer cancel()
	return http.DefaultTransport.RoundTrip(r.WithContext(ctx))
}

// A call that takes its effect only after the caller gave it up: what makes an owner or a document says that it may,
// so that nobody looks too early and makes it twice.
func TestDriverLate(t *testing.T) {
	for name, tc := range map[string]struct {
		path    string
		arrived func(c controlapi.BlaaizCustomer) bool
	}{
		"owner":    {"/customer/[^/]+$", func(c controlapi.BlaaizCustomer) bool { return len(c.Owners) == 2 }},
		"document": {"/document$", func(c controlapi.BlaaizCustomer) bool { return len(c.Documents) == 2 }},
	} {
		t.Run(name, func(t *testing.T) {
			d := drive(t)
			pkg := scenarios()["business"].make(d, 1)
			d.fault(controlapi.Fault{API: "blaaiz", Path: tc.path, Method: http.MethodPut, Delay: controlapi.Duration(300 * time.Millisecond)})
			d.fault(controlapi.Fault{API: "blaaiz", Path: tc.path, Method: http.MethodPost, Delay: controlapi.Duration(300 * time.Millisecond)})
			client, err := blaaiz.New(provider.Config{
				Endpoint: d.sandbox.BlaaizURL(), Credentials: credentials(sandbox.Key, sandbox.Secret),
				RequestsPerSecond: 1e6, Burst: 1000, Transport: &impatient{path: regexp.MustCompile(tc.path)},
			})
			require.NoError(t, err)
			e := failure(t, blaaiz.NewProvider(client).HandIn(t.Context(), pkg))
			require.Equal(t, []any{provider.ClassUnavailable, provider.OutcomeUnknown}, []any{e.Class, e.Outcome})
			require.False(t, tc.arrived(d.truth(pkg.CustomerID)), "it comes later")
			require.Eventually(t, func() bool { return tc.arrived(d.truth(pkg.CustomerID)) }, patience, time.Millisecond)
			d.handIn(pkg)
			scenarios()["business"].check(d, pkg.CustomerID)
		})
	}
}

// What was there at the first look and is removed while a package is brought is no customer that is gone.
func TestDriverVanished(t *testing.T) {
	d := drive(t)
	for _, pkg := range []provider.Package{janetsPackage(d.create(janet())), globexPackage(d.create(globex()))} {
		d.fault(controlapi.Fault{API: "blaaiz", Method: http.MethodPost, Path: "/files$", Status: http.StatusNotFound})
		e := failure(t, d.p.HandIn(t.Context(), pkg))
		assert.Equal(t, []any{provider.ClassUnavailable, provider.OutcomeRefused}, []any{e.Class, e.Outcome})
		d.handIn(pkg)
		pkg.CustomerID = "00000000-0000-4000-8000-000000000000"
		assert.Equal(t, provider.ClassNotFound, provider.ClassOf(d.p.HandIn(t.Context(), pkg)), "but this one is")
	}
}

func (d *driven) hits(faultID string) int {
	d.Helper()
	all, err := d.control.Faults(d.Context())
	require.NoError(d, err)
	for _, f := range all {
		if f.ID == faultID {
			return f.Hits
		}
	}
	return 0
}

// A hand-in whose answer was lost is not begun again while it is under review, nor after a verdict on it.
func TestDriverNoSecondReview(t *testing.T) {
	d := drive(t)
	person, business := d.create(janet()), d.create(globex())
	for _, tc := range []struct {
		path   string
		pkg    provider.Package
		status string
	}{
		{"/files$", janetsPackage(person), blaaiz.StatusVerified},
		{"/submit$", globexPackage(business), blaaiz.StatusVerified},
	} {
		d.fault(controlapi.Fault{API: "blaaiz", Method: http.MethodPost, Path: "/customer/[^/]+" + tc.path, Drop: controlapi.DropAfter})
		err := failure(t, d.p.HandIn(t.Context(), tc.pkg))
		require.Equal(t, provider.OutcomeUnknown, err.Outcome, tc.path)
		assert.Equal(t, provider.ClassConflict, provider.ClassOf(d.p.HandIn(t.Context(), tc.pkg)), tc.path)
		d.move(tc.pkg.CustomerID, controlapi.BlaaizMove{Status: tc.status})
		assert.Equal(t, provider.ClassConflict, provider.ClassOf(d.p.HandIn(t.Context(), tc.pkg)), tc.path)
		assert.Equal(t, 1, d.truth(tc.pkg.CustomerID).Submissions, tc.path)
	}
}
