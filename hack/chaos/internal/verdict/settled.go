package verdict

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Rules that Unsettled checks.
const (
	ruleTruth = "status equals the provider's truth"
	ruleSpec  = "what spec asks for is done"
	ruleGone  = "a deletion ends"
	ruleLoss  = "every loss is explained"
)

// Unsettled names everything that is not, or not yet, as the provider and spec have it.
func Unsettled(e Evidence) []Violation {
	var all []Violation
	truth, ownerTruth := e.customers(), e.owners()
	takesOwners := map[string]bool{}
	standing := map[string]bool{}
	for i := range e.Customers {
		vc := &e.Customers[i]
		standing[vc.Name] = true
		takesOwners[vc.Name] = truth[vc.Status.CustomerID].TakesOwners
		all = append(all, customerAsTruth(vc, truth[vc.Status.CustomerID], e.Lives[vc.Name])...)
	}
	for i := range e.Owners {
		bo := &e.Owners[i]
		standing[bo.Name] = true
		all = append(all, ownerAsTruth(bo, ownerTruth[bo.Status.OwnerID], takesOwners[bo.Spec.CustomerRef.Name])...)
	}
	all = append(all, deletions(e, standing)...)
	for _, p := range e.Providers {
		if p.Webhook != nil {
			all = append(all, p.Webhook.violations(p.Name)...)
		}
	}
	_, unexplained := Losses(e)
	return append(all, unexplained...)
}

func customerAsTruth(vc *v1alpha1.VerifiedCustomer, t Customer, l Life) []Violation {
	if t.ID == "" {
		return []Violation{{ruleTruth, vc.Name, "a customer at the provider", fmt.Sprintf("customerID %q, %s", vc.Status.CustomerID, standing(&vc.Status.VerificationStatus))}}
	}
	all := asTruth(vc.Name, &vc.Status.VerificationStatus, t.Status, t.Readings, t.Documents)
	all = append(all, atRest(vc.Name, &vc.Status.VerificationStatus, vc.Generation)...)
	verified, closed := t.is(v1alpha1.PhaseVerified), t.is(v1alpha1.PhaseDeactivated)
	if want := t.Certified; want != nil && verified {
		if got := meta.IsStatusConditionTrue(vc.Status.Conditions, v1alpha1.ConditionOwnershipCertified); got != *want {
			all = append(all, Violation{ruleTruth, vc.Name, fmt.Sprintf("ownership certified %t", *want), fmt.Sprintf("OwnershipCertified %t", got)})
		}
	}
	if email := emailOf(vc); verified && meta.IsStatusConditionTrue(vc.Status.Conditions, v1alpha1.ConditionSynced) && !strings.EqualFold(email, t.Email) {
		all = append(all, Violation{ruleSpec, vc.Name, "the e-mail address of spec at the provider", "another one, and Synced is True"})
	}
	if l.Closed && !closed && !t.is(v1alpha1.PhaseSuspended) {
		all = append(all, Violation{ruleSpec, vc.Name, "a deactivated customer", "status " + t.Status})
	}
	if l.Reopened && !l.ClosedByStaff && closed {
		all = append(all, Violation{ruleSpec, vc.Name, "an account that is open again", "status " + t.Status})
	}
	return all
}

func ownerAsTruth(bo *v1alpha1.BeneficialOwner, t Owner, taken bool) []Violation {
	switch {
	case t.ID == "" && !taken:
		return nil // A business that is suspended or closed takes no owners.
	case t.ID == "":
		return []Violation{{ruleTruth, bo.Name, "an owner at the provider", fmt.Sprintf("ownerID %q, %s", bo.Status.OwnerID, standing(&bo.Status.VerificationStatus))}}
	}
	all := asTruth(bo.Name, &bo.Status.VerificationStatus, t.Status, t.Readings, t.Documents)
	if taken {
		all = append(all, atRest(bo.Name, &bo.Status.VerificationStatus, bo.Generation)...)
	}
	return all
}

