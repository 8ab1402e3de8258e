package dwolla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/dwolla"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// business is one whose verification at the simulator depends on its name and the controller's.
func business(name, controller, email string) provider.Customer {
	c := provider.Customer{Type: provider.CustomerBusiness, Business: provider.Business{
		Name: name, DoingBusinessAs: "Acme", Structure: provider.StructureLLC, Classification: "wineries",
		Website: "https://www.example.com", Phone: "5554321234",
		Address: provider.Address{
			Line1: "99-99 33rd St", Line2: "Suite 8", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US",
		},
		EIN: pii.New("12-3456789"), AdminFirstName: "Jane", AdminLastName: "Doe", Email: email,
		Controller: &provider.Controller{
			FirstName: controller, LastName: "Byron", Title: "CEO",
			Address:  provider.Address{Line1: "1 Main St", City: "Des Moines", State: "IA", PostalCode: "50309", Country: "US"},
			Identity: provider.Identity{DateOfBirth: pii.New("1980-02-29"), SSN: pii.New("6789")},
		},
	}}
	return c
}

func soleProprietorship(name, owner, email string) provider.Customer {
	c := business(name, "", email)
	c.Business.Structure, c.Business.Controller = provider.StructureSoleProprietorship, nil
	c.Business.AdminFirstName = owner
	c.Business.Owner = provider.Identity{DateOfBirth: pii.New("1980-02-29"), SSN: pii.New("6789")}
	return c
}

func owner(firstName string) provider.Owner {
	return provider.Owner{
		FirstName: firstName, LastName: "Example",
		Address:  provider.Address{Line1: "1 Main St", City: "Des Moines", State: "IA", PostalCode: "50309", Country: "US"},
		Identity: provider.Identity{DateOfBirth: pii.New("1980-02-29"), SSN: pii.New("123-45-6789")},
	}
}

func (w *world) createBusiness(key string, c provider.Customer) string {
	w.Helper()
	require.Empty(w, w.provider.ValidateCustomer(c))
	id, err := w.provider.CreateCustomer(w.Context(), provider.CreateRequest{Key: key, IdempotencyKey: key, Customer: c})
	require.NoError(w, err)
	return id
}

func subjects(o provider.Observation) []string {
	out := []string{}
	for _, r := range o.Requirements {
		out = append(out, r.Code+"/"+string(r.Subject))
	}
	return out
}

func TestSandboxBusinessUntilItCanAct(t *testing.T) {
	w := newWorld(t)
	desired := business("Acme Inc.", "Ada", "k1@example.com")
	id := w.createBusiness("k1", desired)
	o := w.get(id)
	assert.Equal(t, provider.PhaseVerified, o.Phase)
	assert.Equal(t, provider.CertificationNeeded, o.Certification)
	assert.Equal(t, provider.AbilityNone, o.Ability)
	assert.Equal(t, provider.CustomerBusiness, o.Type)
	assert.Empty(t, w.provider.ProfileOf(desired).Diff(o.Profile))

	var owners []string
	for _, name := range []string{"Ada", "Grace"} {
		owner, err := w.provider.CreateOwner(t.Context(), provider.OwnerRequest{CustomerID: id, IdempotencyKey: name, Owner: owner(name)})
		require.NoError(t, err)
		owners = append(owners, owner)
	}
	list, err := w.provider.ListOwners(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, list, 2)
	for i, o := range list {
		assert.Equal(t, provider.PhaseVerified, o.Phase)
		assert.False(t, o.Through.IsZero())
		list[i].Through = time.Time{}
	}
	first, err := w.provider.GetOwner(t.Context(), owners[0])
	require.NoError(t, err)
	first.Through = time.Time{}
	assert.Contains(t, list, first)
	assert.Empty(t, w.provider.ShownOwner(owner("Ada")).Diff(first.Profile))
	for range 2 {
		c, err := w.provider.CertifyOwnership(t.Context(), id, "")
		require.NoError(t, err)
		assert.Equal(t, provider.CertificationDone, c)
	}
	w.calls = nil
	o = w.get(id)
	assert.Equal(t, provider.CertificationDone, o.Certification)
	assert.Equal(t, provider.AbilityFull, o.Ability)
	assert.Equal(t, []string{dwolla.OpGetCustomer}, operations(w.calls), "one call is enough")

	for range 2 {
		require.NoError(t, w.provider.RemoveOwner(t.Context(), owners[1]))
	}
	w.calls = nil
	o = w.get(id)
	assert.Equal(t, provider.CertificationAgain, o.Certification)
	assert.Equal(t, provider.AbilityFull, o.Ability, "for 30 days")
	assert.Equal(t, []string{dwolla.OpGetCustomer}, operations(w.calls))
	_, err = w.provider.GetOwner(t.Context(), owners[1])
	assert.Equal(t, provider.ClassNotFound, failure(t, err).Class)

	moved := desired
	moved.Business.Website, moved.Business.Address.City, moved.Business.DoingBusinessAs = "https://shop.example.com", "Queens", "Acme Two"
	diff := w.provider.ProfileOf(moved).Diff(o.Profile)
	assert.Subset(t, o.Updatable, diff)
	o, err = w.provider.UpdateCustomer(t.Context(), provider.SubmitRequest{CustomerID: id, Customer: moved, Fields: diff})
	require.NoError(t, err)
	assert.Empty(t, w.provider.ProfileOf(moved).Diff(o.Profile))
}

