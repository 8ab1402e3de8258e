package controllers

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	clocktesting "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// packer is a provider that takes packages, and does with them what a test says.
type packer struct {
	provider.Client
	status string
	handIn func(provider.Package) error
}

func (p *packer) GetCustomer(ctx context.Context, r provider.CustomerRef) (provider.Observation, error) {
	if ctx.Err() != nil {
		return provider.Observation{}, ctx.Err()
	}
	return provider.Observation{
		CustomerID: r.ID, Status: p.status, Phase: provider.PhasePending, Reason: "Pending", Package: provider.PackageWanted,
	}, nil
}

func (p *packer) ValidatePackage(provider.Package) []provider.FieldError { return nil }

func (p *packer) HandIn(_ context.Context, pkg provider.Package) error { return p.handIn(pkg) }

// packing is a pass over a customer that is at the provider.
func packing(t *testing.T, taker *packer) *customer {
	t.Helper()
	now := time.Unix(1_800_000_000, 0)
	vc := &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{GenerateName: "jane-", Namespace: "default"}}
	vc.Spec = v1alpha1.VerifiedCustomerSpec{
		ProviderRef: v1alpha1.ProviderReference{Name: "blaaiz"},
		Type:        v1alpha1.CustomerPersonal,
		Personal: &v1alpha1.PersonalSpec{
			FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", IdentitySecretRef: v1alpha1.SecretReference{Name: "jane"},
			Address: v1alpha1.Address{Line1: "1 Main St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US"},
		},
	}
	require.NoError(t, kube.Create(t.Context(), vc))
	t.Cleanup(func() { assert.NoError(t, kube.Delete(context.Background(), vc)) })
	vc.Status.CustomerID = "id"
	lifecycle.Observe(&vc.Status.VerificationStatus, lifecycle.Sighting{
		Observation: provider.Observation{Status: "PENDING", Phase: provider.PhasePending, Reason: "Pending", Package: provider.PackageWanted},
		Cause:       v1alpha1.CauseCreated, At: now,
	})
	vc.Status.Phase = v1alpha1.PhasePending
	require.NoError(t, kube.Status().Update(t.Context(), vc))
	clock := clocktesting.NewFakePassiveClock(now)
	book := &ledger.Ledger{Client: kube, Live: kube, Recorder: events.NewFakeRecorder(100), Clock: clock}
	r := &NewCustomerReconciler(Dependencies{Client: kube, Live: kube, Ledger: book, Clock: clock}).core
	stored := &v1alpha1.VerifiedCustomer{}
	require.NoError(t, kube.Get(t.Context(), client.ObjectKeyFromObject(vc), stored))
	p := r.newPass(stored)
	p.account = &account.Account{Client: taker, KeyID: "key"}
	return p.s.(*customer)
}

// wait lets time go by for a pass.
func (c *customer) wait(d time.Duration) {
	clock := c.r.Clock.(*clocktesting.FakePassiveClock)
	clock.SetTime(clock.Now().Add(d))
}

// storedOf is the customer as the API server has it.
func storedOf(t *testing.T, c *customer) *v1alpha1.VerifiedCustomer {
	t.Helper()
	vc := &v1alpha1.VerifiedCustomer{}
	require.NoError(t, c.r.Live.Get(t.Context(), client.ObjectKeyFromObject(c.vc), vc))
	return vc
}

var errRefused = &provider.Error{Class: provider.ClassInvalid, Outcome: provider.OutcomeRefused, Message: "the file is no picture"}

// A package that takes longer to hand in than a pass may last is refused: why is told, the package is taken back, and
// it is not handed in again as it is.
func TestRefusalAfterThePassIsWrittenDown(t *testing.T) {
	ctx, timeIsUp := context.WithCancel(t.Context())
	taker := &packer{status: "PENDING", handIn: func(provider.Package) error {
		timeIsUp()
		return errRefused
	}}
	c := packing(t, taker)
	_, err := c.pass.conclude(ctx, c.give(ctx, taker, &pack{fingerprint: "f"}))
	require.NoError(t, err)
	facts := storedOf(t, c).Status.Facts
	assert.Nil(t, facts.Package)
	require.NotNil(t, facts.Problem)
	assert.Equal(t, "the file is no picture", facts.Problem.Message)
	require.NotNil(t, facts.Refusal)
	assert.Equal(t, "f", facts.Refusal.Fingerprint)
}

// One that is taken only then is noted as handed in, and the customer is looked at.
func TestSuccessAfterThePassIsWrittenDown(t *testing.T) {
	ctx, timeIsUp := context.WithCancel(t.Context())
	taker := &packer{status: "PENDING"}
	taker.handIn = func(provider.Package) error {
		taker.status = "PROCESSING"
		timeIsUp()
		return nil
	}
	c := packing(t, taker)
	_, err := c.pass.conclude(ctx, c.give(ctx, taker, &pack{fingerprint: "f"}))
	require.NoError(t, err)
	stored := storedOf(t, c)
	require.NotNil(t, stored.Status.Facts.Package)
	assert.NotNil(t, stored.Status.Facts.Package.HandedInAt)
	assert.Equal(t, "PROCESSING", stored.Status.ProviderStatus)
	assert.Nil(t, stored.Status.Facts.Problem)
}

