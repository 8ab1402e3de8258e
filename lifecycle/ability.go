package lifecycle

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// effects are what events say of a customer's ability to act, as conditions. There is no look behind
// them: of two events about one bank account, bank connection or balance, the newer counts.
var effects = map[provider.Effect]metav1.Condition{
	provider.EffectFundingVerified: {Type: v1alpha1.ConditionFundingSourceVerified, Status: metav1.ConditionTrue,
		Reason: v1alpha1.ReasonFundingSourceVerified, Message: "A bank account of the customer was verified."},
	provider.EffectFundingUnverified: {Type: v1alpha1.ConditionFundingSourceVerified, Status: metav1.ConditionFalse,
		Reason: v1alpha1.ReasonFundingSourceUnverified, Message: "A bank account of the customer lost its verification, as it does after returned payments: have it verified again."},
	provider.EffectFundingRemoved: {Type: v1alpha1.ConditionFundingSourceVerified, Status: metav1.ConditionUnknown,
		Reason: v1alpha1.ReasonFundingSourceRemoved, Message: "A bank account of the customer was removed, and no event told of another one that is verified."},
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

// firstOf says what counts where events told different things of several bank accounts, connections or
// balances: one account that is verified suffices, and one connection that is cut off is worth telling. An
// account that was removed says nothing of the others.
var firstOf = map[string][]metav1.ConditionStatus{
	v1alpha1.ConditionFundingSourceVerified: {metav1.ConditionTrue, metav1.ConditionFalse, metav1.ConditionUnknown},
	v1alpha1.ConditionBankConnectionHealthy: {metav1.ConditionFalse, metav1.ConditionTrue},
	v1alpha1.ConditionBalanceHealthy:        {metav1.ConditionFalse},
}

// maxResources bounds of how many bank accounts, connections or balances status knows.
const maxResources = 8

// NoteEffect adds the fact of what an event said of the customer's ability to act. An event that is
// older than what status says of the matter changes nothing, nor does a duplicate.
func NoteEffect(st *v1alpha1.VerificationStatus, e provider.Event) {
	if EffectReflected(st, e) {
		return
	}
	facts := FactsOf(st)
	fact := v1alpha1.AbilityFact{
		Type: effects[e.Effect].Type, ResourceID: e.ResourceID, Effect: string(e.Effect), EventID: e.ID, Time: metav1.NewMicroTime(e.Time),
	}
	if i := placeOf(facts.Abilities, fact); i >= 0 {
		facts.Abilities[i] = fact
		return
	}
	facts.Abilities = append(facts.Abilities, fact)
}

// EffectReflected tells whether status has this event's effect already, or a newer one about the matter. An
// event about what it had no room for is older than all that it has.
func EffectReflected(st *v1alpha1.VerificationStatus, e provider.Event) bool {
	c, known := effects[e.Effect]
	if !known {
		return true
	}
	if st.Facts == nil {
		return false
	}
	i := placeOf(st.Facts.Abilities, v1alpha1.AbilityFact{Type: c.Type, ResourceID: e.ResourceID})
	return i >= 0 && !metav1.NewMicroTime(e.Time).After(st.Facts.Abilities[i].Time.Time)
}

// placeOf is where a fact belongs: in the place of the one about the same, or about nobody knows which (as all
// were once), or of the oldest of its type if there is no room for more. It is -1 if it needs none.
func placeOf(all []v1alpha1.AbilityFact, fact v1alpha1.AbilityFact) int {
	oldest, nameless, n := -1, -1, 0
	for i, a := range all {
		if a.Type != fact.Type {
			continue
		}
		if a.ResourceID == fact.ResourceID {
			return i
		}
		if a.ResourceID == "" {
			nameless = i
		}
		n++
		if oldest < 0 || a.Time.Before(&all[oldest].Time) {
			oldest = i
		}
	}
	if nameless >= 0 || n < maxResources {
		return nameless
	}
	return oldest
}

// ability is the condition of one type that follows from events; nil if none told of the matter. Of those that
// count alike, the newest does.
func (v view) ability(conditionType string) *metav1.Condition {
	for _, status := range firstOf[conditionType] {
		var said *metav1.Condition
		var at metav1.MicroTime
		for _, a := range v.facts.Abilities {
			c, known := effects[provider.Effect(a.Effect)]
			if known && a.Type == conditionType && c.Status == status && (said == nil || a.Time.After(at.Time)) {
				said, at = &c, a.Time
			}
		}
		if said != nil {
			return said
		}
	}
	return nil
}
