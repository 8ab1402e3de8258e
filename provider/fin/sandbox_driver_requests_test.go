package fin_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/fin"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// known marks all documents of a package as those that Fin has, as the operator does after a hand-in.
func known(p provider.Package) provider.Package {
	mark := func(all []provider.Document) []provider.Document {
		all = slices.Clone(all)
		for i := range all {
			all[i].Known = true
		}
		return all
	}
	p.Documents = mark(p.Documents)
	p.Customer.Owners = slices.Clone(p.Customer.Owners)
	for i := range p.Customer.Owners {
		p.Customer.Owners[i].Documents = mark(p.Customer.Owners[i].Documents)
	}
	return p
}

// renew gives documents another content.
func renew(all []provider.Document, names ...string) {
	for i := range all {
		if d := &all[i]; slices.Contains(names, d.Name) {
			d.Known, d.Content = false, []byte(png+"renewed "+d.Name)
		}
	}
}

// fields are those of an error that submitted nothing.
func fields(t *testing.T, err error) []string {
	t.Helper()
	e := failure(t, err)
	assert.Equal(t, provider.ClassInvalid, e.Class)
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.String())
	}
	return out
}

func (d *driven) submissions(id string) int {
	d.Helper()
	truth, err := d.control.FinCustomer(d.Context(), id)
	require.NoError(d, err)
	return truth.Submissions
}

// TestDriverRequestOfPerson: an expired document is answered with another one, and with nothing but that.
func TestDriverRequestOfPerson(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := jane("rfi", "jane@example.com")
	id := d.create(c)
	pkg := packageOf(id, c)
	require.NoError(t, d.HandIn(t.Context(), pkg))
	o := d.comes(id, fin.StatusActionRequired, c)
	assert.Equal(t, provider.PackageWantedAgain, o.Package)
	assert.Equal(t, "UploadDocument", o.Requirements[0].Code)

	pkg = known(pkg)
	renew(pkg.Documents, "bill")
	assert.Equal(t, []string{"documents[passport].source: is a file that Fin has and does not accept: give another"},
		fields(t, d.HandIn(t.Context(), pkg)), "another proof of address is nothing that Fin asked for")
	assert.Equal(t, 1, d.submissions(id))

	renew(pkg.Documents, "passport")
	_, err := d.control.AddFault(t.Context(), controlapi.Fault{API: "fin", Method: "PATCH", Drop: controlapi.DropAfter})
	require.NoError(t, err)
	assert.Equal(t, provider.OutcomeUnknown, failure(t, d.HandIn(t.Context(), pkg)).Outcome)
	o = d.comes(id, fin.StatusApproved, c)
	assert.Empty(t, o.Requirements)
	truth, err := d.control.FinCustomer(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, truth.Documents, 3)
	assert.Equal(t, fin.SectionProofOfIdentity, truth.Documents[2].Section)
	assert.Equal(t, 2, truth.Submissions)
}

// TestDriverRequestOfBusiness: what Fin misses of a business is said, and sent alone once it is there.
func TestDriverRequestOfBusiness(t *testing.T) {
	strict := true
	d := drive(t, controlapi.FinSettings{Strict: &strict})
	c := acme("Acme", "acme@example.com", "ada", "bob")
	half := provider.Share(40_00)
	c.Owners[1].Owner.Background.Share = &half
	id := d.create(c)
	pkg := packageOf(id, c)
	require.NoError(t, d.HandIn(t.Context(), pkg))
	o := d.comes(id, fin.StatusActionRequired, c)
	assert.Equal(t, provider.PackageWantedAgain, o.Package)

	pkg = known(pkg)
	assert.ElementsMatch(t, []string{
		"documents: lacks what Fin asks for: list CONSTITUTIONAL_DOCUMENT (formation_documents)",
		"documents: lacks what Fin asks for: list PROOF_OF_SOURCE_OF_FUNDS (supporting_documents)",
		"documents: lacks what Fin asks for: list CERT_OF_INCUMBENCY (supporting_documents)",
		"documents: lacks what Fin asks for: list E_SIGNATURE_CERTIFICATE (supporting_documents)",
	}, fields(t, d.HandIn(t.Context(), pkg)))
	for _, category := range []string{"CONSTITUTIONAL_DOCUMENT", "PROOF_OF_SOURCE_OF_FUNDS", "CERT_OF_INCUMBENCY", "E_SIGNATURE_CERTIFICATE", "OTHER"} {
		pkg.Documents = append(pkg.Documents, document(category, provider.DocumentOther, category))
	}
	require.NoError(t, d.HandIn(t.Context(), pkg))
	d.comes(id, fin.StatusApproved, c)
	d.once(id, 12, 2)
	assert.Equal(t, 3, d.submissions(id))
}

