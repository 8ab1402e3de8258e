package dwolla

import "github.com/bonafide-dev/bonafide/provider"

// The fields of a business, by their path in the VerifiedCustomer API.
const (
	businessWhole          provider.FieldPath = "business"
	businessName           provider.FieldPath = "business.name"
	businessDBA            provider.FieldPath = "business.doingBusinessAs"
	businessStructure      provider.FieldPath = "business.structure"
	businessClassification provider.FieldPath = "business.classification"
	businessWebsite        provider.FieldPath = "business.website"
	businessPhone          provider.FieldPath = "business.phone"
	businessLine1          provider.FieldPath = "business.address.line1"
	businessLine2          provider.FieldPath = "business.address.line2"
	businessLine3          provider.FieldPath = "business.address.line3"
	businessCity           provider.FieldPath = "business.address.city"
	businessState          provider.FieldPath = "business.address.state"
	businessPostalCode     provider.FieldPath = "business.address.postalCode"
	businessCountry        provider.FieldPath = "business.address.country"
	adminFirstName         provider.FieldPath = "business.admin.firstName"
	adminLastName          provider.FieldPath = "business.admin.lastName"
	adminEmail             provider.FieldPath = "business.admin.email"
	businessEIN            provider.FieldPath = "business.identitySecretRef[ein]"
	businessDateOfBirth    provider.FieldPath = "business.identitySecretRef[dateOfBirth]"
	businessSSN            provider.FieldPath = "business.identitySecretRef[ssn]"
	businessController     provider.FieldPath = "business.controller"
)

// businessAddress are the fields of a business's address that are sent together.
var businessAddress = []provider.FieldPath{
	businessLine1, businessLine2, businessCity, businessState, businessPostalCode,
}

// natural are the paths of a natural person who need not live in the US: a controller or an owner.
type natural struct {
	firstName, lastName, title, line1, line2, line3, city, state, postalCode, country,
	dateOfBirth, ssn, passportNumber, passportCountry provider.FieldPath
}

// naturalAt are the paths below prefix ("business.controller.").
func naturalAt(prefix provider.FieldPath) natural {
	return natural{
		firstName: prefix + "firstName", lastName: prefix + "lastName", title: prefix + "title",
		line1: prefix + "address.line1", line2: prefix + "address.line2", line3: prefix + "address.line3",
		city: prefix + "address.city", state: prefix + "address.state",
		postalCode: prefix + "address.postalCode", country: prefix + "address.country",
		dateOfBirth:     prefix + "identitySecretRef[dateOfBirth]",
		ssn:             prefix + "identitySecretRef[ssn]",
		passportNumber:  prefix + "identitySecretRef[passportNumber]",
		passportCountry: prefix + "identitySecretRef[passportCountry]",
	}
}

var (
	controllerPaths = naturalAt("business.controller.")
	ownerPaths      = naturalAt("")
)

// fields are what Dwolla calls them, below the given pointer ("controller/").
func (n natural) fields(pointer, ruleSSN string) []field {
	return []field{
		{pointer + "firstName", n.firstName, ruleName},
		{pointer + "lastName", n.lastName, ruleName},
		{pointer + "address/address1", n.line1, "write the street address where the person lives, in at most 50 characters, " +
			noSpecial + ", and no PO box"},
		{pointer + "address/address2", n.line2, ruleStreet},
		{pointer + "address/address3", n.line3, ruleStreet},
		{pointer + "address/city", n.city, ruleCity},
		{pointer + "address/stateProvinceRegion", n.state, "write the two capital letters of the state, province or region; " +
			"leave it out where a country has none"},
		{pointer + "address/postalCode", n.postalCode, "write the postal code: in the US five digits, or five and four like 50314-1234"},
		{pointer + "address/country", n.country, "write the country as two capital letters (ISO 3166-1 alpha-2), like US"},
		{pointer + "dateOfBirth", n.dateOfBirth, ruleBorn},
		{pointer + "ssn", n.ssn, ruleSSN},
		{pointer + "passport/number", n.passportNumber, "write the number of the passport, in at most 255 characters, " + noSpecial},
		{pointer + "passport/country", n.passportCountry, "write the passport's country as two capital letters " +
			"(ISO 3166-1 alpha-2), like CA"},
	}
}

