package dwolla

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Statuses of the certification of ownership (reference 4.5).
const (
	ownershipUncertified = "uncertified"
	ownershipCertified   = "certified"
	ownershipRecertify   = "recertify"
)

// recertifyTime is how long recertify lasts until the business is uncertified. The time scale shortens it.
const recertifyTime = 30 * 24 * time.Hour

// What happens to a certification while an owner is not verified, on which the reference is silent.
const (
	CertifyUnverifiedRefuse = "refuse"
	CertifyUnverifiedAllow  = "allow"
)

// ownership is where the certification of a business's owners stands. The zero value is uncertified.
type ownership struct {
	status string
	until  time.Time // the end of recertify
	// Certifications that were accepted, and refused.
	certified, refused int
}

func (o *ownership) now() string {
	switch {
	case o.status == ownershipRecertify && !time.Now().Before(o.until), o.status == "":
		return ownershipUncertified
	}
	return o.status
}

type ownershipView struct {
	Links  links  `json:"_links"`
	Status string `json:"status"`
}

func (c *customer) ownershipView(b base) ownershipView {
	return ownershipView{
		Links:  links{"self": c.relation(b, "certify-beneficial-ownership")},
		Status: c.ownership.now(),
	}
}

// ownersVerified tells whether no owner's verification is open.
func (c *customer) ownersVerified() bool {
	return !slices.ContainsFunc(c.owners, func(o *owner) bool { return o.status != statusVerified })
}

// maySend tells whether ownership lets a verified business send money (reference 4.4 and 4.5).
func (c *customer) maySend() bool {
	return !c.hasController() || c.ownersVerified() && c.ownership.now() != ownershipUncertified
}

// ownershipRelations are what a business that has to deal with owners may do about them.
func (c *customer) ownershipRelations() []string {
	rels := []string{"beneficial-owners"}
	outstanding := c.ownership.now() != ownershipCertified
	if outstanding {
		rels = append(rels, "certify-beneficial-ownership")
	}
	if !c.ownersVerified() || outstanding && len(c.owners) == 0 {
		rels = append(rels, "verify-beneficial-owners")
	}
	return rels
}

// reopenOwnership asks for a new certification after the owners of a certified business have changed. No
// event announces it. The state is locked.
func (a *API) reopenOwnership(c *customer) {
	if c.ownership.now() == ownershipCertified {
		a.setOwnership(c, ownershipRecertify)
	}
}

func (a *API) setOwnership(c *customer, status string) {
	c.ownership.status = status
	c.ownership.until = time.Now().Add(a.cfg.Clock.Shrink(recertifyTime))
	a.cfg.Logger.Info("ownership status", "api", Name, "customer", c.id, "status", status)
}

// getOwnership serves GET /customers/{id}/beneficial-ownership.
func (a *API) getOwnership(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	if err != nil {
		return refuse(http.StatusNotFound, "not_found", "Ownership certification status not found.")
	}
	if !c.hasController() {
		return refuse(http.StatusForbidden, "forbidden", "Not authorized to get certification status.")
	}
	writeJSON(w, http.StatusOK, c.ownershipView(baseOf(r)))
	return nil
}

// certify serves POST /customers/{id}/beneficial-ownership. Repeating it changes nothing.
func (a *API) certify(w http.ResponseWriter, r *http.Request) *apiError {
	in, invalid := readInput(r)
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	if err != nil {
		return refuse(http.StatusNotFound, "not_found", "Ownership certification status not found.")
	}
	if invalid != nil {
		return invalid
	}
	in.required("status", oneOf(ownershipCertified))
	if err := in.refusal(); err != nil {
		return err
	}
	if !c.hasController() || !c.takesOwners() || !c.ownersVerified() && a.certifyUnverified != CertifyUnverifiedAllow {
		c.ownership.refused++
		return refuse(http.StatusForbidden, "forbidden",
			"Forbidden from updating beneficial ownership status for this customer.")
	}
	c.ownership.certified++
	a.setOwnership(c, ownershipCertified)
	writeJSON(w, http.StatusOK, c.ownershipView(baseOf(r)))
	return nil
}

// CertifyUnverified returns what SetCertifyUnverified chose.
func (a *API) CertifyUnverified() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.certifyUnverified
}

// SetCertifyUnverified chooses what happens to a certification while an owner is not verified.
func (a *API) SetCertifyUnverified(mode string) error {
	if mode != CertifyUnverifiedRefuse && mode != CertifyUnverifiedAllow {
		return fmt.Errorf("certifyUnverified %q: must be %q or %q",
			mode, CertifyUnverifiedRefuse, CertifyUnverifiedAllow)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.certifyUnverified = mode
	return nil
}

func (c *customer) ownershipTruth() *controlapi.Ownership {
	if !c.hasController() {
		return nil
	}
	return &controlapi.Ownership{
		Status: c.ownership.now(), Certifications: c.ownership.certified, CertificationsRefused: c.ownership.refused,
	}
}
