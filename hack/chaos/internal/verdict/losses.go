package verdict

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Explanation is the way by which the effect of an event came about whose webhook was not acknowledged.
type Explanation string

// The explanations.
const (
	// ByLaterEvent: a later event of the same customer made the operator look.
	ByLaterEvent Explanation = "a later event"
	// ByResync: the operator looked because its time had come.
	ByResync Explanation = "resync"
	// ByOwnCall: the event announced what the operator had done itself.
	ByOwnCall Explanation = "the operator's own call"
	// ByLostAnswer: the event was delivered and applied, but the sender never saw the answer.
	ByLostAnswer Explanation = "delivered, the answer was lost"
	// ByBackfill: the event was applied, and no webhook had brought it.
	ByBackfill Explanation = "backfill"
	// ByNobody: its object was deleted, so that nobody has to know.
	ByNobody Explanation = "its object is deleted"
)

// Explanations are all there are, in the order in which reports have them.
var Explanations = []Explanation{ByLaterEvent, ByResync, ByOwnCall, ByLostAnswer, ByBackfill, ByNobody}

// Losses explains every event whose webhook was never acknowledged. An event is unexplained while no
// object that it is about was looked at since.
func Losses(e Evidence) (explained map[Explanation]int, unexplained []Violation) {
	explained = map[Explanation]int{}
	about := subjectsOf(e)
	acknowledged := map[string]time.Time{}
	deliveries := e.AllDeliveries()
	for _, d := range deliveries {
		if d.Acknowledged && d.Created.After(acknowledged[d.CustomerID]) {
			acknowledged[d.CustomerID] = d.Created
		}
	}
	for _, d := range deliveries {
		if d.Acknowledged {
			continue
		}
		subjects := about.of(d)
		if len(subjects) == 0 {
			explained[ByNobody]++
			continue
		}
		i := slices.IndexFunc(subjects, func(s *v1alpha1.VerificationStatus) bool { return lookedAfter(s, d.Created) })
		if i < 0 {
			unexplained = append(unexplained, Violation{ruleLoss, "event " + d.EventID + " of customer " + about.name(d.CustomerID),
				fmt.Sprintf("a look after %s, when %s was created and got lost after %d attempts", d.Created.UTC().Format("15:04:05.000"), d.Topic, d.Attempts),
				"the last look at " + when(subjects[0].LastSyncTime)})
			continue
		}
		explained[explain(d, subjects[i], acknowledged[d.CustomerID])]++
	}
	return explained, unexplained
}

// lookedAfter tells for sure: status keeps whole seconds, rounded down.
func lookedAfter(st *v1alpha1.VerificationStatus, at time.Time) bool {
	return st.LastSyncTime != nil && !st.LastSyncTime.Time.Before(at)
}

// explain says which way brought the effect of a lost event: by the move that followed it, if there was
// one, and else by what else was told of the customer since.
func explain(d Delivery, st *v1alpha1.VerificationStatus, lastAcknowledged time.Time) Explanation {
	since := metav1.NewTime(d.Created.Truncate(time.Second))
	for _, h := range st.History {
		if h.EventID == d.EventID && d.Attempts > 0 {
			return ByLostAnswer
		}
		if h.EventID == d.EventID {
			return ByBackfill
		}
		if h.Time.Before(&since) {
			continue
		}
		switch h.Cause {
		case v1alpha1.CauseEvent:
			return ByLaterEvent
		case v1alpha1.CauseResync:
			return ByResync
		case v1alpha1.CauseCreated, v1alpha1.CauseTakenOver, v1alpha1.CauseCorrected, v1alpha1.CauseUpdated,
			v1alpha1.CauseDeactivated, v1alpha1.CauseReactivated:
			return ByOwnCall
		}
		return Explanation(strings.ToLower(string(h.Cause)))
	}
	switch {
	case st.LastEvent != nil && st.LastEvent.ID == d.EventID && d.Attempts == 0:
		return ByBackfill
	case !lastAcknowledged.Before(d.Created):
		return ByLaterEvent
	}
	return ByResync
}

// subjects are the objects in the cluster, by the provider's IDs.
type subjects struct {
	customers map[string]*v1alpha1.VerifiedCustomer
	owners    map[string]*v1alpha1.BeneficialOwner
}

func subjectsOf(e Evidence) subjects {
	s := subjects{map[string]*v1alpha1.VerifiedCustomer{}, map[string]*v1alpha1.BeneficialOwner{}}
	for i := range e.Customers {
		s.customers[e.Customers[i].Status.CustomerID] = &e.Customers[i]
	}
	for i := range e.Owners {
		s.owners[e.Owners[i].Status.OwnerID] = &e.Owners[i]
	}
	return s
}

// of are the objects that an event is about: the owner that it names, all owners of the business if it
// tells of an owner's document, or else the customer.
func (s subjects) of(d Delivery) []*v1alpha1.VerificationStatus {
	vc := s.customers[d.CustomerID]
	if vc == nil || d.CustomerID == "" {
		return nil
	}
	if bo := s.owners[d.ResourceID]; bo != nil && d.ResourceID != "" {
		return []*v1alpha1.VerificationStatus{&bo.Status.VerificationStatus}
	}
	if !d.OfOwners {
		return []*v1alpha1.VerificationStatus{&vc.Status.VerificationStatus}
	}
	var all []*v1alpha1.VerificationStatus
	for _, id := range slices.Sorted(maps.Keys(s.owners)) {
		if bo := s.owners[id]; bo.Spec.CustomerRef.Name == vc.Name {
			all = append(all, &bo.Status.VerificationStatus)
		}
	}
	return all
}

func (s subjects) name(id string) string {
	if vc := s.customers[id]; vc != nil {
		return vc.Name
	}
	return id
}
