package rules

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Rules 6, 7, 8 and 9: restarts, personal data, signatures and deletions, at every provider.

// crew brings so many persons, and a business, to Ready, all at once.
func crew(w *harness.World, persons int) (names []string) {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	all := []harness.Applicant{w.Platform.Business(w, "acme")}
	for i := range persons {
		all = append(all, w.Platform.Person(w, fmt.Sprintf("person-%d", i)))
	}
	for _, a := range all {
		w.ApplyAll(a)
	}
	for _, a := range all {
		w.Decide(reviewed(w, a), harness.Verified)
	}
	for _, a := range all {
		ready(w, a.Name)
		names = append(names, a.Name)
		for _, o := range a.Owners {
			untilOwnerIs(w, o.Name, v1alpha1.PhaseVerified)
		}
	}
	w.UntilDelivered()
	return names
}

// After a restart the provider hears nothing of customers who are well: no look, and no token.
func TestEverywhereRule06RestartCallsNobody(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		op := w.StartOperator()
		names := crew(w, 6)
		op.Stop()
		require.NoError(t, w.Control.ResetCounters(w.Context))
		w.StartOperator()
		for _, name := range names {
			settledGeneration(w, name) // A change that is nothing to the provider.
		}
		assert.Zero(t, w.TotalCalls(), "calls: %v", w.Counters().Calls)
		assert.Zero(t, w.Counters().TokenRequests)
	})
}

// A 429 for one customer closes the gate for all of the account, and unmakes nobody.
func TestEverywhereRule06RateLimitClosesTheGate(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		names := crew(w, 6)
		require.NoError(t, w.Control.ResetCounters(w.Context))
		for _, kind := range []v1alpha1.CustomerType{v1alpha1.CustomerPersonal, v1alpha1.CustomerBusiness} {
			w.AddFault(w.Route(harness.Look, kind).Fault(controlapi.Fault{
				Status: http.StatusTooManyRequests, Count: -1, Headers: map[string]string{"Retry-After": "600"},
			}))
		}
		for _, name := range names {
			w.Ask(name)
		}
		for _, name := range names {
			vc := w.UntilReason(name, v1alpha1.ConditionSynced, v1alpha1.ReasonRateLimited)
			assert.Equal(t, v1alpha1.ReasonVerified, harness.Condition(vc, v1alpha1.ConditionReady).Reason)
		}
		assert.LessOrEqual(t, w.TotalCalls(), 4, "only those that were under way, one a worker: %v", calledFor(w))
	})
}

// Wherever things go well and badly, nothing of the Secrets is found outside of them.
func TestEverywhereRule07PersonalDataStayInTheirSecrets(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		s := &spy{}
		w := harness.NewWorld(t, harness.On(p))
		op := s.startOperator(w)
		var values []string
		for _, kind := range []v1alpha1.CustomerType{v1alpha1.CustomerPersonal, v1alpha1.CustomerBusiness} {
			a := anyone(w, kind, strings.ToLower(string(kind)))
			values = append(values, a.Private()...)
			id, before := wanting(w, a)
			a.Correct()
			correctedOnce(w, a, id, before)
		}
		// What the provider refuses, loses, or fails at, with an echo of what it was told.
		for i, status := range []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusForbidden, http.StatusInternalServerError} {
			a := p.Person(w, fmt.Sprintf("echo-%d", i))
			echo, err := json.Marshal(map[string]any{"message": strings.Join(a.Private(), " "), "code": a.Private()[0]})
			require.NoError(t, err)
			w.AddFault(w.Route(harness.Create, a.Type()).Fault(controlapi.Fault{Status: status, Body: echo}))
			w.ApplyAll(a)
			w.UntilCustomer(a.Name, "halted, or created", func(vc *v1alpha1.VerifiedCustomer) bool {
				f := vc.Status.Facts
				return f != nil && f.Problem != nil || vc.Status.CustomerID != ""
			})
			w.Delete(&v1alpha1.VerifiedCustomer{}, a.Name)
			w.UntilGone(a.Name)
		}
		// What the operator itself refuses.
		odd := p.Person(w, "odd")
		for _, secret := range odd.Secrets {
			if secret.StringData != nil {
				secret.StringData["dateOfBirth"] = "the 23rd of July 1966"
				values = append(values, "the 23rd of July 1966")
			}
		}
		w.ApplyAll(odd)
		w.UntilReason(odd.Name, v1alpha1.ConditionSynced, v1alpha1.ReasonInvalidInput)
		// What somebody sends who knows the signing secret.
		for _, body := range []string{values[0], fmt.Sprintf(`{"id": %q, "event": {"id": %q}}`, values[0], values[0])} {
			a := post(w, w.HookURL(), p.Sign(w.SigningSecret, []byte(body)), []byte(body))
			s.heard("an answer to a webhook", fmt.Sprint(a))
		}
		w.UntilDelivered()
		op.Stop()
		s.objects(w)
		s.heard("the metrics", metricsText(w))
		s.heard("a log of the process", harness.Logs())

		values = append(values, "QZQZQZQZQZQZ", "sandbox-secret", w.SigningSecret)
		all := s.all()
		for where, text := range all {
			found := search(text, values)
			assert.Empty(t, found, "%s holds %v", where, found)
		}
		require.Contains(t, all["a log"], "event taken", "what is logged at higher levels was not searched")
		require.Contains(t, all["a call at the provider"], "POST")
		require.Contains(t, all["a request to the API server"], "create-intent")
	})
}

