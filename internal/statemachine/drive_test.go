package statemachine

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"sync"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// What whoever writes manifests does, whatever the machine.

func setState(state v1alpha1.CustomerState) func(*actor) {
	return func(a *actor) {
		a.changeSpec(func(s *v1alpha1.VerifiedCustomerSpec) { s.State = state })
	}
}

var (
	closeAccount = setState(v1alpha1.StateDeactivated)
	openAccount  = setState(v1alpha1.StateActive)
)

// then does one thing after the other; a state is waited for.
func then(steps ...any) func(*actor) {
	return func(a *actor) {
		for _, step := range steps {
			switch step := step.(type) {
			case func(*actor):
				step(a)
			case state:
				a.await(step)
			}
		}
	}
}

// What Dwolla and its staff do.

// staffMoves puts a customer into a status.
func staffMoves(m controlapi.Move) func(*actor) {
	return func(a *actor) { a.Move(a.id(), m) }
}

func moves(status string) func(*actor) { return staffMoves(controlapi.Move{Status: status}) }

var (
	approve     = reviewed(controlapi.Review{Result: controlapi.ReviewApproved})
	approveOne  = reviewed(controlapi.Review{Result: controlapi.ReviewApproved, MoreNeeded: true})
	rejectFraud = reviewed(controlapi.Review{Result: controlapi.ReviewRejected, Reason: "ScanFailedOther", Fraud: true})
)

func reviewed(r controlapi.Review) func(*actor) { return func(a *actor) { a.review(r) } }

func rejects(reason string) func(*actor) {
	return reviewed(controlapi.Review{Result: controlapi.ReviewRejected, Reason: reason})
}

// simulates has Dwolla's Sandbox add a verification directive (reference 9.4).
func simulates(code string) func(*actor) {
	return func(a *actor) {
		a.call(http.MethodPost, "/sandbox-simulations", http.StatusOK, nil, map[string]any{
			"type": "customer-verification", "errorCode": code,
			"_links": map[string]any{"customer": map[string]string{"href": "/customers/" + a.id()}},
		})
	}
}

// What somebody does at Dwolla's API beside the operator.

// call makes a call at Dwolla's API that no operator makes, and returns where the answer points.
func (a *actor) call(method, route string, want int, answer, body any) (location string) {
	a.Helper()
	var text []byte
	if body != nil {
		var err error
		text, err = json.Marshal(body)
		require.NoError(a, err)
	}
	response := a.Dwolla(method, route, string(text))
	require.Equal(a, want, response.StatusCode, route)
	if answer != nil {
		require.NoError(a, json.NewDecoder(response.Body).Decode(answer))
	}
	return path.Base(response.Header.Get("Location"))
}

func posts(want int, body map[string]string) func(*actor) {
	return func(a *actor) { a.call(http.MethodPost, "/customers/"+a.id(), want, nil, body) }
}

func suspendsItself(a *actor) { posts(http.StatusOK, map[string]string{"status": "suspended"})(a) }

// quizzes keeps the end of all sessions, which is one control call, away from other rows.
var quizzes sync.Mutex

type quiz struct {
	ID        string
	Questions []struct {
		ID      string
		Answers []struct{ ID string }
	}
}

// reads opens the one session of a customer and reads its questions.
func (a *actor) reads() (q quiz) {
	a.Helper()
	id := a.call(http.MethodPost, "/customers/"+a.id()+"/kba", http.StatusCreated, nil, nil)
	a.call(http.MethodGet, "/kba/"+id, http.StatusOK, &q, nil)
	return q
}

// answers has the person answer the four questions, so many of them right: the last choice is.
func answers(right int) func(*actor) {
	return func(a *actor) {
		quizzes.Lock()
		defer quizzes.Unlock()
		a.answer(a.reads(), right, http.StatusOK)
	}
}

func (a *actor) answer(q quiz, right, want int) {
	a.Helper()
	var given []map[string]string
	for i, question := range q.Questions {
		choice := question.Answers[0]
		if i < right {
			choice = question.Answers[len(question.Answers)-1]
		}
		given = append(given, map[string]string{"questionId": question.ID, "answerId": choice.ID})
	}
	a.call(http.MethodPost, "/kba/"+q.ID, want, nil, map[string]any{"answers": given})
}

// letsTheQuizExpire reads the questions and answers too late.
func letsTheQuizExpire(a *actor) {
	quizzes.Lock()
	defer quizzes.Unlock()
	q := a.reads()
	_, err := a.Control.ExpireKBA(a.Context)
	require.NoError(a, err)
	a.answer(q, 4, http.StatusForbidden)
}

