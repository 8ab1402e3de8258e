package v1alpha1_test

import (
	"strings"
	"testing"

	"sigs.k8s.io/controller-runtime/pkg/client"
)

const (
	firstName = "spec.personal.firstName"
	lastName  = "spec.personal.lastName"
	email     = "spec.personal.email"
	phone     = "spec.personal.phone"
	street    = personAddress + ".line1"
)

// accepted are real people, places and accounts that a rule must not be in the way of.
var accepted = []struct {
	who   string
	base  string
	tweak tweak
}{
	{"apostrophe", personManifest, setText(lastName, "O'Brien")},
	{"typographic apostrophe", personManifest, setText(lastName, "O’Brien")},
	{"accents", personManifest, all(setText(firstName, "José"), setText(lastName, "Peña"))},
	{"accents written as combining marks", personManifest, setText(lastName, "Pen\u0303a")},
	{"hyphen", personManifest, all(setText(firstName, "Anne-Marie"), setText(lastName, "Smith-Jones"))},
	{"one letter", personManifest, all(setText(firstName, "J"), setText(lastName, "O"))},
	{"suffix", personManifest, setText(lastName, "Davis, Jr.")},
	{"several words", personManifest, setText(lastName, "van der Berg y López")},
	{"other scripts", personManifest, all(setText(firstName, "伟"), setText(lastName, "Мухаммад"))},
	{"digit in a name", personManifest, setText(lastName, "Smith 3rd")},
	{"YAML's words for true and null", personManifest, all(setText(firstName, "Yes"), setText(lastName, "Null"))},
	{"a hundred letters, not bytes", personManifest, setText(lastName, strings.Repeat("ñ", 100))},

	{"plus addressing", personManifest, setText(email, "jane+kyc@example.com")},
	{"apostrophe in an e-mail", personManifest, setText(email, "o'brien@example.com")},
	{"ampersand in an e-mail", personManifest, setText(email, "r&d@example.com")},
	{"capitals in an e-mail", personManifest, setText(email, "Jane.Doe@Example.COM")},
	{"deep domain", personManifest, setText(email, "jane@mail.eu-west-1.example.co.uk")},
	{"digits in a domain", personManifest, setText(email, "jane@163.com")},
	{"one-letter domain", personManifest, setText(email, "j@x.org")},
	{"encoded international domain", personManifest, setText(email, "jane@xn--mller-kva.example")},
	{"long top level", personManifest, setText(email, "jane@example.photography")},

	{"no phone", personManifest, remove(phone)},
	{"country code", personManifest, setText(phone, "+15554321234")},
	{"Nigerian phone", personManifest, setText(phone, "+2348031234567")},
	{"longest phone", personManifest, setText(phone, "+123456789012345")},

	{"apartment", personManifest, setText(personAddress+".line2", "Apt 4B")},
	{"third line", personManifest, all(setText(personAddress+".line2", "c/o Smith"), setText(personAddress+".line3", "Unit #7"))},
	{"ZIP+4", personManifest, setText(personAddress+".postalCode", "50314-1234")},
	{"ZIP of zeros", personManifest, setText(personAddress+".postalCode", "00501")},
	{"Box in a street's name", personManifest, setText(street, "12 Boxwood Rd")},
	{"Box as a street's name", personManifest, setText(street, "12 Box Street")},
	{"a street that ends in po", personManifest, setText(street, "7 Via Campo Boxe")},
	{"Po as a word", personManifest, setText(street, "3 Po Boxer Lane")},
	{"Apo, then Box", personManifest, setText(street, "Apo Boxberg 1")},
	{"Post Office Road", personManifest, setText(street, "5 Post Office Rd")},
	{"post road", personManifest, setText(street, "100 Boston Post Rd")},
	{"P.O. initials of a street", personManifest, setText(street, "1 P.O. Smith Blvd")},
	{"fraction", personManifest, setText(street, "123 1/2 Main St")},
	{"Queens numbering", personManifest, setText(street, "99-99 33rd St")},
	{"Utah grid", personManifest, setText(street, "350 S 200 E")},
	{"a city with a period", personManifest, setText(personAddress+".city", "St. Louis")},
	{"a city with an apostrophe", personManifest, setText(personAddress+".city", "Coeur d'Alene")},
	{"a city with an accent", personManifest, setText(personAddress+".city", "Cañon City")},
	{"a city with a slash", personManifest, setText(personAddress+".city", "Winston-Salem/Forsyth")},
	{"District of Columbia", personManifest, setText(personAddress+".state", "DC")},
	{"Puerto Rico", personManifest, setText(personAddress+".state", "PR")},

	{"Canada", personManifest, abroad("24 Sussex Dr", "Ottawa", "ON", "K1M 1M4", "CA")},
	{"a Canadian town with a number", personManifest, abroad("385 Birch Ave", "100 Mile House", "BC", "V0K 2E0", "CA")},
	{"an Egyptian city with a number", personManifest, abroad("Central Axis 1", "6th of October City", "", "12566", "EG")},
	{"Ireland, without a state", personManifest, abroad("2 Grafton St", "Dublin 2", "", "D02 XY45", "IE")},
	{"Hong Kong, without state and postal code", personManifest, abroad("1 Queen's Rd", "Hong Kong", "", "", "HK")},
	{"Germany, street before number", personManifest, abroad("Straße des 17. Juni 135", "Berlin", "", "10623", "DE")},
	{"Nigeria, state in full", personManifest, abroad("12 Allen Ave", "Ikeja", "Lagos State", "100271", "NG")},
	{"Norway, quoted", personManifest, abroad("Karl Johans gate 22", "Oslo", "", "0026", "NO")},

	{"take-over of a customer", personManifest, setText("spec.customerID", "9e7d4f52-0B21-4c6a-9d43-71d2a8b1c0de")},
	{"provider in another namespace", personManifest, setText("spec.providerRef.namespace", "payments")},
	{"deactivation", personManifest, setText("spec.deletionPolicy", "Deactivate")},
	{"no documents", personManifest, remove("spec.documents")},
	{"twenty documents", personManifest, documents(manyDocuments(20)...)},
	{"document at an address", personManifest, documents("{name: x, type: Passport, source: {url: 'https://x.test/a.png?sig=b', sha256: " + someSHA + "}}")},

	{"company in other signs", businessManifest, setText(business+".name", `Ben & Jerry's "Ice" Co. (USA), Inc. #1`)},
	{"company of digits", businessManifest, setText(business+".name", "3M")},
	{"website with a path", businessManifest, setText(business+".website", "https://example.com/shop?x=1")},
	{"website without www", businessManifest, setText(business+".website", "http://example.io")},
	{"no website, phone, classification", businessManifest, all(remove(business+".website"), remove(business+".phone"), remove(business+".classification"))},
	{"sole proprietorship", businessManifest, all(setText(business+".structure", "SoleProprietorship"), remove(business+".controller"), remove(business+".beneficialOwnership"))},
	{"trust", businessManifest, all(setText(business+".structure", "Trust"), remove(business+".controller"))},
	{"non-profit", businessManifest, setText(business+".structure", "NonProfitLLC")},
	{"listed company without owners", businessManifest, all(setText(business+".structure", "PubliclyTradedCorporation"), set(business+".beneficialOwnership", "{certified: true}"))},
	{"ownership that is not known yet", businessManifest, remove(business + ".beneficialOwnership")},
	{"controller who lives abroad", businessManifest, set(controllerAddress, "{line1: 2 Grafton St, city: Dublin 2, country: IE}")},

	{"business without a controller, for providers that ask for none", businessManifest, remove("spec.business.controller")},
	{"business of Fin's and Blaaiz's", businessManifest, all(
		setText("spec.business.registrationNumber", "RC-1234"), setText("spec.business.incorporationDate", "2019-05-31"),
		setText("spec.business.description", "Sells shoes."), setText("spec.business.verificationScope", "Minimal"),
		set("spec.business.operatingAddress", `{line1: 1 Marina, city: Lagos, country: NG}`),
		set("spec.business.finances", `{purpose: "7", sourcesOfFunds: [Business revenue], sourcesOfWealth: ["1"], annualRevenueUSD: 0, monthlyDepositsUSD: 1, monthlyWithdrawalsUSD: 2, monthlyPayments: 3}`),
		set("spec.termsAcceptance", `{acceptedBy: jane@example.com, acceptedAt: "2026-05-31T12:00:00Z"}`))},
	{"person of Fin's", personManifest, all(
		setText("spec.personal.nationality", "NG"), setText("spec.personal.employment", "SelfEmployed"), setText("spec.personal.occupation", "Engineer"),
		set("spec.personal.finances", `{purpose: Savings, monthlyVolumeUSD: 1000}`),
		set("spec.documents", `[{name: front, type: ResidencePermit, side: Front, source: {secretKeyRef: {name: d, key: a.png}}}, {name: bill, type: ProofOfAddress, category: UTILITY_BILL, source: {secretKeyRef: {name: d, key: b.png}}}]`))},
	{"owner with decimals and roles", ownerManifest, all(remove("spec.ownershipPercent"), setText("spec.ownershipShare", "33.33"),
		set("spec.roles", "[Shareholder, Control, Signer, Director]"), set("spec.declarations", "[PoliticallyExposed]"),
		setText("spec.since", "2020-01-01"), setText("spec.phone", "+2348012345678"), setText("spec.title", "CEO"), setText("spec.nationality", "NG"))},
	{"owner of a hundred", ownerManifest, all(remove("spec.ownershipPercent"), setText("spec.ownershipShare", "100.0"))},
	{"owner of nothing", ownerManifest, set("spec.ownershipPercent", "0")},
	{"owner of everything", ownerManifest, set("spec.ownershipPercent", "100")},
	{"owner without e-mail and part", ownerManifest, all(remove("spec.email"), remove("spec.ownershipPercent"))},
	{"owner to be deleted", ownerManifest, setText("spec.deletionPolicy", "Delete")},

	{"provider with the least", providerManifest, set("spec", "{blaaiz: {credentialsSecretRef: {name: blaaiz-api}}}")},
	{"endpoint with a slash", providerManifest, setText("spec.dwolla.endpoint", "https://api.dwolla.com/")},
	{"endpoint in a cluster", providerManifest, setText("spec.dwolla.endpoint", "http://sandbox.bonafide.svc.cluster.local:8085")},
	{"endpoint on a host without a dot", providerManifest, setText("spec.dwolla.endpoint", "http://sandbox:8085")},
	{"endpoint at an IPv6 address", providerManifest, setText("spec.dwolla.endpoint", "http://[::1]:8085")},
	{"webhook below a path", providerManifest, setText("spec.webhook.url", "https://example.com/bonafide/")},
	{"webhook at a port", providerManifest, setText("spec.webhook.url", "https://hooks.example.com:8443")},
	{"plain webhook of a simulator", providerManifest, all(setText("spec.dwolla.endpoint", "http://127.0.0.1:8085"), setText("spec.webhook.url", "http://127.0.0.1:8080"))},
	{"shortest interval", providerManifest, setText("spec.resyncInterval", "1s")},
	{"longest interval", providerManifest, setText("spec.resyncInterval", "720h")},
	{"composed interval", providerManifest, setText("spec.resyncInterval", "1h30m")},
	{"fractional interval", providerManifest, setText("spec.resyncInterval", "1.5h")},
	{"every namespace", providerManifest, set("spec.allowedNamespaces", "{from: All}")},
	{"chosen namespaces", providerManifest, set("spec.allowedNamespaces", "{from: Selector, selector: {matchLabels: {kyc: allowed}}}")},
	{"half of a rate limit", providerManifest, set("spec.rateLimit", "{requestsPerSecond: 1}")},
}

// abroad replaces the person's address; empty parts are left out.
func abroad(line1, city, state, postalCode, country string) tweak {
	tweaks := []tweak{remove(personAddress)}
	for field, value := range map[string]string{"line1": line1, "city": city, "state": state, "postalCode": postalCode, "country": country} {
		if value != "" {
			tweaks = append(tweaks, setText(personAddress+"."+field, value))
		}
	}
	return all(tweaks...)
}

func TestRealLifeIsAccepted(t *testing.T) {
	for _, a := range accepted {
		t.Run(a.who, func(t *testing.T) {
			u := manifest(a.base)
			a.tweak(u)
			if err := kube.Create(t.Context(), u, client.DryRunAll); err != nil {
				t.Errorf("refused: %v", err)
			}
		})
	}
}
