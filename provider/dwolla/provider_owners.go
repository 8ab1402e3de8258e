package dwolla

import (
	"context"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// ValidateOwner implements provider.OwnerKeeper. The e-mail address and the percentage are not
// Dwolla's, and are ignored.
func (p *Provider) ValidateOwner(o provider.Owner) []provider.FieldError {
	return validateOwner(o, p.now())
}

// CreateOwner implements provider.OwnerKeeper.
func (p *Provider) CreateOwner(ctx context.Context, r provider.OwnerRequest) (string, error) {
	return p.client.CreateOwner(ctx, r.CustomerID, toOwner(r.Owner), r.IdempotencyKey)
}

// GetOwner implements provider.OwnerKeeper. In status document it also lists the documents.
func (p *Provider) GetOwner(ctx context.Context, ownerID string) (provider.OwnerObservation, error) {
	o, err := p.client.GetOwner(ctx, ownerID)
	if err != nil {
		return provider.OwnerObservation{}, err
	}
	return p.observeOwner(ctx, o)
}

// ListOwners implements provider.OwnerKeeper: one call, and one more for each owner in status
// document.
func (p *Provider) ListOwners(ctx context.Context, customerID string) ([]provider.OwnerObservation, error) {
	owners, err := p.client.ListOwners(ctx, customerID)
	if err != nil {
		return nil, err
	}
	out := make([]provider.OwnerObservation, len(owners))
	for i := range owners {
		if out[i], err = p.observeOwner(ctx, &owners[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// CorrectOwner implements provider.OwnerKeeper. Dwolla refuses as Forbidden what an owner does not
// wait for; that the owner can be read tells that it is not about rights.
func (p *Provider) CorrectOwner(ctx context.Context, r provider.OwnerRequest) (provider.OwnerObservation, error) {
	o, err := p.client.UpdateOwner(ctx, r.OwnerID, toOwner(r.Owner), r.IdempotencyKey)
	if err == nil {
		return ownerObservation(o, nil), nil
	}
	if refusedNow(err) {
		if _, lookErr := p.client.GetOwner(ctx, r.OwnerID); lookErr == nil {
			err = conflict(err, "the owner does not wait for a correction at Dwolla")
		}
	}
	return provider.OwnerObservation{}, err
}

// RemoveOwner implements provider.OwnerKeeper.
func (p *Provider) RemoveOwner(ctx context.Context, ownerID string) error {
	err := p.client.RemoveOwner(ctx, ownerID)
	if provider.ClassOf(err) == provider.ClassNotFound {
		return nil
	}
	return err
}

// ShownOwner implements provider.OwnerKeeper.
func (p *Provider) ShownOwner(o provider.Owner) provider.Profile {
	return ownerProfile(o.FirstName, o.LastName, international(o.Address))
}

func (p *Provider) observeOwner(ctx context.Context, o *ShownOwner) (provider.OwnerObservation, error) {
	var docs []Document
	if strings.EqualFold(o.VerificationStatus, OwnerDocument) {
		var err error
		if docs, err = p.client.ListOwnerDocuments(ctx, o.ID); err != nil {
			return provider.OwnerObservation{}, err
		}
	}
	return ownerObservation(o, docs), nil
}

// partiesOfOwner stands for an owner, whose data are a BeneficialOwner's spec itself.
var partiesOfOwner = parties{
	main: provider.SubjectOwner, individual: provider.SubjectOwner,
	data: "spec", individualData: "spec", secret: "spec.identitySecretRef", noun: "owner",
}

// ownerReadings are the statuses of owners in the vocabulary of package provider.
var ownerReadings = map[string]reading{
	OwnerVerified:   readings[StatusVerified],
	OwnerIncomplete: readings[StatusRetry],
	OwnerDocument:   readings[StatusDocument],
}

const (
	actionOwner = "Correct spec of the BeneficialOwner wherever it differs from the identity document, and the Secret named by " +
		"spec.identitySecretRef; the operator submits once."
	actionOwnerDocument = "Add to spec.documents of the BeneficialOwner a colour image (.jpg or .png, up to 10 MB) of the front " +
		"of a valid passport, license or state ID card: type Passport, License or IDCard, and source.secretKeyRef, the " +
		"Secret and the key that hold the file."
)

// ownerObservation is what Dwolla says of an owner. docs are the owner's documents, if the status is
// document.
func ownerObservation(o *ShownOwner, docs []Document) provider.OwnerObservation {
	status := strings.ToLower(o.VerificationStatus)
	r, known := ownerReadings[status]
	if !known {
		r = readingUnknown
	}
	out := provider.OwnerObservation{
		OwnerID: o.ID,
		Status:  o.VerificationStatus,
		Profile: ownerProfile(o.FirstName, o.LastName, o.Address),
		Through: o.Through,
	}
	last := newest(docs)
	switch {
	case status == OwnerIncomplete && (len(o.Links) == 0 || o.Links.Has(RelRetryVerification)):
		out.Correction = provider.CorrectionAllowed
		out.Requirements = ownerNeeds(advice{code: codeOwner, action: actionOwner,
			message: "Dwolla could not verify the owner with what was submitted. It takes one corrected submission.",
		}.need(partiesOfOwner, linkOf(o.Links, RelRetryVerification)))
	case status == OwnerIncomplete:
		out.Requirements = ownerNeeds(advice{code: codeContact, action: "Ask Dwolla's support about this owner.",
			message: "Dwolla could not verify the owner, and offers no resubmission."}.need(partiesOfOwner, ""))
	case status == OwnerDocument && last != nil && last.UnderReview():
		r = readingUnderReview
		out.ReviewDue = provider.ReviewDue{BusinessDays: reviewDays}
	case status == OwnerDocument:
		out.Requirements = ownerNeeds(advice{code: codeUpload, action: actionOwnerDocument, document: identityDocument,
			message: "Dwolla needs a document to verify the owner.",
		}.need(partiesOfOwner, linkOf(o.Links, relVerify)).again(docs, partiesOfPerson))
	}
	out.Phase, out.Reason = r.phase, r.reason
	return out
}

func ownerNeeds(n need) []provider.Requirement { return []provider.Requirement{n.Requirement} }
