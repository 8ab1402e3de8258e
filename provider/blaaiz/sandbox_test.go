package blaaiz_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func TestSandboxCheck(t *testing.T) {
	w := newWorld(t, "auto")
	require.NoError(t, w.client.Check(t.Context()))
	wrong := failure(t, open(t, w.sandbox.BlaaizURL(), "wrong", nil).Check(t.Context()))
	assert.Equal(t, provider.ClassAuth, wrong.Class)
	assert.Equal(t, "invalid_client", wrong.Code)
	unknown := failure(t, open(t, w.sandbox.BlaaizURL(), sandbox.Secret, scoped("no:such")).Check(t.Context()))
	assert.Equal(t, provider.ClassAuth, unknown.Class)
	assert.Contains(t, unknown.Message, "scope")
	few := open(t, w.sandbox.BlaaizURL(), sandbox.Secret, scoped(blaaiz.ScopeCustomerRead))
	require.NoError(t, few.Check(t.Context()))
	_, err := few.CreateIndividual(t.Context(), jane("Jane", "jane@example.com"))
	assert.Equal(t, provider.ClassAuth, failure(t, err).Class)
	foreign := failure(t, open(t, w.sandbox.ControlURL(), sandbox.Secret, nil).Check(t.Context()))
	assert.Equal(t, provider.ClassInvalid, foreign.Class, "another server")
}

func TestSandboxIndividual(t *testing.T) {
	w := newWorld(t, "manual")
	in := jane("Jane", "jane@example.com")
	require.Empty(t, in.Validate(time.Now()))
	id, err := w.client.CreateIndividual(t.Context(), in)
	require.NoError(t, err)
	c := w.get(id)
	assert.Equal(t, blaaiz.StatusPending, c.Status)
	assert.Equal(t, "1980-02-29", c.KYC.DateOfBirth.Reveal())
	assert.Equal(t, "A1234567", c.IDNumber.Reveal())
	assert.WithinDuration(t, time.Now(), c.Created.Time, time.Minute)
	assert.WithinDuration(t, time.Now(), c.Through, time.Minute)
	o := c.Observe(blaaiz.Known{Submission: blaaiz.SubmissionNone})
	assert.Equal(t, provider.PhasePending, o.Phase)
	assert.Equal(t, blaaiz.CodeUploadDocument, o.Requirements[0].Code)

	_, err = w.client.Submit(t.Context(), id)
	assert.Equal(t, blaaiz.GapIdentityFile, blaaiz.GapOf(failure(t, err)).Code)

	c, err = w.client.UpdateIndividual(t.Context(), id, blaaiz.IndividualUpdate{
		Phone: blaaiz.Clear[string](), TIN: blaaiz.To(pii.New("77712345")),
	})
	require.NoError(t, err)
	assert.Empty(t, c.Phone)
	assert.Equal(t, "77712345", c.TIN.Reveal())
	assert.Equal(t, "Doe", c.LastName, "what is left out stays")

	front, err := w.client.UploadCustomerFile(t.Context(), id, blaaiz.CategoryIdentity, png())
	require.NoError(t, err)
	proof, err := w.client.UploadCustomerFile(t.Context(), id, blaaiz.CategoryProofOfAddress, png())
	require.NoError(t, err)
	require.NoError(t, w.client.RegisterCustomerFiles(t.Context(), id,
		map[string]string{blaaiz.CategoryIdentity: front, blaaiz.CategoryProofOfAddress: proof}))
	o = w.get(id).Observe(blaaiz.Known{Submission: blaaiz.SubmissionDone})
	assert.Equal(t, provider.PhaseInReview, o.Phase)
	assert.Equal(t, provider.ReviewDue{Hours: 5}, o.ReviewDue)
	locked := failure(t, w.client.RegisterCustomerFiles(t.Context(), id, map[string]string{blaaiz.CategoryIdentity: front}))
	assert.ErrorIs(t, locked, blaaiz.ErrLocked)

	w.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusRejected, Comment: "Passport A1234567 is expired."})
	o = w.get(id).Observe(blaaiz.Known{})
	assert.Equal(t, provider.PhaseRejected, o.Phase)
	require.Len(t, o.Requirements, 1)
	assert.Equal(t, "Blaaiz rejected the customer: Passport [REDACTED] is expired.", o.Requirements[0].Message)

	again, err := w.client.UploadCustomerFile(t.Context(), id, blaaiz.CategoryIdentity, png())
	require.NoError(t, err)
	require.NoError(t, w.client.RegisterCustomerFiles(t.Context(), id, map[string]string{blaaiz.CategoryIdentity: again}))
	w.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusVerified})
	o = w.get(id).Observe(blaaiz.Known{})
	assert.Equal(t, provider.PhaseVerified, o.Phase)
	assert.Equal(t, provider.AbilityFull, o.Ability)
}

