package walks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"pgregory.net/rapid"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// The objects of a walk, and what may be written in them. Some of the names are what the simulated
// Dwolla decides by.
var (
	businesses      = []string{"acme", "bolt"}
	owners          = []string{"acme-a", "acme-b", "bolt-a", "bolt-b"}
	businessNames   = []string{"Acme Bakery", "Bolt Works", "retry", "document"}
	controllerNames = []string{"Carla", "Conny", "retry", "document"}
	ownerNames      = []string{"Olga", "Otto", "incomplete", "document"}
	socialNumbers   = []string{"123456789", "987654321", "111223333"}
	contents        = []string{"one", "two", "three"}
)

// businessOf is the business that an owner owns a part of.
func businessOf(owner string) string { return owner[:strings.Index(owner, "-")] }

// ownersOf are all who may own a part of a business.
func ownersOf(business string) []string {
	return slices.DeleteFunc(slices.Clone(owners), func(o string) bool { return businessOf(o) != business })
}

func draw(t *rapid.T, what string, from []string) string {
	return rapid.SampledFrom(from).Draw(t, what)
}

// good draws the first, which the provider likes, more often than all others together.
func good(t *rapid.T, what string, from []string) string {
	if rapid.IntRange(0, 4).Draw(t, what+" is good") < 3 {
		return from[0]
	}
	return draw(t, what, from)
}

func someOwners(t *rapid.T, of string) []string {
	if rapid.IntRange(0, 3).Draw(t, "all owners") > 0 {
		return ownersOf(of)
	}
	return slices.DeleteFunc(ownersOf(of), func(string) bool { return rapid.Bool().Draw(t, "left out") })
}

func applyBusiness(t *rapid.T, name string) step {
	called, controller, ssn := good(t, "name", businessNames), good(t, "controller", controllerNames), draw(t, "ssn", socialNumbers)
	named, certified := someOwners(t, name), rapid.Bool().Draw(t, "certified")
	return stepf(func(w *walk) {
		if w.business(name) != nil {
			return
		}
		life := w.nextLife(name)
		w.setSecret(name, map[string]string{"ein": "12-3456789"})
		w.setSecret(name+"-controller", harness.Identity(ssn))
		vc := w.Business(name, called, controller, named...)
		vc.Spec.Business.Admin.Email = email(w, name, life)
		vc.Spec.Business.BeneficialOwnership.Certified = certified
		w.state.Lock()
		defer w.state.Unlock()
		w.Create(vc)
		w.said(vc)
	}, "apply business %s %q, controller %q %s, owners %v, certified %t", name, called, controller, ssn, named, certified)
}

// email is unique for each object that was ever applied: with another one's, the provider refuses it.
func email(w *walk, name, life string) v1alpha1.Email {
	return v1alpha1.Email(fmt.Sprintf("%s-%s@%s.example.com", name, strings.ToLower(life), w.Namespace))
}

func applyOwner(t *rapid.T, name string) step {
	first, ssn := good(t, "first name", ownerNames), draw(t, "ssn", socialNumbers)
	policy := rapid.SampledFrom([]v1alpha1.OwnerDeletionPolicy{v1alpha1.OwnerDeletionRetain, v1alpha1.OwnerDeletionDelete}).Draw(t, "policy")
	update := rapid.SampledFrom([]v1alpha1.OwnerUpdatePolicy{v1alpha1.OwnerUpdateRefuse, v1alpha1.OwnerUpdateReplace}).Draw(t, "update policy")
	return stepf(func(w *walk) {
		if w.owner(name) != nil {
			return
		}
		life := w.nextLife(name)
		w.setSecret(name, harness.Identity(ssn))
		bo := w.Owner(name, businessOf(name), first)
		bo.Spec.LastName = v1alpha1.PersonName("Owner " + strings.ToUpper(strings.ReplaceAll(name, "-", " ")) + " " + life)
		bo.Spec.DeletionPolicy, bo.Spec.UpdatePolicy = policy, update
		w.Create(bo)
	}, "apply owner %s %q %s, policies %s, %s", name, first, ssn, policy, update)
}

// nextLife counts the objects that were applied under a name, in letters.
func (w *walk) nextLife(name string) string {
	w.lives[name]++
	return strings.Repeat("I", w.lives[name])
}

// business reads a business; nil if there is none, or it is being deleted.
func (w *walk) business(name string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	vc := &v1alpha1.VerifiedCustomer{}
	if !w.get(name, vc) {
		return nil
	}
	return vc
}

// owner reads an owner; nil if there is none, or it is being deleted.
func (w *walk) owner(name string) *v1alpha1.BeneficialOwner {
	w.Helper()
	bo := &v1alpha1.BeneficialOwner{}
	if !w.get(name, bo) {
		return nil
	}
	return bo
}

func (w *walk) get(name string, o client.Object) bool {
	w.Helper()
	err := w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, o)
	require.NoError(w, client.IgnoreNotFound(err))
	return err == nil && o.GetDeletionTimestamp().IsZero()
}

// setSecret writes a Secret, whether or not it is there.
func (w *walk) setSecret(name string, values map[string]string) {
	w.Helper()
	s := &corev1.Secret{}
	s.Name, s.Namespace, s.Data = name, w.Namespace, map[string][]byte{}
	for key, value := range values {
		s.Data[key] = []byte(value)
	}
	err := w.Kube.Create(w.Context, s)
	if apierrors.IsAlreadyExists(err) {
		s.ResourceVersion = ""
		err = w.Kube.Update(w.Context, s)
	}
	require.NoError(w, err)
}

// editBusiness changes a business that is there.
func (w *walk) editBusiness(name string, change func(*v1alpha1.VerifiedCustomer)) {
	w.Helper()
	w.state.Lock()
	defer w.state.Unlock()
	vc := w.business(name)
	if vc == nil {
		return
	}
	before := vc.DeepCopy()
	change(vc)
	err := w.Kube.Patch(w.Context, vc, client.MergeFrom(before))
	require.NoError(w, client.IgnoreNotFound(err))
	if err == nil {
		w.said(vc)
	}
}

// editOwner changes an owner who is there.
func (w *walk) editOwner(name string, change func(*v1alpha1.BeneficialOwner)) {
	w.Helper()
	bo := w.owner(name)
	if bo == nil {
		return
	}
	before := bo.DeepCopy()
	change(bo)
	require.NoError(w, client.IgnoreNotFound(w.Kube.Patch(w.Context, bo, client.MergeFrom(before))))
}
