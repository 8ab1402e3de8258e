package lifecycle

import (
	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// verdictMessage explains the provider's verdict: what it asks for first, if it asks for anything.
func (v view) verdictMessage() string {
	if len(v.observation.Requirements) > 0 {
		r := v.observation.Requirements[0]
		if r.Action == "" {
			return r.Message
		}
		return r.Message + " " + r.Action
	}
	if v.observation.Gone {
		if v.facts.Replacement != nil {
			return "The " + v.noun + " was removed at the provider, to be added anew."
		}
		return "The provider no longer has the " + v.noun + ": nothing that it said before counts."
	}
	switch v.observation.Phase {
	case v1alpha1.PhaseVerified:
		return "The provider verified the " + v.noun + "."
	case v1alpha1.PhaseInReview:
		return "The provider is looking at the " + v.noun + "; nothing needs to be done."
	case v1alpha1.PhaseActionRequired:
		return "The provider waits for the " + v.noun + "; status.requirements says for what."
	case v1alpha1.PhaseRejected:
		return "The provider rejected the " + v.noun + "."
	case v1alpha1.PhaseSuspended:
		return "The provider suspended the " + v.noun + "; only the provider can lift that."
	case v1alpha1.PhaseDeactivated:
		return v.closedMessage()
	default:
		return "The provider has not decided yet."
	}
}

// closedMessage explains an account that is closed.
func (v view) closedMessage() string {
	switch {
	case !v.closedBySpec():
		r := v.reactivation()
		return r.Message + " " + r.Action
	case v.facts.State == v1alpha1.StateDeactivated:
		return "The account is closed, as spec.state says: Active opens it again."
	}
	return "The account is closed, as spec.state says; since the provider had closed it before, Active does not open it again."
}

// reactivation is what is left to do about an account that was closed against what spec says. Nobody here undoes
// that.
func (v view) reactivation() v1alpha1.Requirement {
	return v1alpha1.Requirement{
		Code:    "ReactivateCustomer",
		Message: "The " + v.noun + " was deactivated at the provider, and not because of spec.state.",
		Action:  "Have it reactivated there, in the provider's dashboard or by its support: spec.state opens only what it closed.",
	}
}

// requirements are what somebody has to do, most pressing first: what keeps the operator from
// submitting comes before what the provider asks for.
func (v view) requirements() []v1alpha1.Requirement {
	var out []v1alpha1.Requirement
	if v.problem != nil {
		if code := requirementOf(v.problem.Reason); code != "" && !v.askedInDetail() {
			out = append(out, v1alpha1.Requirement{Code: code, Message: v.problem.Message})
		}
	}
	if v.observation != nil {
		out = append(out, v.observation.Requirements...)
	}
	if v.phase() == v1alpha1.PhaseDeactivated && !v.closedBySpec() {
		out = append(out, v.reactivation())
	}
	for _, r := range []*v1alpha1.Requirement{v.ownershipRequirement(), v.abilityRequirement()} {
		if r != nil {
			out = append(out, *r)
		}
	}
	return out
}

// askedInDetail tells that the provider itself says what its package lacks.
func (v view) askedInDetail() bool {
	return v.problem.Reason == v1alpha1.ReasonPackageIncomplete && v.observation != nil && len(v.observation.Requirements) > 0
}

// requirementOf names what to do about a problem that somebody at the customer's end can cure.
func requirementOf(reason string) string {
	switch reason {
	case v1alpha1.ReasonInvalidInput, v1alpha1.ReasonCorrectionInvalid, v1alpha1.ReasonFieldsNotUpdatable,
		v1alpha1.ReasonDocumentSourceInvalid, v1alpha1.ReasonDocumentHostNotAllowed, v1alpha1.ReasonDocumentTooLarge,
		v1alpha1.ReasonDocumentHashMismatch, v1alpha1.ReasonDocumentTypeUnknown, v1alpha1.ReasonTypeNotSupported:
		return "CorrectInput"
	case v1alpha1.ReasonSecretNotFound, v1alpha1.ReasonSecretKeyMissing:
		return "ProvideSecret"
	case v1alpha1.ReasonProviderNotFound, v1alpha1.ReasonNamespaceNotAllowed:
		return "ResolveProvider"
	case v1alpha1.ReasonPackageIncomplete:
		return "CompletePackage"
	case v1alpha1.ReasonOwnersMissing:
		return ownershipCodes[reason]
	case v1alpha1.ReasonDuplicateCustomer, v1alpha1.ReasonCreateOutcomeUnknown, v1alpha1.ReasonCustomerNotFound,
		v1alpha1.ReasonCustomerIDTaken, v1alpha1.ReasonCustomerIDMismatch:
		return "ResolveCustomerID"
	default:
		return ""
	}
}
