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
	{"two parts", ownerManifest, setText("spec.ownershipShare", "33.33"), "spec", "write either ownershipPercent, a whole number, or ownershipShare, with decimals"},
	{"three decimals", ownerManifest, all(remove("spec.ownershipPercent"), setText("spec.ownershipShare", "33.333")), "spec.ownershipShare", "at most two decimals"},
	{"more than all in decimals", ownerManifest, all(remove("spec.ownershipPercent"), setText("spec.ownershipShare", "100.01")), "spec.ownershipShare", "between 0 and 100"},
	{"unheard-of role", ownerManifest, set("spec.roles", "[King]"), "spec.roles[0]", `supported values: "Shareholder"`},
	{"one role twice", ownerManifest, set("spec.roles", "[Signer, Signer]"), "spec.roles[1]", "Duplicate value"},
	{"country in words", ownerManifest, setText("spec.nationality", "Nigeria"), "spec.nationality", "two capital letters"},
	{"a third", ownerManifest, set("spec.ownershipPercent", "33.3"), "spec.ownershipPercent", "must be of type int32"},
	{"customers' policy", ownerManifest, setText("spec.deletionPolicy", "Deactivate"), "spec.deletionPolicy", `supported values: "Retain", "Delete"`},
	{"too many documents", ownerManifest, documents(manyDocuments(21)...), "spec.documents", "must have at most 20 items"},
}
