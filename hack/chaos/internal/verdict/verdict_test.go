package verdict

import (
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// sound is the evidence of a run in which nothing went wrong: a person, and a business with an owner.
func sound() Evidence {
	verified, certified := []Reading{{Phase: v1alpha1.PhaseVerified, Reason: "Verified"}}, true
	customer := func(name, id string) v1alpha1.VerifiedCustomer {
		vc := v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Name: name, UID: types.UID("uid-" + name), Generation: 1}}
		vc.Spec.Personal = &v1alpha1.PersonalSpec{Email: "a@example.com"}
		vc.Status.CustomerID = id
		vc.Status.VerificationStatus = status("verified")
		return vc
	}
	e := Evidence{
		Customers: []v1alpha1.VerifiedCustomer{customer("jane", "c1"), customer("acme", "c2")},
		Owners: []v1alpha1.BeneficialOwner{{
			ObjectMeta: metav1.ObjectMeta{Name: "olga", UID: "uid-olga", Generation: 1},
			Spec:       v1alpha1.BeneficialOwnerSpec{CustomerRef: v1alpha1.CustomerReference{Name: "acme"}},
			Status:     v1alpha1.BeneficialOwnerStatus{OwnerID: "o1", VerificationStatus: status("verified")},
		}},
		Providers: []Provider{{
			Traits: Traits{Name: "paypal", Keyed: true, Finds: true},
			Customers: []Customer{
				{ID: "c1", Status: "verified", Email: "a@example.com", Key: "bonafide-uid-jane", Readings: verified, Reviews: Reviews{Used: 1, Granted: 1},
					Documents: []Document{{ID: "d1", Status: "accepted"}}, TakesOwners: true},
				{ID: "c2", Status: "verified", Email: "a@example.com", Key: "bonafide-uid-acme", Readings: verified, Certified: &certified, TakesOwners: true},
			},
			Owners: []Owner{{ID: "o1", CustomerID: "c2", Status: "verified", Readings: verified}},
			Counters: controlapi.APICounters{Totals: controlapi.Totals{
				Creates:        controlapi.Creates{Total: 2, ByCorrelationID: map[string]int{"bonafide-uid-jane": 1, "bonafide-uid-acme": 1}},
				Certifications: map[string]int{"c2": 1},
				Documents:      map[string]int{"abc": 1},
			}},
			Deliveries: []Delivery{
				{EventID: "e1", Topic: "customer_verified", CustomerID: "c1", ResourceID: "c1", Created: noon, Attempts: 1, Acknowledged: true},
				{EventID: "e2", Topic: "customer_beneficial_owner_verified", OfOwners: true, CustomerID: "c2", ResourceID: "o1", Created: noon},
			},
			Webhook: subscribed(),
		}},
		Lives: map[string]Life{
			"jane": {UID: "uid-jane", Provider: "paypal", Changes: 1}, "acme": {UID: "uid-acme", Provider: "paypal", Statements: 1},
			"olga": {UID: "uid-olga", Provider: "paypal", Owner: true, Of: "acme"},
		},
		Forged: []Forgery{{EventID: "f1", How: "another-key", Codes: []int{503, 0, 401}}},
	}
	e.Customers[0].Status.Documents = []v1alpha1.DocumentStatus{{Name: "license", ID: "d1", Status: "Accepted"}}
	e.Customers[1].Status.Conditions = append(e.Customers[1].Status.Conditions, metav1.Condition{Type: v1alpha1.ConditionOwnershipCertified, Status: metav1.ConditionTrue})
	return e
}

// subscribed is a subscription that the operator has had to restore, and beside it one of somebody else.
func subscribed() *Webhook {
	w := &Webhook{URL: "https://hooks.example.com/webhooks/ns/paypal", Others: 1}
	w.Standing = []Subscription{{ID: "s1", URL: "https://elsewhere.example.com", Paused: true}, {ID: "s2", URL: w.URL, Told: true, Newest: true}}
	since := metav1.NewTime(noon)
	w.Object.Generation = 2
	w.Object.Status.Webhook = &v1alpha1.WebhookStatus{SubscriptionID: "s2", URL: w.URL, SubscribedTime: &since}
	w.Object.Status.Backfill = &v1alpha1.BackfillStatus{LastRunTime: metav1.NewTime(noon.Add(30 * time.Second))}
	w.Object.Status.Conditions = []metav1.Condition{{
		Type: v1alpha1.ConditionWebhookSubscribed, Status: metav1.ConditionTrue, Reason: v1alpha1.ReasonSubscribed, ObservedGeneration: 2,
	}}
	return w
}

