package plan

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Cast is who lives in a run.
type Cast struct {
	Persons    []Person
	Businesses []Business
}

// Person is a customer of a provider; the first name decides what the provider makes of the first submission.
type Person struct {
	Provider        string
	Name, FirstName string
	// Document is held ready from the beginning.
	Document bool
}

// Business is a customer with owners. Its name, and the controller's first name, decide as above.
type Business struct {
	Provider                       string
	Name, BusinessName, Controller string
	Owners                         []Owner
	// Certified states from the beginning that the owners are complete.
	Certified bool
	Document  bool
}

// Owner is a beneficial owner of a business.
type Owner struct {
	Name, FirstName string
	Document        bool
}

// One customer comes for so much of a run, at least so many of each.
const (
	perPerson   = 3 * time.Second
	perBusiness = 12 * time.Second
	minPersons  = 10
	minBusiness = 3
)

func newCast(r *rand.Rand, length time.Duration, repertoires []Repertoire) Cast {
	var c Cast
	for i, of := range spread(max(minPersons, int(length/perPerson)), repertoires) {
		c.Persons = append(c.Persons, Person{
			Provider:  of.Provider,
			Name:      fmt.Sprintf("%s-person-%03d", of.Provider, i),
			FirstName: pick(r, of.Persons...),
			Document:  r.IntN(4) < of.Ready,
		})
	}
	for i, of := range spread(max(minBusiness, int(length/perBusiness)), repertoires) {
		b := Business{
			Provider:     of.Provider,
			Name:         fmt.Sprintf("%s-business-%03d", of.Provider, i),
			BusinessName: pick(r, of.Businesses...),
			Controller:   pick(r, of.Controllers...),
			Certified:    r.IntN(3) < of.Certified,
			Document:     r.IntN(4) < of.Ready,
		}
		for j := range of.FewestOwners + r.IntN(of.MostOwners-of.FewestOwners+1) {
			b.Owners = append(b.Owners, Owner{
				Name:      fmt.Sprintf("%s-owner-%03d-%d", of.Provider, i, j),
				FirstName: pick(r, of.Owners...),
				Document:  r.IntN(4) < of.Ready,
			})
		}
		c.Businesses = append(c.Businesses, b)
	}
	return c
}
