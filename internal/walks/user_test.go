package walks

import (
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// The steps that a user takes.

// correctBusiness changes any of what is submitted of a business: maybe to what failed, maybe only half
// of what has to change.
func correctBusiness(t *rapid.T) step {
	name, called, controller := anyBusiness(t), good(t, "name", businessNames), good(t, "controller", controllerNames)
	ssn, which := draw(t, "ssn", socialNumbers), rapid.SampledFrom([]string{"name", "controller", "SSN", "all"}).Draw(t, "which")
	return stepf(func(w *walk) {
		if w.business(name) == nil {
			return
		}
		if which == "SSN" || which == "all" {
			w.setSecret(name+"-controller", harness.Identity(ssn))
		}
		w.editBusiness(name, func(vc *v1alpha1.VerifiedCustomer) {
			if which == "name" || which == "all" {
				vc.Spec.Business.Name = called
			}
			if which == "controller" || which == "all" {
				vc.Spec.Business.Controller.FirstName = v1alpha1.PersonName(controller)
			}
		})
	}, "correct %s of business %s: %q, %q, %s", which, name, called, controller, ssn)
}

func correctOwner(t *rapid.T) step {
	name, first, ssn := anyOwner(t), good(t, "first name", ownerNames), draw(t, "ssn", socialNumbers)
	which := rapid.SampledFrom([]string{"name", "SSN", "both"}).Draw(t, "which")
	return stepf(func(w *walk) {
		if w.owner(name) == nil {
			return
		}
		if which != "name" {
			w.setSecret(name, harness.Identity(ssn))
		}
		if which != "SSN" {
			w.editOwner(name, func(bo *v1alpha1.BeneficialOwner) { bo.Spec.FirstName = v1alpha1.PersonName(first) })
		}
	}, "correct %s of owner %s: %q, %s", which, name, first, ssn)
}

// slot is a document that an object may hold ready.
type slot struct {
	of      string
	name    string
	kind    v1alpha1.DocumentType
	subject v1alpha1.DocumentSubject
}

// secret is where the document's content is.
func (s slot) secret() string { return s.of + "-" + s.name }

var slots = func() (all []slot) {
	for _, b := range businesses {
		all = append(all, slot{b, "letter", "Other", "Business"}, slot{b, "license", "License", "Controller"})
	}
	for _, o := range owners {
		all = append(all, slot{o, "license", "License", "Person"})
	}
	return all
}()

func anySlot(t *rapid.T) slot { return rapid.SampledFrom(slots).Draw(t, "document") }

// content is a picture as far as its first bytes tell. No two objects have the same.
func (w *walk) content(s slot, which string) map[string]string {
	return map[string]string{"front.png": fmt.Sprintf("\x89PNG\r\n\x1a\n %s of %s, %s, %d", s.name, s.of, which, w.lives[s.of])}
}

func addDocument(t *rapid.T) step {
	s, which := anySlot(t), draw(t, "content", contents)
	d := v1alpha1.DocumentSpec{Name: s.name, Type: s.kind, Subject: s.subject,
		Source: v1alpha1.DocumentSource{SecretKeyRef: &v1alpha1.SecretKeyReference{Name: s.secret(), Key: "front.png"}}}
	missing := func(docs []v1alpha1.DocumentSpec) bool {
		return !slices.ContainsFunc(docs, func(d v1alpha1.DocumentSpec) bool { return d.Name == s.name })
	}
	return stepf(func(w *walk) {
		w.setSecret(s.secret(), w.content(s, which))
		if s.subject == "Person" {
			w.editOwner(s.of, func(bo *v1alpha1.BeneficialOwner) {
				if missing(bo.Spec.Documents) {
					bo.Spec.Documents = append(bo.Spec.Documents, d)
				}
			})
			return
		}
		w.editBusiness(s.of, func(vc *v1alpha1.VerifiedCustomer) {
			if missing(vc.Spec.Documents) {
				vc.Spec.Documents = append(vc.Spec.Documents, d)
			}
		})
	}, "add document %s of %s, content %s", s.name, s.of, which)
}

// replaceDocument changes a document's content, maybe back to an earlier one.
func replaceDocument(t *rapid.T) step {
	s, which := anySlot(t), draw(t, "content", contents)
	return stepf(func(w *walk) {
		w.setSecret(s.secret(), w.content(s, which))
	}, "replace document %s of %s, content %s", s.name, s.of, which)
}

func certifyOrNot(t *rapid.T) step {
	name, certified := anyBusiness(t), rapid.IntRange(0, 2).Draw(t, "certified") > 0
	return stepf(func(w *walk) {
		w.editBusiness(name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.BeneficialOwnership.Certified = certified })
	}, "certified: %t for business %s", certified, name)
}

func nameOwners(t *rapid.T) step {
	name := anyBusiness(t)
	named := someOwners(t, name)
	return stepf(func(w *walk) {
		w.editBusiness(name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.BeneficialOwnership.Owners = named })
	}, "owners of business %s are %v", name, named)
}

func changeState(t *rapid.T) step {
	name := anyBusiness(t)
	state := rapid.SampledFrom([]v1alpha1.CustomerState{v1alpha1.StateActive, v1alpha1.StateDeactivated}).Draw(t, "state")
	return stepf(func(w *walk) {
		w.editBusiness(name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.State = state })
	}, "business %s shall be %s", name, state)
}

// changeEmail changes something that the provider lets change at any time.
func changeEmail(t *rapid.T) step {
	name := anyBusiness(t)
	return stepf(func(w *walk) {
		w.editBusiness(name, func(vc *v1alpha1.VerifiedCustomer) {
			w.emails++
			vc.Spec.Business.Admin.Email = v1alpha1.Email(fmt.Sprintf("%s-%d@%s.example.com", name, w.emails, w.Namespace))
		})
	}, "another e-mail address of business %s", name)
}

func deleteOwner(t *rapid.T) step {
	name := anyOwner(t)
	return stepf(func(w *walk) {
		if bo := w.owner(name); bo != nil {
			w.ledger.deleted(bo)
			require.NoError(w, client.IgnoreNotFound(w.Kube.Delete(w.Context, bo)))
		}
	}, "delete owner %s", name)
}

// ask has the operator look at once, and try again what was refused.
func ask(t *rapid.T) step {
	name := rapid.SampledFrom(append(slices.Clone(businesses), owners...)).Draw(t, "object")
	return stepf(func(w *walk) { w.ask(name) }, "ask for a look at %s", name)
}

// ask sets the annotation that asks for a look, and returns its value.
func (w *walk) ask(name string) string {
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
	if slices.Contains(businesses, name) {
		w.editBusiness(name, func(vc *v1alpha1.VerifiedCustomer) { set(vc) })
	} else {
		w.editOwner(name, func(bo *v1alpha1.BeneficialOwner) { set(bo) })
	}
	return value
}
