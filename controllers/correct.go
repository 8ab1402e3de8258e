package controllers

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// awaitsCorrection tells whether the provider would take a corrected submission.
func (p *pass) awaitsCorrection() bool {
	o := p.facts().Observation
	return o != nil && o.Correction == string(provider.CorrectionAllowed)
}

// correct spends the one correction that the provider allows, once the data differ from those that
// failed. What is about to be sent is written down first: after a crash, the same request is
// repeated under the same key, or known to be spent.
func (p *pass) correct(ctx context.Context) error {
	if !p.s.corrects() || !p.awaitsCorrection() && p.facts().Correction == nil {
		return nil
	}
	if !p.awaitsCorrection() {
		return p.spent(p.facts().Correction.Submission)
	}
	in, err := p.load(ctx)
	if err != nil {
		return haltForSecret(err)
	}
	if begun := p.facts().Correction; begun != nil {
		return p.resumeCorrection(ctx, begun, in)
	}
	if !p.differs(in) {
		p.r.steady.forget(p.o.GetUID()) // Whatever was held back was taken back.
		return nil
	}
	if h := p.refusedBefore(in.fingerprint); h != nil {
		return h
	}
	if h := p.s.barred(); h != nil {
		return h.besides()
	}
	if fields := p.s.validateCorrection(in); len(fields) > 0 {
		return stall(v1alpha1.ReasonCorrectionInvalid,
			"the one correction that %s allows was not sent, because it would be wasted: %s", p.account.Driver.Name, provider.JoinFields(fields))
	}
	if h := p.holdBack(in.fingerprint, "the correction is sent"); h != nil {
		return h
	}
	if err := p.fileFirst(ctx); err != nil {
		return err
	}
	// The attempt is spent on what the provider says now, not on what it said hours ago.
	if _, err := p.look(ctx); err != nil {
		return err
	}
	if !p.awaitsCorrection() || !p.differs(in) {
		return nil
	}
	return p.beginCorrection(ctx, in)
}

// fileFirst brings the documents that the provider asks for beside the correction: the one attempt is judged
// with them. It waits for a document that spec has and that cannot be sent, but not for a provider that does
// not take it now.
func (p *pass) fileFirst(ctx context.Context) error {
	f, ok := p.s.(filer)
	if !ok {
		return nil
	}
	faulty, err := f.file(ctx)
	if provider.ClassOf(err) == provider.ClassConflict && provider.OutcomeOf(err) == provider.OutcomeRefused {
		return nil
	}
	if err != nil || faulty == nil {
		return err
	}
	faulty.aside = false
	return faulty
}

// differs tells whether the data certainly differ from those that were last submitted. When that
// cannot be told, the present data become the measure: a later change then differs from them.
func (p *pass) differs(in inputs) bool {
	last := p.facts().Submission
	switch {
	case last == nil || last.KeyID != p.account.KeyID:
	case last.Controller == "" || in.controller == "":
		return last.Fingerprint != in.fingerprint
	default:
		return last.Business != in.business || p.submitsController() && last.Controller != in.controller
	}
	// A customer that was taken over, or credentials that were rotated: nobody knows what failed.
	now := in.submission(p.account, p.generation)
	p.note(func(o v1alpha1.Verifiable) { lifecycle.FactsOf(o.Verification()).Submission = now })
	return false
}

// submitsController tells whether a correction submits the controller of a business, too. When it is of
// the business alone, the attempt would be wasted on what is new of the controller.
func (p *pass) submitsController() bool {
	return p.facts().Observation.CorrectionScope != string(provider.CorrectsBusiness)
}

// beginCorrection writes down what is about to be sent, and sends it.
func (p *pass) beginCorrection(ctx context.Context, in inputs) error {
	begun := &v1alpha1.CorrectionFact{
		IdempotencyKey: string(uuid.NewUUID()),
		Submission:     *in.submission(p.account, p.generation),
		StartedAt:      metav1.NewMicroTime(p.r.Clock.Now()),
	}
	if last := p.facts().Submission; last != nil && last.Controller != "" && !p.submitsController() {
		begun.Submission.Controller = last.Controller // What is new of the controller is not sent yet.
	}
	ours, err := p.writeAhead(ctx, func(o v1alpha1.Verifiable) bool {
		facts := lifecycle.FactsOf(o.Verification())
		if facts.Correction == nil {
			facts.Correction = begun
		}
		return facts.Correction.IdempotencyKey == begun.IdempotencyKey
	})
	if err != nil {
		return err
	}
	if !ours {
		return begunElsewhere("the correction")
	}
	if !p.awaitsCorrection() {
		p.forgetCorrection() // Somebody moved it while we wrote: nothing was sent, and nothing failed.
		return nil
	}
	return p.sendCorrection(ctx, begun, in)
}