// TestDriverRequestOfOwner: an owner's document is replaced, and nobody else's.
func TestDriverRequestOfOwner(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := acme("Acme", "acme@example.com", "ada", "rfi")
	id := d.create(c)
	pkg := packageOf(id, c)
	require.NoError(t, d.HandIn(t.Context(), pkg))
	o := d.comes(id, fin.StatusActionRequired, c)
	assert.Equal(t, "DocumentRequired", o.Owners[1].Reason)
	pkg = known(pkg)
	assert.Equal(t, []string{"BeneficialOwner/owner-rfi.documents[passport].source: is a file that Fin has and does not accept: give another"},
		fields(t, d.HandIn(t.Context(), pkg)))
	renew(pkg.Customer.Owners[1].Documents, "passport", "bill")
	pkg.Customer.Owners[1].ID = o.Owners[1].OwnerID
	require.NoError(t, d.HandIn(t.Context(), pkg))
	d.comes(id, fin.StatusApproved, c)
	truth, err := d.control.FinCustomer(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, truth.Documents, 9, "the bill was not asked for")
	assert.Equal(t, o.Owners[1].OwnerID, truth.Documents[8].PartyID)
}

// clock is a transport by which Fin's clock is ahead by an hour, so that what changed is some time ago, or late by
// one, so that it has just changed.
type clock struct{ ahead time.Duration }

func (c clock) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		resp.Header.Set("Date", time.Now().Add(c.ahead).UTC().Format(http.TimeFormat))
	}
	return resp, err
}

// TestDriverRejectedOwner: Fin refuses an owner without requesting anything. What is new goes in, once what came
// before certainly is worked on.
func TestDriverRejectedOwner(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := acme("Acme", "acme@example.com", "rejected", "bob")
	id := d.create(c)
	pkg := packageOf(id, c)
	require.NoError(t, d.HandIn(t.Context(), pkg))
	o := d.comes(id, fin.StatusActionRequired, c)
	assert.Equal(t, provider.PackageWantedAgain, o.Package)
	assert.Equal(t, provider.PhaseRejected, o.Owners[0].Phase)
	pkg = known(pkg)
	renew(pkg.Customer.Owners[0].Documents, "passport")
	d.Provider = d.open(clock{-time.Hour})
	assert.Equal(t, provider.ClassUnavailable, failure(t, d.HandIn(t.Context(), pkg)).Class)
	d.Provider = d.open(clock{time.Hour})
	assert.Equal(t, []string{"documents: Fin has all of them already: replace those that it refused, here and under spec.documents of the BeneficialOwners"},
		fields(t, d.HandIn(t.Context(), known(pkg))))
	require.NoError(t, d.HandIn(t.Context(), pkg))
	d.comes(id, fin.StatusApproved, c)
	truth, err := d.control.FinCustomer(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, 3, truth.Submissions)
	require.Len(t, truth.Documents, 9, "nothing else is new")
	assert.Equal(t, o.Owners[0].OwnerID, truth.Documents[8].PartyID)
}

var dataTypes = map[string]string{"files": "URI", "expiry_date": "DATE", "text": "TEXT", "document_id": "TEXT", fin.SectionTOS: "TEXT"}

