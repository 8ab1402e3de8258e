package blaaiz

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// today is late in a day that has begun elsewhere already.
var today = time.Date(2026, 3, 13, 23, 30, 0, 0, time.UTC)

func goodIndividual() Individual {
	return Individual{
		FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", Address: Address{Country: "NG"},
		IDType: IDPassport, IDNumber: pii.New("A1234567"), DateOfBirth: pii.New("1980-02-29"),
	}
}

func goodOwner(email string, share Percent) Owner {
	return Owner{FirstName: "Ada", LastName: "Owner", Email: email, Share: &share, DateOfBirth: pii.New("2008-03-13"), IDExpiryDate: pii.New("2026-03-14")}
}

func goodBusiness() Business {
	return Business{
		Name: "Acme", Email: "acme@example.com", RegistrationNumber: "RC1", Address: Address{Country: "NG"},
		Owners: []Owner{goodOwner("ada@example.com", 66_67), goodOwner("bob@example.com", 33_33)},
	}
}

func paths(fields []provider.FieldError) []string {
	out := []string{}
	for _, f := range fields {
		out = append(out, string(f.Path))
	}
	return out
}

func TestValidateIndividual(t *testing.T) {
	require.Empty(t, goodIndividual().Validate(today))
	assert.Equal(t, []string{"first_name", "last_name", "email", "country", "id_type", "id_number"}, paths(Individual{}.Validate(today)))
	for name, tc := range map[string]struct {
		change func(*Individual)
		path   string
	}{
		"blank name":        {func(i *Individual) { i.FirstName = " " }, "first_name"},
		"no e-mail":         {func(i *Individual) { i.Email = "Jane <jane@example.com>" }, "email"},
		"country in full":   {func(i *Individual) { i.Address.Country = "Nigeria" }, "country"},
		"country in small":  {func(i *Individual) { i.Address.Country = "ng" }, "country"},
		"alpha-3":           {func(i *Individual) { i.Address.Country = "NGA" }, "country"},
		"UK":                {func(i *Individual) { i.Address.Country = "UK" }, "country"},
		"no country":        {func(i *Individual) { i.Address.Country = "ZZ" }, "country"},
		"an owner's ID":     {func(i *Individual) { i.IDType = IDCard }, "id_type"},
		"born today":        {func(i *Individual) { i.DateOfBirth = pii.New("2026-03-13") }, "dob"},
		"born otherwise":    {func(i *Individual) { i.DateOfBirth = pii.New("29/02/1980") }, "dob"},
		"no such day":       {func(i *Individual) { i.DateOfBirth = pii.New("1981-02-29") }, "dob"},
		"issued otherwise":  {func(i *Individual) { i.IDIssueDate = pii.New("2020") }, "id_issue_date"},
		"expires otherwise": {func(i *Individual) { i.IDExpiryDate = pii.New("never") }, "id_expiry_date"},
	} {
		i := goodIndividual()
		tc.change(&i)
		assert.Equal(t, []string{tc.path}, paths(i.Validate(today)), name)
	}
}

