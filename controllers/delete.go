package controllers

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
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
	if !controllerutil.ContainsFinalizer(p.vc, v1alpha1.Finalizer) {
		return ctrl.Result{}, nil
	}
	behind, err := p.partWithProvider(ctx)
	if err != nil && !p.impatient() {
		return p.settle(ctx, err) // Status says what holds the deletion up.
	}
	if err != nil {
		behind = "it could not be deactivated within an hour: " + err.Error()
	}
	p.tellWhatStays(behind)
	err = p.patchMetadata(ctx, p.r.release)
	return ctrl.Result{}, ignoreConflict(client.IgnoreNotFound(err))
}

// tellWhatStays emits an Event about what remains at the provider: a Warning if the policy asked
// for something else.
func (p *pass) tellWhatStays(behind string) {
	id := p.vc.Status.CustomerID
	switch {
	case behind != "":
		p.r.Recorder.Eventf(p.vc, nil, corev1.EventTypeWarning, "LeftBehind", "Deleted",
			"the customer %s at the provider of %q was left as it is: %s", orUnknown(id), p.vc.Spec.ProviderRef.Name, behind)
	case p.vc.Spec.DeletionPolicy == v1alpha1.DeletionDeactivate && id != "":
		p.r.Recorder.Eventf(p.vc, nil, corev1.EventTypeNormal, "Deactivated", "Deleted", "the customer %s was deactivated", id)
	case id != "":
		p.r.Recorder.Eventf(p.vc, nil, corev1.EventTypeNormal, "Retained", "Deleted", "the customer %s stays at the provider as it is, as spec.deletionPolicy says", id)
	}
}

func orUnknown(id string) string {
	if id == "" {
		return "that may have been created"
	}
	return id
}

func (p *pass) impatient() bool {
	return p.r.Clock.Since(p.vc.DeletionTimestamp.Time) > deletionPatience
}

// partWithProvider deactivates the customer if the policy says so. behind tells why a customer
// stays that should not; an error is worth another try.
func (p *pass) partWithProvider(ctx context.Context) (behind string, err error) {
	if p.vc.Status.CustomerID == "" && intentOf(p.vc) == nil {
		return "", nil
	}
	if p.vc.Spec.DeletionPolicy != v1alpha1.DeletionDeactivate {
		if p.vc.Status.CustomerID == "" {
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
	deactivator, ok := p.account.Client.(provider.Deactivator)
	if !ok {
		return "the provider has no way to deactivate it", nil
	}
	id, err := p.idToDeactivate(ctx)
	if id == "" || err != nil {
		return "", err
	}
	_, err = deactivator.DeactivateCustomer(ctx, id)
	switch class := provider.ClassOf(err); {
	case class == "", class == provider.ClassNotFound:
		return "", nil
	case provider.OutcomeOf(err) == provider.OutcomeUnknown:
		return "", p.failed(err)
	case class == provider.ClassConflict, class == provider.ClassInvalid:
		return "the provider refuses to deactivate it in its present status", nil
	default:
		return "", p.failed(err)
	}
}

// idToDeactivate is the customer's ID, found by key if the create's outcome was never learnt; empty
// if the provider certainly has none.
func (p *pass) idToDeactivate(ctx context.Context) (string, error) {
	if p.vc.Status.CustomerID != "" {
		return p.vc.Status.CustomerID, nil
	}
	finder, ok := p.account.Client.(provider.Finder)
	if !ok {
		return "", nil
	}
	id, err := finder.FindCustomer(ctx, provider.FindRequest{Key: createKey(p.vc.UID), Email: intentOf(p.vc).email(p.vc)})
	if provider.ClassOf(err) == provider.ClassNotFound {
		return "", p.awaitArrival()
	}
	if err != nil {
		return "", p.failed(err)
	}
	return id, nil
}

// awaitArrival halts while a create that was begun may still arrive at the provider.
func (p *pass) awaitArrival() error {
	wait := settleTime - p.r.Clock.Since(intentOf(p.vc).StartedAt)
	if wait <= 0 {
		return nil
	}
	h := retry(v1alpha1.ReasonProviderUnavailable, nil,
		"the object was deleted while its submission was under way; the operator looks again once it can no longer arrive")
	h.after = wait
	return h
}