func TestSandboxBusiness(t *testing.T) {
	w := newWorld(t, "manual")
	c := w.createBusiness(acme("Acme", "RC1"))
	require.Len(t, c.Owners, 2)
	assert.Equal(t, []blaaiz.Percent{66_67, 33_33}, []blaaiz.Percent{c.Owners[0].Share, c.Owners[1].Share})
	assert.Equal(t, blaaiz.ScopeFull, c.Scope)

	gap := func(want blaaiz.GapCode, owner string) {
		t.Helper()
		_, err := w.client.Submit(t.Context(), c.ID)
		e := failure(t, err)
		assert.Equal(t, provider.ClassConflict, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		require.NotNil(t, blaaiz.GapOf(e), "%v", e)
		assert.Equal(t, want, blaaiz.GapOf(e).Code)
		assert.Equal(t, owner, blaaiz.GapOf(e).Owner.Reveal())
		assert.NotContains(t, e.Error(), "Owner ")
	}
	gap(blaaiz.GapFormation, "")
	w.addDocument(c.ID, "certificate")
	gap(blaaiz.GapOwnerFront, "Ada Owner")
	w.complete(c)

	status, err := w.client.Submit(t.Context(), c.ID)
	require.NoError(t, err)
	assert.Equal(t, blaaiz.StatusProcessing, status)
	c = w.get(c.ID)
	o := c.Observe(blaaiz.Known{})
	assert.Equal(t, provider.PhaseInReview, o.Phase)
	assert.Equal(t, provider.ReviewDue{BusinessDays: 5}, o.ReviewDue)
	first, _ := c.ObserveOwner(c.Owners[0].ID)
	assert.Equal(t, provider.PhaseInReview, first.Phase)

	for name, locked := range map[string]error{
		"submit":          second(w.client.Submit(t.Context(), c.ID)),
		"update":          second(w.client.UpdateBusiness(t.Context(), c.ID, blaaiz.BusinessUpdate{Name: blaaiz.To("Other")})),
		"owner files":     w.client.GiveOwnerFiles(t.Context(), c.ID, c.Owners[0].ID, blaaiz.OwnerFiles{Front: ptr(png())}),
		"delete owner":    w.client.DeleteOwner(t.Context(), c.ID, c.Owners[0].ID),
		"add document":    second(w.client.AddDocument(t.Context(), c.ID, blaaiz.NewDocument{Type: "OTHER", Name: "x", File: png()})),
		"delete document": w.client.DeleteDocument(t.Context(), c.ID, c.Documents[0].ID),
		"update document": w.client.UpdateDocument(t.Context(), c.ID, c.Documents[0].ID, blaaiz.DocumentUpdate{Name: blaaiz.To("y")}),
	} {
		e := failure(t, locked)
		assert.Equal(t, provider.ClassConflict, e.Class, name)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome, name)
		assert.ErrorIs(t, e, blaaiz.ErrLocked, name)
		assert.Nil(t, blaaiz.GapOf(e), name)
	}
}

func second[T any](_ T, err error) error { return err }