func status(of string) v1alpha1.VerificationStatus {
	later := metav1.NewTime(noon.Add(5 * time.Second))
	return v1alpha1.VerificationStatus{
		ObservedGeneration: 1, Phase: v1alpha1.PhaseVerified, ProviderStatus: of, LastSyncTime: &later,
		Conditions: []metav1.Condition{
			{Type: v1alpha1.ConditionSynced, Status: metav1.ConditionTrue, Reason: v1alpha1.ReasonSynced},
			{Type: v1alpha1.ConditionVerified, Status: metav1.ConditionTrue, Reason: "Verified"},
		},
		History: []v1alpha1.HistoryEntry{
			{Time: metav1.NewTime(noon.Add(-time.Minute)), To: "RetryRequired", Cause: v1alpha1.CauseCreated},
			{Time: metav1.NewTime(noon.Add(-time.Second)), From: "RetryRequired", To: "Verified", Cause: v1alpha1.CauseEvent, EventID: "e0"},
		},
	}
}

func TestARunInWhichNothingWentWrong(t *testing.T) {
	if v := append(Unsettled(sound()), Judge(sound())...); len(v) > 0 {
		t.Errorf("violations: %v", v)
	}
}

// Before an object's first subscription nothing can have been missed.
func TestAFirstSubscriptionHasMissedNothing(t *testing.T) {
	e := sound()
	vp := &e.Providers[0].Webhook.Object
	vp.CreationTimestamp, vp.Status.Backfill = metav1.NewTime(noon.Add(-20*time.Second)), nil
	if v := Unsettled(e); len(v) > 0 {
		t.Errorf("violations: %v", v)
	}
}

