package lifecycle

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// ownershipCodes are what is asked of a person, by what keeps the ownership from being certified.
var ownershipCodes = map[string]string{
	v1alpha1.ReasonCertificationRequired:   "CertifyOwnership",
	v1alpha1.ReasonRecertificationRequired: "RecertifyOwnership",
	v1alpha1.ReasonOwnersMissing:           "AddOwner",
	v1alpha1.ReasonOwnersNotVerified:       "VerifyOwners",
	v1alpha1.ReasonUnnamedOwner:            "ResolveOwners",
}

func (v view) certification() provider.Certification {
	if v.observation == nil {
		return ""
	}
	return provider.Certification(v.observation.Certification)
}

// canAct tells whether a verified customer can act. The provider's own word counts; where it has
// none, a business can once nothing of its ownership is left to certify.
func (v view) canAct() bool {
	if v.observation == nil {
		return false
	}
	switch provider.Ability(v.observation.Ability) {
	case provider.AbilityFull:
		return true
	case provider.AbilityNone:
		return false
	}
	c := v.certification()
	return c != provider.CertificationNeeded && c != provider.CertificationAgain
}

// unable says why a verified customer cannot act.
func (v view) unable() (reason, message string) {
	if c := v.certified(); c != nil && c.Status == metav1.ConditionFalse {
		return c.Reason, c.Message
	}
	return v1alpha1.ReasonNotAbleToAct, "The provider verified the customer, but does not let it act yet: its owners may not all be verified."
}

// certified is the condition OwnershipCertified: of businesses only.
func (v view) certified() *metav1.Condition {
	c := &metav1.Condition{Status: metav1.ConditionTrue}
	switch v.certification() {
	case provider.CertificationNotNeeded:
		c.Reason, c.Message = v1alpha1.ReasonCertificationNotNeeded, "The provider asks for no certification of the ownership."
	case provider.CertificationDone:
		c.Reason, c.Message = v1alpha1.ReasonCertified, "The ownership is certified."
	case provider.CertificationNeeded, provider.CertificationAgain:
		f := v.uncertified()
		c.Status, c.Reason, c.Message = metav1.ConditionFalse, f.Reason, f.Message
		if f.Action != "" {
			c.Message += " " + f.Action
		}
	default:
		return nil
	}
	return c
}

// uncertified is what keeps the ownership from being certified.
func (v view) uncertified() v1alpha1.OwnershipFact {
	if f := v.facts.Ownership; f != nil && f.Reason != v1alpha1.ReasonCertified {
		return *f
	}
	if v.certifiedBefore() {
		return CertificationAsked(provider.CertificationAgain, v.certification())
	}
	return CertificationAsked(provider.CertificationNeeded, v.certification())
}

// certifiedBefore tells that an earlier certification no longer counts, whether or not the time that
// the provider gives for the next is over.
func (v view) certifiedBefore() bool {
	f := v.facts.Ownership
	return v.certification() == provider.CertificationAgain ||
		f != nil && (f.Withdrawn || f.Reason == v1alpha1.ReasonCertified || f.Reason == v1alpha1.ReasonRecertificationRequired)
}

// CertificationAsked is what a person is asked for when nothing but their statement is missing. shown is
// what the provider says: once the time that it gives for a new statement is over, it asks as if for the first.
func CertificationAsked(asked, shown provider.Certification) v1alpha1.OwnershipFact {
	if asked == provider.CertificationAgain {
		until := "The provider asks for it within 30 days, as it does when owners change or when it wants to know more."
		if shown != provider.CertificationAgain {
			until = "The time that the provider gave for it is over, and the business cannot act before."
		}
		return v1alpha1.OwnershipFact{
			Reason:  v1alpha1.ReasonRecertificationRequired,
			Message: "A person has to state anew that spec.business.beneficialOwnership.owners is complete. " + until,
			Action:  "Set spec.business.beneficialOwnership.certified to false, apply, and to true again.",
		}
	}
	return v1alpha1.OwnershipFact{
		Reason:  v1alpha1.ReasonCertificationRequired,
		Message: "A person has to state that spec.business.beneficialOwnership.owners names everybody who owns 25 percent or more.",
		Action:  "Set spec.business.beneficialOwnership.certified to true.",
	}
}

// abilityRequirement is what a verified business has to do whose ownership is certified, and which the provider
// does not let act all the same; nil if it does, or if that cannot be because of its owners.
func (v view) abilityRequirement() *v1alpha1.Requirement {
	if v.phase() != v1alpha1.PhaseVerified || v.certification() != provider.CertificationDone || v.canAct() {
		return nil
	}
	_, message := v.unable()
	return &v1alpha1.Requirement{Code: ownershipCodes[v1alpha1.ReasonOwnersNotVerified], Message: message,
		Action: "kubectl get bowner says what each of them waits for.", Subject: string(provider.SubjectBusiness)}
}

// ownershipRequirement is what the certification asks of somebody; nil if nothing.
func (v view) ownershipRequirement() *v1alpha1.Requirement {
	c := v.certified()
	if c == nil || c.Status == metav1.ConditionTrue || v.final() || v.closedBySpec() {
		return nil
	}
	f := v.uncertified()
	code, known := ownershipCodes[f.Reason]
	if !known {
		return nil
	}
	return &v1alpha1.Requirement{Code: code, Message: f.Message, Action: f.Action, Subject: string(provider.SubjectBusiness)}
}
