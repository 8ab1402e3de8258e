package blaaiz_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func TestDriverPerson(t *testing.T) {
	d := drive(t)
	require.NoError(t, d.p.Check(t.Context()))
	id := d.create(janet())
	o := d.look(id, false)
	assert.Equal(t, []any{provider.CustomerPersonal, provider.PhasePending, provider.PackageWanted, provider.AbilityNone},
		[]any{o.Type, o.Phase, o.Package, o.Ability})
	assert.Nil(t, o.Profile)

	pkg := janetsPackage(id)
	d.handIn(pkg)
	c := d.truth(id)
	assert.Equal(t, 1, c.Submissions)
	assert.Equal(t, []string{"id_file", "id_file_back", "liveness_check_file", "proof_of_address_file"}, c.Files)
	o = d.look(id, true)
	assert.Equal(t, []any{provider.PhaseInReview, provider.PackageNone, provider.ReviewDue{Hours: 5}},
		[]any{o.Phase, o.Package, o.ReviewDue})
	assert.Empty(t, o.Requirements)
	again := failure(t, d.p.HandIn(t.Context(), pkg))
	assert.Equal(t, []any{provider.ClassConflict, provider.OutcomeRefused}, []any{again.Class, again.Outcome})

	d.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusRejected, Comment: "Name does not match."})
	o = d.look(id, true)
	assert.Equal(t, []any{provider.PhaseRejected, provider.PackageWantedAgain, provider.CorrectionNone},
		[]any{o.Phase, o.Package, o.Correction})
	assert.Equal(t, []string{"Blaaiz rejected the customer: Name does not match."}, messages(o.Requirements))

	pkg.Customer.Person.LastName = "Dough"
	pkg.Customer.Person.Phone = ""
	d.handIn(pkg)
	assert.Equal(t, 2, d.truth(id).Submissions)
	shown := d.get(id)
	assert.Equal(t, []string{"Dough", "", "55512345"}, []string{shown.LastName, shown.Phone, shown.TIN.Reveal()})
	d.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusVerified})
	o = d.look(id, true)
	assert.Equal(t, []any{provider.PhaseVerified, provider.PackageNone, provider.AbilityFull}, []any{o.Phase, o.Package, o.Ability})
	assert.Equal(t, provider.ClassConflict, provider.ClassOf(d.p.HandIn(t.Context(), pkg)))
}

func TestDriverBusiness(t *testing.T) {
	d := drive(t)
	id := d.create(globex())
	o := d.look(id, false)
	assert.Equal(t, []any{provider.CustomerBusiness, provider.PhasePending, provider.PackageWanted},
		[]any{o.Type, o.Phase, o.Package})
	require.Len(t, o.Owners, 2)
	assert.Equal(t, "ada@example.com", o.Owners[0].Email)
	shown := d.get(id)
	assert.Equal(t, []any{"llc", "business_revenue", "500000_999999", "receive_payments_for_goods_and_services", 40, blaaiz.ScopeFull},
		[]any{shown.BusinessType, shown.SourceOfFunds, shown.AnnualRevenue, shown.AccountPurpose, *shown.MonthlyPayments, shown.Scope})
	assert.Equal(t, []any{blaaiz.Percent(66_67), true, false, true, true, false, "NG"}, []any{shown.Owners[0].Share, shown.Owners[0].HasControl,
		shown.Owners[0].IsSigner, shown.Owners[0].IsBeneficialOwner, shown.Owners[0].IsPEP, shown.Owners[0].USATaxResidency, shown.Owners[0].IDCountry})

	d.handIn(globexPackage(id))
	d.assertOneOfEach(id, 1)
	o = d.look(id, true)
	assert.Equal(t, []any{provider.PhaseInReview, provider.PackageNone, provider.ReviewDue{BusinessDays: 5}},
		[]any{o.Phase, o.Package, o.ReviewDue})
	require.Len(t, o.Documents, 2)
	assert.Equal(t, "certificate", o.Documents[0].Name)
	assert.Equal(t, provider.ClassConflict, provider.ClassOf(d.p.HandIn(t.Context(), globexPackage(id))))

	bob := o.Owners[1].OwnerID
	d.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusRejected, Comment: "See the records.", Reviews: []controlapi.BlaaizReview{
		{ID: bob, Status: blaaiz.ReviewRejected, Comments: []string{"Licence is blurred."}},
		{ID: o.Documents[1].ID, Status: blaaiz.ReviewRejected, Comments: []string{"Too old."}},
	}})
	o = d.look(id, true)
	assert.Equal(t, []any{provider.PhaseRejected, provider.PackageWantedAgain}, []any{o.Phase, o.Package})
	assert.Equal(t, []string{"Blaaiz rejected the owner: Licence is blurred."}, messages(o.Owners[1].Requirements))
	assert.Equal(t, []any{provider.DocumentRejected, "Too old."}, []any{o.Documents[1].State, o.Documents[1].FailureMessage})

	pkg := d.known(globexPackage(id))
	pkg.Documents[1].Known, pkg.Documents[1].Content = false, image("newer")
	pkg.Customer.Owners[1].Documents[0].Known, pkg.Customer.Owners[1].Documents[0].Content = false, image("sharper")
	pkg.Customer.Owners[1].Owner.Address.Line1 = "2 Marina Road"
	pkg.Customer.Business.DoingBusinessAs = ""
	d.handIn(pkg)
	d.assertOneOfEach(id, 2)
	c := d.truth(id)
	assert.Equal(t, blaaiz.StatusProcessing, c.Status)
	assert.Equal(t, []string{blaaiz.ReviewApproved, blaaiz.ReviewProcessing}, []string{c.Owners[0].Status, c.Owners[1].Status})
	assert.Equal(t, []string{blaaiz.ReviewApproved, blaaiz.ReviewProcessing}, []string{c.Documents[0].Status, c.Documents[1].Status})
	assert.Empty(t, d.get(id).TradingName, "what the manifest no longer says")
	d.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusVerified})
	o = d.look(id, true)
	assert.Equal(t, []any{provider.PhaseVerified, provider.PackageNone, provider.PhaseVerified}, []any{o.Phase, o.Package, o.Owners[1].Phase})

	d.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusPending})
	o = d.look(id, true)
	assert.Equal(t, []any{provider.PhasePending, provider.PackageWantedAgain}, []any{o.Phase, o.Package}, "staff put it back")
}

