package v1alpha1_test

import (
	"fmt"
	"strings"
)

const business = "spec.business"

var refusedBusinesses = []refusal{
	{"no name", businessManifest, remove(business + ".name"), business + ".name", "Required value"},
	{"empty name", businessManifest, setText(business+".name", ""), business + ".name", "should be at least 1 chars long"},
	{"blank name", businessManifest, setText(business+".name", " "), business + ".name", "name must not be blank, nor begin or end with white space"},
	{"white space after", businessManifest, setText(business+".name", "Acme "), business + ".name", "begin or end with white space"},
	{"endless name", businessManifest, setText(business+".name", strings.Repeat("x", 256)), business + ".name", "may not be more than 255"},
	{"endless other name", businessManifest, setText(business+".doingBusinessAs", strings.Repeat("x", 256)), business + ".doingBusinessAs", "may not be more than 255"},
	{"endless classification", businessManifest, setText(business+".classification", strings.Repeat("x", 256)), business + ".classification", "may not be more than 255"},

	{"no structure", businessManifest, remove(business + ".structure"), business + ".structure", "Required value"},
	{"structure in small letters", businessManifest, setText(business+".structure", "llc"), business + ".structure", `supported values: "SoleProprietorship", "UnincorporatedAssociation", "Trust", "Corporation"`},
	{"controller of a sole proprietorship", businessManifest, setText(business+".structure", "SoleProprietorship"), business, adviceController},
	{"controller of a trust", businessManifest, setText(business+".structure", "Trust"), business, adviceController},
	{"controller of an association", businessManifest, setText(business+".structure", "UnincorporatedAssociation"), business, adviceController},

	{"website without a scheme", businessManifest, setText(business+".website", "www.example.com"), business + ".website", adviceWebsite},
	{"website of another scheme", businessManifest, setText(business+".website", "mailto:info@example.com"), business + ".website", adviceWebsite},
	{"website without a top level", businessManifest, setText(business+".website", "https://localhost"), business + ".website", adviceWebsite},
	{"website in words", businessManifest, setText(business+".website", "none"), business + ".website", adviceWebsite},
	{"endless website", businessManifest, setText(business+".website", "https://"+strings.Repeat("a", 248)+".com"), business + ".website", "may not be more than 255"},
	{"phone", businessManifest, setText(business+".phone", "555 432 1234"), business + ".phone", advicePhone},

	{"no address", businessManifest, remove(business + ".address"), business + ".address", "Required value"},
	{"no admin", businessManifest, remove(business + ".admin"), business + ".admin", "Required value"},
	{"admin without a first name", businessManifest, remove(business + ".admin.firstName"), business + ".admin.firstName", "Required value"},
	{"admin without a last name", businessManifest, remove(business + ".admin.lastName"), business + ".admin.lastName", "Required value"},
	{"admin without an e-mail", businessManifest, remove(business + ".admin.email"), business + ".admin.email", "Required value"},
	{"admin's e-mail", businessManifest, setText(business+".admin.email", "ada"), business + ".admin.email", adviceEmail},
	{"admin's name", businessManifest, setText(business+".admin.firstName", "Ada?"), business + ".admin.firstName", adviceName},
	{"no identity", businessManifest, remove(business + ".identitySecretRef"), business + ".identitySecretRef", "Required value"},

	{"controller without a title", businessManifest, remove(business + ".controller.title"), business + ".controller.title", "Required value"},
	{"controller with an empty title", businessManifest, setText(business+".controller.title", ""), business + ".controller.title", "should be at least 1 chars long"},
	{"controller with an endless title", businessManifest, setText(business+".controller.title", strings.Repeat("x", 101)), business + ".controller.title", "may not be more than 100"},
	{"controller without a first name", businessManifest, remove(business + ".controller.firstName"), business + ".controller.firstName", "Required value"},
	{"controller without a last name", businessManifest, remove(business + ".controller.lastName"), business + ".controller.lastName", "Required value"},
	{"controller without an address", businessManifest, remove(business + ".controller.address"), business + ".controller.address", "Required value"},
	{"controller without an identity", businessManifest, remove(business + ".controller.identitySecretRef"), business + ".controller.identitySecretRef", "Required value"},
	{"controller's name", businessManifest, setText(business+".controller.lastName", " Hopper"), business + ".controller.lastName", "begin or end with white space"},

	{"one owner twice", businessManifest, set(business+".beneficialOwnership.owners", "[a, b, a]"), business + ".beneficialOwnership.owners[2]", "Duplicate value"},
	{"nameless owner", businessManifest, set(business+".beneficialOwnership.owners", `[""]`), business + ".beneficialOwnership.owners[0]", "should be at least 1 chars long"},
	{"endless owner", businessManifest, set(business+".beneficialOwnership.owners", "["+strings.Repeat("x", 254)+"]"), business + ".beneficialOwnership.owners[0]", "may not be more than 253"},
	{"too many owners", businessManifest, set(business+".beneficialOwnership.owners", manyOwners(21)), business + ".beneficialOwnership.owners", "must have at most 20 items"},
	{"registration number with white space", businessManifest, setText(business+".registrationNumber", " RC1"), business + ".registrationNumber", "must not begin or end with white space"},
	{"incorporated on no day", businessManifest, setText(business+".incorporationDate", "2019-13-01"), business + ".incorporationDate", "a date must be written YYYY-MM-DD"},
	{"endless description", businessManifest, setText(business+".description", strings.Repeat("x", 2001)), business + ".description", "may not be more than 2000"},
	{"half a scope", businessManifest, setText(business+".verificationScope", "Half"), business + ".verificationScope", `supported values: "Full", "Minimal"`},
	{"operates at a PO box", businessManifest, set(business+".operatingAddress", `{line1: "PO Box 1", city: Lagos, country: NG}`), business + ".operatingAddress.line1", "a PO box cannot be verified"},
	{"owes revenue", businessManifest, set(business+".finances", `{annualRevenueUSD: -1}`), business + ".finances.annualRevenueUSD", "should be greater than or equal to 0"},
	{"nameless source", businessManifest, set(business+".finances", `{sourcesOfFunds: [""]}`), business + ".finances.sourcesOfFunds[0]", "should be at least 1 chars long"},

	{"certified in words", businessManifest, set(business+".beneficialOwnership.certified", `"yes"`), business + ".beneficialOwnership.certified", "must be of type boolean"},
}

const (
	adviceController = "controller must not be set for the structures SoleProprietorship, UnincorporatedAssociation and Trust, which have none"
	adviceWebsite    = "website must be an address like https://www.example.com"
)

func manyOwners(n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("owner-%d", i)
	}
	return "[" + strings.Join(names, ", ") + "]"
}