func TestSandboxSoleProprietorship(t *testing.T) {
	w := newWorld(t)
	desired := soleProprietorship("Acme", "Jane", "k1@example.com")
	o := w.get(w.createBusiness("k1", desired))
	assert.Equal(t, provider.PhaseVerified, o.Phase)
	assert.Equal(t, provider.CertificationNotNeeded, o.Certification)
	assert.Equal(t, provider.AbilityFull, o.Ability)
	assert.Empty(t, w.provider.ProfileOf(desired).Diff(o.Profile))
}

// TestSandboxBusinessCorrections: the business alone, and the business with its controller.
func TestSandboxBusinessCorrections(t *testing.T) {
	for name, tc := range map[string]struct {
		first   provider.Customer
		want    []string
		refused []provider.FieldPath
		correct func(*provider.Business)
	}{
		"business": {business("retry", "Ada", "k1@example.com"), []string{"RetryVerification/Business"}, nil,
			func(b *provider.Business) { b.Name = "Acme Inc." }},
		"controller": {business("Acme Inc.", "retry", "k1@example.com"), []string{"RetryWithFullSSN/Controller", "RetryVerification/Business"},
			[]provider.FieldPath{"business.controller.identitySecretRef[ssn]"},
			func(b *provider.Business) {
				b.Controller.FirstName, b.Controller.Identity.SSN = "Ada", pii.New("123-45-6789")
			}},
		"controller with a passport": {business("Acme Inc.", "retry", "k1@example.com"), []string{"RetryWithFullSSN/Controller", "RetryVerification/Business"},
			[]provider.FieldPath{"business.controller.identitySecretRef[ssn]"},
			func(b *provider.Business) {
				b.Controller.FirstName = "Ada"
				b.Controller.Address = provider.Address{Line1: "1 Rue X", City: "Monaco", Country: "MC"}
				b.Controller.Identity.SSN = pii.String{}
				b.Controller.Identity.PassportNumber, b.Controller.Identity.PassportCountry = pii.New("X1"), "FR"
			}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			id := w.createBusiness("k1", tc.first)
			o := w.get(id)
			assert.Equal(t, "RetryRequired", o.Reason)
			assert.Equal(t, provider.CorrectionAllowed, o.Correction)
			assert.Equal(t, tc.want, subjects(o))
			r := provider.SubmitRequest{CustomerID: id, IdempotencyKey: "c1", Customer: tc.first}
			if tc.refused != nil {
				_, err := w.provider.CorrectCustomer(t.Context(), r)
				e := failure(t, err)
				assert.Equal(t, provider.ClassInvalid, e.Class)
				assert.Equal(t, tc.refused[0], e.Fields[0].Path)
			}
			tc.correct(&r.Customer.Business)
			r.IdempotencyKey = "c2"
			o, err := w.provider.CorrectCustomer(t.Context(), r)
			require.NoError(t, err)
			assert.Equal(t, provider.PhaseVerified, o.Phase)
			truth, err := w.control.Customer(t.Context(), id)
			require.NoError(t, err)
			assert.Equal(t, 1, truth.AttemptsUsed)
			assert.Zero(t, truth.AttemptsRefused, "what would have been refused was not sent")
			_, err = w.provider.CorrectCustomer(t.Context(), r)
			assert.Equal(t, provider.ClassConflict, failure(t, err).Class)
		})
	}
}