// Nothing gets in that is not signed as the provider signs.
func TestEverywhereRule08NothingUnsigned(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		var clock harness.Clock
		op := w.StartOperator(clock.Use)
		a := p.Person(w, "jane")
		id := approved(w, a)
		p.Decide(w, id, harness.SetBack, true)
		body := p.Announcement(news(id, harness.SetBack))
		good := p.Sign(w.SigningSecret, body)
		before, calls, steps := w.Customer(a.Name), w.TotalCalls(), len(op.Steps())
		for name, header := range forgeries(good) {
			assert.Equal(t, http.StatusUnauthorized, post(w, w.HookURL(), header, body).Code, name)
		}
		for name, secret := range map[string]string{
			"another secret": "another secret", "the empty secret": "", "the API's secret": "sandbox-secret",
		} {
			assert.Equal(t, http.StatusUnauthorized, post(w, w.HookURL(), p.Sign(secret, body), body).Code, name)
		}
		for name, other := range map[string][]byte{
			"of another body": p.Announcement(news(id, harness.SetBack)), "truncated": body[:len(body)-1], "longer": append(body[:len(body):len(body)], '\n'),
			"empty": nil,
		} {
			assert.Equal(t, http.StatusUnauthorized, post(w, w.HookURL(), good, other).Code, name)
		}
		assert.Equal(t, before.ResourceVersion, w.Customer(a.Name).ResourceVersion)
		assert.Equal(t, calls, w.TotalCalls(), "a forged request asked the provider")
		assert.Len(t, op.Steps(), steps)

		// The previous secret holds for as long as it stands beside the new one.
		w.UpdateSecret(p.Name()+"-webhook", map[string]string{"secret": "the-next-secret", "previous": w.SigningSecret})
		clock.Advance(11 * time.Second)
		idle := p.Announcement(news(p.Stranger(w, "somebody@example.com"), harness.Verified))
		assert.Equal(t, http.StatusOK, post(w, w.HookURL(), p.Sign("the-next-secret", idle), idle).Code)
		assert.Equal(t, http.StatusOK, post(w, w.HookURL(), good, body).Code)
		requirePhase(w, a.Name, p.PhaseAfter(harness.SetBack))
		w.UpdateSecret(p.Name()+"-webhook", map[string]string{"secret": "the-next-secret"})
		clock.Advance(time.Minute)
		assert.Equal(t, http.StatusUnauthorized, post(w, w.HookURL(), p.Sign(w.SigningSecret, idle), idle).Code)
	})
}

// forgeries are the headers of a delivery with one thing wrong in each.
func forgeries(good http.Header) map[string]http.Header {
	out := map[string]http.Header{"none": {}}
	for name, values := range good {
		if name == "Content-Type" {
			continue
		}
		for what, forged := range map[string][]string{
			"altered": {alter(values[0])}, "empty": {""}, "doubled": {values[0], values[0]}, "longer": {values[0] + "00"},
		} {
			h := good.Clone()
			h[name] = forged
			out[name+" "+what] = h
		}
		if strings.Contains(name, "Algorithm") {
			delete(out, name+" empty") // Left out or empty, it is the one that is documented.
			continue
		}
		h := good.Clone()
		h.Del(name)
		out[name+" missing"] = h
	}
	return out
}