// Another operator leads by the time at which this one is done, has found out what became of the package, and has begun
// to hand in the next: nothing of that is taken back, or taken for this one's.
func TestLateOutcomeLeavesTheNextPackageAlone(t *testing.T) {
	for name, outcome := range map[string]error{"refused": errRefused, "taken": nil} {
		t.Run(name, func(t *testing.T) {
			var c *customer
			next := &v1alpha1.PackageFact{Fingerprint: "next", KeyID: "key", Status: "PENDING", StartedAt: metav1.NewMicroTime(time.Unix(1_800_000_120, 0))}
			taker := &packer{status: "PENDING", handIn: func(provider.Package) error {
				vc := storedOf(t, c)
				vc.Status.Facts.Package = next.DeepCopy()
				require.NoError(t, c.r.Client.Status().Update(t.Context(), vc))
				return outcome
			}}
			c = packing(t, taker)
			_, err := c.pass.conclude(t.Context(), c.give(t.Context(), taker, &pack{fingerprint: "f"}))
			require.NoError(t, err)
			stored := storedOf(t, c).Status.Facts.Package
			assert.Equal(t, "next", stored.Fingerprint)
			assert.Nil(t, stored.HandedInAt)
		})
	}
}

// A hand-in that is cut off keeps what the provider has got of the package: that is known the next time, and not brought
// once more.
func TestWhatArrivedOfAPackageStaysKnown(t *testing.T) {
	cutOff := &provider.Error{Class: provider.ClassRateLimited, Outcome: provider.OutcomeRefused, RetryAfter: time.Minute}
	rejected := v1alpha1.DocumentStatus{Name: "amy/passport", ID: "d1", Status: "Rejected", FailureReason: "blurred", Fingerprint: "old", KeyID: "key"}
	taker := &packer{status: "PENDING", handIn: func(pkg provider.Package) error {
		pkg.Tell("amy", provider.Document{Name: "passport"})
		return cutOff
	}}
	c := packing(t, taker)
	vc := storedOf(t, c)
	vc.Status.Documents = []v1alpha1.DocumentStatus{rejected}
	require.NoError(t, c.r.Client.Status().Update(t.Context(), vc))
	c.pass.rebase(vc)
	k := &pack{fingerprint: "f", arrived: map[string]bool{}, enclosures: []*enclosure{
		{name: "amy/passport", fingerprint: "new"}, {name: "licence", fingerprint: "l"},
	}}
	k.contents.Arrived = k.noteArrived
	_, err := c.pass.conclude(t.Context(), c.give(t.Context(), taker, k))
	require.NoError(t, err)
	stored := storedOf(t, c).Status
	assert.Nil(t, stored.Facts.Package, "it was not handed in")
	assert.Equal(t, []v1alpha1.DocumentStatus{{Name: "amy/passport", ID: "d1", Status: "Pending", Fingerprint: "new", KeyID: "key"}}, stored.Documents)
	assert.True(t, k.enclosures[0].isKnown(c))
	assert.False(t, k.enclosures[1].isKnown(c))
}

// So does one of which nobody knows how it ended: what is certain to have arrived is not brought once more.
func TestWhatArrivedStaysKnownWhenTheOutcomeIsNot(t *testing.T) {
	taker := &packer{status: "PENDING", handIn: func(pkg provider.Package) error {
		pkg.Tell("", provider.Document{Name: "register"})
		return &provider.Error{Class: provider.ClassUnavailable, Outcome: provider.OutcomeUnknown}
	}}
	c := packing(t, taker)
	k := &pack{fingerprint: "f", arrived: map[string]bool{}, enclosures: []*enclosure{
		{name: "register", fingerprint: "r"}, {name: "amy/passport", fingerprint: "p"},
	}}
	k.contents.Arrived = k.noteArrived
	_, err := c.pass.conclude(t.Context(), c.give(t.Context(), taker, k))
	require.Error(t, err)
	stored := storedOf(t, c).Status
	require.NotNil(t, stored.Facts.Package, "it may have been taken")
	assert.NotNil(t, stored.Facts.Package.UnansweredAt)
	assert.True(t, k.enclosures[0].isKnown(c))
	assert.False(t, k.enclosures[1].isKnown(c))
	require.Len(t, stored.Documents, 2)
	assert.Nil(t, stored.Documents[0].StartedAt)
	assert.NotNil(t, stored.Documents[1].StartedAt)
}

