package dwolla_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/dwolla"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// These tests run against the simulator, which was written from the same pages by other hands and
// shares no code with this package.

// What the tests of all drivers share, under the names that it has here.
var (
	credentials = wiretest.Credentials
	failure     = wiretest.Failure
)

// world is a simulator with a client of it.
type world struct {
	*testing.T
	sandbox  *sandbox.Sandbox
	control  *controlclient.Client
	provider *dwolla.Provider
	calls    []provider.Call
}

func newWorld(t *testing.T) *world {
	t.Helper()
	s, err := sandbox.Start(sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	w := &world{T: t, sandbox: s, control: s.Control()}
	client, err := dwolla.New(provider.Config{
		Endpoint: s.DwollaURL(), Credentials: credentials(sandbox.Key, sandbox.Secret),
		RequestsPerSecond: 1e6, Burst: 1000,
		OnCall: func(c provider.Call) { w.calls = append(w.calls, c) },
	})
	require.NoError(t, err)
	w.provider = dwolla.NewProvider(client)
	return w
}

// person is one whose verification at the simulator depends on the first name.
func person(firstName, email string) provider.Customer {
	return provider.Customer{
		Type: provider.CustomerPersonal,
		Person: provider.Person{
			FirstName: firstName, LastName: "Doe", Email: email, Phone: "5554321234",
			Address: provider.Address{
				Line1: "99-99 33rd St", Line2: "Apt 8", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US",
			},
			DateOfBirth: pii.New("1990-01-31"),
			SSN:         pii.New("6789"),
		},
	}
}

func (w *world) create(key, firstName string) string {
	w.Helper()
	id, err := w.provider.CreateCustomer(w.Context(), provider.CreateRequest{
		Key: key, IdempotencyKey: key + "-1", Customer: person(firstName, key+"@example.com"),
	})
	require.NoError(w, err)
	return id
}

func (w *world) get(id string) provider.Observation {
	w.Helper()
	o, err := w.provider.GetCustomer(w.Context(), provider.CustomerRef{ID: id})
	require.NoError(w, err)
	return o
}

func (w *world) fault(f controlapi.Fault) {
	w.Helper()
	_, err := w.control.AddFault(w.Context(), f)
	require.NoError(w, err)
}

func codes(o provider.Observation) []string {
	out := []string{}
	for _, r := range o.Requirements {
		out = append(out, r.Code)
	}
	return out
}

func TestSandboxCheck(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, w.provider.Check(t.Context()))
	wrong, err := dwolla.New(provider.Config{
		Endpoint: w.sandbox.DwollaURL(), Credentials: credentials(sandbox.Key, "wrong"),
	})
	require.NoError(t, err)
	assert.Equal(t, provider.ClassAuth, failure(t, wrong.Check(t.Context())).Class)
	control, err := dwolla.New(provider.Config{
		Endpoint: w.sandbox.ControlURL(), Credentials: credentials(sandbox.Key, sandbox.Secret),
	})
	require.NoError(t, err)
	assert.Equal(t, provider.ClassInvalid, failure(t, control.Check(t.Context())).Class, "another server")
}

func TestSandboxVerified(t *testing.T) {
	w := newWorld(t)
	id := w.create("k1", "Jane")
	o := w.get(id)
	assert.Equal(t, []string{dwolla.OpToken, dwolla.OpCreateCustomer, dwolla.OpGetCustomer}, operations(w.calls))
	assert.Equal(t, provider.PhaseVerified, o.Phase)
	assert.Equal(t, id, o.CustomerID)
	assert.Equal(t, "k1", o.Key)
	assert.Empty(t, w.provider.ProfileOf(person("Jane", "k1@example.com")).Diff(o.Profile))
	assert.NotEmpty(t, o.Updatable)
	assert.WithinDuration(t, time.Now(), o.Through, 10*time.Second)

	found, err := w.provider.FindCustomer(t.Context(), provider.FindRequest{Key: "k1", Email: "k1@example.com"})
	require.NoError(t, err)
	assert.Equal(t, id, found)
	_, err = w.provider.FindCustomer(t.Context(), provider.FindRequest{Key: "k2", Email: "k1@example.com"})
	assert.Equal(t, provider.ClassNotFound, failure(t, err).Class)
	_, err = w.provider.GetCustomer(t.Context(), provider.CustomerRef{ID: "22222222-2222-4222-8222-222222222222"})
	assert.Equal(t, provider.ClassNotFound, failure(t, err).Class)

	all, err := w.provider.ListEvents(t.Context(), 25, 0)
	require.NoError(t, err)
	assert.False(t, all.More)
	assert.Equal(t, len(all.Events), all.Read)
	var topics []string
	for _, e := range all.Events {
		topics = append(topics, e.Topic)
		assert.True(t, strings.EqualFold(id, e.CustomerID))
		assert.Equal(t, "customer", e.ResourceKind)
	}
	assert.ElementsMatch(t, []string{"customer_created", "customer_verified"}, topics)
	page, err := w.provider.ListEvents(t.Context(), 1, 0)
	require.NoError(t, err)
	assert.True(t, page.More)
	assert.Equal(t, all.Events[:1], page.Events)
}

