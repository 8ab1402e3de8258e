package fin_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/fin"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// TestDriverPerson: a person from the create to the verdict.
func TestDriverPerson(t *testing.T) {
	dialects(t, func(t *testing.T, s controlapi.FinSettings) {
		d := drive(t, s)
		c := jane("Jane", "Jane@Example.com")
		id := d.create(c)
		o := d.look(id, c, false)
		assert.Equal(t, provider.PackageWanted, o.Package)
		assert.Equal(t, "Incomplete", o.Reason)
		assert.NotEmpty(t, o.Requirements[0].Link, "where the terms are")
		assert.Empty(t, o.Profile)
		found, err := d.FindLookalikes(t.Context(), provider.FindRequest{Email: "JANE@example.com", Type: c.Type})
		require.NoError(t, err)
		assert.Equal(t, []string{id}, found)

		require.NoError(t, d.HandIn(t.Context(), packageOf(id, c)))
		o = d.look(id, c, true)
		assert.NotEqual(t, provider.PackageWanted, o.Package, "what is queued is not wanted again")
		o = d.comes(id, fin.StatusApproved, c)
		assert.Equal(t, provider.PhaseVerified, o.Phase)
		assert.Equal(t, provider.PackageNone, o.Package)
		d.once(id, 2, 1)
		err = d.HandIn(t.Context(), packageOf(id, c))
		assert.Equal(t, provider.ClassConflict, failure(t, err).Class)
		assert.Equal(t, provider.OutcomeRefused, failure(t, err).Outcome)
		truth, err := d.control.FinCustomer(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, "key-1", truth.Reference)
		assert.Equal(t, "jane@example.com", truth.Email)
	})
}

// TestDriverBusiness: a business with two owners from the create to the verdict.
func TestDriverBusiness(t *testing.T) {
	w := controlapi.FinSettings{}
	d := drive(t, w)
	c := acme("Acme", "acme@example.com", "ada", "bob")
	id := d.create(c)
	o := d.look(id, c, false)
	assert.Equal(t, provider.PackageWanted, o.Package)
	require.Len(t, o.Owners, 2)
	assert.Equal(t, "ada@example.com", o.Owners[0].Email)
	assert.Equal(t, "Incomplete", o.Owners[0].Reason)

	require.NoError(t, d.HandIn(t.Context(), packageOf(id, c)))
	o = d.comes(id, fin.StatusApproved, c)
	for _, owner := range o.Owners {
		assert.Equal(t, provider.PhaseVerified, owner.Phase)
	}
	d.once(id, 8, 1)
	calls, err := d.control.Counters(t.Context(), "fin")
	require.NoError(t, err)
	assert.Equal(t, 2, calls.Submissions[id], "one attach for the business and one for all of its parties")
}

// TestDriverQueued: until Fin works on what was attached its status does not tell, and HandedIn does.
func TestDriverQueued(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := jane("incomplete", "jane@example.com")
	id := d.create(c)
	require.NoError(t, d.HandIn(t.Context(), packageOf(id, c)))
	o := d.look(id, c, true)
	assert.Equal(t, fin.StatusIncomplete, o.Status)
	assert.Equal(t, provider.PhaseInReview, o.Phase)
	assert.Equal(t, "Queued", o.Reason)
	assert.Equal(t, provider.PackageNone, o.Package)
	assert.Equal(t, provider.ReviewDue{BusinessDays: 5}, o.ReviewDue)
	assert.Empty(t, o.Requirements)
	d.Provider = d.open(clock{-time.Hour})
	e := failure(t, d.HandIn(t.Context(), packageOf(id, c)))
	assert.Equal(t, provider.ClassUnavailable, e.Class, "who has just changed may be queued")
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
	assert.Equal(t, 20*time.Second, e.RetryAfter)
	d.once(id, 2, 0)
}

// TestDriverTakeover: which version reads a customer is found out.
func TestDriverTakeover(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	person, business := d.create(jane("Jane", "jane@example.com")), d.create(acme("Acme", "acme@example.com", "ada"))
	for _, taken := range []provider.CustomerType{"", provider.CustomerPersonal, provider.CustomerBusiness} {
		o, err := d.GetCustomer(t.Context(), provider.CustomerRef{ID: person, Type: taken})
		require.NoError(t, err)
		assert.Equal(t, provider.CustomerPersonal, o.Type)
		o, err = d.GetCustomer(t.Context(), provider.CustomerRef{ID: business, Type: taken})
		require.NoError(t, err)
		assert.Equal(t, provider.CustomerBusiness, o.Type)
		assert.Len(t, o.Owners, 1)
		_, err = d.GetCustomer(t.Context(), provider.CustomerRef{ID: "11111111-1111-4111-8111-111111111111", Type: taken})
		assert.Equal(t, provider.ClassNotFound, failure(t, err).Class)
	}
	err := d.HandIn(t.Context(), packageOf(business, jane("Jane", "jane@example.com")))
	assert.Equal(t, provider.FieldPath("type"), failure(t, err).Fields[0].Path)
}

