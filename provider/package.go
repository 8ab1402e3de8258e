package provider

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"slices"
	"strings"
)

// ErrUnderReview is in the chain of an error of class Conflict with which a PackageTaker refuses a package because
// the provider reviews one of the customer already, where nothing else that it shows tells so.
var ErrUnderReview = errors.New("a package of the customer is under review")

// PackageTaker is a client whose provider knows a customer as one package: its data, its owners, the
// documents of all of them, and the acceptance of its terms. It reviews the package once that is handed in,
// whole. Owners come with the business: they have no calls of their own, so no client is an OwnerKeeper too.
//
// Such a provider may have no idempotency keys. What stands in for them is that HandIn looks at what the
// provider has before it sends anything, and that callers write down what they are about to hand in.
type PackageTaker interface {
	// ValidatePackage finds what the provider would refuse of a package, and what it lacks. Paths are those of
	// the VerifiedCustomer API; those of an owner begin with MemberPath.
	ValidatePackage(p Package) []FieldError
	// HandIn gives the provider what it lacks of the package, changes what it has otherwise, and has it
	// reviewed, which is the last thing that it does. Documents that are Known are there already. With
	// OutcomeRefused no review was begun; then the same package may be handed in again at once, or after RetryAfter,
	// and nothing of it is there twice. With OutcomeUnknown a review may have begun, or a call that makes something
	// may still take its effect: wait until it no longer can, and look before handing in again. Class Conflict: the
	// provider takes no package of this customer now, with ErrUnderReview because it has one.
	HandIn(ctx context.Context, p Package) error
}

// Package is all that a provider wants of a customer.
type Package struct {
	// CustomerID at the provider.
	CustomerID string
	// Customer with its Owners.
	Customer Customer
	// Documents of the customer itself, in the order of spec.
	Documents []Document
	// Arrived, when it is set, is told by HandIn of documents that the provider has from now on, whatever becomes of
	// the rest: they are Known when the package is handed in again. owner is as Member.Name, or empty for documents of
	// the customer itself. A driver may leave that out, and then everything is brought once more.
	Arrived func(owner string, documents ...Document)
}

// Tell tells Arrived.
func (p Package) Tell(owner string, documents ...Document) {
	if p.Arrived != nil {
		p.Arrived(owner, documents...)
	}
}

// Member is an owner as a part of a business.
type Member struct {
	// Name of the BeneficialOwner object: unique within the business.
	Name string
	// ID at the provider; empty while the owner is not known to be there.
	ID    string
	Owner Owner
	// Documents of the owner; in a Package only.
	Documents []Document
}

// MemberPath is the path of a field of an owner of a business: name is that of the BeneficialOwner.
func MemberPath(name string, path FieldPath) FieldPath {
	return FieldPath("BeneficialOwner/"+name+".") + path
}

// DataKeeper is a PackageTaker whose provider keeps what a customer, and its owners, were created with: a
// package brings it documents and terms, and no other data.
type DataKeeper interface {
	// DataOf is a customer, with its owners, without what packages bring: it is told once, and stays.
	DataOf(c Customer) Customer
	// WithoutData is a package without the data that it does not bring: a change of them is no news to the
	// provider.
	WithoutData(p Package) Package
}

// OwnerRemover is a PackageTaker whose provider lets an owner be removed.
type OwnerRemover interface {
	// RemoveOwner removes an owner for good. Doing it twice is harmless. Class Conflict when the provider does
	// not let the owner go now.
	RemoveOwner(ctx context.Context, customerID, ownerID string) error
}

// PackageState tells whether a provider would take a package now.
type PackageState string

// The states.
const (
	// PackageNone: it takes none now.
	PackageNone PackageState = ""
	// PackageWanted: it waits for the package, and has given no verdict on any.
	PackageWanted PackageState = "Wanted"
	// PackageRestWanted: it has a part of a package whose handing in broke off, and waits for the rest. That its
	// status moved meanwhile does not mean that it looked at the package.
	PackageRestWanted PackageState = "RestWanted"
	// PackageWantedAgain: it has looked at a package, and would take one that differs.
	PackageWantedAgain PackageState = "WantedAgain"
)

// Fingerprint is Customer.Fingerprint for all of a package. document gives the fingerprint of a document of
// the named owner, or of the customer if owner is empty.
func (p Package) Fingerprint(key []byte, document func(owner string, d Document) string) string {
	return keyed(key, func(h hash.Hash) {
		writeFields(h, "Package", p.Customer.Fingerprint(key))
		writeDocuments(h, "", p.Documents, document)
		for _, m := range sorted(p.Customer.Owners) {
			writeFields(h, m.Name, m.Fingerprint(key, document))
		}
	})
}

// Fingerprint is Customer.Fingerprint for an owner with the owner's documents.
func (m Member) Fingerprint(key []byte, document func(owner string, d Document) string) string {
	return keyed(key, func(h hash.Hash) {
		writeFields(h, "Member", m.Owner.Fingerprint(key))
		writeDocuments(h, m.Name, m.Documents, document)
	})
}

func writeDocuments(h hash.Hash, owner string, list []Document, fingerprint func(string, Document) string) {
	all := make([]string, len(list))
	for i, d := range list {
		all[i] = strings.Join([]string{string(d.Type), string(d.Side), d.Category, fingerprint(owner, d)}, "/")
	}
	slices.Sort(all)
	writeFields(h, append([]string{"Documents"}, all...)...)
}

func sorted(members []Member) []Member {
	members = slices.Clone(members)
	slices.SortFunc(members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	return members
}

// keyed is the hexadecimal HMAC over what write writes.
func keyed(key []byte, write func(hash.Hash)) string {
	h := hmac.New(sha256.New, key)
	write(h)
	return hex.EncodeToString(h.Sum(nil))
}
