package controllers

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/documents"
	"github.com/bonafide-dev/bonafide/provider"
)

// paperwork uploads the documents that spec holds ready when the provider asks for documents: each
// content once. What was rejected is not sent again until its content differs.
type paperwork struct {
	pass    *pass
	taker   provider.DocumentTaker
	specs   []v1alpha1.DocumentSpec
	ownerID string // for an owner's documents; a customer's otherwise
}

// filer is a subject whose own documents go to the provider one by one.
type filer interface {
	// file brings them there; see paperwork.file.
	file(ctx context.Context) (faulty *halt, err error)
}

// wantsDocuments tells whether the provider waits for documents, if only beside other things, and spec holds
// any ready.
func (p *pass) wantsDocuments(specs []v1alpha1.DocumentSpec) bool {
	o := p.facts().Observation
	if len(specs) == 0 || o == nil || o.Phase != v1alpha1.PhaseActionRequired {
		return false
	}
	return o.Reason == v1alpha1.ReasonDocumentRequired || slices.ContainsFunc(o.Requirements, func(r v1alpha1.Requirement) bool {
		return r.Document != ""
	})
}

// paperworkLeft tells whether there is anything to do about documents.
func (p *pass) paperworkLeft(specs []v1alpha1.DocumentSpec) bool {
	return p.wantsDocuments(specs) || p.decided() || slices.ContainsFunc(specs, func(d v1alpha1.DocumentSpec) bool {
		return p.unfinished(d.Name)
	})
}

// unfinished tells that nobody knows what came of an upload, while the provider reviews something, or may
// while it waits for a correction: it may be this one.
func (p *pass) unfinished(name string) bool {
	o := p.facts().Observation
	return o != nil && (o.Reason == v1alpha1.ReasonDocumentUnderReview || p.awaitsCorrection()) &&
		slices.ContainsFunc(p.status().Documents, func(d v1alpha1.DocumentStatus) bool {
			return d.Name == name && d.ID == "" && d.IdempotencyKey != ""
		})
}

// decided tells that an observation, maybe somebody else's, moved on from a review, and that nobody has
// asked since what became of the documents.
func (p *pass) decided() bool {
	o := p.facts().Observation
	if o == nil || o.Phase == v1alpha1.PhaseInReview || !slices.ContainsFunc(p.status().Documents, undecided) {
		return false
	}
	asked, _ := p.r.reviews.Load(p.o.GetUID())
	return asked != o.Serial
}

// fileDocuments files a customer's documents, or an owner's if ownerID is set, with a provider that
// takes any; see file.
func (p *pass) fileDocuments(ctx context.Context, specs []v1alpha1.DocumentSpec, ownerID string) (faulty *halt, err error) {
	taker, ok := p.account.Client.(provider.DocumentTaker)
	if !ok {
		return nil, nil
	}
	return paperwork{pass: p, taker: taker, specs: specs, ownerID: ownerID}.file(ctx)
}

