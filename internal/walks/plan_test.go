package walks

import (
	"time"

	"pgregory.net/rapid"
)

// step is one thing that happens in a walk.
type step = happening[*walk]

// plan is a walk as it is drawn.
type plan = sequence[*walk]

// drawPlan draws a walk: all objects are applied in any order, the owners before their business or
// after, with anything in between; and more of anything afterwards.
func drawPlan(t *rapid.T) plan {
	var applies []step
	for _, name := range businesses {
		applies = append(applies, applyBusiness(t, name))
	}
	for _, name := range owners {
		applies = append(applies, applyOwner(t, name))
	}
	var p plan
	for _, apply := range rapid.Permutation(applies).Draw(t, "order") {
		p = append(append(p, rapid.SliceOfN(anyStep(), 0, 1).Draw(t, "before")...), apply, breath(t))
	}
	for _, s := range rapid.SliceOfN(anyStep(), 8, 18).Draw(t, "after") {
		p = append(p, s, breath(t))
	}
	return p
}

// anyStep draws one of all steps: those that move things along more often than those that end them.
func anyStep() *rapid.Generator[step] {
	return anyOf([]choice[*walk]{
		{1, func(t *rapid.T) step { return applyBusiness(t, anyBusiness(t)) }},
		{2, func(t *rapid.T) step { return applyOwner(t, anyOwner(t)) }},
		{4, correctBusiness}, {3, correctOwner}, {4, addDocument}, {3, replaceDocument},
		{3, certifyOrNot}, {2, nameOwners}, {1, changeState}, {1, changeEmail}, {1, deleteOwner}, {1, ask},
		{3, moveCustomer}, {3, moveOwner}, {1, moveOwnership}, {4, review}, {1, removeOwner},
		{8, loseAnswers}, {3, befalls[*walk](troubleWebhooks)}, {1, befalls[*walk](releaseWebhooks)}, {1, befalls[*walk](expireTokens)},
		{4, befalls[*walk](dieSoon(4))}, {2, befalls[*walk](restart)},
	})
}

// breath is a pause between two steps.
func breath(t *rapid.T) step { return befalls[*walk](pause(150 * time.Millisecond))(t) }

func anyBusiness(t *rapid.T) string { return rapid.SampledFrom(businesses).Draw(t, "business") }

func anyOwner(t *rapid.T) string { return rapid.SampledFrom(owners).Draw(t, "owner") }
