package walks

import (
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"pgregory.net/rapid"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// parts are what is applied of a customer, in any order.
var parts = []string{"Secrets", "owners", "customer"}

// applyPart applies what is missing of a part. An object that is applied anew is as it first was, for all that was
// changed since: that is another change.
func applyPart(name string, part int) stage {
	return stepf(func(w *tour) { w.apply(name, part) }, "apply the %s of %s", parts[part], name)
}

func applyAnew(t *rapid.T) stage {
	return applyPart(anyName(t), rapid.SampledFrom([]int{1, 2}).Draw(t, "part"))
}

func (w *tour) apply(name string, part int) {
	w.Helper()
	p := w.parties[name]
	if p.who.Customer == nil {
		p.who = w.draft(name)
	}
	switch parts[part] {
	case "Secrets":
		for _, s := range p.who.Secrets {
			w.createIfMissing(s.DeepCopy())
		}
	case "owners":
		for _, o := range p.who.Owners {
			p.live(w.createIfMissing(o.DeepCopy()), o.Name)
		}
	case "customer":
		vc := p.who.Customer.DeepCopy()
		vc.Spec.CustomerID = p.adopted
		p.live(w.createIfMissing(vc), name)
	}
}

// live counts the lives of an object. With every one but the first there may be another package.
func (p *party) live(created bool, name string) {
	if !created {
		return
	}
	if p.lives[name] > 0 {
		p.packages++
	}
	p.lives[name]++
}

// draft is the customer as the provider likes it.
func (w *tour) draft(name string) harness.Applicant {
	if name == ann {
		return w.Platform.Person(w.World, name)
	}
	return w.Platform.Business(w.World, name)
}

func (w *tour) typeOf(name string) v1alpha1.CustomerType {
	if name == ann {
		return v1alpha1.CustomerPersonal
	}
	return v1alpha1.CustomerBusiness
}

// createIfMissing creates an object, and tells whether it did.
func (w *tour) createIfMissing(o client.Object) bool {
	w.Helper()
	o.SetNamespace(w.Namespace)
	err := w.Kube.Create(w.Context, o)
	if !apierrors.IsAlreadyExists(err) {
		require.NoError(w, err)
	}
	return err == nil
}

// present reads a customer; nil if there is none, or it is being deleted.
func (w *tour) present(name string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	vc := &v1alpha1.VerifiedCustomer{}
	if !w.read(name, vc) {
		return nil
	}
	return vc
}

// theOwnersOf are those of a customer's owners.
func theOwnersOf(name string) []string {
	if name == ann {
		return nil
	}
	return []string{name + "-olga", name + "-otto"}
}

func (w *tour) presentOwner(name string) *v1alpha1.BeneficialOwner {
	w.Helper()
	bo := &v1alpha1.BeneficialOwner{}
	if !w.read(name, bo) {
		return nil
	}
	return bo
}

func (w *tour) read(name string, o client.Object) bool {
	w.Helper()
	err := w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, o)
	require.NoError(w, client.IgnoreNotFound(err))
	return err == nil && o.GetDeletionTimestamp().IsZero()
}

// whole tells whether all objects of a customer are there.
func (w *tour) whole(name string) bool {
	w.Helper()
	if w.present(name) == nil {
		return false
	}
	for _, owner := range theOwnersOf(name) {
		if w.presentOwner(owner) == nil {
			return false
		}
	}
	return true
}

// correctIt changes what the provider finds wanting.
func correctIt(t *rapid.T) stage {
	name := anyName(t)
	return stepf(func(w *tour) {
		if p := w.parties[name]; !p.corrected && w.whole(name) {
			p.corrected = true
			p.packages++
			p.who.Correct()
		}
	}, "correct %s", name)
}

func changeElsewhere(t *rapid.T) stage {
	name := anyName(t)
	return stepf(func(w *tour) {
		if p := w.parties[name]; !p.elsewhere && p.who.Elsewhere != nil && w.whole(name) {
			p.elsewhere = true
			p.packages++
			p.who.Elsewhere()
		}
	}, "change something else of %s", name)
}

// renewDocument gives one of the documents of a customer or of an owner another file.
func renewDocument(t *rapid.T) stage {
	name, which := anyName(t), rapid.IntRange(0, 5).Draw(t, "which")
	return stepf(func(w *tour) {
		vc := w.present(name)
		if vc == nil {
			return
		}
		objects := []string{""}
		objects = append(objects, theOwnersOf(name)...)
		of := objects[which%len(objects)]
		w.files++
		file := fmt.Sprintf("%s-file-%d", name, w.files)
		renew := func(documents []v1alpha1.DocumentSpec) {
			if len(documents) == 0 {
				return
			}
			w.Create(&corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: file}, Data: map[string][]byte{
				"file.png": []byte("\x89PNG\r\n\x1a\n" + file + " of " + w.Namespace),
			}})
			documents[which/len(objects)%len(documents)].Source.SecretKeyRef.Name = file
			w.parties[name].packages++
		}
		if of == "" {
			w.editCustomer(name, func(vc *v1alpha1.VerifiedCustomer) { renew(vc.Spec.Documents) })
		} else {
			w.editOwnerObject(of, func(bo *v1alpha1.BeneficialOwner) { renew(bo.Spec.Documents) })
		}
	}, "another file for document %d of %s", which, name)
}