func TestSandboxRejectionAndResubmission(t *testing.T) {
	w := newWorld(t, "manual")
	c := w.createBusiness(acme("Acme", "RC2"))
	w.complete(c)
	_, err := w.client.Submit(t.Context(), c.ID)
	require.NoError(t, err)
	c = w.get(c.ID)
	bob, document := c.Owners[1].ID, c.Documents[0].ID
	w.move(c.ID, controlapi.BlaaizMove{
		Status: blaaiz.StatusRejected, Comment: "See the records.",
		Reviews: []controlapi.BlaaizReview{
			{ID: bob, Status: blaaiz.ReviewRejected, Comments: []string{"Licence is blurred.", "Born 1975-06-07 does not match."}},
			{ID: document, Status: blaaiz.ReviewRejected, Comments: []string{"Not legible."}},
			{ID: c.Owners[0].ID, Status: blaaiz.ReviewApproved},
		},
	})
	c = w.get(c.ID)
	o := c.Observe(blaaiz.Known{})
	assert.Equal(t, provider.CorrectionAllowed, o.Correction)
	assert.Equal(t, []string{
		"Blaaiz rejected the customer: See the records.",
		"Blaaiz rejected a document of type CERTIFICATE_OF_INCORPORATION: Not legible.",
		"Blaaiz rejected 1 of the 2 owners.",
	}, messages(o.Requirements))
	of, ok := c.ObserveOwner(bob)
	require.True(t, ok)
	assert.Equal(t, provider.PhaseRejected, of.Phase)
	assert.Equal(t, []string{
		"Blaaiz rejected the owner: Licence is blurred.",
		"Blaaiz rejected the owner: Born [REDACTED] does not match.",
	}, messages(of.Requirements))
	d, ok := c.ObserveDocument(document)
	require.True(t, ok)
	assert.Equal(t, provider.DocumentRejected, d.State)
	assert.Equal(t, "Not legible.", d.FailureMessage)

	require.NoError(t, w.client.GiveOwnerFiles(t.Context(), c.ID, bob, blaaiz.OwnerFiles{Front: ptr(png()), Back: ptr(png())}))
	require.NoError(t, w.client.UpdateDocument(t.Context(), c.ID, document,
		blaaiz.DocumentUpdate{Name: blaaiz.To("new"), Description: blaaiz.Clear[string](), File: ptr(png())}))
	c = w.get(c.ID)
	assert.Equal(t, blaaiz.ReviewPending, c.Owners[1].Status)
	assert.Empty(t, c.Owners[1].Comments)
	shown, err := w.client.GetDocument(t.Context(), c.ID, document)
	require.NoError(t, err)
	assert.Equal(t, blaaiz.ReviewPending, shown.Status)
	assert.Equal(t, "new", shown.Name)
	assert.Empty(t, shown.Description)

	locked := w.client.GiveOwnerFiles(t.Context(), c.ID, c.Owners[0].ID, blaaiz.OwnerFiles{Front: ptr(png())})
	assert.ErrorIs(t, locked, blaaiz.ErrLocked, "what is approved stays so")
	status, err := w.client.Submit(t.Context(), c.ID)
	require.NoError(t, err)
	assert.Equal(t, blaaiz.StatusProcessing, status)
}

func messages(all []provider.Requirement) (out []string) {
	for _, r := range all {
		out = append(out, r.Message)
	}
	return out
}

// Verdicts that come by themselves, and a business that is verified at once.
func TestSandboxVerdicts(t *testing.T) {
	w := newWorld(t, "auto")
	id, err := w.client.CreateIndividual(t.Context(), jane("rejected", "jane@example.com"))
	require.NoError(t, err)
	for _, status := range []string{blaaiz.StatusRejected, blaaiz.StatusVerified} {
		file, err := w.client.UploadCustomerFile(t.Context(), id, blaaiz.CategoryIdentity, png())
		require.NoError(t, err)
		require.NoError(t, w.client.RegisterCustomerFiles(t.Context(), id, map[string]string{blaaiz.CategoryIdentity: file}))
		w.eventually(id, status)
	}

	w.set(controlapi.BlaaizSettings{AutoVerify: ptr(true)})
	c := w.createBusiness(acme("Acme", "RC10"))
	w.complete(c)
	status, err := w.client.Submit(t.Context(), c.ID)
	require.NoError(t, err)
	assert.Equal(t, blaaiz.StatusVerified, status)
	c = w.get(c.ID)
	for _, one := range c.Owners {
		o, _ := c.ObserveOwner(one.ID)
		assert.Equal(t, provider.PhaseVerified, o.Phase)
	}
	d, _ := c.ObserveDocument(c.Documents[0].ID)
	assert.Equal(t, provider.DocumentAccepted, d.State)
}

