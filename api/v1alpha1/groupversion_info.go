// Package v1alpha1 is Bonafide's API: customers, their beneficial owners, and the providers that
// verify them.
//
// It knows the types, their validation (in the schema and in CEL, so that the API server refuses
// what can never work) and the names of conditions and reasons. It must not know any provider's
// wire format: what only one provider forbids is checked by that provider's client and reported on
// the object.
//
// +kubebuilder:object:generate=true
// +groupName=bonafide.dev
package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// GroupVersion is the API group and version of all kinds here.
var GroupVersion = schema.GroupVersion{Group: "bonafide.dev", Version: "v1alpha1"}

// SchemeBuilder registers the kinds with a scheme.
var SchemeBuilder = runtime.NewSchemeBuilder(addKnownTypes)

// AddToScheme adds the kinds of this group and version to a scheme.
var AddToScheme = SchemeBuilder.AddToScheme

func addKnownTypes(s *runtime.Scheme) error {
	s.AddKnownTypes(GroupVersion,
		&VerificationProvider{}, &VerificationProviderList{},
		&VerifiedCustomer{}, &VerifiedCustomerList{},
		&BeneficialOwner{}, &BeneficialOwnerList{},
	)
	metav1.AddToGroupVersion(s, GroupVersion)
	return nil
}
