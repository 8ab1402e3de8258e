package controllers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// What a look did not help is not looked at again in each pass: what it sees is written, and what is written
// begins another pass.
func TestALookInVainIsNotRepeated(t *testing.T) {
	problem := func(severity v1alpha1.ProblemSeverity, reason string) *v1alpha1.ProblemFact {
		return &v1alpha1.ProblemFact{Severity: severity, Reason: reason}
	}
	for name, tc := range map[string]struct {
		facts         v1alpha1.Facts
		before, after bool
	}{
		"nothing": {},
		"a correction of unknown outcome": {
			v1alpha1.Facts{Correction: &v1alpha1.CorrectionFact{}, Problem: problem(v1alpha1.ProblemWaiting, v1alpha1.ReasonSecretNotFound)}, true, false,
		},
		"other data at the provider": {
			v1alpha1.Facts{Profile: &v1alpha1.ProfileFact{Shown: "then"}, Problem: problem(v1alpha1.ProblemStalled, v1alpha1.ReasonInvalidInput)}, true, false,
		},
		"other data, until a correction": {
			v1alpha1.Facts{Profile: &v1alpha1.ProfileFact{Shown: "then"}, Observation: &v1alpha1.ObservationFact{Correction: string(provider.CorrectionAllowed)}}, false, false,
		},
		"a Secret that is missing":   {v1alpha1.Facts{Problem: problem(v1alpha1.ProblemWaiting, v1alpha1.ReasonSecretNotFound)}, true, false},
		"data that are held back":    {v1alpha1.Facts{Problem: problem(v1alpha1.ProblemWaiting, v1alpha1.ReasonHeldBack)}, false, false},
		"a business that is closed":  {v1alpha1.Facts{Problem: problem(v1alpha1.ProblemWaiting, v1alpha1.ReasonDependencyNotReady)}, false, false},
		"a provider that is down":    {v1alpha1.Facts{Problem: problem(v1alpha1.ProblemRetrying, v1alpha1.ReasonProviderUnavailable)}, true, true},
		"a customer that is missing": {v1alpha1.Facts{Problem: problem(v1alpha1.ProblemStalled, v1alpha1.ReasonCustomerNotFound)}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.facts.Observation == nil {
				tc.facts.Observation = &v1alpha1.ObservationFact{}
			}
			tc.facts.Observation.Profile = "now"
			vc := &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Name: "jane", Namespace: "onboarding", UID: "u", ResourceVersion: "7"}}
			vc.Status.Facts = &tc.facts
			p := scheduling(vc)
			vc.Status.NextSyncTime = &metav1.Time{Time: p.r.Clock.Now().Add(time.Hour)}
			p = p.r.newPass(vc)
			assert.Equal(t, tc.before, p.lookDue())
			p.r.waiting.Store(client.ObjectKeyFromObject(vc), "7")
			assert.Equal(t, tc.after, p.lookDue(), "after a look")
			p.r.waiting.Store(client.ObjectKeyFromObject(vc), "6")
			assert.Equal(t, tc.before, p.lookDue(), "after somebody wrote the object")
		})
	}
}
