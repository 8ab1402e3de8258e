package blaaiz_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// refused checks that a hand-in is refused for the fields of the given paths, and that no review was begun.
func (d *driven) refused(pkg provider.Package, submissions int, paths ...string) *provider.Error {
	d.Helper()
	e := failure(d.T, d.p.HandIn(d.Context(), pkg))
	assert.Equal(d, []any{provider.ClassInvalid, provider.OutcomeRefused}, []any{e.Class, e.Outcome}, "%v", e)
	assert.Equal(d, paths, pathsOf(e.Fields), "%v", e)
	assert.Equal(d, submissions, d.truth(pkg.CustomerID).Submissions)
	return e
}

// rejected is a business of which all but bob and the statement were approved.
func (d *driven) rejected() provider.Package {
	d.Helper()
	id := d.create(globex())
	d.handIn(globexPackage(id))
	o := d.look(id, true)
	d.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusRejected, Reviews: []controlapi.BlaaizReview{
		{ID: o.Owners[1].OwnerID, Status: blaaiz.ReviewRejected}, {ID: o.Documents[1].ID, Status: blaaiz.ReviewRejected},
	}})
	return d.known(globexPackage(id))
}

// What is approved can no longer be changed: a package that differs there says so, before anything is sent.
func TestDriverLocked(t *testing.T) {
	const ada = "BeneficialOwner/ada."
	for name, tc := range map[string]struct {
		change func(*provider.Package)
		paths  []string
	}{
		"nothing":   {func(*provider.Package) {}, nil},
		"last name": {func(p *provider.Package) { p.Customer.Owners[0].Owner.LastName = "Other" }, []string{ada + "lastName"}},
		"spelling":  {func(p *provider.Package) { p.Customer.Owners[0].Owner.LastName = "OWNER" }, nil},
		"number": {func(p *provider.Package) {
			p.Customer.Owners[0].Owner.Identity.Papers.Document.Number = pii.New("C1")
		}, []string{ada + "identitySecretRef[documentNumber]"}},
		"declaration":  {func(p *provider.Package) { p.Customer.Owners[0].Owner.Background.Declarations = nil }, []string{ada + "declarations"}},
		"more of it":   {func(p *provider.Package) { p.Customer.Owners[0].Owner.Background.Phone = "+2348099999999" }, nil},
		"owner's file": {func(p *provider.Package) { p.Customer.Owners[0].Documents[0].Known = false }, []string{ada + "documents[passport].source"}},
		"document":     {func(p *provider.Package) { p.Documents[0].Known = false }, []string{"documents[certificate].source"}},
		"its type":     {func(p *provider.Package) { p.Documents[0].Category = "CAC_STATUS_REPORT" }, []string{"documents[certificate].category"}},
		"scope":        {func(p *provider.Package) { p.Customer.Business.Background.Scope = provider.ScopeMinimal }, []string{"business.verificationScope"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := drive(t)
			pkg := d.rejected()
			tc.change(&pkg)
			require.Empty(t, d.p.ValidatePackage(pkg))
			if tc.paths == nil {
				d.handIn(pkg)
				d.assertOneOfEach(pkg.CustomerID, 2)
				return
			}
			d.refused(pkg, 1, tc.paths...)
			assert.Equal(t, blaaiz.ReviewRejected, d.truth(pkg.CustomerID).Owners[1].Status, "nothing was touched")
		})
	}
}

// Of a customer that was taken over nobody knows what was handed in: what is approved counts.
func TestDriverTakesOver(t *testing.T) {
	d := drive(t)
	pkg := globexPackage(d.rejected().CustomerID)
	d.handIn(pkg)
	d.assertOneOfEach(pkg.CustomerID, 2)
}

