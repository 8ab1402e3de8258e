package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// The tests of these files are about every provider: they run over harness.Platforms(), and know of a provider
// only what harness.Platform says.

// reviewed waits until an applicant's customer waits for nothing but a verdict, and returns its ID.
func reviewed(w *harness.World, a harness.Applicant) string {
	w.Helper()
	packs := w.Platform.Abilities().Packs
	vc := w.UntilCustomer(a.Name, "handed in", func(vc *v1alpha1.VerifiedCustomer) bool {
		f := vc.Status.Facts
		return vc.Status.CustomerID != "" && (!packs || f != nil && f.Package != nil && f.Package.HandedInAt != nil)
	})
	id := vc.Status.CustomerID
	w.Until("the provider is about to decide", func() bool { return w.Platform.Look(w, id).Decidable })
	w.UntilDelivered()
	return id
}

// approved applies an applicant and brings it to Ready, with no event left to come.
func approved(w *harness.World, a harness.Applicant) (id string) {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.ApplyAll(a)
	id = reviewed(w, a)
	w.Decide(id, harness.Verified)
	ready(w, a.Name)
	w.UntilDelivered()
	return id
}

// ready waits until a customer is Ready, all of its spec acted upon.
func ready(w *harness.World, name string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	return w.UntilCustomer(name, "ready", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.ObservedGeneration == vc.Generation &&
			harness.Condition(vc, v1alpha1.ConditionReady).Reason == v1alpha1.ReasonVerified
	})
}

// anyone is a person, or a business, of a world.
func anyone(w *harness.World, t v1alpha1.CustomerType, name string) harness.Applicant {
	if t == v1alpha1.CustomerBusiness {
		return w.Platform.Business(w, name)
	}
	return w.Platform.Person(w, name)
}

// everybody runs a test for each provider, with a person and with a business.
func everybody(t *testing.T, test func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType)) {
	harness.Everywhere(t, ofBothKinds(test))
}

// everybodyPacked is everybody at the providers that review a customer as one package.
func everybodyPacked(t *testing.T, test func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType)) {
	harness.WherePacked(t, ofBothKinds(test))
}

func ofBothKinds(test func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType)) func(*testing.T, harness.Platform) {
	return func(t *testing.T, p harness.Platform) {
		for _, kind := range []v1alpha1.CustomerType{v1alpha1.CustomerPersonal, v1alpha1.CustomerBusiness} {
			t.Run(string(kind), func(t *testing.T) {
				t.Parallel()
				test(t, p, kind)
			})
		}
	}
}

// createdOnce checks that one customer was ever created for an applicant.
func createdOnce(w *harness.World, a harness.Applicant) {
	w.Helper()
	creates := w.Counters().Creates
	assert.Equal(w, 1, creates.Total, "customers ever created")
	assert.Equal(w, map[string]int{a.Email: 1}, creates.ByEmail)
}

// handedInOnce checks that the provider has everything of an applicant once, and began to review it once.
func handedInOnce(w *harness.World, a harness.Applicant, id string) {
	w.Helper()
	truth := w.Platform.Look(w, id)
	assert.Equal(w, a.HandIns, truth.HandIns, "hand-ins with effect")
	assert.Len(w, truth.Papers, a.Papers, "documents: %v", truth.Papers)
	for paper, n := range truth.Papers {
		assert.Equal(w, 1, n, "%s is there more than once", paper)
	}
}

// news is an event that was created just now.
func news(id string, v harness.Verdict) harness.Announced {
	return harness.Announced{ID: string(uuid.NewUUID()), CustomerID: id, Verdict: v, Created: time.Now()}
}

// announce delivers an event, signed as it should be.
func announce(w *harness.World, e harness.Announced) answer {
	w.Helper()
	return announceTo(w, w.HookURL(), e)
}

func announceTo(w *harness.World, url string, e harness.Announced) answer {
	w.Helper()
	body := w.Platform.Announcement(e)
	return post(w, url, w.Platform.Sign(w.SigningSecret, body), body)
}

// looks counts the calls that read one customer, for whatever reason.
func looks(w *harness.World, a harness.Applicant) int {
	w.Helper()
	return w.CallsFor(harness.Look, a.Type())
}

// calledFor lists the calls that were made, but for tokens.
func calledFor(w *harness.World) map[string]int {
	w.Helper()
	calls := map[string]int{}
	for route, by := range w.Counters().Calls {
		if !strings.HasSuffix(route, "/token") {
			calls[route] = by["total"]
		}
	}
	return calls
}

// From apply to Verified a customer costs the calls that it takes and no more, although every event that
// announces it arrives meanwhile.
func TestEverywhereEconomy(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		w := harness.NewWorld(t, harness.On(p))
		op := w.StartOperator()
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		require.NoError(t, w.Control.ResetCounters(w.Context))
		a := anyone(w, kind, "jane")
		approved(w, a)
		costs, calls, look := p.Costs(kind), calledFor(w), p.Route(harness.Look, kind).Name
		assert.LessOrEqual(t, calls[look], costs[look], "looks")
		costs[look] = calls[look]
		assert.Equal(t, costs, calls)
		t.Logf("writes: %v", writes(op.Steps()))
	})
}

// writes are the steps at the API server.
func writes(steps []string) (out []string) {
	for _, s := range steps {
		if strings.HasPrefix(s, "kube ") {
			out = append(out, s)
		}
	}
	return out
}

// A business with two owners ends Ready, and its owners with it, in whatever order its objects arrive. An event
// is looked into once, although it moves the owners too.
func TestEverywhereBusinessInAnyOrder(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		for name, order := range map[string][]func(*harness.World, harness.Applicant){
			"owners last":  {(*harness.World).ApplySecrets, (*harness.World).ApplyCustomer, (*harness.World).ApplyOwners},
			"owners first": {(*harness.World).ApplyOwners, (*harness.World).ApplySecrets, (*harness.World).ApplyCustomer},
			"Secrets last": {(*harness.World).ApplyCustomer, (*harness.World).ApplyOwners, (*harness.World).ApplySecrets},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t, harness.On(p))
				w.StartOperator()
				w.UntilProvider(v1alpha1.ReasonAuthenticated)
				a := p.Business(w, "acme")
				for _, apply := range order {
					apply(w, a)
				}
				id := reviewed(w, a)
				before := looks(w, a)
				w.Decide(id, harness.Verified)
				ready(w, a.Name)
				for _, o := range a.Owners {
					untilOwnerIs(w, o.Name, v1alpha1.PhaseVerified)
				}
				w.UntilDelivered()
				createdOnce(w, a)
				handedInOnce(w, a, id)
				if p.Abilities().Packs {
					assert.Equal(t, 1, looks(w, a)-before, "one look for the event of the verdict, whomever it is about")
				}
				bo := w.OwnerObject(a.Owners[0].Name)
				assert.NotEmpty(t, bo.Status.OwnerID)
				assert.Equal(t, bo.Generation, bo.Status.ObservedGeneration)
			})
		}
	})
}

func untilOwnerIs(w *harness.World, name string, phase v1alpha1.Phase) {
	w.Helper()
	w.Until(name+" is "+string(phase), func() bool { return w.OwnerObject(name).Status.Phase == phase })
}
