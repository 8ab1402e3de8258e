package plan

import "math/rand/v2"

// Repertoire is what can be played at one provider, in words of its own. What is to happen often stands in
// a list more than once.
type Repertoire struct {
	// Provider is its name, and Share its part of the cast.
	Provider string
	Share    int

	// Persons, Businesses, Controllers and Owners are names that decide what the simulated provider makes of
	// the first submission.
	Persons, Businesses, Controllers, Owners []string
	// FewestOwners a business has, and MostOwners.
	FewestOwners, MostOwners int
	// Ready is how many of four hold their documents ready from the beginning, and Certified how many of
	// three businesses state from the beginning that their owners are complete.
	Ready, Certified int

	// PersonChores, BusinessChores and OwnerChores are what the customers' own people do.
	PersonChores, BusinessChores, OwnerChores []Kind
	// PersonMoves, BusinessMoves and OwnerMoves are what the provider's staff do: Action.How of Move,
	// MoveSilently and MoveOwner.
	PersonMoves, BusinessMoves, OwnerMoves []string
	// Reviews tells that the staff decide on single documents, Recertifies that they ask for the
	// certification of ownership anew.
	Reviews, Recertifies bool
	// Open tells that a create or a hand-in whose answer was lost leaves open what became of it: there is
	// no key under which it could be repeated.
	Open bool
	// Subscribes tells that the operator keeps the subscription of its webhooks.
	Subscribes bool
}

// spread gives each of n members of the cast a provider: the first ones one of each, and then by share.
func spread(n int, list []Repertoire) []Repertoire {
	all, parts := 0, make([]int, len(list))
	for _, r := range list {
		all += r.Share
	}
	var out []Repertoire
	for i := range n {
		next := i
		if i >= len(list) {
			next = 0
			for k, r := range list {
				if r.Share*(i+1)-parts[k]*all > list[next].Share*(i+1)-parts[next]*all {
					next = k
				}
			}
		}
		parts[next]++
		out = append(out, list[next])
	}
	return out
}

// anyOf picks a provider by share.
func anyOf(r *rand.Rand, list []Repertoire) Repertoire {
	all := 0
	for _, one := range list {
		all += one.Share
	}
	n := r.IntN(all)
	for _, one := range list {
		if n -= one.Share; n < 0 {
			return one
		}
	}
	return list[0]
}

// of is the repertoire of a provider.
func (d *drafter) of(provider string) Repertoire {
	for _, r := range d.repertoires {
		if r.Provider == provider {
			return r
		}
	}
	return Repertoire{}
}

// open are the repertoires that are Open.
func (d *drafter) open() (out []Repertoire) {
	for _, r := range d.repertoires {
		if r.Open {
			out = append(out, r)
		}
	}
	return out
}