// Every check is shown to fail when what it looks for is there, and to say about whom.
func TestViolations(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil        func(*Evidence)
		rule, object string
	}{
		"another status than the provider's": {func(e *Evidence) { e.Providers[0].Customers[0].Status = "suspended" }, ruleTruth, "jane"},
		"an owner's status":                  {func(e *Evidence) { e.Providers[0].Owners[0].Status = "document" }, ruleTruth, "olga"},
		"a reason that does not follow":      {func(e *Evidence) { e.Customers[0].Status.Conditions[1].Reason = "UnderReview" }, ruleTruth, "jane"},
		"a phase that does not follow":       {func(e *Evidence) { e.Customers[0].Status.Phase = v1alpha1.PhaseInReview }, ruleTruth, "jane"},
		"a customer that never came to be":   {func(e *Evidence) { e.Customers[0].Status.CustomerID = "" }, ruleTruth, "jane"},
		"an owner that never came to be":     {func(e *Evidence) { e.Owners[0].Status.OwnerID = "" }, ruleTruth, "olga"},
		"a document's verdict":               {func(e *Evidence) { e.Customers[0].Status.Documents[0].Status = "Pending" }, ruleTruth, "jane"},
		"a document that is not there":       {func(e *Evidence) { e.Customers[0].Status.Documents[0].ID = "d9" }, ruleTruth, "jane"},
		"a certification that is over":       {func(e *Evidence) { *e.Providers[0].Customers[1].Certified = false }, ruleTruth, "acme"},
		"a spec that was not acted on":       {func(e *Evidence) { e.Customers[0].Generation = 2 }, ruleSpec, "jane"},
		"a problem that should have passed": {func(e *Evidence) {
			e.Customers[0].Status.Conditions[0] = metav1.Condition{Type: v1alpha1.ConditionSynced, Status: metav1.ConditionFalse, Reason: v1alpha1.ReasonRateLimited}
		}, ruleSpec, "jane"},
		"an address that was not sent": {func(e *Evidence) { e.Providers[0].Customers[0].Email = "b@example.com" }, ruleSpec, "jane"},
		"an account that is open still": {func(e *Evidence) {
			e.Lives["jane"] = Life{UID: "uid-jane", Provider: "paypal", Changes: 1, Closed: true}
		}, ruleSpec, "jane"},
		"an account that stays closed": {func(e *Evidence) {
			e.Lives["jane"] = Life{UID: "uid-jane", Provider: "paypal", Changes: 1, Reopened: true}
			deactivate(e, 0)
		}, ruleSpec, "jane"},
		"a deletion that did not end": {func(e *Evidence) {
			e.Lives["jane"] = Life{UID: "uid-jane", Provider: "paypal", Changes: 1, Deleted: true}
		}, ruleGone, "jane"},
		"a deletion that closed nothing": {func(e *Evidence) {
			e.Lives["jane"] = Life{UID: "uid-jane", Provider: "paypal", Changes: 1, Deleted: true, Deactivates: true}
			e.Customers = e.Customers[1:]
		}, ruleGone, "jane"},
		"an event that nobody made up for": {func(e *Evidence) { e.Providers[0].Deliveries[1].Created = noon.Add(time.Hour) }, ruleLoss, "acme"},

		"two customers for one object":      {func(e *Evidence) { e.Providers[0].Counters.Creates.ByCorrelationID["bonafide-uid-jane"] = 2 }, ruleCreates, "jane"},
		"a customer of no object":           {func(e *Evidence) { e.Providers[0].Counters.Creates.ByCorrelationID["bonafide-uid-x"] = 1 }, ruleCreates, "bonafide-uid-x"},
		"a customer without a key":          {func(e *Evidence) { e.Providers[0].Counters.Creates.Total = 3 }, ruleCreates, "paypal"},
		"a customer that was never created": {func(e *Evidence) { delete(e.Providers[0].Counters.Creates.ByCorrelationID, "bonafide-uid-jane") }, ruleCreates, "jane"},
		"another object's customer":         {func(e *Evidence) { e.Providers[0].Customers[0].Key = "bonafide-uid-acme" }, ruleCreates, "jane"},
		"two objects for one customer":      {func(e *Evidence) { e.Customers[1].Status.CustomerID = "c1" }, ruleCreates, "acme"},
		"two owners for one object": {func(e *Evidence) {
			e.Providers[0].Owners = append(e.Providers[0].Owners, Owner{ID: "o2", CustomerID: "c2", Status: "verified"})
		}, ruleOwners, "o2"},
		"two objects for one owner":     {func(e *Evidence) { e.Owners = append(e.Owners, e.Owners[0]) }, ruleOwners, "olga"},
		"more attempts than granted":    {func(e *Evidence) { e.Providers[0].Customers[0].Used = 2 }, ruleAttempts, "jane"},
		"an attempt with the same data": {func(e *Evidence) { e.Lives["jane"] = Life{UID: "uid-jane", Provider: "paypal"} }, ruleAttempts, "jane"},
		"an owner's attempt":            {func(e *Evidence) { e.Providers[0].Owners[0].Used = 1 }, ruleAttempts, "olga"},
		"a content that was sent twice": {func(e *Evidence) { e.Providers[0].Counters.Documents["abc"] = 2 }, ruleUploads, "abc"},
		"a certification nobody stated": {func(e *Evidence) { e.Providers[0].Counters.Certifications["c2"] = 2 }, ruleCertify, "acme"},
		"a forged event that was taken": {func(e *Evidence) { e.Forged[0].Codes = []int{200} }, ruleForged, "f1"},
		"a forged event never refused":  {func(e *Evidence) { e.Forged[0].Codes = []int{503, 0} }, ruleForged, "f1"},
		"a forged event in status":      {func(e *Evidence) { e.Customers[0].Status.LastEvent = &v1alpha1.EventReference{ID: "f1"} }, ruleForged, "jane"},
		"a forged event in history":     {func(e *Evidence) { e.Owners[0].Status.History[1].EventID = "f1" }, ruleForged, "olga"},
		"a forged condition":            {func(e *Evidence) { e.Customers[0].Status.Conditions[0].Type = v1alpha1.ConditionBalanceHealthy }, ruleForged, "jane"},
		"an event that moved twice": {func(e *Evidence) {
			h := &e.Customers[0].Status.History
			*h = append(*h, v1alpha1.HistoryEntry{From: "Verified", To: "RetryRequired", Cause: v1alpha1.CauseResync}, (*h)[1])
		}, ruleHistory, "jane"},
		"a move to where it was":           {func(e *Evidence) { e.Customers[0].Status.History[1].To = "RetryRequired" }, ruleHistory, "jane"},
		"a move from where it was not":     {func(e *Evidence) { e.Owners[0].Status.History[1].From = "Suspended" }, ruleHistory, "olga"},
		"a subscription that is gone":      {func(e *Evidence) { w := e.Providers[0].Webhook; w.Standing = w.Standing[:1] }, ruleSubscription, "paypal"},
		"a subscription that is paused":    {func(e *Evidence) { e.Providers[0].Webhook.Standing[1].Paused = true }, ruleSubscription, "paypal"},
		"a subscription with an older key": {func(e *Evidence) { e.Providers[0].Webhook.Standing[1].Newest = false }, ruleSubscription, "paypal"},
		"a subscription that never proved itself": {func(e *Evidence) {
			e.Providers[0].Webhook.Standing[1].Told, e.Providers[0].Webhook.Standing[1].Newest = false, false
		}, ruleSubscription, "paypal"},
		"a subscription too many": {func(e *Evidence) {
			w := e.Providers[0].Webhook
			w.Standing = append(w.Standing, Subscription{ID: "s3", URL: w.URL, Told: true, Newest: true})
		}, ruleSubscription, "paypal"},
		"a subscription that status does not know": {func(e *Evidence) { e.Providers[0].Webhook.Object.Status.Webhook.SubscriptionID = "s9" }, ruleSubscription, "paypal"},
		"a subscription that is being replaced":    {func(e *Evidence) { e.Providers[0].Webhook.Object.Status.Conditions[0].Reason = "RotatingSecret" }, ruleSubscription, "paypal"},
		"a condition of an older spec":             {func(e *Evidence) { e.Providers[0].Webhook.Object.Generation = 3 }, ruleSubscription, "paypal"},
		"a subscription that is to go": {func(e *Evidence) {
			e.Providers[0].Webhook.Object.Status.Webhook.Retiring = []v1alpha1.RetiringSubscription{{ID: "s0"}}
		}, ruleSubscription, "paypal"},
		"somebody else's subscription gone":    {func(e *Evidence) { w := e.Providers[0].Webhook; w.Standing = w.Standing[1:] }, ruleStrangers, "paypal"},
		"somebody else's subscription resumed": {func(e *Evidence) { e.Providers[0].Webhook.Standing[0].Paused = false }, ruleStrangers, "paypal"},
		"a gap that nobody looked into": {func(e *Evidence) {
			e.Providers[0].Webhook.Object.Status.Backfill.LastRunTime = metav1.NewTime(noon.Add(-time.Second))
		}, ruleMissed, "paypal"},
		"a gap before the first walk":      {func(e *Evidence) { e.Providers[0].Webhook.Object.Status.Backfill = nil }, ruleMissed, "paypal"},
		"a genuine event that was refused": {func(e *Evidence) { e.Refused = []Refusal{{Provider: "paypal", EventID: "e1"}} }, ruleGenuine, "paypal"},
		"a forged event, and its ability": {func(e *Evidence) {
			e.Customers[0].Status.Facts = &v1alpha1.Facts{Abilities: []v1alpha1.AbilityFact{{EventID: "f1"}}}
		}, ruleForged, "jane"},
	} {
		t.Run(name, func(t *testing.T) {
			e := sound()
			tc.spoil(&e)
			all := append(Unsettled(e), Judge(e)...)
			for _, v := range all {
				if v.Rule == tc.rule && strings.Contains(v.Object, tc.object) {
					return
				}
			}
			t.Errorf("nobody says that %q is violated by %s; violations: %v", tc.rule, tc.object, all)
		})
	}
}