// alter is a header's value with another last character.
func alter(value string) string {
	last := "0"
	if strings.HasSuffix(value, last) {
		last = "1"
	}
	return value[:len(value)-1] + last
}

// An event of the sandbox is nothing to a VerificationProvider of the other world, where events tell.
func TestEverywhereRule08EventsOfTheOtherWorld(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p), harness.WithProvider(func(vp *v1alpha1.VerificationProvider) {
			for _, c := range []*v1alpha1.ProviderConnection{vp.Spec.Dwolla, vp.Spec.Fin, vp.Spec.Blaaiz} {
				if c != nil {
					c.Environment = v1alpha1.EnvironmentProduction
				}
			}
		}))
		w.StartOperator()
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		hold(w)
		a := p.Person(w, "jane")
		w.ApplyAll(a)
		id := w.UntilCustomer(a.Name, "created", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.CustomerID != "" }).Status.CustomerID
		w.Until("the provider is about to decide", func() bool { return p.Look(w, id).Decidable })
		settledGeneration(w, a.Name)
		p.Decide(w, id, harness.SetBack, true)
		event := news(id, harness.SetBack)
		before, calls := w.Customer(a.Name), w.TotalCalls()
		require.NotEqual(t, p.PhaseAfter(harness.SetBack), before.Status.Phase)
		announce(w, event)
		if p.Abilities().TellsWorlds {
			assert.Equal(t, calls, w.TotalCalls(), "an event of the sandbox asked the provider")
			requirePhase(w, a.Name, before.Status.Phase)
			event.ID, event.Production = event.ID+"-1", true
			require.Equal(t, http.StatusOK, announce(w, event).Code)
		}
		requirePhase(w, a.Name, p.PhaseAfter(harness.SetBack))
	})
}

// A deletion ends, whatever the policy and whatever is gone, and by default the provider keeps its customer.
func TestEverywhereRule09DeleteEnds(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		for name, before := range map[string]func(*harness.World, harness.Applicant){
			"policy Retain": func(*harness.World, harness.Applicant) {},
			"policy Deactivate": func(w *harness.World, a harness.Applicant) {
				w.Change(a.Name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.DeletionPolicy = v1alpha1.DeletionDeactivate })
			},
			"credentials gone": func(w *harness.World, _ harness.Applicant) {
				w.Delete(&corev1.Secret{}, p.Name()+"-api")
				w.TouchProvider()
				w.UntilProvider(v1alpha1.ReasonSecretNotFound)
			},
			"VerificationProvider gone": func(w *harness.World, _ harness.Applicant) {
				w.Delete(&v1alpha1.VerificationProvider{}, p.Name())
			},
			"identity gone": func(w *harness.World, a harness.Applicant) {
				for _, s := range a.Secrets {
					w.Delete(&corev1.Secret{}, s.Name)
				}
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t, harness.On(p))
				w.StartOperator()
				a := anyone(w, kind, "jane")
				id := approved(w, a)
				status := p.Look(w, id).Status
				before(w, a)
				for _, o := range a.Owners {
					w.Delete(&v1alpha1.BeneficialOwner{}, o.Name)
				}
				w.Delete(&v1alpha1.VerifiedCustomer{}, a.Name)
				w.UntilGone(a.Name)
				for _, o := range a.Owners {
					untilOwnerGone(w, o.Name)
				}
				if name == "policy Deactivate" && p.Abilities().Deactivates {
					w.UntilKubeEvent(a.Name, "Normal Deactivated")
					assert.NotEqual(t, status, p.Look(w, id).Status)
					return
				}
				assert.Equal(t, status, p.Look(w, id).Status, "the provider's side was touched")
				if name == "policy Deactivate" {
					w.UntilKubeEvent(a.Name, "Warning LeftBehind: the customer "+id)
				}
			})
		}
	})
}

func untilOwnerGone(w *harness.World, name string) {
	w.Helper()
	w.Until(name+" is gone", func() bool {
		err := w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, &v1alpha1.BeneficialOwner{})
		return apierrors.IsNotFound(err)
	})
}
