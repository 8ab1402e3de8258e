package platform

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// Namespace is where all objects are.
const Namespace = "onboarding"

// ErrOutOfPlace tells that what was to be done cannot be done now.
var ErrOutOfPlace = errors.New("the provider's state does not allow it")

// allowed makes ErrOutOfPlace of the simulator's refusals.
func allowed(err error) error {
	var refusal *controlclient.Error
	if errors.As(err, &refusal) && refusal.Status/100 == 4 {
		return ErrOutOfPlace
	}
	return err
}

func meta(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: name, Namespace: Namespace}
}

// Secret is a Secret of the run.
func Secret(name string, values map[string]string) *corev1.Secret {
	return &corev1.Secret{ObjectMeta: meta(name), StringData: values}
}

func address() v1alpha1.Address {
	return v1alpha1.Address{Line1: "99-99 33rd St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US"}
}

// scansOf is the name of the Secret with the documents of an object.
func scansOf(name string) string { return name + "-scans" }

// Scans are new contents of the Secret with documents; its keys are the names of the documents.
func Scans(documents []v1alpha1.DocumentSpec, r Registry) map[string]string {
	contents := map[string]string{}
	for _, d := range documents {
		contents[d.Source.SecretKeyRef.Key] = r.File()
	}
	return contents
}

// paper is a document of the object of a name.
func paper(of, name string, t v1alpha1.DocumentType, subject v1alpha1.DocumentSubject, side v1alpha1.DocumentSide, category string) v1alpha1.DocumentSpec {
	return v1alpha1.DocumentSpec{
		Name: name, Type: t, Subject: subject, Side: side, Category: category,
		Source: v1alpha1.DocumentSource{SecretKeyRef: &v1alpha1.SecretKeyReference{Name: scansOf(of), Key: name + ".png"}},
	}
}

// SetDocuments has a manifest name documents.
func SetDocuments(o v1alpha1.Verifiable, documents []v1alpha1.DocumentSpec) {
	switch o := o.(type) {
	case *v1alpha1.BeneficialOwner:
		o.Spec.Documents = documents
	case *v1alpha1.VerifiedCustomer:
		o.Spec.Documents = documents
	}
}

// made completes the manifests of an object, which has documents if it holds them ready.
func made(p Platform, o v1alpha1.Verifiable, ready bool, r Registry, secrets ...*corev1.Secret) Manifests {
	m := Manifests{Object: o, Secrets: secrets}
	if vc, ok := o.(*v1alpha1.VerifiedCustomer); ok {
		m.Email = string(emailOf(vc))
	}
	if ready {
		documents := p.Documents(o)
		SetDocuments(o, documents)
		m.Secrets = append(m.Secrets, Secret(scansOf(o.GetName()), Scans(documents, r)))
	}
	return m
}

func emailOf(vc *v1alpha1.VerifiedCustomer) v1alpha1.Email {
	if vc.Spec.Business != nil {
		return vc.Spec.Business.Admin.Email
	}
	return vc.Spec.Personal.Email
}

// customer is a VerifiedCustomer without what it is about.
func customer(provider, name string, t v1alpha1.CustomerType) *v1alpha1.VerifiedCustomer {
	return &v1alpha1.VerifiedCustomer{ObjectMeta: meta(name), Spec: v1alpha1.VerifiedCustomerSpec{
		ProviderRef: v1alpha1.ProviderReference{Name: provider}, Type: t,
	}}
}

// personal is what every provider is told of a person.
func personal(p plan.Person, r Registry, phone v1alpha1.Phone) *v1alpha1.PersonalSpec {
	return &v1alpha1.PersonalSpec{
		FirstName: v1alpha1.PersonName(p.FirstName), LastName: "Doe", Email: r.Email(p.Name, 0), Phone: phone, Address: address(),
		IdentitySecretRef: v1alpha1.SecretReference{Name: p.Name},
	}
}

// business is what every provider is told of a business.
func business(b plan.Business, r Registry, phone v1alpha1.Phone) *v1alpha1.BusinessSpec {
	return &v1alpha1.BusinessSpec{
		Name: b.BusinessName, Structure: "LLC", Phone: phone, Address: address(),
		Admin:               v1alpha1.BusinessAdmin{FirstName: "Ann", LastName: "Admin", Email: r.Email(b.Name, 0)},
		IdentitySecretRef:   v1alpha1.SecretReference{Name: b.Name},
		BeneficialOwnership: &v1alpha1.BeneficialOwnershipSpec{Owners: namesOf(b), Certified: b.Certified},
	}
}

func owner(business string, o plan.Owner) *v1alpha1.BeneficialOwner {
	return &v1alpha1.BeneficialOwner{ObjectMeta: meta(o.Name), Spec: v1alpha1.BeneficialOwnerSpec{
		CustomerRef: v1alpha1.CustomerReference{Name: business},
		FirstName:   v1alpha1.PersonName(o.FirstName), LastName: "Owner", Address: address(),
		IdentitySecretRef: v1alpha1.SecretReference{Name: o.Name},
	}}
}

// namesOf are the names of a business's owners, and shareOf is how much the i-th of them has: 100 together.
func namesOf(b plan.Business) (names []string) {
	for _, o := range b.Owners {
		names = append(names, o.Name)
	}
	return names
}

func shareOf(b plan.Business, name string) *int32 {
	share := int32(100 / len(b.Owners))
	if name == b.Owners[0].Name {
		share = 100 - share*int32(len(b.Owners)-1)
	}
	return &share
}

func amount(n int64) *int64 { return &n }

// identity is a Secret's content that identifies a person by a document.
func identity(r Registry, kind string) map[string]string {
	return map[string]string{
		"dateOfBirth": r.Birthday(), "documentType": kind, "documentNumber": r.Number(), "documentCountry": "US",
		"documentIssueDate": "2019-07-23", "documentExpiryDate": "2998-08-24",
	}
}

// hmacOf is the HMAC-SHA-256 of parts one after the other, in hexadecimal digits.
func hmacOf(key string, parts ...[]byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	for _, part := range parts {
		mac.Write(part)
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// encode makes JSON of strings, booleans and maps of them, which cannot fail.
func encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return body
}