// Of one account's customers only so many are handed in at once. The others wait without a call at the provider, and come
// back soon.
func TestHandInsTakeTurns(t *testing.T) {
	handedIn := 0
	taker := &packer{status: "PENDING", handIn: func(provider.Package) error { handedIn++; return nil }}
	c := packing(t, taker)
	var leave func()
	for range handInsAtOnce {
		leave, _ = c.r.handIns.enter(c.pass.account.Name, handInsAtOnce)
	}
	_, elsewhere := c.r.handIns.enter(types.NamespacedName{Name: "another"}, handInsAtOnce)
	assert.True(t, elsewhere)

	h := haltOf(c.giveInTurn(t.Context(), taker, &pack{fingerprint: "f"}))
	require.NotNil(t, h)
	assert.Equal(t, v1alpha1.ProblemWaiting, h.problem.Severity)
	assert.Nil(t, c.pass.seen)
	result, err := c.pass.schedule(h)
	require.NoError(t, err)
	assert.InDelta(t, handInTurn, result.RequeueAfter, float64(handInTurn)/10)

	leave()
	require.NoError(t, c.giveInTurn(t.Context(), taker, &pack{fingerprint: "f"}))
	assert.Equal(t, 1, handedIn)
	_, free := c.r.handIns.enter(c.pass.account.Name, handInsAtOnce)
	assert.True(t, free, "it left")
}

// A provider that may have taken a package, and says how long it wants to be left alone, is.
func TestUnknownOutcomeHeedsTheProvidersPatience(t *testing.T) {
	err := &provider.Error{Class: provider.ClassUnavailable, Outcome: provider.OutcomeUnknown, RetryAfter: 10 * time.Minute}
	taker := &packer{status: "PENDING", handIn: func(provider.Package) error { return err }}
	p := packing(t, taker).pass
	for name, outcome := range map[string]error{
		"package":    p.s.(*customer).give(t.Context(), taker, &pack{fingerprint: "f"}),
		"submission": p.refused(t.Context(), &createIntent{StartedAt: p.r.Clock.Now()}, inputs{}, err),
		"locked key": p.conflicted(t.Context(), &createIntent{StartedAt: p.r.Clock.Now()}, err),
	} {
		t.Run(name, func(t *testing.T) {
			h := haltOf(outcome)
			require.NotNil(t, h)
			assert.Equal(t, err.RetryAfter, h.after)
		})
	}
}

// The last call for a package may be made long after handing it in was begun. Given up without an answer, it has all the
// time in which it can still arrive before the package is handed in once more.
func TestUnansweredCallHasItsTimeToArrive(t *testing.T) {
	var c *customer
	taker := &packer{status: "PENDING", handIn: func(provider.Package) error {
		c.wait(100 * time.Second)
		return &provider.Error{Class: provider.ClassUnavailable, Outcome: provider.OutcomeUnknown}
	}}
	c = packing(t, taker)
	k := &pack{fingerprint: "f"}
	_, err := c.pass.conclude(t.Context(), c.give(t.Context(), taker, k))
	require.Error(t, err)
	c.pass.rebase(storedOf(t, c))
	for _, left := range []time.Duration{settleTime, settleTime - time.Minute} {
		h := haltOf(c.reckon(k))
		require.NotNil(t, h)
		assert.Equal(t, left, h.after)
		c.wait(time.Minute)
	}
	require.NoError(t, c.reckon(k))
	assert.Nil(t, c.pass.facts().Package.HandedInAt, "nothing tells that it arrived")
}

// That a record could not be found for a while says nothing about the package: it did not arrive.
func TestRecordThatWasAwayIsNoPackageThatArrived(t *testing.T) {
	c := packing(t, &packer{})
	st := &c.vc.Status.VerificationStatus
	begun := &v1alpha1.PackageFact{Fingerprint: "f", KeyID: "key", Status: "PENDING", StartedAt: metav1.NewMicroTime(c.r.Clock.Now())}
	c.wait(time.Second)
	lifecycle.Vanish(st, lifecycle.Sighting{Cause: v1alpha1.CauseResync, At: c.r.Clock.Now()})
	look := func(status string, reason string) {
		lifecycle.Observe(st, lifecycle.Sighting{
			Observation: provider.Observation{Status: status, Phase: provider.PhasePending, Reason: reason, Package: provider.PackageWanted},
			Cause:       v1alpha1.CauseResync, At: c.r.Clock.Now(),
		})
	}
	look("PENDING", "Pending")
	require.NotEmpty(t, st.History)
	assert.False(t, c.moved(begun))

	c.wait(time.Second)
	look("PROCESSING", "UnderReview")
	look("PENDING", "Pending")
	assert.True(t, c.moved(begun), "it was looked at, and put back")
}

