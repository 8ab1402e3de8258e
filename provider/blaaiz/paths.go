package blaaiz

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// form is what fields on the wire are in the VerifiedCustomer API.
type form struct {
	// whole is the path of a field that is not known.
	whole  provider.FieldPath
	fields map[string]provider.FieldPath
	// owners are the names of the owners, in the order in which they are sent.
	owners []string
}

const ownersPath provider.FieldPath = "business.beneficialOwnership.owners"

var individualPaths = map[string]provider.FieldPath{
	"type":           "type",
	"first_name":     "personal.firstName",
	"last_name":      "personal.lastName",
	"email":          "personal.email",
	"phone":          "personal.phone",
	"street":         "personal.address.line1",
	"city":           "personal.address.city",
	"state":          "personal.address.state",
	"zip_code":       "personal.address.postalCode",
	"country":        "personal.address.country",
	"dob":            "personal.identitySecretRef[dateOfBirth]",
	"tin":            "personal.identitySecretRef[taxID]",
	"id_type":        "personal.identitySecretRef[documentType]",
	"id_number":      "personal.identitySecretRef[documentNumber]",
	"id_issue_date":  "personal.identitySecretRef[documentIssueDate]",
	"id_expiry_date": "personal.identitySecretRef[documentExpiryDate]",
}

var businessPaths = map[string]provider.FieldPath{
	"type":                      "type",
	"business_name":             "business.name",
	"email":                     "business.admin.email",
	"phone":                     "business.phone",
	"street":                    "business.address.line1",
	"city":                      "business.address.city",
	"state":                     "business.address.state",
	"zip_code":                  "business.address.postalCode",
	"country":                   "business.address.country",
	"incorporation_country":     "business.address.country",
	"registration_number":       "business.registrationNumber",
	"tin":                       "business.identitySecretRef[taxID]",
	"kyb_scope":                 "business.verificationScope",
	"operating_street":          "business.operatingAddress.line1",
	"operating_city":            "business.operatingAddress.city",
	"operating_state":           "business.operatingAddress.state",
	"operating_zip_code":        "business.operatingAddress.postalCode",
	"operating_country":         "business.operatingAddress.country",
	"trading_name":              "business.doingBusinessAs",
	"industry_type":             "business.classification",
	"business_type":             "business.structure",
	"incorporation_date":        "business.incorporationDate",
	"business_description":      "business.description",
	"website":                   "business.website",
	"source_of_funds":           "business.finances.sourcesOfFunds",
	"estimated_annual_revenue":  "business.finances.annualRevenueUSD",
	"expected_monthly_payments": "business.finances.monthlyPayments",
	"account_purpose":           "business.finances.purpose",
	"owners":                    ownersPath,
}

// ownerPaths are below the BeneficialOwner.
var ownerPaths = map[string]provider.FieldPath{
	"first_name":           "firstName",
	"last_name":            "lastName",
	"email":                "email",
	"phone":                "phone",
	"title":                "title",
	"street":               "address.line1",
	"city":                 "address.city",
	"state":                "address.state",
	"zip_code":             "address.postalCode",
	"country":              "address.country",
	"nationality":          "nationality",
	"ownership_percentage": "ownershipShare",
	"has_control":          "roles",
	"is_signer":            "roles",
	"is_beneficial_owner":  "roles",
	"is_pep":               "declarations",
	"usa_tax_residency":    "declarations",
	"date_of_birth":        "identitySecretRef[dateOfBirth]",
	"tin":                  "identitySecretRef[taxID]",
	"id_document_type":     "identitySecretRef[documentType]",
	"id_document_number":   "identitySecretRef[documentNumber]",
	"id_document_country":  "identitySecretRef[documentCountry]",
	"id_expiry_date":       "identitySecretRef[documentExpiryDate]",
	sideFront:              "documents",
	sideBack:               "documents",
}

// formOf is the form of a customer that is created.
func formOf(c provider.Customer) form {
	if c.Type != provider.CustomerBusiness {
		return form{whole: "personal", fields: individualPaths}
	}
	f := form{whole: "business", fields: businessPaths}
	for _, m := range c.Owners {
		f.owners = append(f.owners, m.Name)
	}
	return f
}

var ownerField = regexp.MustCompile(`^owners\[(\d+)\]\.(.+)$`)

// path is where a field on the wire stands in the API.
func (f form) path(wire provider.FieldPath) provider.FieldPath {
	if m := ownerField.FindStringSubmatch(string(wire)); m != nil {
		i, _ := strconv.Atoi(m[1])
		path, known := ownerPaths[m[2]]
		if !known || i >= len(f.owners) {
			return ownersPath
		}
		return provider.MemberPath(f.owners[i], path)
	}
	if path, known := f.fields[string(wire)]; known {
		return path
	}
	return f.whole
}

// ours is what to write into fields that the API has in words of its own.
var ours = map[string]string{
	"id_type":                  "write Passport, License or ResidencePermit",
	"id_document_type":         "write Passport, License, IDCard or ResidencePermit",
	"kyb_scope":                "write Full or Minimal, or leave it out",
	"business_type":            "write another structure",
	"estimated_annual_revenue": "write whole US dollars",
	"ownership_percentage":     "write ownershipPercent, or ownershipShare with at most two decimals",
	"zip_code":                 "write a postal code of the country, or leave it out",
	"operating_zip_code":       "write a postal code of the country, or leave it out",
}

// translate puts field errors into the words of the API.
func (f form) translate(wire []provider.FieldError) []provider.FieldError {
	out := make([]provider.FieldError, 0, len(wire))
	for _, e := range wire {
		name := string(e.Path)
		name = name[strings.LastIndexByte(name, '.')+1:]
		if rule := ours[name]; rule != "" {
			problem, _, _ := strings.Cut(e.Message, ": ")
			e.Message = problem + ": " + rule
		}
		e.Path = f.path(e.Path)
		out = append(out, e)
	}
	return out
}

// explain puts the fields of a refusal into the words of the API.
func (f form) explain(err error) error {
	e := provider.As(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	told := *e
	told.Fields = f.translate(e.Fields)
	return &told
}