func deactivate(e *Evidence, i int) {
	truth := &e.Providers[0].Customers[i]
	truth.Status, truth.Readings = "deactivated", []Reading{{Phase: v1alpha1.PhaseDeactivated}}
	e.Customers[i].Status.ProviderStatus, e.Customers[i].Status.Phase = "deactivated", v1alpha1.PhaseDeactivated
}

// packed is the evidence of a run at a provider that keeps nobody's key and reviews whole packages: a create
// whose answer was lost was taken over by a person, and a package was handed in again once it was changed.
func packed() Evidence {
	e := sound()
	p := &e.Providers[0]
	p.Traits = Traits{Name: "wise", Packed: true, Creates: []string{"POST /customers"}}
	p.Counters.Creates = controlapi.Creates{Total: 2, ByEmail: map[string]int{"jane@example.com": 1, "acme@example.com": 1}}
	p.Counters.Calls = map[string]map[string]int{"POST /customers": {"201": 1, "dropped": 1, "total": 2}}
	p.Counters.Certifications, p.Counters.Documents = nil, map[string]int{"abc": 2}
	p.Customers[0].Email, p.Customers[1].Email = "jane@example.com", "acme@example.com"
	p.Customers[0].Reviews, p.Customers[1].Reviews = Reviews{Used: 1, Granted: 1, Free: 1}, Reviews{Used: 2, Granted: 2, Free: 1}
	e.Customers[0].Spec.Personal.Email, e.Customers[1].Spec.Personal.Email = "jane@example.com", "acme@example.com"
	e.Customers[0].Spec.CustomerID = "c1"
	e.Lives = map[string]Life{
		"jane": {UID: "uid-jane", Provider: "wise", Email: "jane@example.com", TakenOver: "c1"},
		"acme": {UID: "uid-acme", Provider: "wise", Email: "acme@example.com"},
		"olga": {UID: "uid-olga", Provider: "wise", Owner: true, Of: "acme", Changes: 1},
	}
	return e
}