// After the account's credentials were rotated nobody can compare fingerprints. What nothing has changed of counts as what
// was looked at; what something changed of is handed in again once a person says that it was corrected.
func TestPackageAfterRotatedCredentials(t *testing.T) {
	for name, tc := range map[string]struct {
		wanted       provider.PackageState
		versions     string
		asked        bool
		withProvider bool
		reason       string
	}{
		"nothing changed":              {provider.PackageWantedAgain, "then", false, true, ""},
		"nothing changed, and asked":   {provider.PackageWantedAgain, "then", true, true, ""},
		"something changed":            {provider.PackageWantedAgain, "now", false, false, v1alpha1.ReasonPackageUnconfirmed},
		"something changed, and asked": {provider.PackageWantedAgain, "now", true, false, ""},
		"no verdict":                   {provider.PackageWanted, "now", false, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := packing(t, &packer{})
			at := metav1.NewMicroTime(time.Unix(1_800_000_000, 0))
			facts := c.vc.Status.Facts
			facts.Observation.Package = string(tc.wanted)
			facts.Package = &v1alpha1.PackageFact{Fingerprint: "f", KeyID: "another", Versions: "then", StartedAt: at, HandedInAt: &at}
			if tc.asked {
				c.pass.reconcileAt = "today"
			}
			k := &pack{fingerprint: "g", versions: tc.versions}
			err := c.reckon(k)
			if tc.reason != "" {
				require.NotNil(t, haltOf(err))
				assert.Equal(t, tc.reason, haltOf(err).problem.Reason)
				assert.Equal(t, "another", c.pass.facts().Package.KeyID, "it waits until somebody says so")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "key", c.pass.facts().Package.KeyID)
			assert.Equal(t, tc.withProvider, c.isWithProvider(k))
			require.NoError(t, c.reckon(k))
			assert.Equal(t, tc.withProvider, c.isWithProvider(k), "it stays so")
		})
	}
}

// A change that makes no difference is noted, so that it is not taken for a correction later.
func TestChangesWithoutADifferenceAreNoted(t *testing.T) {
	taker := &packer{handIn: func(provider.Package) error { t.Error("handed in"); return nil }}
	c := packing(t, taker)
	at := metav1.NewMicroTime(time.Unix(1_800_000_000, 0))
	c.vc.Status.Facts.Package = &v1alpha1.PackageFact{Fingerprint: "f", KeyID: "key", Versions: "then", StartedAt: at, HandedInAt: &at}
	require.NoError(t, c.bring(t.Context(), taker, &pack{fingerprint: "f", versions: "now"}))
	assert.Equal(t, "now", c.pass.facts().Package.Versions)
}

// The versions of a package are others whenever anything that it is made of is.
func TestVersionsOfAPackage(t *testing.T) {
	versions := func(change func(k *pack, generation *int64, bo *v1alpha1.BeneficialOwner)) string {
		k := &pack{in: inputs{secretVersion: "1"}, enclosures: []*enclosure{{name: "licence", version: "1"}}}
		generation, bo := int64(1), &v1alpha1.BeneficialOwner{ObjectMeta: metav1.ObjectMeta{UID: "u", Generation: 1}}
		change(k, &generation, bo)
		return k.versionsOf(generation, []*v1alpha1.BeneficialOwner{bo})
	}
	seen := map[string]string{}
	for name, change := range map[string]func(*pack, *int64, *v1alpha1.BeneficialOwner){
		"nothing":  func(*pack, *int64, *v1alpha1.BeneficialOwner) {},
		"spec":     func(_ *pack, generation *int64, _ *v1alpha1.BeneficialOwner) { *generation++ },
		"an owner": func(_ *pack, _ *int64, bo *v1alpha1.BeneficialOwner) { bo.Generation++ },
		"identity": func(k *pack, _ *int64, _ *v1alpha1.BeneficialOwner) { k.in.secretVersion = "2" },
		"a file":   func(k *pack, _ *int64, _ *v1alpha1.BeneficialOwner) { k.enclosures[0].version = "2" },
	} {
		v := versions(change)
		assert.Empty(t, seen[v], name)
		seen[v] = name
	}
}

// A package of which spec changed before it was written down that it is about to be handed in is not handed in: what
// spec says now is for the next pass.
func TestOutdatedPackageIsNotHandedIn(t *testing.T) {
	taker := &packer{status: "PENDING", handIn: func(provider.Package) error {
		t.Error("it was handed in")
		return nil
	}}
	c := packing(t, taker)
	vc := storedOf(t, c)
	vc.Spec.Personal.LastName = "Newname"
	require.NoError(t, c.r.Client.Update(t.Context(), vc))
	_, err := c.pass.conclude(t.Context(), c.give(t.Context(), taker, &pack{fingerprint: "f"}))
	require.NoError(t, err)
	assert.Nil(t, storedOf(t, c).Status.Facts.Package)
}