// Owners who are not named are neither removed nor reviewed unnoticed.
func TestDriverStranger(t *testing.T) {
	d := drive(t)
	pkg := globexPackage(d.create(globex()))
	c, err := d.client.UpdateBusiness(t.Context(), pkg.CustomerID, blaaiz.BusinessUpdate{
		AddOwners: []blaaiz.Owner{owner("Cleo", "cleo@example.com", 0, blaaiz.IDPassport)},
	})
	require.NoError(t, err)
	stranger := c.Owners[2].ID
	e := d.refused(pkg, 0, "business.beneficialOwnership.owners")
	assert.Contains(t, e.Error(), stranger)
	require.NoError(t, d.p.RemoveOwner(t.Context(), pkg.CustomerID, stranger))
	require.NoError(t, d.p.RemoveOwner(t.Context(), pkg.CustomerID, stranger), "twice is harmless")
	d.handIn(pkg)
	d.assertOneOfEach(pkg.CustomerID, 1)
}

// An owner whose e-mail address changes is known by ID, and one who was removed at Blaaiz comes anew, with files
// that were Known of the one who is gone.
func TestDriverOwnersAreTold(t *testing.T) {
	d := drive(t)
	pkg := d.rejected()
	pkg.Customer.Owners[1].Owner.Email = "robert@example.com"
	d.handIn(pkg)
	c := d.truth(pkg.CustomerID)
	require.Len(t, c.Owners, 2)
	assert.Equal(t, "robert@example.com", c.Owners[1].Email)

	d.move(pkg.CustomerID, controlapi.BlaaizMove{Status: blaaiz.StatusRejected, Reviews: []controlapi.BlaaizReview{
		{ID: c.Owners[1].ID, Status: blaaiz.ReviewRejected},
	}})
	require.NoError(t, d.p.RemoveOwner(t.Context(), pkg.CustomerID, c.Owners[1].ID))
	d.handIn(pkg)
	c = d.truth(pkg.CustomerID)
	require.Len(t, c.Owners, 2)
	assert.Equal(t, []any{"robert@example.com", true, true}, []any{c.Owners[1].Email, c.Owners[1].HasFront, c.Owners[1].HasBack})
}

// A document that the package no longer has goes, if Blaaiz lets it: what is approved stays.
func TestDriverDropsDocuments(t *testing.T) {
	d := drive(t)
	pkg := d.rejected()
	pkg.Documents[0].Name, pkg.Documents[0].Known = "certificate-2", false
	pkg.Documents = pkg.Documents[:1]
	d.handIn(pkg)
	names := map[string]string{}
	for _, one := range d.truth(pkg.CustomerID).Documents {
		names[one.Name] = one.Status
	}
	assert.Equal(t, map[string]string{"certificate": blaaiz.ReviewApproved, "certificate-2": blaaiz.ReviewProcessing}, names)
}

// What Blaaiz finds missing when it is asked for a review is told as a field to correct.
func TestDriverGaps(t *testing.T) {
	for message, path := range map[string]string{
		"Cannot verify business customer: at least one formation document is required.":                                    "documents",
		"Cannot verify business customer: at least one owner is required.":                                                 "business.beneficialOwnership.owners",
		"Cannot verify business customer: ownership_percentage of all owners must sum to 100%, but currently sums to 90%.": "business.beneficialOwnership.owners",
		"Cannot verify business customer: owner bob Owner is missing id_document_front.":                                   "BeneficialOwner/bob.documents",
		"Cannot verify business customer: owner bob Owner id_document_type=passport must not have id_document_back.":       "BeneficialOwner/bob.documents",
		"Cannot verify business customer: owner ada Owner id_expiry_date must be a future date.":                           "BeneficialOwner/ada.identitySecretRef[documentExpiryDate]",
		"Cannot verify business customer: owner Somebody Else date_of_birth must be at least 18 years ago.":                "business.beneficialOwnership.owners",
		"Cannot verify business customer: registration_number is required.":                                                "business.registrationNumber",
		"Cannot verify business customer: country must equal incorporation_country.":                                       "business.address.country",
		"Cannot verify business customer: incorporation_country must be a valid ISO 3166-1 alpha-2 country code.":          "business.address.country",
		"Cannot verify business customer: something that no page has.":                                                     "business",
	} {
		t.Run(message, func(t *testing.T) {
			d := drive(t)
			pkg := globexPackage(d.create(globex()))
			body, err := json.Marshal(map[string]string{"message": message})
			require.NoError(t, err)
			d.fault(controlapi.Fault{API: "blaaiz", Method: http.MethodPost, Path: "/submit$", Status: 422, Body: body})
			e := d.refused(pkg, 0, path)
			assert.NotNil(t, blaaiz.GapOf(e))
			assert.NotContains(t, e.Error(), "Owner ", "a name")
			d.handIn(pkg)
			d.assertOneOfEach(pkg.CustomerID, 1)
		})
	}
}