func TestSandboxBusinessDocuments(t *testing.T) {
	for name, tc := range map[string]struct {
		customer provider.Customer
		want     []string
	}{
		"controller": {business("Acme Inc.", "document", "k1@example.com"), []string{"UploadDocument/Controller"}},
		"business":   {business("document", "Ada", "k1@example.com"), []string{"UploadDocument/Business"}},
		"both":       {business("document", "document", "k1@example.com"), []string{"UploadDocument/Controller", "UploadDocument/Business"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			id := w.createBusiness("k1", tc.customer)
			o := w.get(id)
			assert.Equal(t, "DocumentRequired", o.Reason)
			assert.Equal(t, tc.want, subjects(o))
			for _, r := range o.Requirements {
				kind := provider.DocumentLicense
				if r.Subject == provider.SubjectBusiness {
					kind = provider.DocumentOther
				}
				d := document(r.Subject, kind, string(r.Subject)+".png")
				require.Empty(t, w.provider.ValidateDocument(d))
				upload := provider.DocumentRequest{CustomerID: id, IdempotencyKey: string(r.Subject), Document: d}
				first, err := w.provider.UploadDocument(t.Context(), upload)
				require.NoError(t, err)
				again, err := w.provider.UploadDocument(t.Context(), upload)
				require.NoError(t, err, "under the same key")
				assert.Equal(t, first, again)
				upload.IdempotencyKey += "-2"
				_, err = w.provider.UploadDocument(t.Context(), upload)
				e := failure(t, err)
				assert.Equal(t, provider.ClassDuplicate, e.Class)
				assert.Equal(t, first, e.ExistingID)
			}
			o = w.get(id)
			assert.Equal(t, "DocumentUnderReview", o.Reason)
			assert.Empty(t, o.Requirements)
			docs, err := w.provider.ListDocuments(t.Context(), id, "")
			require.NoError(t, err)
			require.Len(t, docs, len(tc.want))
			assert.Equal(t, provider.DocumentPending, docs[0].State)
			_, err = w.control.ReviewDocument(t.Context(), docs[0].ID, controlapi.Review{Result: controlapi.ReviewRejected, Reason: "ScanIdExpired"})
			require.NoError(t, err)
			o = w.get(id)
			assert.Equal(t, "DocumentRequired", o.Reason)
			assert.Contains(t, o.Requirements[0].Message, "It rejected the last one: it is expired")
		})
	}
}

func TestSandboxDirectives(t *testing.T) {
	w := newWorld(t)
	id := w.createBusiness("k1", business("Acme Inc.", "Ada", "k1@example.com"))
	_, err := w.control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "retry", Directives: []controlapi.Directive{
		{Code: "Required", Message: "Full SSN required", Link: "retry-with-full-ssn"}, {Code: "POBoxNotAllowed", Message: "x"},
	}})
	require.NoError(t, err)
	assert.Equal(t, []string{"RetryWithFullSSN/Controller", "RetryVerification/Business", "POBoxNotAllowed/Business"}, subjects(w.get(id)))
	_, err = w.control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "document", Directives: []controlapi.Directive{
		{Code: "Required", Message: "x", Link: "upload-dba-document"}, {Code: "EINDocumentRequired", Message: "x"},
	}})
	require.NoError(t, err)
	got := subjects(w.get(id))
	assert.Contains(t, got, "UploadDocument/DBA")
	assert.Contains(t, got, "EINDocumentRequired/Business")
}

func TestSandboxOwners(t *testing.T) {
	w := newWorld(t)
	id := w.createBusiness("k1", business("Acme Inc.", "Ada", "k1@example.com"))
	add := func(name string) string {
		owner, err := w.provider.CreateOwner(t.Context(), provider.OwnerRequest{CustomerID: id, IdempotencyKey: name, Owner: owner(name)})
		require.NoError(t, err)
		return owner
	}
	one := add("incomplete")
	o, err := w.provider.GetOwner(t.Context(), one)
	require.NoError(t, err)
	assert.Equal(t, provider.CorrectionAllowed, o.Correction)
	assert.Equal(t, "CorrectOwner", o.Requirements[0].Code)
	_, err = w.provider.CertifyOwnership(t.Context(), id, "")
	assert.Equal(t, provider.ClassConflict, failure(t, err).Class)
	r := provider.OwnerRequest{OwnerID: one, IdempotencyKey: "c1", Owner: owner("Ada")}
	o, err = w.provider.CorrectOwner(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, provider.PhaseVerified, o.Phase)
	r.IdempotencyKey = "c2"
	_, err = w.provider.CorrectOwner(t.Context(), r)
	assert.Equal(t, provider.ClassConflict, failure(t, err).Class, "there is one attempt")

	two := add("document")
	o, err = w.provider.GetOwner(t.Context(), two)
	require.NoError(t, err)
	assert.Equal(t, "DocumentRequired", o.Reason)
	_, err = w.provider.UploadDocument(t.Context(), provider.DocumentRequest{
		CustomerID: id, OwnerID: two, IdempotencyKey: "d", Document: document(provider.SubjectOwner, provider.DocumentPassport, "a.png")})
	require.NoError(t, err)
	o, err = w.provider.GetOwner(t.Context(), two)
	require.NoError(t, err)
	assert.Equal(t, "DocumentUnderReview", o.Reason)
	docs, err := w.provider.ListDocuments(t.Context(), id, two)
	require.NoError(t, err)
	_, err = w.control.ReviewDocument(t.Context(), docs[0].ID, controlapi.Review{Result: controlapi.ReviewApproved})
	require.NoError(t, err)
	list, err := w.provider.ListOwners(t.Context(), id)
	require.NoError(t, err)
	for _, o := range list {
		assert.Equal(t, provider.PhaseVerified, o.Phase)
	}
	page, err := w.provider.ListEvents(t.Context(), 100, 0)
	require.NoError(t, err)
	for _, e := range page.Events {
		assert.NotEqual(t, provider.ConcernNone, e.Concern, e.Topic)
		if e.ResourceKind == "beneficial-owner" && e.Concern != provider.ConcernOwnership {
			assert.Equal(t, provider.ConcernOwner, e.Concern, e.Topic)
		}
	}
}