// sendCorrection sends a correction that is written down.
func (p *pass) sendCorrection(ctx context.Context, begun *v1alpha1.CorrectionFact, in inputs) error {
	o, err := p.s.correct(ctx, begun.IdempotencyKey, in)
	if err == nil {
		if begun.Submission.Controller == in.controller {
			p.submitted = p.s.profileOf(in.frozen) // All of it was sent.
		}
		p.sight(o, v1alpha1.CauseCorrected)
		return p.spent(begun.Submission)
	}
	p.seen = nil // Whatever was seen before the attempt is no longer the truth.
	if provider.OutcomeOf(err) == provider.OutcomeUnknown {
		if provider.ClassOf(err) == provider.ClassConflict && p.r.Clock.Since(begun.StartedAt.Time) > settleTime {
			// The key was left locked, and the provider still waits: the request never took effect.
			p.forgetCorrection()
			return p.beginCorrection(ctx, in)
		}
		return retry(v1alpha1.ReasonProviderUnavailable, err,
			"the provider did not answer the correction, so it is not known whether it was taken; the operator looks before it does anything else")
	}
	if provider.ClassOf(err) != provider.ClassInvalid && provider.ClassOf(err) != provider.ClassConflict && provider.ClassOf(err) != provider.ClassDuplicate {
		return p.failed(err) // Refused for reasons that pass: the same request is sent again later.
	}
	p.forgetCorrection()
	if provider.ClassOf(err) == provider.ClassConflict {
		return p.notAwaited(ctx, err)
	}
	return stall(v1alpha1.ReasonInvalidInput, "%s", told(err)).because(in.fingerprint)
}

// notAwaited looks at where a record stands of which the provider takes no correction now. If it says all the same that
// it awaits one, something else is in the way, and the next try is left to the back-off.
func (p *pass) notAwaited(ctx context.Context, cause error) error {
	if _, err := p.look(ctx); err != nil {
		return err
	}
	if !p.awaitsCorrection() {
		return nil
	}
	return retry(v1alpha1.ReasonConflict, cause,
		"the provider refused the correction as one that it does not wait for, but says that it does; nothing was spent, and the operator tries again")
}

// resumeCorrection goes on with a correction whose outcome is not known, while the provider still
// says that it would take one. The same request under the same key cannot spend a second attempt.
func (p *pass) resumeCorrection(ctx context.Context, begun *v1alpha1.CorrectionFact, in inputs) error {
	if _, err := p.look(ctx); err != nil {
		return err
	}
	if !p.awaitsCorrection() {
		return p.spent(begun.Submission)
	}
	if in.fingerprint == begun.Submission.Fingerprint && p.account.KeyID == begun.Submission.KeyID {
		if err := p.sendCorrection(ctx, begun, in); err != nil {
			return err
		}
		// The answer may be the replay of one that is hours old: only a look tells what is now.
		p.seen = nil
		_, err := p.look(ctx)
		return err
	}
	// The data changed once more, so the request cannot be repeated. When it can no longer take
	// effect and the provider still waits, it never arrived.
	if wait := settleTime - p.r.Clock.Since(begun.StartedAt.Time); wait > 0 {
		h := retry(v1alpha1.ReasonProviderUnavailable, nil,
			"it is not known yet whether an earlier correction was taken; the operator looks again before it sends the changed data")
		h.after = wait
		return h
	}
	p.forgetCorrection()
	return p.correct(ctx)
}

// spent notes that the attempt was used up by these data.
func (p *pass) spent(data v1alpha1.SubmissionFact) error {
	p.note(func(o v1alpha1.Verifiable) {
		facts := lifecycle.FactsOf(o.Verification())
		facts.Submission, facts.Correction = data.DeepCopy(), nil
	})
	p.r.steady.forget(p.o.GetUID())
	return nil
}

func (p *pass) forgetCorrection() {
	p.note(func(o v1alpha1.Verifiable) { lifecycle.FactsOf(o.Verification()).Correction = nil })
}
