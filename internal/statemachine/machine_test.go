package statemachine

import (
	"strings"

	"sigs.k8s.io/cli-utils/pkg/kstatus/status"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// kind is whose state machine an arrow belongs to.
type kind string

// The machines: a person's, a business's, a beneficial owner's, that of a business's certification of
// ownership, and that of a customer whom Dwolla does not verify unless it is upgraded.
const (
	person     kind = "person"
	business   kind = "business"
	owner      kind = "owner"
	ownership  kind = "ownership"
	unverified kind = "unverified"
)

// machine is one of them, an arrow a line.
type machine struct {
	kind   kind
	arrows []arrow
}

// none is where somebody stands whom the provider does not know yet, and gone whom it no longer has.
const (
	none = "–"
	gone = "gone"
)

// state is where somebody stands, and what a user sees of it.
type state struct {
	// name is the provider's status, and what tells the state from others of the same status.
	name string
	// status is the provider's word for the customer or the owner, and ownership for the certification.
	status, ownership string
	// called is the machine's word for the state, where that is not the status, and paper the provider's
	// for the document whose machine it is.
	called, paper string
	// enter brings somebody there from nothing.
	enter func(*actor)

	phase v1alpha1.Phase
	// verified is the reason of Verified; ready that of Ready, where it is another; certified that of
	// OwnershipCertified, which is absent where it is empty.
	verified, ready, certified string
	// kstatus is what the library of that name makes of the object: Current is Ready, InProgress is
	// Reconciling, Failed is Stalled.
	kstatus status.Status
	// promised tells that the provider says how long it takes at most.
	promised bool
	// atRest: not ready, and nothing is still to come.
	atRest bool
	// needs are the requirements, most pressing first: code/subject.
	needs []string
	// apart tells that the provider is changed so that somebody gets there: an arrow to such a state is walked
	// while no other is.
	apart bool
	// removed tells that the provider no longer has the owner whom the object stands for.
	removed bool
}

// readyReason is the reason of Ready.
func (s state) readyReason() string {
	if s.ready != "" {
		return s.ready
	}
	return s.verified
}

// word is the provider's word for the state in a machine.
func (s state) word(k kind) string {
	switch {
	case s.removed:
		return gone
	case !s.exists():
		return s.name
	case k == ownership:
		return s.ownership
	case k == document:
		return s.paper
	case s.called != "":
		return s.called
	}
	return s.status
}

// exists tells whether there is an object.
func (s state) exists() bool { return s.name != none && s.name != gone }

// action is what the printer column ACTION shows.
func (s state) action() string {
	if len(s.needs) == 0 {
		return ""
	}
	code, _, _ := strings.Cut(s.needs[0], "/")
	return code
}

// but is the state with something about it that differs.
func (s state) but(change func(*state)) state {
	change(&s)
	return s
}

// by is the state, entered in another way.
func (s state) by(enter func(*actor)) state {
	return s.but(func(s *state) { s.enter = enter })
}

// arrow is a transition.
type arrow struct {
	from state
	// trigger is what the reference calls the cause, and note tells it from others that it calls the
	// same.
	trigger, note string
	// drive brings the cause about: as the provider's staff, as the customer, or as whoever writes manifests.
	// From nothing, it is what enters the state that the arrow leads to.
	drive func(*actor)
	to    state
	// events are the topics that the provider fires, in order; see realm.topics.
	events string
}

func (a arrow) cause() string {
	if a.note == "" {
		return a.trigger
	}
	return a.trigger + ": " + a.note
}
