package statemachine

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// What whoever writes manifests does where the provider takes packages.

// document is the machine of a document of a business: of its charter.
const (
	document kind   = "document"
	charter  string = "charter"
)

// isPerson tells of the machines that persons go through.
func (k kind) isPerson() bool { return strings.HasPrefix(string(k), string(person)) }

// applicant is the actor's customer as the provider likes it.
func (a *actor) applicant() harness.Applicant {
	a.Helper()
	if a.kind.isPerson() {
		return a.Platform.Person(a.World, a.customer())
	}
	return a.Platform.Business(a.World, a.customer())
}

// begins applies somebody who lacks something, so that nothing is handed in.
func begins(changes ...func(harness.Applicant)) func(*actor) {
	return func(a *actor) {
		a.who = a.applicant()
		for _, change := range changes {
			change(a.who)
		}
		a.ApplyAll(a.who)
	}
}

// applies applies somebody who lacks nothing.
func applies(changes ...func(harness.Applicant)) func(*actor) {
	return then(begins(changes...), (*actor).counts)
}

// counts notes that a first package is complete.
func (a *actor) counts() { a.handIns += a.who.HandIns }

// named gives the customer the name that the simulated provider decides by.
func named(name string) func(harness.Applicant) {
	return func(who harness.Applicant) {
		if p := who.Customer.Spec.Personal; p != nil {
			p.FirstName = v1alpha1.PersonName(name)
		} else {
			who.Customer.Spec.Business.Name = name
		}
	}
}

func withoutDocuments(who harness.Applicant) { who.Customer.Spec.Documents = nil }

// ownersWithoutDocuments are there, and have nothing to show.
func ownersWithoutDocuments(who harness.Applicant) {
	for _, o := range who.Owners {
		o.Spec.Documents = nil
	}
}

// completes adds the documents that were left out.
func completes(a *actor) {
	whole := a.applicant()
	for _, o := range whole.Owners {
		a.edit(o.Name, func(bo *v1alpha1.BeneficialOwner) { bo.Spec.Documents = o.Spec.Documents })
	}
	a.Change(a.customer(), func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Documents = whole.Customer.Spec.Documents })
	a.counts()
}

// edit changes an owner's object, whoever's the arrow is.
func (a *actor) edit(name string, change func(*v1alpha1.BeneficialOwner)) {
	a.Helper()
	other := *a
	other.name, other.company = name, a.customer()
	other.change(func(o v1alpha1.Verifiable) { change(o.(*v1alpha1.BeneficialOwner)) })
}

// correctsWanting changes what the provider found wanting, which is handed in.
func correctsWanting(a *actor) {
	a.who.Correct()
	a.handIns++
}

// goesAnew notes that all documents have to be sent once more with the next package.
func goesAnew(a *actor) { a.anew++ }

// changesElsewhere changes something else, which is handed in.
func changesElsewhere(a *actor) {
	a.who.Elsewhere()
	a.handIns++
}

// asks has the operator look, because nothing announces what happened.
func asks(a *actor) {
	other := *a
	if a.company != "" {
		other.name, other.company = a.company, ""
	}
	other.untilAnswered(other.ask())
}

// replacesCharter gives the business another charter, which is handed in.
func replacesCharter(a *actor) {
	again := a.customer() + "-charter-again"
	a.createFile(again)
	a.Change(a.customer(), func(vc *v1alpha1.VerifiedCustomer) {
		for i := range vc.Spec.Documents {
			if d := &vc.Spec.Documents[i]; d.Name == charter {
				d.Source.SecretKeyRef = &v1alpha1.SecretKeyReference{Name: again, Key: "front.png"}
			}
		}
	})
	a.handIns++
}

// remote is the provider's ID of the customer, also of an owner's.
func (a *actor) remote() string {
	a.Helper()
	return a.Customer(a.customer()).Status.CustomerID
}

// needing is the state with other requirements.
func (s state) needing(needs ...string) state { return s.but(func(s *state) { s.needs = needs }) }

// as is the state with another name, to tell it from others.
func (s state) as(name string) state { return s.but(func(s *state) { s.name = name }) }

// packedThrifty checks that every package was handed in once, that no document was sent twice but where all
// of them had to go again, and that the provider refused nothing.
func packedThrifty(t *testing.T, w *harness.World, arrived []walk) {
	counters := w.Counters()
	for _, row := range arrived {
		truth := w.Platform.Look(w, row.actor.customerID)
		assert.Equal(t, row.actor.handIns, truth.HandIns, "%s: calls that handed in a package", row.name())
		// What goes anew may have to be uploaded twice: when the provider moves meanwhile, nothing of it is used.
		most := 1 + 2*row.actor.anew
		for _, s := range row.actor.who.Secrets {
			sum := sha256.Sum256(s.Data["file.png"])
			assert.LessOrEqual(t, counters.Documents[hex.EncodeToString(sum[:6])], most, "%s: document %s", row.name(), s.Name)
		}
	}
	for route, answers := range counters.Calls {
		for status, n := range answers {
			if strings.HasPrefix(status, "4") {
				t.Errorf("%s was refused with %s, %d times", route, status, n)
			}
		}
	}
}

// spelt are an arrow's events where the provider calls them as they stand there.
func spelt(events string) []string {
	return strings.Fields(events)
}
