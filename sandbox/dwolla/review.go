package dwolla

import (
	"errors"
	"fmt"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// Names of the images that Dwolla's Sandbox decides on by itself (reference 9.3).
const (
	imageSuccess = "test-document-upload-success.png"
	imageFail    = "test-document-upload-fail.png"
)

// failureReasons are the codes and descriptions of reference 5.4.
var failureReasons = map[string]string{
	"BusinessDocNotSupported":   "Business document not supported",
	"BusinessNameMismatch":      "Business name on account does not match document",
	"BusinessTypeMismatch":      "Business type chosen does not match document",
	"ForeignPassportNotAllowed": "Foreign passport not allowed",
	"ScanDobMismatch":           "Scan DOB does not match DOB on account",
	"ScanFailedOther":           "ID may be fraudulent or a generic example ID image",
	"ScanIdExpired":             "ID is expired or missing expiration date",
	"ScanIdTypeNotSupported":    "ID may be a military ID, firearm license, or other unsupported ID type",
	"ScanIdUnrecognized":        "ID is not recognized",
	"ScanNameMismatch":          "Scan name does not match name on account",
	"ScanNotReadable":           "Image blurry, too dark, or obscured by glare",
	"ScanNotUploaded":           "Scan not uploaded",
}

// asksForOtherData are the reasons that send a business back to retry.
var asksForOtherData = []string{"BusinessNameMismatch", "BusinessTypeMismatch", "ScanDobMismatch", "ScanNameMismatch"}

// reviewTestImage decides on a test image at once; anything else waits. The state is locked.
func (a *API) reviewTestImage(d *document, fileName string) {
	switch fileName {
	case imageSuccess:
		a.approve(d, false)
	case imageFail:
		a.reject(d, []string{"ScanFailedOther"}, false)
	}
}

// approve accepts a document, which verifies the owner, or the customer unless more is needed. The state
// is locked.
func (a *API) approve(d *document, moreNeeded bool) {
	d.status, d.verification = documentReviewed, documentAccepted
	a.fireAbout(d.topic("approved"), d.customer, kindDocument, d.id, a.now())
	switch {
	case moreNeeded:
	case d.owner != nil:
		if d.owner.status == statusDocument && !d.owner.removed {
			a.enterOwner(d.owner, statusVerified)
		}
	case d.customer.Status == statusDocument && d.customer.settledBy(d):
		a.enter(d.customer, outcome{status: statusVerified})
	}
}

// settledBy tells whether a document was the last that is wanted. When both a business and its controller
// have to show one, a paper settles the business and an ID the controller.
func (c *customer) settledBy(d *document) bool {
	if !c.wantsBusiness || !c.wantsController {
		return true
	}
	if d.documentType == documentOther {
		c.wantsBusiness = false
	} else {
		c.wantsController = false
	}
	return false
}

// reject refuses a document. The state is locked.
func (a *API) reject(d *document, reasons []string, fraud bool) {
	d.status, d.verification, d.reasons = documentReviewed, documentRejected, reasons
	c := d.customer
	a.fireAbout(d.topic("failed"), c, kindDocument, d.id, a.now())
	switch {
	case d.owner != nil, c.Status != statusDocument: // stays as it is
	case fraud:
		a.enter(c, outcome{status: statusSuspended})
	case c.Type == typeBusiness && slices.ContainsFunc(reasons, func(reason string) bool {
		return slices.Contains(asksForOtherData, reason)
	}):
		a.enter(c, outcome{statusRetry, c.wantsBusiness, c.wantsController})
	}
}

// Review decides on a document as a reviewer would, and returns its customer.
func (a *API) Review(id string, v controlapi.Review) (controlapi.Customer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d, err := records.Known(a.documents, "document", id)
	if err != nil {
		return controlapi.Customer{}, err
	}
	if d.status != documentPending {
		return controlapi.Customer{}, fmt.Errorf("document %q: reviewed already", id)
	}
	if v.Fraud && d.owner != nil {
		return controlapi.Customer{}, errors.New("fraud: an owner cannot be suspended")
	}
	switch v.Result {
	case controlapi.ReviewApproved:
		a.approve(d, v.MoreNeeded)
	case controlapi.ReviewRejected:
		if v.Reason == "" {
			v.Reason = "ScanNotReadable"
		}
		reasons := append([]string{v.Reason}, v.AlsoReasons...)
		for _, reason := range reasons {
			if failureReasons[reason] == "" {
				return controlapi.Customer{}, fmt.Errorf("reason %q: not a failure reason of Dwolla's", reason)
			}
		}
		a.reject(d, reasons, v.Fraud)
	default:
		return controlapi.Customer{}, fmt.Errorf("result %q: must be approved or rejected", v.Result)
	}
	return d.customer.truth(), nil
}
