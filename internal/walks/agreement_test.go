package walks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// disagreements lists in what the objects differ from what the provider has, or wait for nothing.
func (w *walk) disagreements() (out []string) {
	w.Helper()
	for _, name := range businesses {
		vc := &v1alpha1.VerifiedCustomer{}
		switch {
		case w.get(name, vc):
			for _, d := range w.businessDisagrees(vc) {
				out = append(out, "business "+name+": "+d)
			}
		case vc.UID != "":
			out = append(out, "business "+name+": its deletion does not end")
		}
	}
	for _, name := range owners {
		bo := &v1alpha1.BeneficialOwner{}
		switch {
		case w.get(name, bo):
			for _, d := range w.ownerDisagrees(bo) {
				out = append(out, "owner "+name+": "+d)
			}
		case bo.UID != "":
			out = append(out, "owner "+name+": the deletion does not end")
		}
	}
	return out
}

func (w *walk) businessDisagrees(vc *v1alpha1.VerifiedCustomer) (out []string) {
	w.Helper()
	st := &vc.Status.VerificationStatus
	if vc.Status.CustomerID == "" {
		return []string{"it is not at the provider: " + problemOf(st)}
	}
	truth := w.Truth(vc.Status.CustomerID)
	out = append(out, w.standing(st, truth.Status, func() bool { return w.businessReviewed(truth) })...)
	out = append(out, documentsDisagree(st, truth.Documents)...)
	out = append(out, w.underWay(st)...)
	if truth.CorrelationID != "bonafide-"+string(vc.UID) {
		out = append(out, "it stands for the customer of "+truth.CorrelationID)
	}
	certified := meta.IsStatusConditionTrue(st.Conditions, v1alpha1.ConditionOwnershipCertified)
	if want := truth.Ownership.Status == "certified"; certified != want {
		out = append(out, fmt.Sprintf("OwnershipCertified is %t, the provider's status %s", certified, truth.Ownership.Status))
	}
	return append(out, w.businessIdle(vc, truth)...)
}

// businessIdle lists what is left undone of a business although nothing is in the way.
func (w *walk) businessIdle(vc *v1alpha1.VerifiedCustomer, truth controlapi.Customer) (out []string) {
	w.Helper()
	st := &vc.Status.VerificationStatus
	closed := truth.Status == "deactivated"
	switch {
	case vc.Spec.State == v1alpha1.StateDeactivated && !closed && truth.Status != "suspended":
		out = append(out, "spec.state closes it, but it is open")
	case vc.Spec.State != v1alpha1.StateDeactivated && closed && !w.closed[vc.UID]:
		out = append(out, "spec.state opens it, but it is closed")
	}
	if truth.Status == "retry" && vc.Spec.Business.Name != truth.BusinessName {
		out = append(out, "the correction of its name is not submitted: "+problemOf(st))
	}
	if problemOf(st) != "" {
		return out
	}
	if truth.Status == "verified" && string(vc.Spec.Business.Admin.Email) != truth.Email {
		out = append(out, "the e-mail address is not updated")
	}
	out = append(out, w.documentsIdle(st, vc.Name, vc.Spec.Documents)...)
	if truth.Status == "verified" && truth.Ownership.Certifications == 0 && !w.reopened[vc.UID] && w.complete(vc, truth) {
		out = append(out, "its ownership is not certified, although all owners are verified")
	}
	return out
}

// complete tells whether spec certifies the owners, names all whom the provider has, and they are verified.
func (w *walk) complete(vc *v1alpha1.VerifiedCustomer, truth controlapi.Customer) bool {
	w.Helper()
	var named []string
	for _, name := range vc.Spec.Business.BeneficialOwnership.Owners {
		bo := w.owner(name)
		if bo == nil || !meta.IsStatusConditionTrue(bo.Status.Conditions, v1alpha1.ConditionReady) {
			return false
		}
		named = append(named, bo.Status.OwnerID)
	}
	slices.Sort(named)
	present := slices.Sorted(slices.Values(truth.Owners))
	return vc.Spec.Business.BeneficialOwnership.Certified && slices.Equal(named, present)
}

func (w *walk) ownerDisagrees(bo *v1alpha1.BeneficialOwner) (out []string) {
	w.Helper()
	st := &bo.Status.VerificationStatus
	vc := w.business(bo.Spec.CustomerRef.Name)
	if vc == nil || vc.Status.CustomerID == "" {
		return nil // It waits for its business.
	}
	business := w.Truth(vc.Status.CustomerID)
	open := business.Status == "verified" || business.Status == "retry" || business.Status == "document"
	if bo.Status.OwnerID == "" {
		if open && !outcomeUnknown(st) {
			out = append(out, "the owner is not at the provider: "+problemOf(st))
		}
		return out
	}
	truth, err := w.Control.Owner(w.Context, bo.Status.OwnerID)
	require.NoError(w, err)
	switch {
	case truth.Removed:
		if !strings.HasPrefix(problemOf(st), v1alpha1.ReasonCustomerNotFound) {
			out = append(out, "the provider does not have the owner any more, which status does not say: "+problemOf(st))
		}
		if meta.IsStatusConditionTrue(st.Conditions, v1alpha1.ConditionVerified) {
			out = append(out, "the provider does not have the owner any more, who is Verified")
		}
		return out
	case truth.CustomerID != vc.Status.CustomerID:
		if meta.IsStatusConditionTrue(st.Conditions, v1alpha1.ConditionReady) {
			out = append(out, "the owner is Ready, but is one of another business's at the provider")
		}
		return out
	}
	out = append(out, w.standing(st, truth.Status, func() bool { return slices.ContainsFunc(truth.Documents, pending) })...)
	out = append(out, documentsDisagree(st, truth.Documents)...)
	if open {
		out = append(out, w.underWay(st)...)
		if first := w.firstNameOf(truth); truth.Status == "incomplete" && first != string(bo.Spec.FirstName) {
			out = append(out, "the correction of the name is not submitted: "+problemOf(st))
		} else if bo.Spec.UpdatePolicy == v1alpha1.OwnerUpdateReplace && truth.Status != "incomplete" && first != string(bo.Spec.FirstName) && problemOf(st) == "" {
			out = append(out, "the name differs, and the owner is not replaced")
		}
		if problemOf(st) == "" {
			out = append(out, w.documentsIdle(st, bo.Name, bo.Spec.Documents)...)
		}
	}
	return out
}

