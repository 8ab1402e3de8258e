package v1alpha1_test

import "strings"

const (
	personAddress     = "spec.personal.address"
	businessAddress   = "spec.business.address"
	controllerAddress = "spec.business.controller.address"
)

var refusedAddresses = []refusal{
	{"no street", personManifest, remove(personAddress + ".line1"), personAddress + ".line1", "Required value"},
	{"empty street", personManifest, setText(personAddress+".line1", ""), personAddress + ".line1", adviceStreet},
	{"blank street", personManifest, setText(personAddress+".line1", "   "), personAddress + ".line1", adviceStreet},
	{"endless street", personManifest, setText(personAddress+".line1", strings.Repeat("x", 101)), personAddress + ".line1", "may not be more than 100"},
	{"endless apartment", personManifest, setText(personAddress+".line2", strings.Repeat("x", 101)), personAddress + ".line2", "may not be more than 100"},
	{"endless third line", personManifest, setText(personAddress+".line3", strings.Repeat("x", 101)), personAddress + ".line3", "may not be more than 100"},

	{"PO box", personManifest, setText(personAddress+".line1", "PO Box 12"), personAddress + ".line1", advicePOBox},
	{"P.O. Box", personManifest, setText(personAddress+".line1", "P.O. Box 12"), personAddress + ".line1", advicePOBox},
	{"P. O. Box", personManifest, setText(personAddress+".line1", "P. O. Box 12"), personAddress + ".line1", advicePOBox},
	{"p o box", personManifest, setText(personAddress+".line1", "p o box 12"), personAddress + ".line1", advicePOBox},
	{"POBox", personManifest, setText(personAddress+".line1", "POBox 12"), personAddress + ".line1", advicePOBox},
	{"POBox12", personManifest, setText(personAddress+".line1", "POBox12"), personAddress + ".line1", advicePOBox},
	{"Post Office Box", personManifest, setText(personAddress+".line1", "Post  Office Box 12"), personAddress + ".line1", advicePOBox},
	{"PO box behind a street", personManifest, setText(personAddress+".line1", "1 Main St, PO Box 12"), personAddress + ".line1", advicePOBox},
	{"PO box on the second line", personManifest, setText(personAddress+".line2", "PO BOX 12"), personAddress + ".line2", advicePOBox},
	{"PO box on the third line", personManifest, setText(personAddress+".line3", "PO BOX 12"), personAddress + ".line3", advicePOBox},

	{"no city", personManifest, remove(personAddress + ".city"), personAddress + ".city", "Required value"},
	{"empty city", personManifest, setText(personAddress+".city", ""), personAddress + ".city", "should be at least 1 chars long"},
	{"blank city", personManifest, setText(personAddress+".city", " "), personAddress + ".city", adviceCity},
	{"markup in the city", personManifest, setText(personAddress+".city", "<b>Brooklyn</b>"), personAddress + ".city", adviceCity},
	{"postal code in the city", personManifest, setText(personAddress+".city", "Brooklyn 11101"), personAddress, "city of a US address must be a name without digits"},
	{"endless city", personManifest, setText(personAddress+".city", strings.Repeat("x", 101)), personAddress + ".city", "may not be more than 100"},

	{"no state", personManifest, remove(personAddress + ".state"), personAddress, adviceState},
	{"state in full", personManifest, setText(personAddress+".state", "New York"), personAddress, adviceState},
	{"state in small letters", personManifest, setText(personAddress+".state", "ny"), personAddress, adviceState},
	{"ISO subdivision", personManifest, setText(personAddress+".state", "US-NY"), personAddress, adviceState},
	{"endless state", personManifest, setText(personAddress+".state", strings.Repeat("x", 101)), personAddress + ".state", "may not be more than 100"},

	{"no postal code", personManifest, remove(personAddress + ".postalCode"), personAddress, advicePostalCode},
	{"four digits", personManifest, setText(personAddress+".postalCode", "1101"), personAddress, advicePostalCode},
	{"nine digits in one", personManifest, setText(personAddress+".postalCode", "111011234"), personAddress, advicePostalCode},
	{"letters", personManifest, setText(personAddress+".postalCode", "K1A 0B1"), personAddress, advicePostalCode},
	{"line break after", personManifest, setText(personAddress+".postalCode", "11101\n"), personAddress, advicePostalCode},
	{"unquoted", personManifest, set(personAddress+".postalCode", "11101"), personAddress + ".postalCode", "must be of type string"},
	{"endless postal code", personManifest, setText(personAddress+".postalCode", strings.Repeat("1", 21)), personAddress + ".postalCode", "may not be more than 20"},

	{"no country", personManifest, remove(personAddress + ".country"), personAddress + ".country", "Required value"},
	{"country in small letters", personManifest, setText(personAddress+".country", "us"), personAddress + ".country", adviceCountry},
	{"country in one letter", personManifest, setText(personAddress+".country", "U"), personAddress + ".country", adviceCountry},
	{"country in three letters", personManifest, setText(personAddress+".country", "USA"), personAddress + ".country", adviceCountry},
	{"country in full", personManifest, setText(personAddress+".country", "United States"), personAddress + ".country", adviceCountry},
	{"Norway, unquoted", personManifest, set(personAddress+".country", "NO"), personAddress + ".country", "must be of type string"},

	{"businesses have the rule too", businessManifest, setText(businessAddress+".line1", "PO Box 12"), businessAddress + ".line1", advicePOBox},
	{"controllers have the rule too", businessManifest, setText(controllerAddress+".state", "Iowa"), controllerAddress, adviceState},
	{"owners have the rule too", ownerManifest, setText("spec.address.postalCode", "503"), "spec.address", advicePostalCode},
}

const (
	adviceStreet     = "line1 must be the street and number"
	advicePOBox      = "a PO box cannot be verified: write the street address where the person lives or the business is"
	adviceCity       = "city must be a name"
	adviceState      = "state must be the two-letter code of the US state in capitals, for example NY"
	advicePostalCode = "postalCode of a US address must have five digits, or five and four like 50314-1234; quote it in YAML"
	adviceCountry    = "country must be two capital letters (ISO 3166-1 alpha-2), for example US"
)