// killer ends the caller's context at one call: before it leaves, or when it had its effect.
type killer struct {
	at    int
	after bool
	kill  context.CancelFunc
	calls int
	base  http.RoundTripper
}

func (k *killer) RoundTrip(r *http.Request) (*http.Response, error) {
	k.calls++
	if k.calls-1 != k.at {
		return k.base.RoundTrip(r)
	}
	if k.after {
		// The answer comes, and nobody is left to read it.
		resp, err := k.base.RoundTrip(r.WithContext(context.WithoutCancel(r.Context())))
		if err == nil {
			_ = resp.Body.Close()
		}
	}
	k.kill()
	return nil, context.Canceled
}

// TestDriverKilled: a hand-in that is killed at any of its calls and taken up again leaves nothing twice, and
// begins one review.
func TestDriverKilled(t *testing.T) {
	for name, tc := range map[string]struct {
		customer  provider.Customer
		documents int
	}{
		"person":   {jane("Jane", "jane@example.com"), 2},
		"business": {acme("Acme", "acme@example.com", "ada", "bob"), 8},
	} {
		for _, after := range []bool{false, true} {
			t.Run(name+" killed "+map[bool]string{false: "before", true: "after"}[after], func(t *testing.T) {
				d := drive(t, controlapi.FinSettings{})
				for at := 0; ; at++ {
					c := tc.customer
					email := strconv.Itoa(at) + "@example.com"
					c.Person.Email, c.Business.Email = email, email
					id := d.create(c)
					ctx, cancel := context.WithCancel(t.Context())
					k := &killer{at: at, after: after, kill: cancel, base: http.DefaultTransport}
					err := d.open(k).HandIn(ctx, packageOf(id, c))
					cancel()
					if err == nil {
						require.GreaterOrEqual(t, at, 6, "a token, two looks, uploads and an attach")
						require.Equal(t, at, k.calls, "the last call was passed")
						return
					}
					d.takeUp(id, c)
					d.comes(id, fin.StatusApproved, c)
					d.once(id, tc.documents, 1)
				}
			})
		}
	}
}

// TestDriverAnswerKilled: so does an answer to a request.
func TestDriverAnswerKilled(t *testing.T) {
	for name, tc := range map[string]struct {
		customer  provider.Customer
		documents int
	}{
		"person":   {jane("rfi", "jane@example.com"), 3},
		"business": {acme("rfi", "acme@example.com", "ada"), 7},
		"owner":    {acme("Acme", "acme@example.com", "rfi"), 7},
	} {
		for _, after := range []bool{false, true} {
			t.Run(name+" killed "+map[bool]string{false: "before", true: "after"}[after], func(t *testing.T) {
				d := drive(t, controlapi.FinSettings{})
				c := tc.customer
				for at := 0; ; at++ {
					email := strconv.Itoa(at) + "@example.com"
					c.Person.Email, c.Business.Email = email, email
					id := d.create(c)
					pkg := packageOf(id, c)
					require.NoError(t, d.HandIn(t.Context(), pkg))
					d.comes(id, fin.StatusActionRequired, c)
					pkg = known(pkg)
					renew(pkg.Documents, "passport", "authority")
					for i := range pkg.Customer.Owners {
						renew(pkg.Customer.Owners[i].Documents, "passport")
					}
					ctx, cancel := context.WithCancel(t.Context())
					k := &killer{at: at, after: after, kill: cancel, base: http.DefaultTransport}
					err := d.open(k).HandIn(ctx, pkg)
					cancel()
					if err == nil {
						require.Equal(t, at, k.calls, "the last call was passed")
						return
					}
					require.Eventually(t, func() bool {
						o := d.look(id, c, true)
						if o.Package == provider.PackageWantedAgain {
							_ = d.HandIn(t.Context(), pkg)
						}
						return o.Status == fin.StatusApproved
					}, 30*time.Second, time.Millisecond)
					truth, err := d.control.FinCustomer(t.Context(), id)
					require.NoError(t, err)
					assert.Len(t, truth.Documents, tc.documents)
				}
			})
		}
	}
}

