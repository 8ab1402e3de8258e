package controllers

import (
	"k8s.io/apimachinery/pkg/api/equality"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// Documents that the provider does not take, did not take, or took and rejected, and what is told of them.

// refusedBefore halts, besides, on a content that the provider did not take as it is: it is not sent again, unless
// somebody asks for another try.
func (w paperwork) refusedBefore(entry v1alpha1.DocumentStatus, fingerprint string) *halt {
	if !isRefused(entry) || entry.Fingerprint != fingerprint || w.pass.facts().ReconcileAt != w.pass.reconcileAt {
		return nil
	}
	return refusedDocument(entry.Name, entry.FailureReason)
}

// isRefused tells of a document that the provider never had, since it did not take it.
func isRefused(d v1alpha1.DocumentStatus) bool {
	return d.ID == "" && d.Status == string(provider.DocumentRejected)
}

// refusedDocuments are those that the provider did not take before this pass, and that this pass has not tried: what it
// tries is written down before. Documents of a package are remembered with the package.
func (p *pass) refusedDocuments() (untried []v1alpha1.DocumentStatus) {
	st := p.base.Verification()
	if st.Facts != nil && st.Facts.Package != nil {
		return nil
	}
	for _, d := range st.Documents {
		if isRefused(d) {
			untried = append(untried, d)
		}
	}
	return untried
}

// forgetContents has documents that were refused sent once more, though their contents are the same. That they were
// refused, and why, stays told until then.
func forgetContents(st *v1alpha1.VerificationStatus, refused []v1alpha1.DocumentStatus) {
	for _, d := range refused {
		if equality.Semantic.DeepEqual(entryOf(st, d.Name), d) {
			d.Fingerprint = ""
			setEntry(st, d)
		}
	}
}

func refusedDocument(name, why string) *halt {
	return stall(v1alpha1.ReasonInvalidInput, "the provider refuses spec.documents[%s]: %s", name, why).besides()
}

// untold is about a document that was sent under another key of fingerprints, so that nobody can tell whether its
// content is still the same: then it counts as the same, for sending it twice is worse than once too few. Once the
// provider has rejected it, somebody has to tell.
func (w paperwork) untold(entry v1alpha1.DocumentStatus) *halt {
	if entry.Status != string(provider.DocumentRejected) {
		return nil
	}
	return await(v1alpha1.ReasonDocumentNotComparable,
		"the provider rejected spec.documents[%s], and the credentials were rotated since it was sent, so that the operator cannot tell whether its content "+
			"is another one now: give the document another name once it is, to have it sent", entry.Name).besides()
}

// unsendable halts, besides, on a document that the provider would refuse.
func (w paperwork) unsendable(spec v1alpha1.DocumentSpec, document provider.Document) *halt {
	if fields := w.taker.ValidateDocument(document); len(fields) > 0 {
		h := stall(v1alpha1.ReasonInvalidInput, "%s would refuse spec.documents[%s], so it was not sent: %s",
			w.pass.account.Driver.Name, spec.Name, provider.JoinFields(fields))
		if spec.Source.URL != "" {
			h.after = dependencyPoll // What is behind the address is the same whenever it is read.
		}
		return h.besides()
	}
	if h := w.pass.s.barred(); h != nil {
		return h.besides()
	}
	return nil
}
