package dwolla

import (
	"net/http"
	"path"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// addressDirectives are the codes that say something is wrong with an address, which an event announces
// (reference 2.5 and 3.2).
var addressDirectives = []string{
	"POBoxNotAllowed", "AddressNotAssociatedWithBusiness", "ResidentialAddressRequired", "ControllerNonResidential",
	"BusinessAddressDocRequired", "CoWorkingAddress", "RegisteredAgentAddressNotAllowed",
}

// pendingReview is the code of a manual review.
const pendingReview = "AdditionalReviewRequired"

func hasDirective(all []controlapi.Directive, codes ...string) bool {
	return slices.ContainsFunc(all, func(d controlapi.Directive) bool { return slices.Contains(codes, d.Code) })
}

// simulated are the directives that POST /sandbox-simulations can bring about (reference 9.4).
var simulated = []controlapi.Directive{
	{Code: "ControllerNonResidential", Message: "Controller address must be residential", Link: "update-customer"},
	{Code: "POBoxNotAllowed", Message: "Business address must not be a PO Box", Link: "update-customer"},
	{
		Code: "AddressNotAssociatedWithBusiness", Message: "Business address not found in public records",
		Link: "update-customer",
	},
	{Code: "EINDocumentRequired", Message: "EIN document upload required", Link: "upload-ein-document"},
	{Code: "PersonalIDRequired", Message: "Personal ID upload required", Link: "verify-with-document"},
}

// simulate serves POST /sandbox-simulations. There are no transfers to process, so that a body without a
// type does nothing.
func (a *API) simulate(w http.ResponseWriter, r *http.Request) *apiError {
	answer := map[string]any{
		"_links": links{"self": baseOf(r).link("/sandbox-simulations", "sandbox-simulation")}, "total": 0,
	}
	if body, err := httpx.ReadBody(r, maxUpload); err == nil && len(body) == 0 {
		writeJSON(w, http.StatusOK, answer)
		return nil
	}
	in, err := readInput(r)
	if err != nil {
		return err
	}
	if len(in.fields) == 0 {
		writeJSON(w, http.StatusOK, answer)
		return nil
	}
	in.required("type", oneOf("customer-verification"))
	code := in.required("errorCode", simulatedCode)
	href := ""
	if all := in.object("_links", true); all != nil {
		if to := all.object("customer", true); to != nil {
			href = to.required("href")
		}
	}
	if err := in.refusal(); err != nil {
		return err
	}
	if err := a.direct(path.Base(href), code); err != nil {
		return err
	}
	delete(answer, "total")
	answer["errorCode"] = code
	writeJSON(w, http.StatusOK, answer)
	return nil
}

func simulatedCode(v string) (code, message string) {
	if hasDirective(simulated, v) {
		return "", ""
	}
	return codeInvalid, "invalid."
}

// direct adds the directive of a code to those of a business in retry or document.
func (a *API) direct(id, code string) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, id)
	if err != nil {
		return errValidation([]fieldError{fieldErr(codeInvalid, "/_links/customer/href", "invalid.")})
	}
	if c.Type != typeBusiness || c.Status != statusRetry && c.Status != statusDocument {
		return errState()
	}
	if hasDirective(c.directives, code) {
		return nil
	}
	i := slices.IndexFunc(simulated, func(d controlapi.Directive) bool { return d.Code == code })
	c.directives = append(slices.Clone(c.directives), simulated[i])
	if slices.Contains(addressDirectives, code) {
		a.fire("customer_address_verification_failed", c)
	}
	return nil
}
