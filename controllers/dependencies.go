package controllers

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
)

// openAccount finds a VerificationProvider, checks that it serves a namespace and is ready, and opens
// its account.
func (r *core) openAccount(ctx context.Context, name types.NamespacedName, namespace string) (*account.Account, error) {
	vp, err := r.providerFor(ctx, name, namespace)
	if err != nil {
		return nil, err
	}
	if ready := meta.FindStatusCondition(vp.Status.Conditions, v1alpha1.ConditionReady); ready == nil || ready.Status != metav1.ConditionTrue {
		return nil, await(v1alpha1.ReasonProviderNotReady,
			"VerificationProvider %q is not Ready: its own conditions say why; this object goes on by itself once it is", vp.Name,
		).forGood(ready != nil && secretIsGone(ready.Reason))
	}
	a, err := r.Accounts.Open(ctx, vp)
	if err != nil {
		problem := account.ProblemOf(err)
		return nil, await(v1alpha1.ReasonProviderNotReady, "VerificationProvider %q: %s", vp.Name, problem.Message).
			forGood(secretIsGone(problem.Reason))
	}
	return a, nil
}

func secretIsGone(reason string) bool {
	return reason == v1alpha1.ReasonSecretNotFound || reason == v1alpha1.ReasonSecretKeyMissing
}

// providerFor gets a VerificationProvider, if it serves a namespace.
func (r *core) providerFor(ctx context.Context, name types.NamespacedName, namespace string) (*v1alpha1.VerificationProvider, error) {
	vp := &v1alpha1.VerificationProvider{}
	if err := r.Client.Get(ctx, name, vp); err != nil {
		if apierrors.IsNotFound(err) {
			return nil, await(v1alpha1.ReasonProviderNotFound,
				"there is no VerificationProvider %q in namespace %q: create it; if spec.providerRef of the customer is wrong, which cannot be changed, delete the "+
					"VerifiedCustomer and apply it again with the right one", name.Name, name.Namespace).forGood(true)
		}
		return nil, fmt.Errorf("getting VerificationProvider %s: %w", name, err)
	}
	allowed, err := r.allows(ctx, vp, namespace)
	if err != nil {
		return nil, err
	}
	if !allowed {
		return nil, await(v1alpha1.ReasonNamespaceNotAllowed,
			"VerificationProvider %q in namespace %q does not serve this namespace: its spec.allowedNamespaces must include it", name.Name, name.Namespace).forGood(true)
	}
	return vp, nil
}

// allows tells whether a VerificationProvider serves the customers of a namespace.
func (r *core) allows(ctx context.Context, vp *v1alpha1.VerificationProvider, namespace string) (bool, error) {
	if vp.Namespace == namespace {
		// The own namespace is always served, except by a selector that leaves it out on purpose.
		if vp.Spec.AllowedNamespaces.From != v1alpha1.NamespacesFromSelector {
			return true, nil
		}
	}
	switch vp.Spec.AllowedNamespaces.From {
	case v1alpha1.NamespacesFromAll:
		return true, nil
	case v1alpha1.NamespacesFromSelector:
		return r.selects(ctx, vp.Spec.AllowedNamespaces.Selector, namespace)
	default:
		return false, nil
	}
}

func (r *core) selects(ctx context.Context, s *metav1.LabelSelector, namespace string) (bool, error) {
	selector, err := metav1.LabelSelectorAsSelector(s)
	if err != nil {
		return false, await(v1alpha1.ReasonNamespaceNotAllowed, "the VerificationProvider's spec.allowedNamespaces.selector is not a valid label selector")
	}
	ns := &corev1.Namespace{}
	if err := r.Client.Get(ctx, types.NamespacedName{Name: namespace}, ns); err != nil {
		return false, fmt.Errorf("getting namespace %s: %w", namespace, err)
	}
	return selector.Matches(labels.Set(ns.Labels)), nil
}