func ask(party, section, documentType, field, status string) controlapi.FinRequest {
	return controlapi.FinRequest{PartyID: party, Section: section, Categories: []controlapi.FinCategory{{
		DocumentType: documentType, Fields: []controlapi.FinField{{Name: field, DataType: dataTypes[field], Status: status}},
	}}}
}

// TestDriverRequests: requests by themselves, to a person and to a business under review.
func TestDriverRequests(t *testing.T) {
	person, business := jane("Jane", "jane@example.com"), acme("Acme", "acme@example.com", "ada", "bob")
	text := ask("", fin.SectionSupporting, "OTHER", "text", fin.FieldMissing)
	for name, tc := range map[string]struct {
		customer provider.Customer
		party    bool // the requests are about the first owner
		requests []controlapi.FinRequest
		change   func(*provider.Package)
		refused  []string
		// left is how many requests stay open.
		left int
	}{
		"proof of address": {person, false, []controlapi.FinRequest{ask("", fin.SectionProofOfAddress, "PROOF_OF_ADDRESS", "files", fin.FieldExpired)},
			func(p *provider.Package) { renew(p.Documents, "bill") }, nil, 0},
		"terms": {person, false, []controlapi.FinRequest{ask("", fin.SectionTOS, "TOS", fin.SectionTOS, fin.FieldMissing)}, nil, nil, 0},
		"date of a known file": {person, false, []controlapi.FinRequest{ask("", fin.SectionProofOfIdentity, "GOVERNMENT_ID", "expiry_date", fin.FieldInvalid)},
			func(p *provider.Package) { p.Customer.Person.Papers.Document.ExpiryDate = pii.New("2098-01-01") }, nil, 0},
		"missing by Fin": {person, false, []controlapi.FinRequest{ask("", fin.SectionProofOfIdentity, "PASSPORT", "files", fin.FieldMissing)}, nil, nil, 0},
		"no date of issue": {person, false, []controlapi.FinRequest{ask("", fin.SectionProofOfIdentity, "PASSPORT", "files", fin.FieldMissing)},
			func(p *provider.Package) { p.Customer.Person.Papers.Document.IssueDate = pii.String{} },
			[]string{"personal.identitySecretRef[documentIssueDate]: is missing, and Fin takes no document without it that was requested: write a date as YYYY-MM-DD that is not in the future"}, 1},
		"selfie": {person, false, []controlapi.FinRequest{ask("", fin.SectionProofOfIdentity, "SELFIE", "files", fin.FieldMissing)},
			func(p *provider.Package) {
				p.Documents = append(p.Documents, document("selfie", provider.DocumentSelfie, ""))
			}, nil, 0},
		"no selfie": {person, false, []controlapi.FinRequest{ask("", fin.SectionProofOfIdentity, "SELFIE", "files", fin.FieldMissing)},
			nil, []string{"documents: lacks what Fin asks for: list SELFIE (proof_of_identity)"}, 1},
		"tax number of an owner": {business, true, []controlapi.FinRequest{ask("party", fin.SectionTaxInfo, "SSN", "document_id", fin.FieldInvalid)},
			nil, []string{"BeneficialOwner/owner-ada.identitySecretRef[taxID]: is what Fin asks about (tax_info) in a way that no call of its API answers: answer in Fin's dashboard, or ask its support"}, 1},
		"text": {business, false, []controlapi.FinRequest{text}, nil,
			[]string{"documents: is what Fin asks about (supporting_documents) in a way that no call of its API answers: answer in Fin's dashboard, or ask its support"}, 1},
		"text beside a document": {business, false, []controlapi.FinRequest{text, ask("", fin.SectionOwnership, "SHAREHOLDER_REGISTRY", "files", fin.FieldInvalid)},
			func(p *provider.Package) { renew(p.Documents, "authority") }, nil, 1},
		"a known type": {business, false, []controlapi.FinRequest{ask("", fin.SectionSupporting, "SHAREHOLDER_REGISTER", "files", fin.FieldInvalid)},
			func(p *provider.Package) { renew(p.Documents, "address") },
			[]string{"documents[register].source: is a file that Fin has and does not accept: give another"}, 1},
		"address of an owner": {business, true, []controlapi.FinRequest{ask("party", fin.SectionAddress, "UTILITY_BILL", "files", fin.FieldExpired)},
			func(p *provider.Package) { renew(p.Customer.Owners[0].Documents, "bill", "passport") }, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			manual := "manual"
			d := drive(t, controlapi.FinSettings{Review: &manual})
			id := d.create(tc.customer)
			pkg := packageOf(id, tc.customer)
			require.NoError(t, d.HandIn(t.Context(), pkg))
			o := d.comes(id, fin.StatusReviewing, tc.customer)
			assert.Equal(t, provider.PackageNone, o.Package)
			for i := range tc.requests {
				if tc.party {
					tc.requests[i].PartyID = o.Owners[0].OwnerID
				}
			}
			_, err := d.control.AskFinCustomer(t.Context(), id, controlapi.FinRFI{Requests: tc.requests})
			require.NoError(t, err)
			before := d.submissions(id)
			pkg = known(pkg)
			if tc.change != nil {
				tc.change(&pkg)
			}
			err = d.HandIn(t.Context(), pkg)
			if tc.refused != nil {
				assert.Equal(t, tc.refused, fields(t, err))
				assert.Equal(t, before, d.submissions(id))
			} else {
				require.NoError(t, err)
				assert.Equal(t, before+1, d.submissions(id))
			}
			truth, err := d.control.FinCustomer(t.Context(), id)
			require.NoError(t, err)
			assert.Len(t, truth.Requests, tc.left)
		})
	}
}