// takeUp hands in what a killed hand-in left, as the operator does: it looks, and hands in what is wanted. Some
// time later it is certain what Fin did with the first part.
func (d *driven) takeUp(id string, c provider.Customer) {
	d.Helper()
	later := d.open(clock{time.Hour})
	require.Eventually(d, func() bool {
		o := d.look(id, c, false)
		if o.Package == provider.PackageNone {
			return true
		}
		taker := d.Provider
		if o.Status == fin.StatusPartiesRemaining {
			taker = later
		}
		err := taker.HandIn(d.Context(), packageOf(id, c))
		if err != nil {
			assert.Equal(d, provider.OutcomeRefused, failure(d.T, err).Outcome)
		}
		return err == nil
	}, 30*time.Second, time.Millisecond)
}

// TestDriverLostAnswers: whatever call's answer is lost, an error of an upload says that nothing was begun, one of an
// attach that it may have been, and what comes of it is once there.
func TestDriverLostAnswers(t *testing.T) {
	const upload, business, parties, person = "upload$", "/business/attach$", "associated-parties/individual/attach$", "[0-9a-f]/individual/attach$"
	for name, tc := range map[string]struct {
		customer  provider.Customer
		path      string
		skip      int
		documents int
		open      bool
	}{
		"upload of a person's":   {jane("Jane", "jane@example.com"), upload, 1, 2, false},
		"attach of a person's":   {jane("Jane", "jane@example.com"), person, 0, 2, true},
		"upload of a business's": {acme("Acme", "acme@example.com", "ada", "bob"), upload, 5, 8, false},
		"attach of a business's": {acme("Acme", "acme@example.com", "ada", "bob"), business, 0, 8, true},
		"attach of its parties'": {acme("Acme", "acme@example.com", "ada", "bob"), parties, 0, 8, true},
	} {
		for how, fault := range map[string]controlapi.Fault{
			"before": {Drop: controlapi.DropBefore}, "after": {Drop: controlapi.DropAfter}, "failure": {StatusAfter: 502}, "refusal": {Status: 503},
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				d := drive(t, controlapi.FinSettings{})
				id := d.create(tc.customer)
				fault.API, fault.Method, fault.Path, fault.Skip = "fin", "POST", tc.path, tc.skip
				_, err := d.control.AddFault(t.Context(), fault)
				require.NoError(t, err)
				e := failure(t, d.HandIn(t.Context(), packageOf(id, tc.customer)))
				assert.Equal(t, provider.ClassUnavailable, e.Class)
				if tc.open {
					assert.Equal(t, provider.OutcomeUnknown, e.Outcome)
				} else {
					assert.Equal(t, provider.OutcomeRefused, e.Outcome)
				}
				d.takeUp(id, tc.customer)
				d.comes(id, fin.StatusApproved, tc.customer)
				d.once(id, tc.documents, 1)
			})
		}
	}
}

// impatient gives up its first call of a path after a short while.
type impatient struct {
	path string
	once atomic.Bool
}

func (i *impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, i.path) || i.once.Swap(true) {
		return http.DefaultTransport.RoundTrip(r)
	}
	ctx, cancel := context.WithTimeout(r.Context(), 30*time.Millisecond)
	defer cancel()
	return http.DefaultTransport.RoundTrip(r.WithContext(ctx))
}

// TestDriverLate: an attach of a business takes its effect only after the caller gave it up. That it may is said, so
// that nobody looks too early and attaches twice.
func TestDriverLate(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := acme("Acme", "acme@example.com", "ada", "bob")
	id := d.create(c)
	const path = "/business/attach"
	_, err := d.control.AddFault(t.Context(), controlapi.Fault{API: "fin", Path: path + "$", Delay: controlapi.Duration(300 * time.Millisecond)})
	require.NoError(t, err)
	e := failure(t, d.open(&impatient{path: path}).HandIn(t.Context(), packageOf(id, c)))
	require.Equal(t, []any{provider.ClassUnavailable, provider.OutcomeUnknown}, []any{e.Class, e.Outcome})
	require.Zero(t, d.submissions(id), "it comes later")
	require.Eventually(t, func() bool { return d.submissions(id) == 1 }, 30*time.Second, time.Millisecond)
	d.takeUp(id, c)
	d.comes(id, fin.StatusApproved, c)
	d.once(id, 8, 1)
}