func TestValidateBusiness(t *testing.T) {
	require.Empty(t, goodBusiness().Validate(today))
	assert.Equal(t, []string{"business_name", "email", "registration_number", "country"}, paths(Business{}.Validate(today)))
	for name, tc := range map[string]struct {
		change func(*Business)
		paths  []string
	}{
		"no owners yet":           {func(b *Business) { b.Owners = nil }, []string{}},
		"99.99":                   {func(b *Business) { *b.Owners[1].Share = 33_32 }, []string{"owners"}},
		"100.01":                  {func(b *Business) { *b.Owners[1].Share = 33_34 }, []string{"owners"}},
		"no share":                {func(b *Business) { b.Owners[1].Share = nil }, []string{"owners"}},
		"minimal, no sum":         {func(b *Business) { b.Scope, b.Owners[1].Share = ScopeMinimal, nil }, []string{}},
		"scope":                   {func(b *Business) { b.Scope = "HALF" }, []string{"kyb_scope"}},
		"same e-mail":             {func(b *Business) { b.Owners[1].Email = "ADA@example.com" }, []string{"owners[1].email"}},
		"no e-mails":              {func(b *Business) { b.Owners[0].Email, b.Owners[1].Email = "", "" }, []string{}},
		"not an e-mail":           {func(b *Business) { b.Owners[1].Email = "bob" }, []string{"owners[1].email"}},
		"too young":               {func(b *Business) { b.Owners[0].DateOfBirth = pii.New("2008-03-14") }, []string{"owners[0].date_of_birth"}},
		"leap day":                {func(b *Business) { b.Owners[0].DateOfBirth = pii.New("2008-02-29") }, []string{}},
		"expires today":           {func(b *Business) { b.Owners[0].IDExpiryDate = pii.New("2026-03-13") }, []string{"owners[0].id_expiry_date"}},
		"short street":            {func(b *Business) { b.Owners[0].Address.Street = "1 Road 8" }, []string{"owners[0].street"}},
		"street just long enough": {func(b *Business) { b.Owners[0].Address.Street = "1 Road é9" }, []string{}},
		"long street":             {func(b *Business) { b.Owners[0].Address.Street = strings.Repeat("é", 256) }, []string{"owners[0].street"}},
		"short registered street": {func(b *Business) { b.Address.Street = "1" }, []string{}},
		"short TIN":               {func(b *Business) { b.Owners[0].TIN = pii.New("1234") }, []string{"owners[0].tin"}},
		"long TIN":                {func(b *Business) { b.Owners[0].TIN = pii.New(strings.Repeat("1", 51)) }, []string{"owners[0].tin"}},
		"long name":               {func(b *Business) { b.Owners[0].LastName = strings.Repeat("x", 256) }, []string{"owners[0].last_name"}},
		"no name":                 {func(b *Business) { b.Owners[1].FirstName = "" }, []string{"owners[1].first_name"}},
		"owner's countries":       {func(b *Business) { o := &b.Owners[0]; o.Address.Country, o.Nationality, o.IDCountry = "x", "y", "z" }, []string{"owners[0].country", "owners[0].nationality", "owners[0].id_document_country"}},
		"owner's document":        {func(b *Business) { b.Owners[0].IDType = "visa" }, []string{"owners[0].id_document_type"}},
		"share out of bounds":     {func(b *Business) { *b.Owners[0].Share, *b.Owners[1].Share = 110_00, -10_00 }, []string{"owners[0].ownership_percentage", "owners[1].ownership_percentage"}},
		"six owners": {func(b *Business) {
			b.Owners = nil
			for i := range 6 {
				b.Owners = append(b.Owners, goodOwner(fmt.Sprintf("o%d@example.com", i), 10_00))
			}
			*b.Owners[5].Share = 50_00
		}, []string{"owners"}},
		"operating elsewhere":     {func(b *Business) { b.Operating = Address{City: "Accra", Country: "GH"} }, []string{}},
		"operating nowhere":       {func(b *Business) { b.Operating.City = "Accra" }, []string{"operating_country"}},
		"type":                    {func(b *Business) { b.Type = "LLC" }, []string{"business_type"}},
		"founded tomorrow":        {func(b *Business) { b.IncorporationDate = "2026-03-14" }, []string{"incorporation_date"}},
		"description":             {func(b *Business) { b.Description = strings.Repeat("x", 2001) }, []string{"business_description"}},
		"website":                 {func(b *Business) { b.Website = "acme.example.com" }, []string{"website"}},
		"funds":                   {func(b *Business) { b.SourceOfFunds = "luck" }, []string{"source_of_funds"}},
		"revenue":                 {func(b *Business) { b.AnnualRevenue = "100" }, []string{"estimated_annual_revenue"}},
		"purpose":                 {func(b *Business) { b.AccountPurpose = "fun" }, []string{"account_purpose"}},
		"payments":                {func(b *Business) { b.MonthlyPayments = ptr(1_000_000_001) }, []string{"expected_monthly_payments"}},
		"no payments":             {func(b *Business) { b.MonthlyPayments = ptr(0) }, []string{}},
		"countries that are fine": {func(b *Business) { b.Address.Country = "XK" }, nil},
	} {
		b := goodBusiness()
		tc.change(&b)
		if got := b.Validate(today); tc.paths != nil {
			assert.Equal(t, tc.paths, paths(got), name)
		}
	}
}

// Whole shares that sum to 100 are taken, and any other sum is not, as far as two decimals go.
func TestSharesSumExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, MaxOwners).Draw(t, "owners")
		left, b := Hundred, goodBusiness()
		b.Owners = nil
		for i := range n {
			share := left
			if i < n-1 {
				share = Percent(rapid.IntRange(0, int(left)).Draw(t, "share"))
			}
			left -= share
			b.Owners = append(b.Owners, goodOwner(fmt.Sprintf("o%d@example.com", i), share))
		}
		require.Empty(t, b.Validate(today))
		off := rapid.SampledFrom([]Percent{-1, 1}).Draw(t, "off")
		*b.Owners[0].Share += off
		require.NotEmpty(t, b.Validate(today))
	})
}

