// Package verdict decides whether a run of chaos left everything as it should be. It is pure: what was
// seen comes in as evidence, and violations go out, each with the object, what should be and what is.
//
// It knows the operator's API, the simulated providers' truth in words that are no provider's own, and what
// people did. It must not know how any of it was brought about, and it draws its expectations from the
// design, not from the operator's code.
package verdict

import (
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Evidence is all that a verdict goes by.
type Evidence struct {
	// Customers and Owners are the objects as they stand in the cluster.
	Customers []v1alpha1.VerifiedCustomer
	Owners    []v1alpha1.BeneficialOwner
	// Providers are where their customers are.
	Providers []Provider
	// Lives are what people did to each object that they ever applied, by its name.
	Lives map[string]Life
	// Forged are the events that somebody else made up.
	Forged []Forgery
	// Refused are deliveries that were answered 401, though signed with a key that the Secret held all the while.
	Refused []Refusal
}

// Refusal is a genuine delivery that was taken for a forged one.
type Refusal struct {
	Provider, EventID string
	At                time.Time
}

// Life is what people did to one object.
type Life struct {
	UID types.UID
	// Owner tells owners from customers. Of is an owner's business.
	Owner bool
	Of    string
	// Provider is where the customer is, and Email the address that it was applied with.
	Provider, Email string
	// Changes counts writes that changed what is submitted: one attempt needs at least one of them.
	Changes int
	// Asked counts what the provider's staff asked for without any event.
	Asked int
	// TakenOver is the ID that a person gave the object, because nothing else told what became of a create.
	TakenOver string
	// Unnamed tells that a person had to find that ID, for the object did not name it.
	Unnamed bool
	// Statements counts how often somebody stated that the owners are complete.
	Statements int
	// Closed tells that spec.state is Deactivated; Reopened that it was, and is Active again.
	Closed, Reopened bool
	// ClosedByStaff tells that the provider's staff closed the account at some time: then nobody else may
	// open it.
	ClosedByStaff bool
	// Deleted objects are gone; Deactivates says that their customer was to be deactivated.
	Deleted, Deactivates bool
}

// Forgery is an event that was made up.
type Forgery struct {
	EventID, How string
	// Codes are all answers that it got, oldest first; 0 is none.
	Codes []int
}

// Violation is something that is not as it should be.
type Violation struct {
	Rule, Object     string
	Expected, Actual string
}

func (v Violation) String() string {
	return fmt.Sprintf("%s: %s: expected %s, but found %s", v.Rule, v.Object, v.Expected, v.Actual)
}

// Judge names all violations that no waiting cures. Call it once [Unsettled] finds nothing.
func Judge(e Evidence) []Violation {
	var all []Violation
	for _, check := range []func(Evidence) []Violation{
		creates, adoptions, ownerCreates, attempts, uploads, certifications, forgeries, refusals, histories,
	} {
		all = append(all, check(e)...)
	}
	return all
}

// createKey is the key that the design gives the customer of an object.
func createKey(uid types.UID) string { return "bonafide-" + string(uid) }
