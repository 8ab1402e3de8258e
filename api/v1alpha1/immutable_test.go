package v1alpha1_test

import (
	"testing"

	"sigs.k8s.io/controller-runtime/pkg/client"
)

// change is an edit of an object that exists. An empty says means that it is allowed.
type change struct {
	name    string
	base    string
	initial tweak
	edit    tweak
	field   string
	says    string
}

var changes = []change{
	{"another provider object", personManifest, nil, setText("spec.providerRef.name", "fin"), "spec.providerRef", "providerRef cannot be changed, the customer lives at that provider: create another VerifiedCustomer for another provider"},
	{"a provider in another namespace", personManifest, nil, setText("spec.providerRef.namespace", "elsewhere"), "spec.providerRef", "providerRef cannot be changed"},
	{"another type", personManifest, nil, all(setText("spec.type", "Business"), remove("spec.personal"), func(u *object) {
		setValue(u, "spec.business", manifest(businessManifest).Object["spec"].(map[string]any)["business"])
	}), "spec.type", "type cannot be changed: create another VerifiedCustomer of the other type"},
	{"another customer", personManifest, setText("spec.customerID", "one"), setText("spec.customerID", "two"), "spec", "customerID cannot be changed or removed once it is set: to take over another customer, create another VerifiedCustomer"},
	{"no customer any more", personManifest, setText("spec.customerID", "one"), remove("spec.customerID"), "spec", "customerID cannot be changed or removed once it is set"},
	{"another business", ownerManifest, nil, setText("spec.customerRef.name", "other"), "spec.customerRef", "customerRef cannot be changed: create another BeneficialOwner for another business"},
	{"another provider", providerManifest, nil, all(remove("spec.dwolla"), set("spec.fin", "{credentialsSecretRef: {name: x}}")), "spec", "the provider cannot be exchanged for another one, its customers live there: create a second VerificationProvider instead"},

	{name: "a customer ID later", base: personManifest, edit: setText("spec.customerID", "one")},
	{name: "a corrected person", base: personManifest, edit: all(setText("spec.personal.firstName", "Janet"), setText("spec.personal.identitySecretRef.name", "full-ssn"))},
	{name: "a policy", base: personManifest, edit: setText("spec.deletionPolicy", "Deactivate")},
	{name: "more owners", base: businessManifest, edit: set(business+".beneficialOwnership.owners", "[grace-hopper, ada-min]")},
	{name: "a structure with its controller", base: businessManifest, edit: all(setText(business+".structure", "Trust"), remove(business+".controller"))},
	{name: "an owner's part", base: ownerManifest, edit: set("spec.ownershipPercent", "26")},
	{name: "new credentials", base: providerManifest, edit: setText("spec.dwolla.credentialsSecretRef.name", "rotated")},
	{name: "another endpoint", base: providerManifest, edit: setText("spec.dwolla.endpoint", "http://127.0.0.1:9999")},
	{name: "no webhook any more", base: providerManifest, edit: remove("spec.webhook")},
}

func TestWhatCannotChangeSaysSo(t *testing.T) {
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			u := manifest(c.base)
			if c.initial != nil {
				c.initial(u)
			}
			create(t, u)
			c.edit(u)
			err := kube.Update(t.Context(), u, client.DryRunAll)
			if c.says != "" {
				expectRefusal(t, err, c.field, c.says)
			} else if err != nil {
				t.Errorf("want the edit accepted, got: %v", err)
			}
		})
	}
}
