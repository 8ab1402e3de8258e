package v1alpha1_test

import (
	"fmt"
	"strings"
)

var refusedCustomers = []refusal{
	{"no spec", personManifest, remove("spec"), "spec", "Required value"},
	{"no provider", personManifest, remove("spec.providerRef"), "spec.providerRef", "Required value"},
	{"nameless provider", personManifest, setText("spec.providerRef.name", ""), "spec.providerRef.name", "should be at least 1 chars long"},
	{"endless provider name", personManifest, setText("spec.providerRef.name", strings.Repeat("x", 254)), "spec.providerRef.name", "may not be more than 253"},
	{"empty namespace", personManifest, setText("spec.providerRef.namespace", ""), "spec.providerRef.namespace", "should be at least 1 chars long"},
	{"endless namespace", personManifest, setText("spec.providerRef.namespace", strings.Repeat("x", 64)), "spec.providerRef.namespace", "may not be more than 63"},

	{"no type", personManifest, remove("spec.type"), "spec.type", "Required value"},
	{"unknown type", personManifest, setText("spec.type", "Person"), "spec.type", `supported values: "Personal", "Business"`},
	{"person without data", personManifest, remove("spec.personal"), "spec", "a customer of type Personal needs spec.personal"},
	{"person with a business", businessManifest, setText("spec.type", "Personal"), "spec", "a customer of type Personal needs spec.personal, and must not have spec.business"},
	{"business without data", businessManifest, remove("spec.business"), "spec", "a customer of type Business needs spec.business"},
	{"business with a person", personManifest, setText("spec.type", "Business"), "spec", "a customer of type Business needs spec.business, and must not have spec.personal"},

	{"whole address instead of the ID", personManifest, setText("spec.customerID", "https://api.dwolla.com/customers/1"), "spec.customerID", adviceCustomerID},
	{"empty", personManifest, setText("spec.customerID", ""), "spec.customerID", "should be at least 1 chars long"},
	{"endless", personManifest, setText("spec.customerID", strings.Repeat("x", 129)), "spec.customerID", adviceCustomerID},
	{"unknown policy", personManifest, setText("spec.deletionPolicy", "Delete"), "spec.deletionPolicy", `supported values: "Retain", "Deactivate"`},

	{"no first name", personManifest, remove("spec.personal.firstName"), "spec.personal.firstName", "Required value"},
	{"no last name", personManifest, remove("spec.personal.lastName"), "spec.personal.lastName", "Required value"},
	{"no e-mail", personManifest, remove("spec.personal.email"), "spec.personal.email", "Required value"},
	{"no address", personManifest, remove("spec.personal.address"), "spec.personal.address", "Required value"},
	{"no identity", personManifest, remove("spec.personal.identitySecretRef"), "spec.personal.identitySecretRef", "Required value"},

	{"empty", personManifest, setText("spec.personal.firstName", ""), "spec.personal.firstName", "should be at least 1 chars long"},
	{"blank", personManifest, setText("spec.personal.firstName", "  "), "spec.personal.firstName", "a name must not be blank, nor begin or end with white space"},
	{"white space before", personManifest, setText("spec.personal.firstName", " Jane"), "spec.personal.firstName", "begin or end with white space"},
	{"white space after", personManifest, setText("spec.personal.lastName", "Doe\n"), "spec.personal.lastName", "begin or end with white space"},
	{"wide space after", personManifest, setText("spec.personal.lastName", "Doe\u3000"), "spec.personal.lastName", "begin or end with white space"},
	{"endless", personManifest, setText("spec.personal.lastName", strings.Repeat("x", 101)), "spec.personal.lastName", "may not be more than 100"},
	{"line break", personManifest, setText("spec.personal.firstName", "Jane\nAnn"), "spec.personal.firstName", adviceName},
	{"tab", personManifest, setText("spec.personal.firstName", "Jane\tAnn"), "spec.personal.firstName", adviceName},
	{"nul", personManifest, setText("spec.personal.firstName", "Jane\u0000Ann"), "spec.personal.firstName", adviceName},

	{"no at", personManifest, setText("spec.personal.email", "jane.example.com"), "spec.personal.email", adviceEmail},
	{"no domain", personManifest, setText("spec.personal.email", "jane@"), "spec.personal.email", adviceEmail},
	{"no top level", personManifest, setText("spec.personal.email", "jane@localhost"), "spec.personal.email", adviceEmail},
	{"two ats", personManifest, setText("spec.personal.email", "jane@doe@example.com"), "spec.personal.email", adviceEmail},
	{"display name", personManifest, setText("spec.personal.email", "Jane <jane@example.com>"), "spec.personal.email", adviceEmail},
	{"space after", personManifest, setText("spec.personal.email", "jane@example.com "), "spec.personal.email", adviceEmail},
	{"line break", personManifest, setText("spec.personal.email", "jane@example.com\nx@example.com"), "spec.personal.email", adviceEmail},
	{"two addresses", personManifest, setText("spec.personal.email", "a@example.com,b@example.com"), "spec.personal.email", adviceEmail},
	{"hyphen at the end of a label", personManifest, setText("spec.personal.email", "jane@example-.com"), "spec.personal.email", adviceEmail},
	{"empty label", personManifest, setText("spec.personal.email", "jane@example..com"), "spec.personal.email", adviceEmail},
	{"too short", personManifest, setText("spec.personal.email", "a@"), "spec.personal.email", "should be at least 3 chars long"},
	{"endless", personManifest, setText("spec.personal.email", strings.Repeat("x", 250)+"@x.com"), "spec.personal.email", "may not be more than 254"},

	{"as people write it", personManifest, setText("spec.personal.phone", "(555) 432-1234"), "spec.personal.phone", advicePhone},
	{"hyphens", personManifest, setText("spec.personal.phone", "555-432-1234"), "spec.personal.phone", advicePhone},
	{"plus in the middle", personManifest, setText("spec.personal.phone", "1+5554321234"), "spec.personal.phone", advicePhone},
	{"extension", personManifest, setText("spec.personal.phone", "5554321234x5"), "spec.personal.phone", advicePhone},
	{"too short", personManifest, setText("spec.personal.phone", "911"), "spec.personal.phone", advicePhone},
	{"empty", personManifest, setText("spec.personal.phone", ""), "spec.personal.phone", advicePhone},
	{"as people write it, with the country", personManifest, setText("spec.personal.phone", "+1 (555) 432-1234 ext. 12"), "spec.personal.phone", advicePhone},
	{"sixteen digits", personManifest, setText("spec.personal.phone", "1234567890123456"), "spec.personal.phone", advicePhone},
	{"endless", personManifest, setText("spec.personal.phone", strings.Repeat("1", 65)), "spec.personal.phone", "may not be more than 64"},
	{"unquoted", personManifest, set("spec.personal.phone", "5554321234"), "spec.personal.phone", "must be of type string"},
}

// Each of these characters is refused in a name.
func init() {
	for _, c := range "<>=\"`!?%~${}\\" {
		refusedCustomers = append(refusedCustomers, refusal{
			fmt.Sprintf("%q", c), personManifest, setText("spec.personal.lastName", "Do"+string(c)+"e"), "spec.personal.lastName", adviceName,
		})
	}
}

const (
	adviceName       = "write it as on the identity document"
	adviceEmail      = "email must be an address like jane@example.com"
	adviceCustomerID = "customerID must be the provider's ID alone, without the address around it"
	advicePhone      = "phone must be 7 to 15 digits, with a leading + if it has a country code, and nothing else: write 5554321234 instead of (555) 432-1234"
)