// What Blaaiz refuses of data and files is told as fields of the manifest.
func TestDriverRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		method, path, message string
		want                  string
	}{
		"owner's street": {http.MethodPut, "/customer/[^/]+$", "The owners.1.street field is too short.", "BeneficialOwner/bob.address.line1"},
		"zip code":       {http.MethodPut, "/customer/[^/]+$", "The zip_code field is not a valid postcode.", "business.address.postalCode"},
		"number taken": {
			http.MethodPut, "/customer/[^/]+$", "The registration_number has already been taken.", "business.registrationNumber",
		},
		"document": {http.MethodPost, "/document$", "Document file exceeds the 25 MB maximum.", "documents[certificate].source"},
		"owner's file": {
			http.MethodPost, "/owner/[^/]+/files$", "Owner file must be a PDF, JPEG or PNG.", "BeneficialOwner/ada.documents[passport].source",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := drive(t)
			pkg := globexPackage(d.create(globex()))
			body, err := json.Marshal(map[string]string{"message": tc.message})
			require.NoError(t, err)
			d.fault(controlapi.Fault{API: "blaaiz", Method: tc.method, Path: tc.path, Status: 422, Body: body})
			d.refused(pkg, 0, tc.want)
			d.handIn(pkg)
			d.assertOneOfEach(pkg.CustomerID, 1)
		})
	}
}

func TestDriverWrongCustomer(t *testing.T) {
	d := drive(t)
	person := d.create(janet())
	e := failure(t, d.p.HandIn(t.Context(), globexPackage(person)))
	assert.Equal(t, []any{provider.ClassInvalid, []string{"type"}}, []any{e.Class, pathsOf(e.Fields)})
	gone := failure(t, d.p.HandIn(t.Context(), globexPackage("22222222-2222-4222-8222-222222222222")))
	assert.Equal(t, []any{provider.ClassNotFound, provider.OutcomeRefused}, []any{gone.Class, gone.Outcome})
	_, err := d.p.GetCustomer(t.Context(), provider.CustomerRef{ID: "22222222-2222-4222-8222-222222222222"})
	assert.Equal(t, provider.ClassNotFound, provider.ClassOf(err))
	o, err := d.p.GetCustomer(t.Context(), provider.CustomerRef{ID: person, Type: provider.CustomerBusiness})
	require.NoError(t, err)
	assert.Equal(t, provider.CustomerPersonal, o.Type, "Blaaiz tells the type")
}

// A business that is verified minimally needs neither owners nor their files.
func TestDriverMinimal(t *testing.T) {
	d := drive(t)
	minimal := globex()
	minimal.Owners, minimal.Business.Background.Scope = nil, provider.ScopeMinimal
	_, err := d.p.CreateCustomer(t.Context(), provider.CreateRequest{Customer: minimal})
	assert.Contains(t, failure(t, err).Message, "minimal KYB")
	d.set(controlapi.BlaaizSettings{MinimalAllowed: ptr(true)})
	pkg := provider.Package{CustomerID: d.create(minimal), Customer: minimal, Documents: globexPackage("").Documents}
	d.handIn(pkg)
	assert.Equal(t, 1, d.truth(pkg.CustomerID).Submissions)
}

