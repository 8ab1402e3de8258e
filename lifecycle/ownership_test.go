package lifecycle_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// businessIn is a verified business whose certification stands so, with what keeps it from being certified.
func businessIn(certification provider.Certification, fact *v1alpha1.OwnershipFact) *v1alpha1.VerificationStatus {
	st := &v1alpha1.VerificationStatus{}
	o := observations["verified"]
	o.Type, o.Certification = provider.CustomerBusiness, certification
	lifecycle.Observe(st, lifecycle.Sighting{Observation: o, Cause: v1alpha1.CauseCreated, At: start})
	facts := lifecycle.FactsOf(st)
	facts.Generation, facts.AppliedGeneration, facts.Ownership = 1, 1, fact
	return st
}

// What is asked of somebody about the ownership says by its code what is in the way, and has the way
// out as its action; the condition says both.
func TestOwnershipRequirements(t *testing.T) {
	missing := &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersMissing, Message: "Missing: ann.", Action: "Apply them."}
	for name, tc := range map[string]struct {
		certification provider.Certification
		fact          *v1alpha1.OwnershipFact
		code, reason  string
	}{
		"nobody said anything":         {provider.CertificationNeeded, nil, "CertifyOwnership", v1alpha1.ReasonCertificationRequired},
		"an owner has no object":       {provider.CertificationNeeded, missing, "AddOwner", v1alpha1.ReasonOwnersMissing},
		"an owner is not verified":     {provider.CertificationNeeded, &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersNotVerified, Message: "m", Action: "a"}, "VerifyOwners", v1alpha1.ReasonOwnersNotVerified},
		"a stranger":                   {provider.CertificationNeeded, &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonUnnamedOwner, Message: "m", Action: "a"}, "ResolveOwners", v1alpha1.ReasonUnnamedOwner},
		"certified once, owners moved": {provider.CertificationAgain, nil, "RecertifyOwnership", v1alpha1.ReasonRecertificationRequired},
		"the 30 days are over":         {provider.CertificationNeeded, &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonCertified}, "RecertifyOwnership", v1alpha1.ReasonRecertificationRequired},
		"certified":                    {provider.CertificationDone, nil, "", v1alpha1.ReasonCertified},
		"not needed":                   {provider.CertificationNotNeeded, nil, "", v1alpha1.ReasonCertificationNotNeeded},
	} {
		t.Run(name, func(t *testing.T) {
			st := businessIn(tc.certification, tc.fact)
			lifecycle.Conclude(st, circumstances(start))
			c := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionOwnershipCertified)
			if c == nil || c.Reason != tc.reason {
				t.Fatalf("OwnershipCertified is %+v, want reason %s", c, tc.reason)
			}
			if tc.code == "" {
				if len(st.Requirements) != 0 {
					t.Fatalf("requirements %+v, want none", st.Requirements)
				}
				return
			}
			if len(st.Requirements) != 1 {
				t.Fatalf("requirements %+v, want one", st.Requirements)
			}
			r := st.Requirements[0]
			if r.Code != tc.code || r.Message == "" || r.Action == "" || c.Message != r.Message+" "+r.Action {
				t.Errorf("requirement %+v, condition message %q", r, c.Message)
			}
		})
	}
}

// An account that spec closed is neither stalled nor about to become anything else; one that the
// provider closed is stalled.
func TestClosedBySpec(t *testing.T) {
	for state, want := range map[v1alpha1.CustomerState]string{v1alpha1.StateDeactivated: "", v1alpha1.StateActive: "True:Deactivated"} {
		st := observed("deactivated")
		st.Facts.State = state
		lifecycle.Conclude(st, circumstances(start))
		if got := condition(st, v1alpha1.ConditionStalled); got != want {
			t.Errorf("state %s: Stalled is %q, want %q", state, got, want)
		}
		if got := condition(st, v1alpha1.ConditionReconciling); got != "" {
			t.Errorf("state %s: Reconciling is %q", state, got)
		}
		if got := condition(st, v1alpha1.ConditionReady); got != "False:Deactivated" {
			t.Errorf("state %s: Ready is %q", state, got)
		}
	}
}

// An account that the provider closed before spec said so is as spec says; while spec does not, somebody has to
// act, and is told where.
func TestClosedAtTheProvider(t *testing.T) {
	st := observed("deactivated")
	lifecycle.Conclude(st, circumstances(start))
	if len(st.Requirements) != 1 || st.Requirements[0].Code != "ReactivateCustomer" || st.Requirements[0].Action == "" {
		t.Errorf("requirements are %+v", st.Requirements)
	}
	st.Facts.LeftClosed = true
	lifecycle.Conclude(st, circumstances(start))
	if len(st.Requirements) != 0 || condition(st, v1alpha1.ConditionStalled) != "" || condition(st, v1alpha1.ConditionReady) != "False:Deactivated" {
		t.Errorf("requirements are %+v, conditions %+v", st.Requirements, st.Conditions)
	}
	lifecycle.Observe(st, lifecycle.Sighting{Observation: observations["verified"], Cause: v1alpha1.CauseResync, At: start})
	lifecycle.Conclude(st, circumstances(start))
	if !isTrue(st, v1alpha1.ConditionReady) {
		t.Errorf("what was said of a closed account outlives it: %+v", st.Conditions)
	}
}

// Messages call an owner an owner.
func TestMessagesNameTheKind(t *testing.T) {
	for _, status := range statuses {
		st := observed(status)
		c := circumstances(start)
		c.Noun = "owner"
		lifecycle.Conclude(st, c)
		for _, condition := range st.Conditions {
			if strings.Contains(condition.Message, "customer") {
				t.Errorf("%s, %s: %q", status, condition.Type, condition.Message)
			}
		}
	}
}

// Once the time for a new statement is over, nobody is told that it still runs.
func TestTimeForANewStatement(t *testing.T) {
	for shown, want := range map[provider.Certification]string{
		provider.CertificationAgain: "within 30 days", provider.CertificationNeeded: "is over",
	} {
		st := businessIn(shown, &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonCertified})
		lifecycle.Conclude(st, circumstances(start))
		if r := st.Requirements[0]; r.Code != "RecertifyOwnership" || !strings.Contains(r.Message, want) {
			t.Errorf("%s: requirement %+v", shown, r)
		}
	}
}

// A business that the provider verified, whose ownership is certified, and that may not act all the same, waits for
// its owners.
func TestUnableRequirement(t *testing.T) {
	for _, tc := range []struct {
		certification provider.Certification
		ability       provider.Ability
		want          string
	}{
		{provider.CertificationDone, provider.AbilityNone, "VerifyOwners"},
		{provider.CertificationDone, provider.AbilityFull, ""},
		{provider.CertificationNotNeeded, provider.AbilityNone, ""},
	} {
		st := businessIn(tc.certification, nil)
		st.Facts.Observation.Ability = string(tc.ability)
		lifecycle.Conclude(st, circumstances(start))
		got := ""
		for _, r := range st.Requirements {
			got += r.Code
		}
		if got != tc.want {
			t.Errorf("%s, %s: %q, want %q", tc.certification, tc.ability, got, tc.want)
		}
	}
}