func TestSandboxOwnersAndDocuments(t *testing.T) {
	w := newWorld(t, "manual")
	c := w.createBusiness(acme("Acme", "RC3"))
	ada, bob := c.Owners[0].ID, c.Owners[1].ID
	c, err := w.client.UpdateBusiness(t.Context(), c.ID, blaaiz.BusinessUpdate{
		TradingName: blaaiz.To("Acme Trading"), MonthlyPayments: blaaiz.To(0), Website: blaaiz.Clear[string](),
		AddOwners: []blaaiz.Owner{owner("Cleo", "cleo@example.com", 10_00, blaaiz.IDPassport)},
		Owners: []blaaiz.OwnerUpdate{{
			ID: ada, Share: blaaiz.To[blaaiz.Percent](90_00), Address: blaaiz.AddressUpdate{Street: blaaiz.Clear[string]()},
			IDNumber: blaaiz.To(pii.New("C9999999")), IsPEP: blaaiz.To(true),
		}},
	})
	require.NoError(t, err)
	assert.Equal(t, "Acme Trading", c.TradingName)
	assert.Equal(t, 0, *c.MonthlyPayments)
	assert.Empty(t, c.Website)
	require.Len(t, c.Owners, 3)
	assert.Equal(t, blaaiz.Percent(90_00), c.Owners[0].Share)
	assert.Equal(t, "C9999999", c.Owners[0].IDNumber.Reveal())
	assert.True(t, c.Owners[0].IsPEP)
	assert.Equal(t, "Ada", c.Owners[0].FirstName)

	require.NoError(t, w.client.DeleteOwner(t.Context(), c.ID, bob))
	require.NoError(t, w.client.DeleteOwner(t.Context(), c.ID, bob), "twice is harmless")
	assert.Len(t, w.get(c.ID).Owners, 2)

	d := w.addDocument(c.ID, "one")
	list, err := w.client.ListDocuments(t.Context(), c.ID)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.True(t, list[0].IsFormation())
	require.NoError(t, w.client.DeleteDocument(t.Context(), c.ID, d))
	require.NoError(t, w.client.DeleteDocument(t.Context(), c.ID, d), "twice is harmless")
	list, err = w.client.ListDocuments(t.Context(), c.ID)
	require.NoError(t, err)
	assert.Empty(t, list)
}

func TestSandboxMinimalAndUpgrade(t *testing.T) {
	w := newWorld(t, "manual")
	minimal := acme("Acme", "RC4")
	minimal.Scope, minimal.Owners = blaaiz.ScopeMinimal, nil
	_, err := w.client.CreateBusiness(t.Context(), minimal)
	refused := failure(t, err)
	assert.Equal(t, provider.ClassInvalid, refused.Class)
	assert.Contains(t, refused.Message, "minimal KYB")

	w.set(controlapi.BlaaizSettings{MinimalAllowed: ptr(true)})
	c := w.createBusiness(minimal)
	assert.Equal(t, blaaiz.ScopeMinimal, c.Scope)
	w.addDocument(c.ID, "certificate")
	_, err = w.client.Submit(t.Context(), c.ID)
	require.NoError(t, err)
	up := blaaiz.ScopeUpgrade{Owners: []blaaiz.Owner{owner("Ada", "ada@example.com", blaaiz.Hundred, blaaiz.IDPassport)}}
	require.Empty(t, up.Validate(time.Now()))
	_, err = w.client.UpgradeScope(t.Context(), c.ID, up)
	assert.ErrorIs(t, err, blaaiz.ErrLocked)
	w.move(c.ID, controlapi.BlaaizMove{Status: blaaiz.StatusVerified})
	status, err := w.client.UpgradeScope(t.Context(), c.ID, up)
	require.NoError(t, err)
	assert.Equal(t, blaaiz.StatusPending, status)
	c = w.get(c.ID)
	assert.Equal(t, blaaiz.ScopeFull, c.Scope)
	require.Len(t, c.Owners, 1)
	_, err = w.client.UpgradeScope(t.Context(), c.ID, up)
	assert.Equal(t, provider.ClassInvalid, failure(t, err).Class, "one way, once")
}

func TestSandboxWrongTypeOfCustomer(t *testing.T) {
	w := newWorld(t, "manual")
	c := w.createBusiness(acme("Acme", "RC5"))
	_, err := w.client.UploadCustomerFile(t.Context(), c.ID, blaaiz.CategoryIdentity, png())
	assert.Equal(t, provider.OutcomeRefused, failure(t, err).Outcome)
	assert.Contains(t, []provider.Class{provider.ClassConflict, provider.ClassInvalid}, provider.ClassOf(err))
	id, err := w.client.CreateIndividual(t.Context(), jane("Jane", "jane@example.com"))
	require.NoError(t, err)
	_, err = w.client.AddDocument(t.Context(), id, blaaiz.NewDocument{Type: "OTHER", Name: "x", File: png()})
	assert.Contains(t, []provider.Class{provider.ClassConflict, provider.ClassInvalid}, provider.ClassOf(err))
}

func TestSandboxDuplicateAndNotFound(t *testing.T) {
	w := newWorld(t, "manual")
	w.createBusiness(acme("Acme", "RC6"))
	_, err := w.client.CreateBusiness(t.Context(), acme("Other", "RC6"))
	assert.Equal(t, provider.ClassDuplicate, failure(t, err).Class, "%v", err)
	_, err = w.client.GetCustomer(t.Context(), "22222222-2222-4222-8222-222222222222")
	assert.Equal(t, provider.ClassNotFound, failure(t, err).Class)
}
