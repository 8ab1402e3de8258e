package walks

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// pending tells of documents that the provider has not decided on.
func pending(d controlapi.Document) bool { return d.Status == "pending" }

// states are the provider's words on documents, as status has them.
var states = map[string]string{"pending": "Pending", "accepted": "Accepted", "rejected": "Rejected"}

// documentsDisagree checks what status says of the documents that the provider has.
func documentsDisagree(st *v1alpha1.VerificationStatus, truth []controlapi.Document) (out []string) {
	for _, d := range st.Documents {
		if d.ID == "" {
			continue
		}
		i := slices.IndexFunc(truth, func(t controlapi.Document) bool { return t.ID == d.ID })
		if i < 0 {
			out = append(out, "the provider has no document of the ID of "+d.Name)
			continue
		}
		if want := states[truth[i].Verification]; d.Status != want {
			out = append(out, fmt.Sprintf("document %s is %s, should be %q", d.Name, d.Status, want))
		}
	}
	return out
}

// documentsIdle lists the documents that the provider asks for, that spec holds ready, and whose content
// was never uploaded.
func (w *walk) documentsIdle(st *v1alpha1.VerificationStatus, of string, specs []v1alpha1.DocumentSpec) (out []string) {
	w.Helper()
	if st.Phase != v1alpha1.PhaseActionRequired || st.Facts == nil || st.Facts.Observation.Reason != v1alpha1.ReasonDocumentRequired {
		return nil
	}
	uploads := w.Counters().Documents
	for _, d := range specs {
		// What else a person has to do, certify for one, may be about the same subject.
		asked := d.Subject == "Person" || slices.ContainsFunc(st.Facts.Observation.Requirements, func(r v1alpha1.Requirement) bool { return r.Subject == string(d.Subject) })
		sum := sha256.Sum256(w.secret(of + "-" + d.Name)["front.png"])
		if asked && uploads[hex.EncodeToString(sum[:6])] == 0 {
			out = append(out, "document "+d.Name+" is asked for, and not uploaded")
		}
	}
	return out
}