// A hand-in changes of a person's data what differs, and makes no call for what does not.
func TestDriverSendsWhatDiffers(t *testing.T) {
	d := drive(t)
	puts := func() int {
		c, err := d.control.Counters(t.Context(), "blaaiz")
		require.NoError(t, err)
		return c.Calls["PUT /api/external/customer/{customer}"]["total"]
	}
	d.handIn(janetsPackage(d.create(janet())))
	assert.Equal(t, 0, puts())
	other := janet()
	other.Person.Email, other.Person.Papers.Document.Number = "other@example.com", pii.New("Z9999999")
	pkg := janetsPackage(d.create(janet()))
	pkg.Customer = other
	d.handIn(pkg)
	assert.Equal(t, 1, puts())
	assert.Equal(t, "Z9999999", d.get(pkg.CustomerID).IDNumber.Reveal())
}

// A person whose files are refused is under review, as far as anything tells. Whose data are refused is not.
func TestDriverHiddenReview(t *testing.T) {
	for path, hidden := range map[string]bool{"/customer/[^/]+$": false, "/get-presigned-url$": true, "/files$": true} {
		d := drive(t)
		pkg := janetsPackage(d.create(janet()))
		pkg.Customer.Person.LastName = "Changed"
		for _, method := range []string{http.MethodPut, http.MethodPost} {
			d.fault(controlapi.Fault{API: "blaaiz", Method: method, Path: path, Status: http.StatusBadRequest})
		}
		err := d.p.HandIn(t.Context(), pkg)
		assert.Equal(t, []any{provider.ClassConflict, provider.OutcomeRefused}, []any{provider.ClassOf(err), provider.OutcomeOf(err)}, path)
		assert.Equal(t, hidden, errors.Is(err, provider.ErrUnderReview), path)
		assert.Equal(t, 0, d.truth(pkg.CustomerID).Submissions, path)
	}
}

// uploads is how many files were ever uploaded.
func (d *driven) uploads() int {
	d.Helper()
	c, err := d.control.Counters(d.Context(), "blaaiz")
	require.NoError(d, err)
	sum := 0
	for _, n := range c.Documents {
		sum += n
	}
	return sum
}

// What Blaaiz has is not uploaded again, but for an owner or a person who was rejected. A document that was
// rejected and is the same stays rejected.
func TestDriverUploadsWhatIsNotKnown(t *testing.T) {
	d := drive(t)
	pkg := d.rejected()
	before := d.uploads()
	assert.Equal(t, 5, before)
	d.handIn(pkg)
	assert.Equal(t, before+2, d.uploads(), "both sides of bob's licence")
	c := d.truth(pkg.CustomerID)
	assert.Equal(t, []string{blaaiz.ReviewProcessing, blaaiz.ReviewRejected}, []string{c.Owners[1].Status, c.Documents[1].Status})

	d.move(pkg.CustomerID, controlapi.BlaaizMove{Status: blaaiz.StatusPending})
	d.handIn(pkg)
	assert.Equal(t, before+2, d.uploads(), "staff put it back, and all is known")

	person := janetsPackage(d.create(janet()))
	for i := range person.Documents {
		person.Documents[i].Known = true
	}
	before = d.uploads()
	d.handIn(person)
	assert.Equal(t, before+1, d.uploads(), "the identity document begins the review")
	d.move(person.CustomerID, controlapi.BlaaizMove{Status: blaaiz.StatusRejected})
	d.handIn(person)
	assert.Equal(t, before+5, d.uploads(), "all of them after a rejection")
}

// Files that are taken for known and are missing are given when Blaaiz says so.
func TestDriverMissesKnownFiles(t *testing.T) {
	d := drive(t)
	pkg := d.known(globexPackage(d.create(globex())))
	d.handIn(pkg)
	d.assertOneOfEach(pkg.CustomerID, 1)
	c, err := d.control.Counters(t.Context(), "blaaiz")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"200": 1, "422": 1, "total": 2}, c.Calls["POST /api/external/customer/{customer}/submit"])
}
