package lifecycle

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// effects are what events say of a customer's ability to act, as conditions. There is no look behind
// them: of two events about one matter, the newer counts.
var effects = map[provider.Effect]metav1.Condition{
	provider.EffectFundingVerified: {Type: v1alpha1.ConditionFundingSourceVerified, Status: metav1.ConditionTrue,
		Reason: v1alpha1.ReasonFundingSourceVerified, Message: "A bank account of the customer was verified."},
	provider.EffectFundingUnverified: {Type: v1alpha1.ConditionFundingSourceVerified, Status: metav1.ConditionFalse,
		Reason: v1alpha1.ReasonFundingSourceUnverified, Message: "A bank account of the customer lost its verification, as it does after returned payments: have it verified again."},
	provider.EffectFundingRemoved: {Type: v1alpha1.ConditionFundingSourceVerified, Status: metav1.ConditionFalse,
		Reason: v1alpha1.ReasonFundingSourceRemoved, Message: "A bank account of the customer was removed."},
	provider.EffectConnectionExpiring: {Type: v1alpha1.ConditionBankConnectionHealthy, Status: metav1.ConditionFalse,
		Reason: v1alpha1.ReasonBankConnectionExpiring, Message: "The connection to the customer's bank will soon be cut off: have the customer renew it."},
	provider.EffectConnectionLost: {Type: v1alpha1.ConditionBankConnectionHealthy, Status: metav1.ConditionFalse,
		Reason: v1alpha1.ReasonBankConnectionLost, Message: "The connection to the customer's bank was cut off: have the customer renew it."},
	provider.EffectConnectionHealthy: {Type: v1alpha1.ConditionBankConnectionHealthy, Status: metav1.ConditionTrue,
		Reason: v1alpha1.ReasonBankConnectionHealthy, Message: "The customer's bank can be reached."},
	provider.EffectBalanceNegative: {Type: v1alpha1.ConditionBalanceHealthy, Status: metav1.ConditionFalse,
		Reason: v1alpha1.ReasonBalanceNegative, Message: "The customer's balance went below zero: whoever runs the platform owes the difference."},
}

// abilityConditions are all conditions that follow from effects.
var abilityConditions = []string{
	v1alpha1.ConditionFundingSourceVerified, v1alpha1.ConditionBankConnectionHealthy, v1alpha1.ConditionBalanceHealthy,
}

// NoteEffect adds the fact of what an event said of the customer's ability to act. An event that is
// older than what status says of the matter changes nothing, nor does a duplicate.
func NoteEffect(st *v1alpha1.VerificationStatus, e provider.Event) {
	c, known := effects[e.Effect]
	if !known {
		return
	}
	facts := FactsOf(st)
	fact := v1alpha1.AbilityFact{Type: c.Type, Effect: string(e.Effect), EventID: e.ID, Time: metav1.NewMicroTime(e.Time)}
	i := slices.IndexFunc(facts.Abilities, func(a v1alpha1.AbilityFact) bool { return a.Type == c.Type })
	switch {
	case i < 0:
		facts.Abilities = append(facts.Abilities, fact)
	case fact.Time.After(facts.Abilities[i].Time.Time):
		facts.Abilities[i] = fact
	}
}

// EffectReflected tells whether status has this event's effect already, or a newer one about the matter.
func EffectReflected(st *v1alpha1.VerificationStatus, e provider.Event) bool {
	c, known := effects[e.Effect]
	if !known {
		return true
	}
	return st.Facts != nil && slices.ContainsFunc(st.Facts.Abilities, func(a v1alpha1.AbilityFact) bool {
		return a.Type == c.Type && !metav1.NewMicroTime(e.Time).After(a.Time.Time)
	})
}

// ability is the condition of one type that follows from events; nil if none told of the matter.
func (v view) ability(conditionType string) *metav1.Condition {
	for _, a := range v.facts.Abilities {
		if c, known := effects[provider.Effect(a.Effect)]; known && a.Type == conditionType {
			return &c
		}
	}
	return nil
}