func TestDriverLookalikes(t *testing.T) {
	d := drive(t)
	request := provider.FindRequest{Key: "k", Email: "janet@example.com", Type: provider.CustomerPersonal}
	ids, err := d.p.FindLookalikes(t.Context(), request)
	require.NoError(t, err)
	assert.Empty(t, ids)
	d.fault(controlapi.Fault{API: "blaaiz", Method: http.MethodPost, Path: "/customer$", Drop: controlapi.DropAfter})
	_, err = d.p.CreateCustomer(t.Context(), provider.CreateRequest{Customer: janet()})
	assert.Equal(t, provider.OutcomeUnknown, failure(t, err).Outcome)
	ids, err = d.p.FindLookalikes(t.Context(), request)
	require.NoError(t, err)
	require.Len(t, ids, 1)
	request.Email = "JANET@example.com"
	spelled, err := d.p.FindLookalikes(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, ids, spelled, "small letters are tried too")

	id := d.create(globex())
	of := provider.FindRequest{Type: provider.CustomerBusiness, RegistrationNumber: "RC 77", Country: "NG", Email: "other@example.com"}
	for name, tc := range map[string]struct {
		change func(*provider.FindRequest)
		want   []string
	}{
		"number and country": {func(*provider.FindRequest) {}, []string{id}},
		"another country":    {func(r *provider.FindRequest) { r.Country = "GH" }, nil},
		"another number":     {func(r *provider.FindRequest) { r.RegistrationNumber = "RC 78" }, nil},
		"no number":          {func(r *provider.FindRequest) { r.RegistrationNumber, r.Email = "", "globex@example.com" }, []string{id}},
	} {
		r := of
		tc.change(&r)
		ids, err := d.p.FindLookalikes(t.Context(), r)
		require.NoError(t, err, name)
		assert.Equal(t, tc.want, ids, name)
	}
	_, err = d.p.FindLookalikes(t.Context(), provider.FindRequest{Type: provider.CustomerPersonal})
	assert.Equal(t, provider.ClassInvalid, failure(t, err).Class)

	_, err = d.p.CreateCustomer(t.Context(), provider.CreateRequest{Customer: globex()})
	assert.Equal(t, []any{provider.ClassDuplicate, id}, []any{failure(t, err).Class, failure(t, err).ExistingID})
}

func TestDriverOpens(t *testing.T) {
	dr := blaaiz.Driver()
	assert.Equal(t, "blaaiz", dr.Name)
	assert.Equal(t, []string{"key", "secret"}, dr.CredentialKeys)
	assert.NotNil(t, dr.Webhooks)
	_, err := dr.Open(provider.Config{})
	assert.Equal(t, provider.ClassInvalid, failure(t, err).Class)
	_, err = dr.Open(provider.Config{Endpoint: "ftp://x", Credentials: credentials("a", "b")})
	assert.Equal(t, provider.ClassInvalid, failure(t, err).Class)
}