// Persons.

const wholeSSN = "123456789"

// applyPerson applies a person under a first name, which is Dwolla's trigger, with the last four digits
// of the SSN.
func applyPerson(firstName string) func(*actor) {
	return func(a *actor) { a.Apply(a.Person(a.name, firstName), "1234") }
}

// correctsName changes the manifest of a person, and leaves the Secret alone: that does not suffice.
func correctsName(firstName string) func(*actor) {
	return func(a *actor) {
		a.changeSpec(func(s *v1alpha1.VerifiedCustomerSpec) { s.Personal.FirstName = v1alpha1.PersonName(firstName) })
	}
}

// completesSSN puts all nine digits into the identity Secret of a name, and asks for a look, for there
// is no watch on Secrets. It comes last: without it nothing is sent.
func completesSSN(suffix string) func(*actor) {
	return func(a *actor) {
		a.UpdateSecret(a.name+suffix, identity(wholeSSN))
		a.ask()
	}
}

// renamesWithPassport renames a business and puts a passport into the identity Secret of its controller. The
// operator would send either alone: meanwhile the Secret lacks what nothing is sent without.
func renamesWithPassport(name string) func(*actor) {
	return then(func(a *actor) { a.UpdateSecret(a.name+"-controller", withoutSSN()) }, renames(name), untilActedOn, func(a *actor) {
		who := identity(wholeSSN)
		who["passportNumber"], who["passportCountry"] = "C01X00T47", "DE"
		a.UpdateSecret(a.name+"-controller", who)
		a.ask()
	})
}

func withoutSSN() map[string]string {
	who := identity(wholeSSN)
	delete(who, "ssn")
	return who
}

func identity(ssn string) map[string]string { return harness.Identity(ssn) }

// corrects is the one correction of a person: the operator must have seen the name before the rest, or it
// would send half of it.
func corrects(firstName string) func(*actor) {
	return then(correctsName(firstName), untilActedOn, completesSSN(""))
}

// untilActedOn waits until the operator has acted on all of spec, as far as it can.
func untilActedOn(a *actor) {
	a.Until(a.name+" is acted on", func() bool {
		o := a.object()
		return o.Verification().ObservedGeneration == o.GetGeneration()
	})
}

// addsDocument adds a document to spec: of the customer, by its subject, or of the owner.
func addsDocument(subject v1alpha1.DocumentSubject) func(*actor) {
	return func(a *actor) {
		secret := fmt.Sprintf("%s-%s", a.name, map[v1alpha1.DocumentSubject]string{
			"Person": "id", "Controller": "controller-id", "Business": "letter", "DBA": "dba"}[subject])
		a.createFile(secret)
		d := v1alpha1.DocumentSpec{Name: secret, Type: "License", Subject: subject, Source: v1alpha1.DocumentSource{
			SecretKeyRef: &v1alpha1.SecretKeyReference{Name: secret, Key: "front.png"}}}
		if subject == "Business" || subject == "DBA" {
			d.Type = "Other"
		}
		if a.company != "" {
			a.changeOwner(func(s *v1alpha1.BeneficialOwnerSpec) { s.Documents = append(s.Documents, d) })
			return
		}
		a.changeSpec(func(s *v1alpha1.VerifiedCustomerSpec) { s.Documents = append(s.Documents, d) })
	}
}

// Customers whom Dwolla does not verify.

// takesOver applies an object that takes over a customer that somebody created at Dwolla.
func takesOver(customerType string) func(*actor) {
	return func(a *actor) {
		vc := a.Person(a.name, "Una")
		p := vc.Spec.Personal
		vc.Spec.CustomerID = a.call(http.MethodPost, "/customers", http.StatusCreated, nil, map[string]string{
			"type": customerType, "firstName": string(p.FirstName), "lastName": string(p.LastName), "email": string(p.Email),
		})
		a.Apply(vc, "1234")
	}
}

// upgrades has somebody upgrade the customer to a verified one, under a first name, which spec has too.
func upgrades(firstName string) func(*actor) {
	return func(a *actor) {
		p := a.Person(a.name, firstName).Spec.Personal
		correctsName(firstName)(a)
		a.Until("Dwolla has the name", func() bool { return a.Truth(a.id()).FirstName == firstName })
		posts(http.StatusOK, map[string]string{
			"type": "personal", "firstName": firstName, "lastName": string(p.LastName), "email": string(p.Email), "phone": string(p.Phone),
			"address1": string(p.Address.Line1), "city": p.Address.City, "state": p.Address.State,
			"postalCode": p.Address.PostalCode, "dateOfBirth": "1990-01-31", "ssn": "1234",
		})(a)
	}
}