func TestValidateUpgrade(t *testing.T) {
	require.Empty(t, ScopeUpgrade{Owners: goodBusiness().Owners}.Validate(today))
	assert.Equal(t, []string{"owners"}, paths(ScopeUpgrade{}.Validate(today)))
	none := ScopeUpgrade{Owners: goodBusiness().Owners}
	none.Owners[0].Share = nil
	assert.Equal(t, []string{"owners[0].ownership_percentage", "owners"}, paths(none.Validate(today)))
	assert.Equal(t, []string{"email"}, paths(Owner{FirstName: "A", LastName: "B", Email: "x"}.Validate(today)))
}

func TestValidateFiles(t *testing.T) {
	content := map[string]string{MediaPDF: "%PDF-1.7", MediaJPEG: "\xff\xd8\xff\xe0", MediaPNG: "\x89PNG\r\n\x1a\n."}
	long := make([]byte, MaxFile+1)
	for media, begins := range content {
		assert.Empty(t, File{media, []byte(begins)}.Validate(), media)
		assert.Equal(t, []string{"file"}, paths(File{media, []byte("other")}.Validate()), media)
		assert.Equal(t, []string{"file"}, paths(File{media, nil}.Validate()), media)
		copy(long, begins)
		assert.Empty(t, File{media, long[:MaxFile]}.Validate(), media)
		assert.Equal(t, []string{"file"}, paths(File{media, long}.Validate()), media)
	}
	assert.Empty(t, File{MediaPDF, []byte("\xef\xbb\xbf%PDF-1.7")}.Validate(), "what readers of PDF take")
	for _, media := range []string{"", "image/gif", "IMAGE/PNG", "image/jpg"} {
		assert.Len(t, File{media, []byte(content[MediaPNG])}.Validate(), 1, media)
	}

	png := &File{MediaPNG, []byte(content[MediaPNG])}
	for _, tc := range []struct {
		kind        string
		front, back *File
		want        []string
	}{
		{IDPassport, png, nil, []string{}}, {IDPassport, png, png, []string{sideBack}}, {IDPassport, nil, nil, []string{sideFront}},
		{IDDriversLicense, png, png, []string{}}, {IDDriversLicense, png, nil, []string{sideBack}}, {IDDriversLicense, nil, png, []string{sideFront}},
		{IDCard, png, png, []string{}}, {IDCard, png, nil, []string{sideBack}},
		{IDResidentPermit, png, png, []string{}}, {IDResidentPermit, png, nil, []string{sideBack}},
		{IDCard, &File{}, &File{}, []string{sideFront, sideBack}},
	} {
		assert.Equal(t, tc.want, paths(OwnerFiles{tc.front, tc.back}.Validate(tc.kind)), tc.kind)
	}

	document := NewDocument{Type: "OTHER", Name: "n", File: *png}
	assert.Empty(t, document.Validate())
	for _, kind := range append(FormationDocuments, OtherDocuments...) {
		document.Type = kind
		assert.Empty(t, document.Validate(), kind)
	}
	bad := NewDocument{Type: "other", Name: strings.Repeat("x", 256), Description: strings.Repeat("x", 2001)}
	assert.Equal(t, []string{"type", "name", "description", "file"}, paths(bad.Validate()))
}

// A field error says what to write and not what was written.
func TestValidationQuotesNothing(t *testing.T) {
	const planted = "078-05-1120"
	i := Individual{FirstName: " ", Email: planted, Address: Address{Country: planted}, IDType: planted, DateOfBirth: pii.New(planted), IDIssueDate: pii.New(planted)}
	o := Owner{Email: planted, TIN: pii.New(strings.Repeat(planted, 9)), DateOfBirth: pii.New(planted), IDExpiryDate: pii.New(planted), IDType: planted, Nationality: planted}
	b := Business{Email: planted, Operating: Address{Country: planted}, BusinessDetails: BusinessDetails{Type: planted, Website: planted}, Owners: []Owner{o}}
	for _, fields := range [][]provider.FieldError{i.Validate(today), b.Validate(today), o.Validate(today), NewDocument{Type: planted}.Validate(), File{MediaType: planted}.Validate()} {
		require.NotEmpty(t, fields)
		assert.NotContains(t, provider.JoinFields(fields), "078")
	}
}
