package lifecycle

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// What is asked of a person about the ownership of a business.
const (
	codeCertify   = "CertifyOwnership"
	codeRecertify = "RecertifyOwnership"
)

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
		c.Status = metav1.ConditionFalse
		c.Reason, c.Message = v.uncertified()
	default:
		return nil
	}
	return c
}

func (v view) uncertified() (reason, message string) {
	if f := v.facts.Ownership; f != nil && f.Reason != v1alpha1.ReasonCertified {
		return f.Reason, f.Message
	}
	if v.certifiedBefore() {
		return CertificationAsked(provider.CertificationAgain)
	}
	return CertificationAsked(provider.CertificationNeeded)
}

// certifiedBefore tells that an earlier certification no longer counts, whether or not the time that
// the provider gives for the next is over.
func (v view) certifiedBefore() bool {
	f := v.facts.Ownership
	return v.certification() == provider.CertificationAgain ||
		f != nil && (f.Withdrawn || f.Reason == v1alpha1.ReasonCertified || f.Reason == v1alpha1.ReasonRecertificationRequired)
}

const (
	certifyMessage = "A person has to state that spec.business.beneficialOwnership.owners names everybody who owns 25 percent or more: " +
		"set spec.business.beneficialOwnership.certified to true."
	recertifyMessage = "The owners changed, so a person has to state anew, within 30 days, that spec.business.beneficialOwnership.owners is complete: " +
		"set spec.business.beneficialOwnership.certified to false, apply, and to true again."
)

// CertificationAsked is what a person is asked for, in the words of the condition.
func CertificationAsked(c provider.Certification) (reason, message string) {
	if c == provider.CertificationAgain {
		return v1alpha1.ReasonRecertificationRequired, recertifyMessage
	}
	return v1alpha1.ReasonCertificationRequired, certifyMessage
}

// ownershipRequirement is what the certification asks of somebody; nil if nothing.
func (v view) ownershipRequirement() *v1alpha1.Requirement {
	c := v.certified()
	if c == nil || c.Status == metav1.ConditionTrue || v.final() {
		return nil
	}
	r := &v1alpha1.Requirement{Code: codeCertify, Message: c.Message, Subject: string(provider.SubjectBusiness)}
	if v.certifiedBefore() {
		r.Code = codeRecertify
	}
	return r
}