// Businesses.

// company is a business to apply.
type company struct {
	// name and controller are Dwolla's triggers.
	name, controller string
	structure        v1alpha1.BusinessStructure
	// ssn of the controller, or the owner of a sole proprietorship; empty for one with a passport.
	ssn string
	// owners are named in spec, and certified is the statement that they are complete.
	owners      []string
	uncertified bool
}

func (c company) apply(a *actor) {
	vc := a.Business(a.name, c.name, c.controller, c.owners...)
	c.shape(a, vc)
	a.Create(vc)
}

// shape completes a business and creates its Secrets.
func (c company) shape(a *actor, vc *v1alpha1.VerifiedCustomer) {
	b := vc.Spec.Business
	b.BeneficialOwnership.Certified = !c.uncertified
	who := identity(c.ssn)
	if c.ssn == "" {
		who = map[string]string{"dateOfBirth": "1990-01-31", "passportNumber": "C01X00T47", "passportCountry": "DE"}
		b.Controller.Address = v1alpha1.Address{Line1: "Unter den Linden 1", City: "Berlin", State: "BE", PostalCode: "10117", Country: "DE"}
	}
	if c.structure != "" {
		b.Structure = c.structure
	}
	ein := map[string]string{"ein": "12-3456789"}
	if c.structure == "SoleProprietorship" {
		b.Admin.FirstName, b.Controller, b.BeneficialOwnership = v1alpha1.PersonName(c.controller), nil, nil
		for key, value := range who {
			ein[key] = value
		}
	} else {
		a.CreateSecret(vc.Name+"-controller", who)
	}
	a.CreateSecret(vc.Name, ein)
}

// sound is a business that Dwolla finds nothing wrong with.
func sound() company {
	return company{name: "Acme Bakery", controller: "Carla", ssn: "1234"}
}

func (c company) but(change func(*company)) company {
	change(&c)
	return c
}

func wrong(name, controller string) company {
	return sound().but(func(c *company) { c.name, c.controller = name, controller })
}

// renames changes the name of a business.
func renames(name string) func(*actor) {
	return func(a *actor) {
		a.changeSpec(func(s *v1alpha1.VerifiedCustomerSpec) { s.Business.Name = name })
	}
}

// renamesAll changes the names of a business and of its controller, or its owner.
func renamesAll(name, controller string) func(*actor) {
	return func(a *actor) {
		a.changeSpec(func(s *v1alpha1.VerifiedCustomerSpec) {
			s.Business.Name = name
			if s.Business.Controller == nil {
				s.Business.Admin.FirstName = v1alpha1.PersonName(controller)
				return
			}
			s.Business.Controller.FirstName = v1alpha1.PersonName(controller)
		})
	}
}

// correctsAll is the one correction of a business and its controller.
func correctsAll(name, controller string) func(*actor) {
	return then(renamesAll(name, controller), untilActedOn, completesSSN("-controller"))
}

// Owners.

// applyOwner applies a business that names one owner, and the owner, under a first name, which is
// Dwolla's trigger.
func applyOwner(firstName string) func(*actor) {
	return func(a *actor) {
		vc := a.Business(a.company, "Acme Bakery", "Carla", a.name)
		sound().but(func(c *company) { c.uncertified = true }).shape(a, vc)
		a.ApplyOwner(a.Owner(a.name, a.company, firstName), wholeSSN)
		a.Create(vc)
	}
}

func correctsOwner(firstName string) func(*actor) {
	return func(a *actor) {
		a.changeOwner(func(s *v1alpha1.BeneficialOwnerSpec) { s.FirstName = v1alpha1.PersonName(firstName) })
	}
}

// movesOwner has Dwolla put an owner into a status.
func movesOwner(status string) func(*actor) {
	return func(a *actor) {
		_, err := a.Control.MoveOwner(a.Context, a.id(), controlapi.OwnerMove{Status: status})
		require.NoError(a, err)
	}
}

// removesOwner removes the owner at Dwolla, beside the operator.
func removesOwner(a *actor) {
	a.call(http.MethodDelete, "/beneficial-owners/"+a.id(), http.StatusOK, nil, nil)
}

// deletesOwner deletes the object, whose policy is to remove the owner at Dwolla too.
func deletesOwner(a *actor) {
	a.changeOwner(func(s *v1alpha1.BeneficialOwnerSpec) { s.DeletionPolicy = v1alpha1.OwnerDeletionDelete })
	require.NoError(a, a.Kube.Delete(a.Context, a.object().(client.Object)))
}