// file brings the documents to the provider, and learns what became of those that it has. What is
// wrong with one document does not hold back the others: it is returned as faulty once they are
// through. err ends the pass.
func (w paperwork) file(ctx context.Context) (faulty *halt, err error) {
	if err := w.refresh(ctx); err != nil {
		return nil, err
	}
	uploaded, wanted := false, w.pass.wantsDocuments(w.specs)
	for _, spec := range w.specs {
		if !w.pass.unfinished(spec.Name) && !(wanted && w.asked(spec)) {
			continue
		}
		sent, err := w.upload(ctx, spec, wanted)
		if h := haltOf(err); h != nil && h.aside {
			if faulty == nil {
				faulty = h
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		uploaded = uploaded || sent
	}
	if !uploaded {
		return faulty, nil
	}
	w.pass.seen = nil
	_, err = w.pass.look(ctx)
	return faulty, err
}

// asked tells whether a requirement that a document meets is about the document's subject. While documents
// are all that the provider waits for, any requirement is such a one.
func (w paperwork) asked(spec v1alpha1.DocumentSpec) bool {
	if w.ownerID != "" {
		return true
	}
	o := w.pass.facts().Observation
	return slices.ContainsFunc(o.Requirements, func(r v1alpha1.Requirement) bool {
		return r.Subject == string(spec.Subject) && (r.Document != "" || o.Reason == v1alpha1.ReasonDocumentRequired)
	})
}

// upload sends one document, unless its content was sent before. What is about to be sent is
// written down first, so that a lost answer leads to the same request under the same key; that is also
// done when no document is wanted any more, to learn the ID of the one that was sent.
func (w paperwork) upload(ctx context.Context, spec v1alpha1.DocumentSpec, wanted bool) (sent bool, err error) {
	entry := w.entry(spec.Name)
	document, fingerprint, err := w.unsent(ctx, spec, entry)
	if document == nil || err != nil || !wanted && entry.Fingerprint != fingerprint {
		return false, err
	}
	if h := w.unsendable(spec, *document); h != nil {
		return false, h
	}
	if entry.Fingerprint != fingerprint || entry.IdempotencyKey == "" {
		if entry, err = w.begin(ctx, entry, fingerprint); err != nil {
			return false, err
		}
	}
	id, err := w.taker.UploadDocument(ctx, provider.DocumentRequest{
		CustomerID: w.pass.o.RemoteID(), OwnerID: w.ownerID, IdempotencyKey: entry.IdempotencyKey, Document: *document,
	})
	return w.outcome(spec, entry, id, err, wanted)
}

// unsent reads a document; nil if its content was sent before. One of which that is known without reading is not
// read.
func (w paperwork) unsent(ctx context.Context, spec v1alpha1.DocumentSpec, entry v1alpha1.DocumentStatus) (*provider.Document, string, error) {
	if entry.ID != "" && entry.KeyID != w.pass.account.KeyID {
		return nil, "", w.untold(entry).orNil()
	}
	reference := referenceOf(spec)
	if fingerprint, known := reference.Fingerprint(w.pass.account.Key()); known && w.isOver(entry, fingerprint) {
		return nil, "", w.refusedBefore(entry, fingerprint).orNil()
	}
	document, err := w.pass.r.Documents.Load(ctx, w.pass.o.GetNamespace(), reference)
	if err != nil {
		return nil, "", haltForDocument(placeOfDocument("", spec.Name), err)
	}
	fingerprint := documents.Fingerprint(w.pass.account.Key(), document)
	if w.isOver(entry, fingerprint) {
		return nil, "", w.refusedBefore(entry, fingerprint).orNil()
	}
	return &document, fingerprint, nil
}

// isOver tells that a content is not to be sent: it was, or it was refused.
func (w paperwork) isOver(entry v1alpha1.DocumentStatus, fingerprint string) bool {
	return w.isSent(fingerprint) || w.refusedBefore(entry, fingerprint) != nil
}

// outcome notes what became of an upload.
func (w paperwork) outcome(spec v1alpha1.DocumentSpec, entry v1alpha1.DocumentStatus, id string, err error, wanted bool) (sent bool, _ error) {
	e := provider.As(err)
	switch {
	case err == nil:
	case e != nil && e.Class == provider.ClassDuplicate && e.ExistingID != "":
		id = e.ExistingID // The provider has this very file already.
	case !wanted && provider.OutcomeOf(err) == provider.OutcomeRefused && provider.ClassOf(err) == provider.ClassConflict:
		entry.IdempotencyKey, entry.StartedAt = "", nil // It never arrived, and another one is under review.
		w.note(entry)
		return false, nil
	case provider.ClassOf(err) == provider.ClassInvalid:
		entry.Status, entry.FailureReason, entry.IdempotencyKey, entry.StartedAt = string(provider.DocumentRejected), told(err), "", nil
		w.note(entry)
		return false, refusedDocument(spec.Name, entry.FailureReason)
	default:
		w.unlock(entry, err)
		return false, w.pass.failed(err)
	}
	entry.ID, entry.Status, entry.IdempotencyKey, entry.StartedAt = id, string(provider.DocumentPending), "", nil
	w.note(entry)
	return true, nil
}

// keptEarlier is how many contents under one name are remembered.
const keptEarlier = 20

// begin writes down that the content of a fingerprint is about to be sent under a name.
func (w paperwork) begin(ctx context.Context, before v1alpha1.DocumentStatus, fingerprint string) (v1alpha1.DocumentStatus, error) {
	at := metav1.NewMicroTime(w.pass.r.Clock.Now())
	entry := v1alpha1.DocumentStatus{
		Name: before.Name, Fingerprint: fingerprint, KeyID: w.pass.account.KeyID,
		IdempotencyKey: string(uuid.NewUUID()), StartedAt: &at,
	}
	if before.KeyID == entry.KeyID {
		entry.Earlier = before.Earlier
		if before.ID != "" && before.Fingerprint != fingerprint {
			entry.Earlier = append(slices.Clone(entry.Earlier), before.Fingerprint)
		}
		entry.Earlier = entry.Earlier[max(0, len(entry.Earlier)-keptEarlier):]
	}
	ours, err := w.pass.writeAhead(ctx, func(o v1alpha1.Verifiable) bool {
		st := o.Verification()
		if equality.Semantic.DeepEqual(entryOf(st, before.Name), before) {
			setEntry(st, entry)
		}
		return entryOf(st, before.Name).IdempotencyKey == entry.IdempotencyKey
	})
	if err == nil && !ours {
		err = begunElsewhere("the upload of spec.documents[" + entry.Name + "]")
	}
	return entry, err
}

// unlock gives up the key of an upload that the provider holds as busy although it can no longer take
// effect: the next try has another one. Had the first arrived after all, the provider would know the file.
func (w paperwork) unlock(entry v1alpha1.DocumentStatus, err error) {
	busy := provider.ClassOf(err) == provider.ClassConflict && provider.OutcomeOf(err) == provider.OutcomeUnknown
	if busy && entry.StartedAt != nil && w.pass.r.Clock.Since(entry.StartedAt.Time) > settleTime {
		entry.IdempotencyKey, entry.StartedAt = "", nil
		w.note(entry)
	}
}

// isSent tells whether the content was sent.
func (w paperwork) isSent(fingerprint string) bool {
	return slices.ContainsFunc(w.pass.status().Documents, func(d v1alpha1.DocumentStatus) bool { // under whatever name
		return d.KeyID == w.pass.account.KeyID && (d.ID != "" && d.Fingerprint == fingerprint || slices.Contains(d.Earlier, fingerprint))
	})
}

// refresh learns what became of the documents that the provider has, after a look.
func (w paperwork) refresh(ctx context.Context) error {
	if w.pass.seen == nil && !w.pass.decided() || !slices.ContainsFunc(w.pass.status().Documents, undecided) {
		return nil
	}
	customerID := w.pass.o.RemoteID()
	shown, err := w.taker.ListDocuments(ctx, customerID, w.ownerID)
	if err != nil {
		return w.pass.failed(err)
	}
	if o := w.pass.facts().Observation; o != nil {
		w.pass.r.reviews.Store(w.pass.o.GetUID(), o.Serial)
	}
	for _, entry := range w.pass.status().Documents {
		i := slices.IndexFunc(shown, func(d provider.DocumentObservation) bool { return d.ID == entry.ID })
		if i < 0 || !undecided(entry) {
			continue
		}
		entry.Status, entry.FailureReason = string(shown[i].State), shown[i].FailureReason
		w.note(entry)
	}
	return nil
}

func undecided(d v1alpha1.DocumentStatus) bool {
	return d.ID != "" && d.Status == string(provider.DocumentPending)
}

// entry is what status says of a document.
func (w paperwork) entry(name string) v1alpha1.DocumentStatus {
	return entryOf(w.pass.status(), name)
}

func (w paperwork) note(entry v1alpha1.DocumentStatus) {
	w.pass.note(func(o v1alpha1.Verifiable) { setEntry(o.Verification(), entry) })
}

// entryOf is what a status has of a document, which may be its name only.
func entryOf(st *v1alpha1.VerificationStatus, name string) v1alpha1.DocumentStatus {
	if i := documentAt(st.Documents, name); i >= 0 {
		return st.Documents[i]
	}
	return v1alpha1.DocumentStatus{Name: name}
}

func setEntry(st *v1alpha1.VerificationStatus, entry v1alpha1.DocumentStatus) {
	if i := documentAt(st.Documents, entry.Name); i >= 0 {
		st.Documents[i] = entry
		return
	}
	st.Documents = append(st.Documents, entry)
}

func documentAt(list []v1alpha1.DocumentStatus, name string) int {
	return slices.IndexFunc(list, func(d v1alpha1.DocumentStatus) bool { return d.Name == name })
}

func referenceOf(spec v1alpha1.DocumentSpec) documents.Reference {
	r := documents.Reference{Type: provider.DocumentType(spec.Type), Subject: provider.Subject(spec.Subject)}
	if s := spec.Source.SecretKeyRef; s != nil {
		r.Source.SecretName, r.Source.SecretKey = s.Name, s.Key
	} else {
		r.Source.URL, r.Source.SHA256 = spec.Source.URL, spec.Source.SHA256
	}
	return r
}

// placeOfDocument is where a document is listed: in spec of the object itself, or of an owner who goes along with it.
func placeOfDocument(owner, name string) string {
	if owner == "" {
		return fmt.Sprintf("spec.documents[%s]", name)
	}
	return fmt.Sprintf("spec.documents[%s] of BeneficialOwner %q", name, owner)
}

// haltForDocument puts the problem of a document's source in the words of conditions.
func haltForDocument(place string, err error) error {
	p := documents.ProblemOf(err)
	if p == nil {
		return fmt.Errorf("reading %s: %w", place, err)
	}
	severity := v1alpha1.ProblemStalled
	switch {
	case errors.Is(err, p.Err) && p.Err != nil:
		severity = v1alpha1.ProblemWaiting // A Secret that may still be applied.
	case p.Retryable:
		severity = v1alpha1.ProblemRetrying
	}
	h := &halt{err: err, problem: v1alpha1.ProblemFact{
		Severity: severity, Reason: p.Reason, Message: fmt.Sprintf("%s: %s", place, p.Message),
	}}
	return h.besides()
}
