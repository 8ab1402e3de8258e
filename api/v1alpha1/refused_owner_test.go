package v1alpha1_test

import "strings"

var refusedOwners = []refusal{
	{"no spec", ownerManifest, remove("spec"), "spec", "Required value"},
	{"no business", ownerManifest, remove("spec.customerRef"), "spec.customerRef", "Required value"},
	{"nameless business", ownerManifest, setText("spec.customerRef.name", ""), "spec.customerRef.name", "should be at least 1 chars long"},
	{"endless business name", ownerManifest, setText("spec.customerRef.name", strings.Repeat("x", 254)), "spec.customerRef.name", "may not be more than 253"},
	{"no first name", ownerManifest, remove("spec.firstName"), "spec.firstName", "Required value"},
	{"no last name", ownerManifest, remove("spec.lastName"), "spec.lastName", "Required value"},
	{"blank name", ownerManifest, setText("spec.firstName", " "), "spec.firstName", "a name must not be blank"},
	{"name with markup", ownerManifest, setText("spec.lastName", "<Hopper>"), "spec.lastName", adviceName},
	{"e-mail", ownerManifest, setText("spec.email", "grace"), "spec.email", adviceEmail},
	{"no address", ownerManifest, remove("spec.address"), "spec.address", "Required value"},
	{"no identity", ownerManifest, remove("spec.identitySecretRef"), "spec.identitySecretRef", "Required value"},
	{"owes a part", ownerManifest, set("spec.ownershipPercent", "-1"), "spec.ownershipPercent", "should be greater than or equal to 0"},
	{"owns more than all", ownerManifest, set("spec.ownershipPercent", "101"), "spec.ownershipPercent", "should be less than or equal to 100"},
	{"a third", ownerManifest, set("spec.ownershipPercent", "33.3"), "spec.ownershipPercent", "must be of type int32"},
	{"customers' policy", ownerManifest, setText("spec.deletionPolicy", "Deactivate"), "spec.deletionPolicy", `supported values: "Retain", "Delete"`},
	{"too many documents", ownerManifest, documents(manyDocuments(21)...), "spec.documents", "must have at most 20 items"},
}