const (
	ruleBusinessName = "write it as registered, in at most 255 characters, " + noSpecial
	ruleOwnerSSN     = "write all nine digits of the SSN; a person without one is identified by passportNumber and passportCountry"
)

// businessForm is what Dwolla takes of a business (API reference, Customers › Create and › Update).
var businessForm = form{whole: businessWhole, fields: append([]field{
	{"businessName", businessName, ruleBusinessName},
	{"doingBusinessAs", businessDBA, "write the name under which the business trades, in at most 255 characters, " + noSpecial},
	{"businessType", businessStructure, "write SoleProprietorship, UnincorporatedAssociation, Trust, Corporation, " +
		"PubliclyTradedCorporation, NonProfitCorporation, NonProfitLLC, LLC or Partnership"},
	{"businessClassification", businessClassification, "write the name or the ID of an industry, as GET /business-classifications of Dwolla's API lists them"},
	{"website", businessWebsite, "write an address with its protocol, like https://www.example.com"},
	{"phone", businessPhone, "write the ten digits of a US number and nothing else, like 5554321234"},
	{"address1", businessLine1, "write the street address where the business is, in at most 50 characters, " + noSpecial + ", and no PO box"},
	{"address2", businessLine2, "write at most 50 characters, " + noSpecial},
	{"city", businessCity, ruleCity},
	{"state", businessState, "write the two capital letters of a US state or territory, like NY"},
	{"postalCode", businessPostalCode, rulePostal},
	{"country", businessCountry, "write US: Dwolla verifies businesses in the United States only"},
	{"firstName", adminFirstName, ruleName},
	{"lastName", adminLastName, ruleName},
	{"email", adminEmail, "write an e-mail address like jane@example.com that no other customer has"},
	{"ein", businessEIN, "write the nine digits of the EIN, like 12-3456789"},
	{"dateOfBirth", businessDateOfBirth, ruleBorn},
	{"ssn", businessSSN, "write all nine digits of the owner's SSN; the last four do only for the first submission"},
	{"controller", businessController, "write who manages the business"},
	{"controller/title", controllerPaths.title, "write the position at the business, in at most 100 characters, " + noSpecial},
	{"controller/passport", controllerPaths.passportNumber, "write the number of the passport, and its country as passportCountry"},
	{"controller/address", controllerPaths.line1, "write the whole address where the controller lives"},
}, controllerPaths.fields("controller/", "write all nine digits of the SSN (the last four do only for the first submission); "+
	"a person without one is identified by passportNumber and passportCountry")...)}

// ownerForm is what Dwolla takes of a beneficial owner (API reference, Beneficial owners › Create).
var ownerForm = form{whole: "firstName", fields: append([]field{
	{"passport", ownerPaths.passportNumber, "write the number of the passport, and its country as passportCountry"},
	{"address", ownerPaths.line1, "write the whole address where the person lives"},
}, ownerPaths.fields("", ruleOwnerSSN)...)}

// documentForm is what Dwolla takes of a document (API reference, Documents › Create).
var documentForm = form{whole: documentSource, fields: []field{
	{"documentType", documentType, ruleDocumentType},
	{"file", documentSource, ruleDocumentFile},
}}

// The fields of a document, and what to write there.
const (
	documentType     provider.FieldPath = "type"
	documentSubject  provider.FieldPath = "subject"
	documentSource   provider.FieldPath = "source"
	ruleDocumentType                    = "write License, Passport or IDCard for a person, and Other for a business"
	ruleDocumentFile                    = "give a colour image of the front (.jpg, .jpeg or .png; of a business also .pdf) of at most 10 MiB"
)
