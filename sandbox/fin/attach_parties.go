package fin

import (
	"net/http"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// attachParties serves POST /v2/customers/{id}/associated-parties/individual/attach (reference 12.4).
func (a *API) attachParties(w http.ResponseWriter, c *customer, in *input.Object) *apiError {
	switch {
	case c.kind != typeBusiness:
		return errNotBusiness
	case !c.takesParties():
		return errOutOfSeason
	}
	t := a.attachmentFor(c)
	for _, one := range in.Objects(sectionParties, 1) {
		if p := c.partyOf(one); p != nil {
			t.readParty(one, p, 1)
		}
	}
	if err := errFields(in.Problems()); err != nil {
		return err
	}
	a.accept(c, t)
	return writeData(w, struct{}{})
}

func (c *customer) takesParties() bool {
	switch c.status {
	case statusIncomplete, statusActionRequired, statusPartiesRemaining:
		return true
	case statusProcessing:
		return !c.partiesComplete()
	}
	return false
}

// partyOf reads which party of a business documents are for.
func (c *customer) partyOf(in *input.Object) *party {
	id := in.Required("associated_party_id", input.UUID)
	for _, p := range c.parties {
		if p.id == strings.ToLower(id) {
			return p
		}
	}
	if id != "" && input.UUID(id) == "" {
		in.Fail("associated_party_id", "is not a party of the customer")
	}
	return nil
}

// readParty reads the documents of a party, at least identifying of which identify it.
func (t *attachment) readParty(in *input.Object, p *party, identifying int) {
	accepted := []string{docPassport, docNationalID, docLicence}
	if p.country == "USA" {
		accepted = append(accepted, docPermanent)
	}
	for _, doc := range in.Objects(sectionIdentifying, identifying) {
		kind := doc.Required("type", input.OneOf(accepted...))
		readNumbered(doc)
		t.add(sectionIdentifying, kind, p.id, t.partyFiles(doc, kind))
	}
	for _, doc := range in.Objects(sectionAddress, 0) {
		kind := doc.Required("type", input.OneOf(append(slices.Clone(addressTypes),
			"PROOF_OF_TAX_IDENTIFICATION", "COURT_DOCUMENT", "INSURANCE_STATEMENT")...))
		recent(doc, 90)
		t.add(sectionAddress, kind, p.id, t.anyFiles(doc))
	}
	for _, doc := range in.Objects(sectionSupporting, 0) {
		kind := doc.Required("type", input.OneOf("MILITARY_ID", "MATRICULATE_ID", "STATE_OR_PROVINCIAL_ID",
			"VISA", "OTHER"))
		t.add(sectionSupporting, kind, p.id, t.anyFiles(doc))
	}
}

func (t *attachment) partyFiles(doc *input.Object, kind string) []string {
	switch kind {
	case docNationalID, docLicence:
		return t.files(doc, true, true)
	case docPassport:
		return t.files(doc, false, true)
	}
	return t.anyFiles(doc)
}
