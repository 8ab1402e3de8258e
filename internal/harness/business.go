package harness

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Industry is an industry classification that the simulated Dwolla knows.
const Industry = "9ed3f671-7d6f-11e3-803c-5404a6144203"

// Business is an LLC of the world that Dwolla accepts, with a controller and the named owners. Its
// name, and the controller's first name, decide what the simulated Dwolla makes of it.
func (w *World) Business(name, businessName, controllerName string, owners ...string) *v1alpha1.VerifiedCustomer {
	address := v1alpha1.Address{Line1: "99-99 33rd St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US"}
	return &v1alpha1.VerifiedCustomer{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: w.Namespace},
		Spec: v1alpha1.VerifiedCustomerSpec{
			ProviderRef: v1alpha1.ProviderReference{Name: ProviderName},
			Type:        v1alpha1.CustomerBusiness,
			Business: &v1alpha1.BusinessSpec{
				Name: businessName, Structure: "LLC", Classification: Industry, Phone: "5554321234", Address: address,
				Admin: v1alpha1.BusinessAdmin{
					FirstName: "Ann", LastName: "Admin", Email: v1alpha1.Email(name + "@" + w.Namespace + ".example.com"),
				},
				Controller: &v1alpha1.BusinessController{
					FirstName: v1alpha1.PersonName(controllerName), LastName: "Control", Title: "CEO", Address: address,
					IdentitySecretRef: v1alpha1.SecretReference{Name: name + "-controller"},
				},
				IdentitySecretRef:   v1alpha1.SecretReference{Name: name},
				BeneficialOwnership: &v1alpha1.BeneficialOwnershipSpec{Owners: owners, Certified: true},
			},
		},
	}
}

// ApplyBusiness creates a business and its Secrets.
func (w *World) ApplyBusiness(vc *v1alpha1.VerifiedCustomer) *v1alpha1.VerifiedCustomer {
	w.Helper()
	w.CreateSecret(vc.Name, map[string]string{"ein": "12-3456789"})
	w.CreateSecret(vc.Name+"-controller", Identity("123456789"))
	w.Create(vc)
	return vc
}

// Owner is a BeneficialOwner of a business of the world.
func (w *World) Owner(name, customer, firstName string) *v1alpha1.BeneficialOwner {
	return &v1alpha1.BeneficialOwner{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: w.Namespace},
		Spec: v1alpha1.BeneficialOwnerSpec{
			CustomerRef: v1alpha1.CustomerReference{Name: customer},
			FirstName:   v1alpha1.PersonName(firstName), LastName: "Owner",
			Address:           v1alpha1.Address{Line1: "1 Main St", City: "Des Moines", State: "IA", PostalCode: "50309", Country: "US"},
			IdentitySecretRef: v1alpha1.SecretReference{Name: name},
		},
	}
}

// ApplyOwner creates an owner and the identity Secret.
func (w *World) ApplyOwner(bo *v1alpha1.BeneficialOwner, ssn string) *v1alpha1.BeneficialOwner {
	w.Helper()
	w.CreateSecret(bo.Name, Identity(ssn))
	w.Create(bo)
	return bo
}

// OwnerObject reads an owner.
func (w *World) OwnerObject(name string) *v1alpha1.BeneficialOwner {
	w.Helper()
	bo := &v1alpha1.BeneficialOwner{}
	require.NoError(w, w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, bo))
	return bo
}