func operations(calls []provider.Call) (names []string) {
	for _, c := range calls {
		names = append(names, c.Operation)
	}
	return names
}

func TestSandboxOneCorrection(t *testing.T) {
	w := newWorld(t)
	id := w.create("k1", "retry")
	o := w.get(id)
	assert.Equal(t, "RetryRequired", o.Reason)
	assert.Equal(t, provider.CorrectionAllowed, o.Correction)
	assert.Equal(t, []string{"RetryWithFullSSN"}, codes(o))

	correction := provider.SubmitRequest{CustomerID: id, IdempotencyKey: "c1", Customer: person("Jane", "k1@example.com")}
	_, err := w.provider.CorrectCustomer(t.Context(), correction)
	e := failure(t, err)
	assert.Equal(t, provider.ClassInvalid, e.Class)
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
	require.Len(t, e.Fields, 1)
	assert.EqualValues(t, "personal.identitySecretRef[ssn]", e.Fields[0].Path)

	correction.Customer.Person.SSN, correction.IdempotencyKey = pii.New("123-45-6789"), "c2"
	o, err = w.provider.CorrectCustomer(t.Context(), correction)
	require.NoError(t, err)
	assert.Equal(t, provider.PhaseVerified, o.Phase)

	correction.IdempotencyKey = "c3"
	_, err = w.provider.CorrectCustomer(t.Context(), correction)
	assert.Equal(t, provider.ClassConflict, failure(t, err).Class)
}

func TestSandboxStatuses(t *testing.T) {
	w := newWorld(t)
	for name, want := range map[string]struct {
		reason string
		codes  []string
	}{
		"kba":       {"KBARequired", []string{"AnswerKBA"}},
		"document":  {"DocumentRequired", []string{"UploadDocument"}},
		"suspended": {"Suspended", []string{"ContactProvider"}},
	} {
		o := w.get(w.create("k-"+name, name))
		assert.Equal(t, want.reason, o.Reason)
		assert.Equal(t, want.codes, codes(o))
		assert.Empty(t, o.Correction)
		assert.Empty(t, o.Updatable)
	}
}

func TestSandboxDocuments(t *testing.T) {
	w := newWorld(t)
	id := w.create("k1", "document")
	review := func(r controlapi.Review) {
		truth, err := w.control.Customer(t.Context(), id)
		require.NoError(t, err)
		_, err = w.control.ReviewDocument(t.Context(), truth.Documents[len(truth.Documents)-1].ID, r)
		require.NoError(t, err)
	}
	w.upload(id, "first.png")
	o := w.get(id)
	assert.Equal(t, "DocumentUnderReview", o.Reason)
	assert.Equal(t, provider.ReviewDue{BusinessDays: 2}, o.ReviewDue)

	review(controlapi.Review{Result: controlapi.ReviewRejected, Reason: "ScanIdExpired"})
	o = w.get(id)
	assert.Equal(t, "DocumentRequired", o.Reason)
	require.NotEmpty(t, o.Requirements)
	assert.Contains(t, o.Requirements[0].Message, "it is expired")

	w.upload(id, "second.png")
	review(controlapi.Review{Result: controlapi.ReviewApproved})
	assert.Equal(t, provider.PhaseVerified, w.get(id).Phase)
}

// TestSandboxDuplicates: an e-mail address and a key are each some customer's alone.
func TestSandboxDuplicates(t *testing.T) {
	w := newWorld(t)
	id := w.create("k1", "Jane")
	for name, r := range map[string]provider.CreateRequest{
		"key":    {Key: "k1", IdempotencyKey: "i2", Customer: person("Jane", "other@example.com")},
		"e-mail": {Key: "k2", IdempotencyKey: "i3", Customer: person("Jane", "k1@example.com")},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.provider.CreateCustomer(t.Context(), r)
			e := failure(t, err)
			assert.Equal(t, provider.ClassDuplicate, e.Class)
			assert.Equal(t, provider.OutcomeRefused, e.Outcome)
			assert.True(t, strings.EqualFold(id, e.ExistingID), e.ExistingID)
		})
	}
}