func TestSandboxIndustries(t *testing.T) {
	w := newWorld(t)
	create := func(classification string) error {
		c := business("Acme Inc.", "Ada", "k1@example.com")
		c.Business.Classification = classification
		_, err := w.provider.CreateCustomer(t.Context(), provider.CreateRequest{Key: "k1", IdempotencyKey: classification, Customer: c})
		return err
	}
	const group = "9ed3f669-7d6f-11e3-b545-5404a6144203"
	for classification, want := range map[string]string{
		"Winery": `similar ones are "Wineries"`, "Food retail and service": "is a group of industries", group: "is a group of industries",
	} {
		e := failure(t, create(classification))
		assert.Equal(t, provider.ClassInvalid, e.Class)
		require.Len(t, e.Fields, 1)
		assert.EqualValues(t, "business.classification", e.Fields[0].Path)
		assert.Contains(t, e.Fields[0].Message, want)
	}
	require.NoError(t, create("wineries"))
	lists := 0
	for _, name := range operations(w.calls) {
		if name == dwolla.OpListIndustries {
			lists++
		}
	}
	assert.Equal(t, 1, lists)
}

func TestSandboxQuiz(t *testing.T) {
	w := newWorld(t)
	answers := func(id string) map[string]string {
		quiz, err := w.provider.BeginQuiz(t.Context(), id)
		require.NoError(t, err)
		q, err := w.provider.Questions(t.Context(), quiz)
		require.NoError(t, err)
		require.Len(t, q.Questions, 4)
		_, err = w.provider.Questions(t.Context(), quiz)
		assert.Equal(t, provider.ClassConflict, failure(t, err).Class, "they can be read once")
		out := map[string]string{"quiz": quiz}
		for _, question := range q.Questions {
			for _, c := range question.Choices {
				if c.Text == "None of the above" || c.Text == "I have never been associated with this vehicle" {
					out[question.ID] = c.ID
				}
			}
			if out[question.ID] == "" {
				out[question.ID] = question.Choices[0].ID
			}
		}
		return out
	}
	take := func(id string) (bool, error) {
		a := answers(id)
		quiz := a["quiz"]
		delete(a, "quiz")
		return w.provider.Answer(t.Context(), quiz, a)
	}
	passed, err := take(w.create("k1", "kba"))
	require.NoError(t, err)
	assert.True(t, passed)

	id := w.create("k2", "kba")
	a := answers(id)
	_, err = w.control.ExpireKBA(t.Context())
	require.NoError(t, err)
	quiz := a["quiz"]
	delete(a, "quiz")
	_, err = w.provider.Answer(t.Context(), quiz, a)
	assert.Equal(t, provider.ClassConflict, failure(t, err).Class)
	_, err = w.provider.BeginQuiz(t.Context(), w.create("k3", "Jane"))
	assert.Equal(t, provider.ClassConflict, failure(t, err).Class)
}

// TestSandboxTestImages: the Sandbox's own images decide by name, which must arrive as it is.
func TestSandboxTestImages(t *testing.T) {
	for name, want := range map[string]provider.Phase{
		"test-document-upload-success.png": provider.PhaseVerified, "test-document-upload-fail.png": provider.PhaseActionRequired,
	} {
		w := newWorld(t)
		id := w.create("k1", "document")
		d := document(provider.SubjectPerson, provider.DocumentLicense, name)
		_, err := w.provider.UploadDocument(t.Context(), provider.DocumentRequest{CustomerID: id, IdempotencyKey: "d", Document: d})
		require.NoError(t, err)
		assert.Equal(t, want, w.get(id).Phase, name)
	}
}