// asTruth compares what status says with what the provider has.
func asTruth(name string, st *v1alpha1.VerificationStatus, status string, readings []Reading, documents []Document) []Violation {
	var all []Violation
	if st.ProviderStatus != status {
		all = append(all, Violation{ruleTruth, name, "status " + status, fmt.Sprintf("%s, last looked at %s", standing(st), when(st.LastSyncTime))})
	}
	if reason := reasonOf(st); !reads(readings, st.Phase, reason) {
		all = append(all, Violation{ruleTruth, name, fmt.Sprintf("phase and reason %v for status %s", readings, status), fmt.Sprintf("phase %s, reason %s", st.Phase, reason)})
	}
	for _, d := range st.Documents {
		i := slices.IndexFunc(documents, func(at Document) bool { return at.ID == d.ID })
		switch {
		case d.ID == "": // It was never sent, or nobody knows: then the provider wants none now.
		case i < 0:
			all = append(all, Violation{ruleTruth, name, "document " + d.ID + " at the provider", "none"})
		case !strings.EqualFold(d.Status, documents[i].Status):
			all = append(all, Violation{ruleTruth, name, "document " + d.ID + " " + documents[i].Status, "status " + d.Status})
		}
	}
	return all
}

// reasonOf is why it is, or is not, verified.
func reasonOf(st *v1alpha1.VerificationStatus) string {
	if c := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionVerified); c != nil {
		return c.Reason
	}
	return ""
}

// passing are the reasons of what the operator cures by itself.
var passing = []string{
	v1alpha1.ReasonProviderUnavailable, v1alpha1.ReasonRateLimited, v1alpha1.ReasonConflict,
	v1alpha1.ReasonSubmitting, v1alpha1.ReasonHeldBack, v1alpha1.ReasonProviderNotReady,
}

// atRest checks that the operator has nothing left to do.
func atRest(name string, st *v1alpha1.VerificationStatus, generation int64) []Violation {
	var all []Violation
	if st.ObservedGeneration != generation {
		all = append(all, Violation{ruleSpec, name, fmt.Sprintf("observedGeneration %d", generation), fmt.Sprint(st.ObservedGeneration)})
	}
	if c := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionSynced); c != nil && c.Status == metav1.ConditionFalse && slices.Contains(passing, c.Reason) {
		all = append(all, Violation{ruleSpec, name, "nothing left to try again", c.Reason + ": " + c.Message})
	}
	return all
}

// deletions checks that what was deleted is gone, with its customer as the policy has it.
func deletions(e Evidence, standing map[string]bool) []Violation {
	var all []Violation
	truth := map[string]Customer{}
	for _, p := range e.Providers {
		names := p.marks(e.Lives)
		for _, c := range p.Customers {
			truth[names[p.Mark(c)]] = c
		}
	}
	for name, l := range e.Lives {
		if !l.Deleted {
			continue
		}
		if standing[name] {
			all = append(all, Violation{ruleGone, name, "no object", "an object that is being deleted"})
		}
		if t := truth[name]; l.Deactivates && t.ID != "" && !t.is(v1alpha1.PhaseDeactivated) && !t.is(v1alpha1.PhaseSuspended) {
			all = append(all, Violation{ruleGone, name, "a deactivated customer", "status " + t.Status})
		}
	}
	return all
}

func emailOf(vc *v1alpha1.VerifiedCustomer) string {
	if vc.Spec.Business != nil {
		return string(vc.Spec.Business.Admin.Email)
	}
	return string(vc.Spec.Personal.Email)
}

func standing(st *v1alpha1.VerificationStatus) string {
	s := fmt.Sprintf("status %q, phase %s", st.ProviderStatus, st.Phase)
	if c := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionSynced); c != nil {
		s += fmt.Sprintf(", Synced %s %s: %s", c.Status, c.Reason, c.Message)
	}
	return s
}

func when(t *metav1.Time) string {
	if t == nil {
		return "never"
	}
	return t.UTC().Format("15:04:05")
}
