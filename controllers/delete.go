package controllers

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// deletionPatience is how long a deletion waits for a provider that cannot be reached or refuses
// the credentials. A delete always ends.
const deletionPatience = time.Hour

// finalize does the provider's side of a deletion, as far as the policy asks for it, and lets the
// object go.
func (p *pass) finalize(ctx context.Context) (ctrl.Result, error) {
	if !controllerutil.ContainsFinalizer(p.o, v1alpha1.Finalizer) {
		return ctrl.Result{}, nil
	}
	behind, err := p.partWithProvider(ctx)
	if err != nil && (!p.impatient() || apierrors.IsConflict(err)) {
		return p.conclude(ctx, err) // Status says what holds the deletion up, unless that is only that spec changed.
	}
	if err != nil {
		behind = "it could not be " + p.parted() + " within an hour: " + told(err)
	}
	p.tellWhatStays(behind)
	err = p.patchMetadata(ctx, p.r.release)
	p.r.forget(p.o.GetUID())
	return ctrl.Result{}, ignoreConflict(client.IgnoreNotFound(err))
}

// tellWhatStays emits an Event about what remains at the provider: a Warning if the policy asked
// for something else.
func (p *pass) tellWhatStays(behind string) {
	id := p.o.RemoteID()
	switch {
	case behind != "":
		p.r.Recorder.Eventf(p.o, nil, corev1.EventTypeWarning, "LeftBehind", "Deleted",
			"the %s %s at the provider of %q was left as it is: %s", p.o.Noun(), orUnknown(id), p.s.home(), behind)
	case id == "":
	case p.s.retains():
		p.r.Recorder.Eventf(p.o, nil, corev1.EventTypeNormal, "Retained", "Deleted", "the %s %s stays at the provider as it is, as spec.deletionPolicy says", p.o.Noun(), id)
	default:
		p.r.Recorder.Eventf(p.o, nil, corev1.EventTypeNormal, "Deactivated", "Deleted", "the %s %s was %s at the provider, as spec.deletionPolicy says", p.o.Noun(), id, p.parted())
	}
}

// parted is what becomes of the record with a deletion.
func (p *pass) parted() string {
	if _, removes := p.s.(replacer); removes {
		return "removed"
	}
	return "deactivated"
}

func orUnknown(id string) string {
	if id == "" {
		return "that may have been created"
	}
	return id
}

func (p *pass) impatient() bool {
	return p.r.Clock.Since(p.o.GetDeletionTimestamp().Time) > deletionPatience
}

// partWithProvider does what the deletion policy asks for at the provider. behind tells why a
// record stays that should not; an error is worth another try.
func (p *pass) partWithProvider(ctx context.Context) (behind string, err error) {
	if c, ok := p.s.(*customer); ok && !p.impatient() {
		if err := c.awaitOwners(ctx); err != nil {
			return "", err
		}
	}
	if p.o.RemoteID() == "" && intentOf(p.o) == nil {
		return "", nil
	}
	if p.s.retains() {
		if p.o.RemoteID() == "" {
			return "its creation was begun and the outcome is not known", nil
		}
		return "", nil
	}
	if err := p.openAccount(ctx); err != nil {
		if h := haltOf(err); h != nil && h.gone {
			return h.problem.Message, nil
		}
		return "", err
	}
	id, err := p.idToPartWith(ctx)
	if id == "" && err == nil {
		return p.s.unaccounted(), nil
	}
	if err != nil {
		return "", err
	}
	if err := p.requireNewest(ctx); err != nil {
		return "", err
	}
	behind, err = p.s.part(ctx, id)
	switch class := provider.ClassOf(err); {
	case class == "", class == provider.ClassNotFound:
		return behind, nil
	case provider.OutcomeOf(err) == provider.OutcomeUnknown:
		return "", p.failed(err)
	case class == provider.ClassConflict, class == provider.ClassInvalid:
		return "the provider does not let it be " + p.parted() + " in its present status", nil
	default:
		return "", p.failed(err)
	}
}

// idToPartWith is the record's ID, looked for if the create's outcome was never learnt; empty if
// the provider certainly has none.
func (p *pass) idToPartWith(ctx context.Context) (string, error) {
	if p.o.RemoteID() != "" {
		return p.o.RemoteID(), nil
	}
	o, err := p.s.find(ctx, intentOf(p.o))
	if provider.ClassOf(err) == provider.ClassNotFound && haltOf(err) == nil {
		return "", p.awaitArrival()
	}
	if err != nil {
		if haltOf(err) != nil {
			return "", err
		}
		return "", p.failed(err)
	}
	return o.CustomerID, nil
}

// awaitArrival halts while a create that was begun may still arrive at the provider.
func (p *pass) awaitArrival() error {
	wait := settleTime - p.r.Clock.Since(intentOf(p.o).StartedAt)
	if wait <= 0 {
		return nil
	}
	h := retry(v1alpha1.ReasonProviderUnavailable, nil,
		"the object was deleted while its submission was under way; the operator looks again once it can no longer arrive")
	h.after = wait
	return h
}
