package lifecycle_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// told is an event about the resource of an ID, so many seconds after the start.
func told(effect provider.Effect, resourceID string, seconds int) provider.Event {
	return provider.Event{
		ID: fmt.Sprint(effect, resourceID, seconds), Effect: effect, ResourceID: resourceID, Time: start.Add(time.Duration(seconds) * time.Second),
	}
}

// What an event says is of one bank account or connection. In whatever order events come, and however often,
// the conditions are the same.
func TestAbilities(t *testing.T) {
	const (
		verified, unverified, removed = provider.EffectFundingVerified, provider.EffectFundingUnverified, provider.EffectFundingRemoved
		lost, expiring, healthy       = provider.EffectConnectionLost, provider.EffectConnectionExpiring, provider.EffectConnectionHealthy
	)
	type events []provider.Event
	for name, test := range map[string]struct {
		events              events
		funding, connection string
	}{
		"verified":                {events{told(verified, "a", 1)}, "True:FundingSourceVerified", ""},
		"newest of one":           {events{told(verified, "a", 1), told(unverified, "a", 2)}, "False:FundingSourceUnverified", ""},
		"verified anew":           {events{told(unverified, "a", 1), told(verified, "a", 2)}, "True:FundingSourceVerified", ""},
		"another one removed":     {events{told(verified, "a", 1), told(verified, "b", 2), told(removed, "b", 3)}, "True:FundingSourceVerified", ""},
		"another one unverified":  {events{told(verified, "a", 1), told(unverified, "b", 2)}, "True:FundingSourceVerified", ""},
		"the only one removed":    {events{told(verified, "a", 1), told(removed, "a", 2)}, "Unknown:FundingSourceRemoved", ""},
		"one removed, one failed": {events{told(unverified, "a", 1), told(removed, "b", 2)}, "False:FundingSourceUnverified", ""},
		"one bank lost":           {events{told(lost, "x", 1), told(healthy, "y", 2)}, "", "False:BankConnectionLost"},
		"the bank is back":        {events{told(lost, "x", 1), told(healthy, "x", 2)}, "", "True:BankConnectionHealthy"},
		"the newest trouble":      {events{told(lost, "x", 1), told(expiring, "y", 2)}, "", "False:BankConnectionExpiring"},
		"without an ID":           {events{told(verified, "", 1), told(removed, "", 2)}, "Unknown:FundingSourceRemoved", ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, order := range []events{test.events, reversed(test.events), append(reversed(test.events), test.events...)} {
				st := &v1alpha1.VerificationStatus{}
				for _, e := range order {
					lifecycle.NoteEffect(st, e)
					if !lifecycle.EffectReflected(st, e) {
						t.Fatalf("%s is noted, and not reflected", e.ID)
					}
				}
				lifecycle.Conclude(st, circumstances(start))
				if got := condition(st, v1alpha1.ConditionFundingSourceVerified); got != test.funding {
					t.Errorf("funding is %q, want %q", got, test.funding)
				}
				if got := condition(st, v1alpha1.ConditionBankConnectionHealthy); got != test.connection {
					t.Errorf("connection is %q, want %q", got, test.connection)
				}
			}
		})
	}
}

func reversed(in []provider.Event) (out []provider.Event) {
	for i := range in {
		out = append(out, in[len(in)-1-i])
	}
	return out
}

// What was noted before status told accounts apart gives way to what is newer.
func TestAbilityOfAnUnknownAccount(t *testing.T) {
	st := &v1alpha1.VerificationStatus{}
	lifecycle.NoteEffect(st, told(provider.EffectFundingVerified, "", 1))
	lifecycle.NoteEffect(st, told(provider.EffectFundingRemoved, "a", 2))
	lifecycle.Conclude(st, circumstances(start))
	if got := condition(st, v1alpha1.ConditionFundingSourceVerified); got != "Unknown:FundingSourceRemoved" || len(st.Facts.Abilities) != 1 {
		t.Errorf("funding is %q: %+v", got, st.Facts.Abilities)
	}
}

// Status knows of a few bank accounts, those of which events told last, and what was dropped does not come back
// by a duplicate.
func TestAbilitiesAreBounded(t *testing.T) {
	st := &v1alpha1.VerificationStatus{}
	for round := range 2 {
		for i := range 30 {
			lifecycle.NoteEffect(st, told(provider.EffectFundingVerified, fmt.Sprint(i), i))
		}
		lifecycle.NoteEffect(st, told(provider.EffectConnectionLost, "x", 0))
		if n := len(st.Facts.Abilities); n != 9 {
			t.Fatalf("round %d: %d facts, want 8 accounts and a connection", round, n)
		}
	}
	for _, a := range st.Facts.Abilities {
		if a.Type == v1alpha1.ConditionFundingSourceVerified && a.Time.Time.Before(start.Add(22*time.Second)) {
			t.Errorf("an old one was kept: %+v", a)
		}
	}
}