// readings are the provider's statuses as phase and reason.
var readings = map[string][2]string{
	"verified":    {string(v1alpha1.PhaseVerified), v1alpha1.ReasonVerified},
	"retry":       {string(v1alpha1.PhaseActionRequired), v1alpha1.ReasonRetryRequired},
	"incomplete":  {string(v1alpha1.PhaseActionRequired), v1alpha1.ReasonRetryRequired},
	"document":    {string(v1alpha1.PhaseActionRequired), v1alpha1.ReasonDocumentRequired},
	"suspended":   {string(v1alpha1.PhaseSuspended), v1alpha1.ReasonSuspended},
	"deactivated": {string(v1alpha1.PhaseDeactivated), v1alpha1.ReasonDeactivated},
}

// standing checks phase and verdict; reviewed tells whether all that is left to do is the provider's.
func (w *walk) standing(st *v1alpha1.VerificationStatus, status string, reviewed func() bool) (out []string) {
	w.Helper()
	want := readings[status]
	if status == "document" && reviewed() {
		want = [2]string{string(v1alpha1.PhaseInReview), v1alpha1.ReasonDocumentUnderReview}
	}
	reason := ""
	if c := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionVerified); c != nil {
		reason = c.Reason
	}
	if got := [2]string{string(st.Phase), reason}; got != want || st.ProviderStatus != status {
		out = append(out, fmt.Sprintf("it is %v by the provider's word %q, should be %v by %q", got, st.ProviderStatus, want, status))
	}
	return out
}

// underWay lists what should have come to an end.
func (w *walk) underWay(st *v1alpha1.VerificationStatus) (out []string) {
	if st.Facts == nil {
		return []string{"nothing is noted of it"}
	}
	if st.Facts.Problem == nil && (st.LastSyncTime == nil || st.LastSyncTime.Time.Before(w.since)) {
		out = append(out, "it was not looked at lately")
	}
	if st.Facts.Correction != nil {
		out = append(out, "a correction is under way")
	}
	if p := st.Facts.Problem; p != nil && p.Severity == v1alpha1.ProblemRetrying {
		out = append(out, "the operator still tries: "+problemOf(st))
	}
	return out
}

func problemOf(st *v1alpha1.VerificationStatus) string {
	if st.Facts == nil || st.Facts.Problem == nil {
		return ""
	}
	return st.Facts.Problem.Reason + ": " + st.Facts.Problem.Message
}

// businessReviewed tells whether, of a business in document, the provider has all that it asks for.
func (w *walk) businessReviewed(truth controlapi.Customer) bool {
	w.Helper()
	var shown struct {
		Links map[string]any `json:"_links"`
	}
	w.readDwolla("/customers/"+truth.ID, &shown)
	paper, identity := false, false
	for _, d := range truth.Documents {
		paper = paper || pending(d) && d.Type == "other"
		identity = identity || pending(d) && d.Type != "other"
	}
	has := func(rel string) bool { _, ok := shown.Links[rel]; return ok }
	both := has("verify-controller-and-business-with-document")
	return (!both && !has("verify-business-with-document") || paper) && (!both && !has("verify-with-document") || identity)
}

// firstNameOf is an owner's name at the provider; empty if the owner was removed just now, to be replaced.
func (w *walk) firstNameOf(truth controlapi.Owner) string {
	w.Helper()
	response := w.Dwolla(http.MethodGet, "/beneficial-owners/"+truth.ID, "")
	if response.StatusCode == http.StatusNotFound {
		return ""
	}
	var shown struct{ FirstName string }
	require.NoError(w, json.NewDecoder(response.Body).Decode(&shown))
	return shown.FirstName
}

func (w *walk) readDwolla(at string, out any) {
	w.Helper()
	response := w.Dwolla(http.MethodGet, at, "")
	require.Equal(w, http.StatusOK, response.StatusCode, at)
	require.NoError(w, json.NewDecoder(response.Body).Decode(out))
}

func (w *walk) secret(name string) map[string][]byte {
	w.Helper()
	s := &corev1.Secret{}
	err := w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, s)
	require.NoError(w, client.IgnoreNotFound(err))
	return s.Data
}