func TestViolationsWithPackages(t *testing.T) {
	if v := append(Unsettled(packed()), Judge(packed())...); len(v) > 0 {
		t.Errorf("violations: %v", v)
	}
	for name, tc := range map[string]struct {
		spoil        func(*Evidence)
		rule, object string
	}{
		"two customers for one object": {func(e *Evidence) { e.Providers[0].Counters.Creates.ByEmail["jane@example.com"] = 2 }, ruleCreates, "jane"},
		"a customer that was adopted": {func(e *Evidence) {
			e.Lives["jane"] = Life{UID: "uid-jane", Provider: "wise", Email: "jane@example.com"}
			e.Customers[0].Spec.CustomerID = ""
		}, ruleAdoption, "wise"},
		"an ID that nobody gave":             {func(e *Evidence) { e.Customers[1].Spec.CustomerID = "c2" }, ruleAdoption, "acme"},
		"an ID that was not named":           {func(e *Evidence) { l := e.Lives["jane"]; l.Unnamed = true; e.Lives["jane"] = l }, ruleAdoption, "jane"},
		"a review begun twice":               {func(e *Evidence) { e.Providers[0].Customers[0].Used = 2 }, ruleAttempts, "jane"},
		"a package that is as it was":        {func(e *Evidence) { l := e.Lives["olga"]; l.Changes = 0; e.Lives["olga"] = l }, ruleAttempts, "acme"},
		"a document that stands there twice": {func(e *Evidence) { e.Providers[0].Customers[1].Twice = []string{"charter"} }, ruleUploads, "acme"},
	} {
		t.Run(name, func(t *testing.T) {
			e := packed()
			tc.spoil(&e)
			all := Judge(e)
			for _, v := range all {
				if v.Rule == tc.rule && strings.Contains(v.Object, tc.object) {
					return
				}
			}
			t.Errorf("nobody says that %q is violated by %s; violations: %v", tc.rule, tc.object, all)
		})
	}
}

// A business that is suspended takes no owners: nobody can be blamed.
func TestAnOwnerOfASuspendedBusinessMayWait(t *testing.T) {
	e := sound()
	truth := &e.Providers[0].Customers[1]
	truth.Status, truth.Readings, truth.TakesOwners = "suspended", []Reading{{Phase: v1alpha1.PhaseSuspended}}, false
	e.Customers[1].Status.ProviderStatus, e.Customers[1].Status.Phase = "suspended", v1alpha1.PhaseSuspended
	e.Owners[0].Status = v1alpha1.BeneficialOwnerStatus{}
	e.Providers[0].Owners, e.Providers[0].Deliveries = nil, nil
	if v := append(Unsettled(e), Judge(e)...); len(v) > 0 {
		t.Errorf("violations: %v", v)
	}
}