// TestDriverSilentDetails: V1 does not say what is wrong with a person who has to act. V2 does, and is asked only then.
func TestDriverSilentDetails(t *testing.T) {
	manual := "manual"
	d := drive(t, controlapi.FinSettings{Review: &manual})
	c := jane("Jane", "jane@example.com")
	id := d.create(c)
	require.NoError(t, d.HandIn(t.Context(), packageOf(id, c)))
	d.comes(id, fin.StatusReviewing, c)
	calls := func() int {
		counters, err := d.control.Counters(t.Context(), "fin")
		require.NoError(t, err)
		return counters.Calls["GET /v2/customers/{id}"]["total"]
	}
	assert.Zero(t, calls())
	_, err := d.control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: fin.StatusActionRequired, Reason: &controlapi.FinReason{
		Documents: []controlapi.FinDocumentReason{{Category: "PROOF_OF_IDENTITY", Comment: "Blurred.", Labels: []string{"LOW_QUALITY"}}},
	}})
	require.NoError(t, err)
	o := d.look(id, c, true)
	require.Len(t, o.Requirements, 1)
	assert.Equal(t, `Fin refuses a document (PROOF_OF_IDENTITY): the image is of low quality. Fin says: "Blurred."`, o.Requirements[0].Message)
	assert.Equal(t, 1, calls())

	_, err = d.control.AddFault(t.Context(), controlapi.Fault{API: "fin", Path: "^/v2/customers/", Status: 404, Count: -1})
	require.NoError(t, err)
	assert.Equal(t, "ProviderDirective", d.look(id, c, true).Requirements[0].Code, "what V1 says is better than nothing")
}

