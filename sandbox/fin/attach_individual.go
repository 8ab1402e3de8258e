package fin

import (
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// attachIndividual serves POST /v2/customers/{id}/individual/attach: 200 means validated and queued
// (reference 12.1).
func (a *API) attachIndividual(w http.ResponseWriter, c *customer, in *input.Object) *apiError {
	switch {
	case c.kind != typeIndividual || c.version != version2:
		return errCoded(http.StatusForbidden, "forbidden", "customer is not an individual created by V2")
	case c.attaching:
		return errCoded(http.StatusConflict, "conflict", "an attach is already in progress for this customer")
	case c.status != statusIncomplete && c.status != statusActionRequired:
		return errCoded(http.StatusForbidden, "forbidden", "documents cannot be attached in status "+c.status)
	}
	t := a.attachmentFor(c)
	t.readIdentifying(in)
	t.readAddressOf(in, c.country)
	t.readTOS(in, c)
	if t.foreign {
		return errCoded(http.StatusForbidden, "forbidden", "file does not belong to the customer")
	}
	if err := errInvalid(in.Problems()); err != nil {
		return err
	}
	a.accept(c, t)
	httpx.WriteJSON(w, http.StatusOK, struct {
		Data any `json:"data"`
		Meta any `json:"meta"`
	}{map[string]string{"customer_id": c.id}, nil})
	return nil
}

// readIdentifying reads at most one identity document and at most one selfie.
func (t *attachment) readIdentifying(in *input.Object) {
	ids, selfies := 0, 0
	for _, doc := range in.Objects(sectionIdentifying, 1) {
		kind := doc.Required("type", input.OneOf(docPassport, docNationalID, docLicence, docResidence, docSelfie))
		if kind == docSelfie {
			selfies++
			t.add(sectionIdentifying, kind, "", t.files(doc, false, false))
			continue
		}
		ids++
		readIdentity(doc, kind)
		t.add(sectionIdentifying, kind, "", t.files(doc, twoSided(kind), true))
	}
	if ids > 1 || selfies > 1 || ids == 0 && selfies > 0 {
		in.Fail(sectionIdentifying, "must have one identity document and at most one SELFIE")
	}
}

// twoSided tells which documents of a V2 individual have a front and a back.
func twoSided(kind string) bool {
	return kind == docNationalID || kind == docLicence || kind == docResidence
}

// readIdentity reads what a V2 individual's document says.
func readIdentity(doc *input.Object, kind string) {
	doc.Required("number")
	country := doc.Optional("country", knownCountry)
	state := doc.Optional("state", input.AtMost(64))
	switch {
	case kind != docLicence && state != "":
		doc.Fail("state", "is not allowed for this document")
	case kind == docLicence && country == "USA" && state == "":
		doc.Require("state")
	}
	expiry := doc.Required("expiry_date", input.Future)
	inOrder(doc, doc.Optional("issue_date", input.Date), expiry)
}

// inOrder checks the days between which a document is good.
func inOrder(doc *input.Object, issue, expiry string) {
	if issue != "" && expiry != "" && expiry <= issue {
		doc.Fail("expiry_date", "must be after issue_date")
	}
}

// readNumbered reads what a document says whose country and dates are all required.
func readNumbered(doc *input.Object) {
	doc.Required("number")
	doc.Required("country", knownCountry)
	issue := doc.Required("issue_date", input.Date)
	inOrder(doc, issue, doc.Required("expiry_date", input.Future))
}

func (t *attachment) readAddressOf(in *input.Object, country string) {
	docs := in.Objects(sectionAddress, 1)
	if len(docs) > 1 {
		in.Fail(sectionAddress, "must have exactly one document")
	}
	for _, doc := range docs {
		kind := doc.Required("type", input.OneOf(addressTypes...))
		if at := doc.Required("country", knownCountry); at != "" && at != country {
			doc.Fail("country", "must equal country_of_residence")
		}
		doc.Optional("issue_date", input.Past)
		t.add(sectionAddress, kind, "", t.files(doc, false, true))
	}
}

// attachIndividualV1 serves POST /v1/customers/individual/attach (reference 12.2).
func (a *API) attachIndividualV1(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := body(r, errMalformed)
	if err != nil {
		return err
	}
	id := in.Required("customer_id", input.UUID)
	a.mu.Lock()
	defer a.mu.Unlock()
	c, ok := records.Find(a.byID, id)
	switch {
	case len(in.Problems()) > 0:
		return errInvalid(in.Problems())
	case !ok:
		return errOne("customer_id", "is unknown")
	case c.kind != typeIndividual || c.version != version1:
		return errNotIndividual
	case c.status != statusIncomplete && c.status != statusActionRequired:
		return errOutOfSeason
	}
	t := a.attachmentFor(c)
	t.readProofOfIdentity(in, true)
	t.readProofOfAddress(in, true)
	t.readTOS(in, c)
	if err := errInvalid(in.Problems()); err != nil {
		return err
	}
	a.accept(c, t)
	return writeData(w, map[string]string{"customer_id": c.id})
}

// readProofOfIdentity reads the single object of V1, which answers to requests for information have as well.
func (t *attachment) readProofOfIdentity(in *input.Object, required bool) {
	doc := in.Object(sectionIdentity, required)
	if doc == nil {
		return
	}
	kind := doc.Required("type", input.OneOf(docPassport, docNationalID, docLicence, docResidence))
	readNumbered(doc)
	if kind == docResidence { // V2 wants both of its sides, V1 does not say
		t.add(sectionIdentity, kind, "", t.anyFiles(doc))
		return
	}
	t.add(sectionIdentity, kind, "", t.files(doc, kind == docNationalID || kind == docLicence, true))
}

func (t *attachment) readProofOfAddress(in *input.Object, required bool) {
	doc := in.Object(sectionResidence, required)
	if doc == nil {
		return
	}
	kind := doc.Required("type", input.OneOf(append([]string{
		docPassport, docNationalID, docLicence, docResidence,
	}, addressTypes...)...))
	doc.Required("country", knownCountry)
	recent(doc, 92)
	t.add(sectionResidence, kind, "", t.anyFiles(doc))
}

// recent checks the date of issue of a proof of address, where one is given, against its greatest age.
func recent(doc *input.Object, days int) {
	issued, err := time.Parse(time.DateOnly, doc.Optional("issue_date", input.Past))
	if err == nil && time.Since(issued) > time.Duration(days+1)*24*time.Hour {
		doc.Fail("issue_date", "must not be more than %d days ago", days)
	}
}