// TestDriverLateAnew: of documents that are attached anew no status tells how many of them arrived. What was not sent
// has to be sent, after the time in which the first part can still arrive.
func TestDriverLateAnew(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := acme("Acme", "acme@example.com", "rejected", "bob")
	id := d.create(c)
	pkg := packageOf(id, c)
	require.NoError(t, d.HandIn(t.Context(), pkg))
	d.comes(id, fin.StatusActionRequired, c)
	pkg = known(pkg)
	renew(pkg.Documents, "register")
	renew(pkg.Customer.Owners[0].Documents, "passport")
	d.Provider = d.open(clock{time.Hour})
	for _, lost := range []struct { // in this order: the second call is made once the first has arrived
		path string
		want provider.Outcome
	}{
		{"/business/attach$", provider.OutcomeRefused},
		{"associated-parties/individual/attach$", provider.OutcomeUnknown},
	} {
		f, err := d.control.AddFault(t.Context(), controlapi.Fault{API: "fin", Path: lost.path, Drop: controlapi.DropBefore, Count: -1})
		require.NoError(t, err)
		e := failure(t, d.HandIn(t.Context(), pkg))
		assert.Equal(t, []any{provider.ClassUnavailable, lost.want}, []any{e.Class, e.Outcome}, lost.path)
		assert.Equal(t, lost.want == provider.OutcomeRefused, e.RetryAfter >= 2*time.Minute, lost.path)
		require.NoError(t, d.control.RemoveFault(t.Context(), f.ID))
	}
}

// TestDriverVanished: a part that is not found is no customer that is gone.
func TestDriverVanished(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := acme("Acme", "acme@example.com", "ada", "bob")
	id := d.create(c)
	_, err := d.control.AddFault(t.Context(), controlapi.Fault{API: "fin", Path: "associated-parties/individual/attach$", Status: http.StatusNotFound})
	require.NoError(t, err)
	e := failure(t, d.HandIn(t.Context(), packageOf(id, c)))
	assert.Equal(t, []any{provider.ClassUnavailable, provider.OutcomeRefused}, []any{e.Class, e.Outcome})
}

// TestDriverHalf: while Fin works on the documents of a business whose parties' did not come, nobody is to take the
// package for handed in, and nothing of it is sent again.
func TestDriverHalf(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := acme("processing", "acme@example.com", "ada", "bob")
	id := d.create(c)
	_, err := d.control.AddFault(t.Context(), controlapi.Fault{API: "fin", Path: "associated-parties/individual/attach$", Status: 503})
	require.NoError(t, err)
	assert.Equal(t, provider.OutcomeUnknown, failure(t, d.HandIn(t.Context(), packageOf(id, c))).Outcome)
	o := d.comes(id, fin.StatusProcessing, c)
	assert.Equal(t, provider.PackageNone, o.Package, "of a whole one")
	assert.Equal(t, provider.PackageRestWanted, d.look(id, c, false).Package)
	e := failure(t, d.HandIn(t.Context(), packageOf(id, c)))
	assert.Equal(t, provider.ClassUnavailable, e.Class)
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
	assert.Positive(t, e.RetryAfter)
	assert.Equal(t, 1, d.submissions(id))
}

// TestDriverLostCreate: a create whose answer is lost is found by those who look for it.
func TestDriverLostCreate(t *testing.T) {
	for _, c := range []provider.Customer{jane("Jane", "jane@example.com"), acme("Acme", "Acme@example.com", "ada", "bob")} {
		d := drive(t, controlapi.FinSettings{})
		request := provider.FindRequest{Email: c.Person.Email + c.Business.Email, Type: c.Type}
		found, err := d.FindLookalikes(t.Context(), request)
		require.NoError(t, err)
		assert.Empty(t, found)
		_, err = d.control.AddFault(t.Context(), controlapi.Fault{
			API: "fin", Method: "POST", Path: "/v2/customers/(individual|business)$", Drop: controlapi.DropAfter,
		})
		require.NoError(t, err)
		_, err = d.CreateCustomer(t.Context(), provider.CreateRequest{Key: "key-1", Customer: c})
		assert.Equal(t, provider.OutcomeUnknown, failure(t, err).Outcome)
		found, err = d.FindLookalikes(t.Context(), request)
		require.NoError(t, err)
		require.Len(t, found, 1)
		assert.Equal(t, c.Type, d.look(found[0], c, false).Type)
		request.Type = ""
		found, err = d.FindLookalikes(t.Context(), request)
		require.NoError(t, err)
		assert.Len(t, found, 1, "of any type")
	}
}