// TestDriverApproved: whoever is approved stays so, and answers what is requested after that.
func TestDriverApproved(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := jane("Jane", "jane@example.com")
	id := d.create(c)
	pkg := packageOf(id, c)
	require.NoError(t, d.HandIn(t.Context(), pkg))
	assert.Equal(t, provider.PackageNone, d.comes(id, fin.StatusApproved, c).Package)
	_, err := d.control.AskFinCustomer(t.Context(), id, controlapi.FinRFI{Requests: []controlapi.FinRequest{
		ask("", fin.SectionProofOfAddress, "UTILITY_BILL", "files", fin.FieldExpired),
	}})
	require.NoError(t, err)
	o := d.look(id, c, true)
	assert.Equal(t, provider.PhaseVerified, o.Phase)
	assert.Equal(t, provider.PackageWantedAgain, o.Package)
	pkg = known(pkg)
	renew(pkg.Documents, "bill")
	require.NoError(t, d.HandIn(t.Context(), pkg))
	o = d.look(id, c, true)
	assert.Equal(t, provider.PhaseVerified, o.Phase)
	assert.Equal(t, provider.PackageNone, o.Package)
	assert.Empty(t, o.Requirements)
}

// TestDriverRejected: nothing more is taken of whom Fin rejected.
func TestDriverRejected(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	c := jane("rejected", "jane@example.com")
	id := d.create(c)
	require.NoError(t, d.HandIn(t.Context(), packageOf(id, c)))
	o := d.comes(id, fin.StatusRejected, c)
	assert.Equal(t, provider.PackageNone, o.Package)
	assert.Equal(t, provider.ClassConflict, failure(t, d.HandIn(t.Context(), packageOf(id, c))).Class)
	d.once(id, 2, 1)
}

// TestDriverRemaining: Fin still waits for an owner's document after a whole package.
func TestDriverRemaining(t *testing.T) {
	d := drive(t, controlapi.FinSettings{})
	just := d.open(clock{-time.Hour})
	d.Provider = d.open(clock{time.Hour})
	c := acme("Acme", "acme@example.com", "ada", "bob")
	id := d.create(c)
	_, err := d.control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: fin.StatusPartiesRemaining})
	require.NoError(t, err)
	assert.Equal(t, provider.PackageRestWanted, d.look(id, c, false).Package)
	assert.Equal(t, provider.PackageWantedAgain, d.look(id, c, true).Package)
	pkg := known(packageOf(id, c))
	assert.Equal(t, provider.ClassUnavailable, failure(t, just.HandIn(t.Context(), pkg)).Class, "it may have them in a moment")
	assert.Equal(t, []string{"business.beneficialOwnership.owners: Fin waits for documents of the owners, and has all that are listed: " +
		"list others under spec.documents of the BeneficialOwners"}, fields(t, d.HandIn(t.Context(), pkg)))

	renamed, fewer := packageOf(id, c), packageOf(id, c)
	renamed.Customer.Owners[0].Owner.Email = "eve@example.com"
	fewer.Customer.Owners = fewer.Customer.Owners[:1]
	assert.Equal(t, []string{"BeneficialOwner/owner-ada.email: is no associated party's of the business at Fin, which takes owners only when " +
		"the business is created: write the address that it was created with, or ask Fin's support to add the owner",
		"business.beneficialOwnership.owners: lacks an associated party that the business has at Fin: name every owner whom it was " +
			"created with, or ask Fin's support to remove the party",
	}, fields(t, d.HandIn(t.Context(), renamed)))
	assert.Len(t, fields(t, d.HandIn(t.Context(), fewer)), 1)

	renew(pkg.Customer.Owners[1].Documents, "passport")
	require.NoError(t, d.HandIn(t.Context(), pkg))
	truth, err := d.control.FinCustomer(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, 1, truth.Submissions)
	require.Len(t, truth.Documents, 1)
	assert.Equal(t, truth.Parties[1].ID, truth.Documents[0].PartyID)

	_, err = d.control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: fin.StatusPartiesRemaining})
	require.NoError(t, err)
	pkg = known(pkg)
	renew(pkg.Customer.Owners[0].Documents, "bill")
	require.NoError(t, d.HandIn(t.Context(), pkg))
	truth, err = d.control.FinCustomer(t.Context(), id)
	require.NoError(t, err)
	assert.Len(t, truth.Documents, 3, "Fin takes no bill without the passport")
}