func TestLossesAreExplained(t *testing.T) {
	at := func(seconds int, cause v1alpha1.MoveCause, event string) v1alpha1.HistoryEntry {
		return v1alpha1.HistoryEntry{Time: metav1.NewTime(noon.Add(time.Duration(seconds) * time.Second)), Cause: cause, EventID: event}
	}
	for name, tc := range map[string]struct {
		attempts int
		history  []v1alpha1.HistoryEntry
		later    bool // another event of the customer was acknowledged later
		want     Explanation
	}{
		"a move by a later event":          {0, []v1alpha1.HistoryEntry{at(-9, "Resync", ""), at(2, "Event", "e7")}, false, ByLaterEvent},
		"a later event that moved nothing": {0, nil, true, ByLaterEvent},
		"a move at a resync":               {3, []v1alpha1.HistoryEntry{at(4, "Resync", "")}, true, ByResync},
		"a resync that moved nothing":      {0, []v1alpha1.HistoryEntry{at(-9, "Event", "e6")}, false, ByResync},
		"what the operator did":            {0, []v1alpha1.HistoryEntry{at(0, "Corrected", "")}, false, ByOwnCall},
		"an answer that was lost":          {1, []v1alpha1.HistoryEntry{at(1, "Event", "lost")}, false, ByLostAnswer},
		"backfill":                         {0, []v1alpha1.HistoryEntry{at(1, "Event", "lost")}, false, ByBackfill},
	} {
		t.Run(name, func(t *testing.T) {
			e := sound()
			e.Providers[0].Deliveries = []Delivery{{EventID: "lost", Topic: "customer_suspended", CustomerID: "c1", ResourceID: "c1", Created: noon, Attempts: tc.attempts}}
			if tc.later {
				e.Providers[0].Deliveries = append(e.Providers[0].Deliveries, Delivery{EventID: "e8", CustomerID: "c1", Created: noon.Add(time.Second), Acknowledged: true})
			}
			e.Customers[0].Status.History = tc.history
			explained, unexplained := Losses(e)
			if len(unexplained) > 0 || len(explained) != 1 || explained[tc.want] != 1 {
				t.Errorf("explained %v, unexplained %v; want %s", explained, unexplained, tc.want)
			}
		})
	}
}

// What is lost about somebody whose object is gone, nobody has to know.
func TestLossesOfTheDeleted(t *testing.T) {
	e := sound()
	e.Providers[0].Deliveries = []Delivery{{EventID: "lost", CustomerID: "c9", Created: noon.Add(time.Hour)}}
	if explained, unexplained := Losses(e); explained[ByNobody] != 1 || len(unexplained) > 0 {
		t.Errorf("explained %v, unexplained %v", explained, unexplained)
	}
}

func TestTexts(t *testing.T) {
	canaries := []Canary{{What: "an SSN", Value: "413-58-2967"}, {What: "an SSN", Value: "413582967"}}
	for text, want := range map[string]int{
		`{"msg": "nothing"}`:               0,
		"ok\nthe SSN 413-58-2967 is wrong": 1,
		`{"ssn":"413582967"}`:              1,
		"413582967":                        1,
		"took 0.413582967 s, request 1413582967, a413582967b": 0,
		"x413582967, and then 413582967":                      1,
		"WARNING: DATA RACE":                                  1,
		"goroutine 1\npanic: runtime error":                   1,
	} {
		got, err := Texts("the log", strings.NewReader(text), canaries, Alarms)
		if err != nil || len(got) != want {
			t.Errorf("%q: %d violations %v, error %v; want %d", text, len(got), got, err, want)
		}
		for _, v := range got {
			if v.Rule == rulePrivacy && strings.Contains(v.String(), "413") {
				t.Errorf("the report repeats what it found: %s", v)
			}
		}
	}
}