// TestSandboxLostAnswers: after every fault the caller knows whether to look, and repeating the same
// key with the same body never makes a second customer.
func TestSandboxLostAnswers(t *testing.T) {
	create := controlapi.Fault{Method: http.MethodPost, Path: "^/customers$"}
	with := func(change func(*controlapi.Fault)) controlapi.Fault {
		f := create
		change(&f)
		return f
	}
	for name, tc := range map[string]struct {
		fault   controlapi.Fault
		class   provider.Class
		outcome provider.Outcome
		exists  bool
		again   provider.Class
	}{
		"cut before the effect": {with(func(f *controlapi.Fault) { f.Drop = controlapi.DropBefore }),
			provider.ClassUnavailable, provider.OutcomeUnknown, false, ""},
		"cut after the effect": {with(func(f *controlapi.Fault) { f.Drop = controlapi.DropAfter }),
			provider.ClassUnavailable, provider.OutcomeUnknown, true, ""},
		"500 without effect": {with(func(f *controlapi.Fault) { f.Status = 500 }),
			provider.ClassUnavailable, provider.OutcomeUnknown, false, ""},
		"500 after the effect, key locked": {with(func(f *controlapi.Fault) { f.StatusAfter, f.LockKey = 500, true }),
			provider.ClassUnavailable, provider.OutcomeUnknown, true, provider.ClassConflict},
		"409": {with(func(f *controlapi.Fault) { f.Status = 409 }), provider.ClassConflict, provider.OutcomeUnknown, false, ""},
		"400": {with(func(f *controlapi.Fault) { f.Status = 400 }), provider.ClassInvalid, provider.OutcomeRefused, false, ""},
		"429": {with(func(f *controlapi.Fault) { f.Status = 429 }), provider.ClassRateLimited, provider.OutcomeRefused, false,
			provider.ClassRateLimited},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.fault(tc.fault)
			r := provider.CreateRequest{Key: "k1", IdempotencyKey: "i1", Customer: person("Jane", "k1@example.com")}
			_, err := w.provider.CreateCustomer(t.Context(), r)
			e := failure(t, err)
			assert.Equal(t, tc.class, e.Class, e.Error())
			assert.Equal(t, tc.outcome, e.Outcome)
			truth, err := w.control.Customers(t.Context())
			require.NoError(t, err)
			assert.Equal(t, tc.exists, len(truth) == 1)

			id, err := w.provider.CreateCustomer(t.Context(), r)
			if tc.again != "" {
				assert.Equal(t, tc.again, failure(t, err).Class)
			} else {
				require.NoError(t, err)
				found, err := w.provider.FindCustomer(t.Context(), provider.FindRequest{Key: "k1", Email: "k1@example.com"})
				require.NoError(t, err)
				assert.Equal(t, id, found)
			}
			truth, err = w.control.Customers(t.Context())
			require.NoError(t, err)
			assert.LessOrEqual(t, len(truth), 1)
		})
	}
}

func TestSandboxExpiredTokens(t *testing.T) {
	w := newWorld(t)
	w.create("k1", "Jane")
	expired, err := w.control.ExpireTokens(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, expired)
	w.create("k2", "Jane")
	assert.Equal(t, []string{
		dwolla.OpToken, dwolla.OpCreateCustomer, dwolla.OpCreateCustomer, dwolla.OpToken, dwolla.OpCreateCustomer,
	}, operations(w.calls))
}

func TestSandboxUpdatesAndClosesAccounts(t *testing.T) {
	w := newWorld(t)
	id := w.create("k1", "Jane")
	moved := person("Jane", "new@example.com")
	moved.Person.Address = provider.Address{Line1: "1 Main St", City: "Des Moines", State: "IA", PostalCode: "50309-1234"}
	diff := w.provider.ProfileOf(moved).Diff(w.get(id).Profile)
	o, err := w.provider.UpdateCustomer(t.Context(), provider.SubmitRequest{CustomerID: id, Customer: moved, Fields: diff})
	require.NoError(t, err)
	assert.Empty(t, w.provider.ProfileOf(moved).Diff(o.Profile))
	assert.Empty(t, w.provider.ProfileOf(moved).Diff(w.get(id).Profile), "and no other update follows")

	for range 2 {
		o, err = w.provider.DeactivateCustomer(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, provider.PhaseDeactivated, o.Phase)
	}
	for range 2 {
		o, err = w.provider.ReactivateCustomer(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, provider.PhaseVerified, o.Phase)
	}
}

// upload sends a license of a person.
func (w *world) upload(id, name string) {
	w.Helper()
	_, err := w.provider.UploadDocument(w.Context(), provider.DocumentRequest{
		CustomerID: id, IdempotencyKey: name, Document: document(provider.SubjectPerson, provider.DocumentLicense, name),
	})
	require.NoError(w, err)
}

// document is one whose content is as its name says.
func document(of provider.Subject, kind provider.DocumentType, name string) provider.Document {
	return provider.Document{Subject: of, Type: kind, FileName: name, Content: []byte("\x89PNG\r\n\x1a\n" + name)}
}