var lastNames = []string{"Doe", "Dough", "Dee"}

// changeData changes data that some providers let change, and some do not.
func changeData(t *rapid.T) stage {
	name, last := anyName(t), rapid.SampledFrom(lastNames).Draw(t, "last name")
	return stepf(func(w *tour) {
		w.editCustomer(name, func(vc *v1alpha1.VerifiedCustomer) {
			w.parties[name].packages++
			if p := vc.Spec.Personal; p != nil {
				p.LastName = v1alpha1.PersonName(last)
			} else {
				vc.Spec.Business.Admin.LastName = v1alpha1.PersonName(last)
			}
		})
	}, "%s is called %s", name, last)
}

func changeOwner(t *rapid.T) stage {
	owner, last := rapid.SampledFrom(theOwnersOf(acme)).Draw(t, "owner"), rapid.SampledFrom(lastNames).Draw(t, "last name")
	return stepf(func(w *tour) {
		w.editOwnerObject(owner, func(bo *v1alpha1.BeneficialOwner) {
			w.parties[acme].packages++
			bo.Spec.LastName = v1alpha1.PersonName(last)
		})
	}, "owner %s is called %s", owner, last)
}

func deleteOwnerObject(t *rapid.T) stage {
	owner := rapid.SampledFrom(theOwnersOf(acme)).Draw(t, "owner")
	return stepf(func(w *tour) {
		if bo := w.presentOwner(owner); bo != nil {
			require.NoError(w, client.IgnoreNotFound(w.Kube.Delete(w.Context, bo)))
		}
	}, "delete owner %s", owner)
}

func deleteCustomer(t *rapid.T) stage {
	name := anyName(t)
	return stepf(func(w *tour) {
		if vc := w.present(name); vc != nil {
			require.NoError(w, client.IgnoreNotFound(w.Kube.Delete(w.Context, vc)))
		}
	}, "delete %s", name)
}

func askForLook(t *rapid.T) stage {
	name := anyName(t)
	return stepf(func(w *tour) { w.lookAt(name) }, "ask for a look at %s", name)
}

// lookAt sets the annotation that asks for a look, on all objects of a customer that are there.
func (w *tour) lookAt(name string) {
	w.Helper()
	w.asked++
	value := fmt.Sprintf("ask-%d", w.asked)
	set := func(o client.Object) {
		annotations := o.GetAnnotations()
		if annotations == nil {
			annotations = map[string]string{}
		}
		annotations[v1alpha1.AnnotationReconcileAt] = value
		o.SetAnnotations(annotations)
	}
	w.editCustomer(name, func(vc *v1alpha1.VerifiedCustomer) { set(vc) })
	for _, owner := range theOwnersOf(name) {
		w.editOwnerObject(owner, func(bo *v1alpha1.BeneficialOwner) { set(bo) })
	}
}

// findOut does what a person is told to do, of whom the operator cannot tell whether the provider has the customer, or
// whether it is the same: names the customer in spec, or says that there is none.
func findOut(t *rapid.T) stage {
	name := anyName(t)
	return stepf(func(w *tour) { w.resolve(name) }, "a person finds out about %s", name)
}

func (w *tour) resolve(name string) {
	w.Helper()
	vc := w.present(name)
	if vc == nil || vc.Status.CustomerID != "" || vc.Status.Facts == nil || vc.Status.Facts.Problem == nil {
		return
	}
	problem := vc.Status.Facts.Problem
	unknown := problem.Reason == v1alpha1.ReasonCreateOutcomeUnknown
	if !unknown && problem.Reason != v1alpha1.ReasonDuplicateCustomer {
		return
	}
	p := w.parties[name]
	id := w.customerOf(name)
	w.seen[problem.Reason]++
	if id == "" {
		require.True(w, unknown, "%s is a duplicate of nobody: %s", name, problem.Message)
		w.editCustomer(name, func(vc *v1alpha1.VerifiedCustomer) { delete(vc.Annotations, v1alpha1.AnnotationCreateIntent) })
		return
	}
	require.Contains(w, strings.ToLower(problem.Message), strings.ToLower(id), "what a person has to know of %s", name)
	p.adopted = id
	w.editCustomer(name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.CustomerID = id })
}

// customerOf is the provider's ID of a customer; empty if it has none. There never are two.
func (w *tour) customerOf(name string) string {
	w.Helper()
	p := w.parties[name]
	if p.who.Customer == nil {
		return ""
	}
	ids := w.Search(p.who.Email)
	require.LessOrEqual(w, len(ids), 1, "customers of %s at the provider: %v", name, ids)
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

func (w *tour) editCustomer(name string, change func(*v1alpha1.VerifiedCustomer)) {
	w.Helper()
	vc := w.present(name)
	if vc == nil {
		return
	}
	before := vc.DeepCopy()
	change(vc)
	require.NoError(w, client.IgnoreNotFound(w.Kube.Patch(w.Context, vc, client.MergeFrom(before))))
}

func (w *tour) editOwnerObject(name string, change func(*v1alpha1.BeneficialOwner)) {
	w.Helper()
	bo := w.presentOwner(name)
	if bo == nil {
		return
	}
	before := bo.DeepCopy()
	change(bo)
	require.NoError(w, client.IgnoreNotFound(w.Kube.Patch(w.Context, bo, client.MergeFrom(before))))
}
