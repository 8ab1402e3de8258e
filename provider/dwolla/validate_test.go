package dwolla

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

var today = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestValidate(t *testing.T) {
	person := func(change func(*provider.Person)) provider.Customer {
		c := jane()
		change(&c.Person)
		return c
	}
	long := strings.Repeat("x", 51)
	for name, tc := range map[string]struct {
		change func(p *provider.Person)
		want   []provider.FieldPath
	}{
		"fine":                     {func(*provider.Person) {}, nil},
		"of no type":               {nil, []provider.FieldPath{"type"}},
		"no first name":            {func(p *provider.Person) { p.FirstName = " " }, []provider.FieldPath{fieldFirstName}},
		"long first name":          {func(p *provider.Person) { p.FirstName = long }, []provider.FieldPath{fieldFirstName}},
		"fifty letters":            {func(p *provider.Person) { p.FirstName = strings.Repeat("ü", 50) }, nil},
		"banned in last name":      {func(p *provider.Person) { p.LastName = "D{o}e" }, []provider.FieldPath{fieldLastName}},
		"backslash":                {func(p *provider.Person) { p.LastName = `D\oe` }, []provider.FieldPath{fieldLastName}},
		"brackets are for Dwolla":  {func(p *provider.Person) { p.LastName = "D[o]e" }, nil},
		"apostrophe and hyphen":    {func(p *provider.Person) { p.LastName = "O'Hara-Smith Jr." }, nil},
		"no e-mail":                {func(p *provider.Person) { p.Email = "" }, []provider.FieldPath{fieldEmail}},
		"no at sign":               {func(p *provider.Person) { p.Email = "jane.example.com" }, []provider.FieldPath{fieldEmail}},
		"no top-level domain":      {func(p *provider.Person) { p.Email = "jane@localhost" }, []provider.FieldPath{fieldEmail}},
		"name and address":         {func(p *provider.Person) { p.Email = "Jane <jane@example.com>" }, []provider.FieldPath{fieldEmail}},
		"dot at the end":           {func(p *provider.Person) { p.Email = "jane@example.com." }, []provider.FieldPath{fieldEmail}},
		"long e-mail":              {func(p *provider.Person) { p.Email = strings.Repeat("x", 250) + "@a.bc" }, []provider.FieldPath{fieldEmail}},
		"plus and spaces around":   {func(p *provider.Person) { p.Email = " jane+1@mail.example.com " }, nil},
		"no phone":                 {func(p *provider.Person) { p.Phone = "" }, nil},
		"country code":             {func(p *provider.Person) { p.Phone = "+15554321234" }, []provider.FieldPath{fieldPhone}},
		"punctuation":              {func(p *provider.Person) { p.Phone = "(555) 432-1234" }, []provider.FieldPath{fieldPhone}},
		"nine digits of a phone":   {func(p *provider.Person) { p.Phone = "555432123" }, []provider.FieldPath{fieldPhone}},
		"no street":                {func(p *provider.Person) { p.Address.Line1 = "" }, []provider.FieldPath{fieldLine1}},
		"long street":              {func(p *provider.Person) { p.Address.Line1 = long }, []provider.FieldPath{fieldLine1}},
		"PO box":                   {func(p *provider.Person) { p.Address.Line1 = "P.O. Box 12" }, []provider.FieldPath{fieldLine1}},
		"po box":                   {func(p *provider.Person) { p.Address.Line1 = "po box 12" }, []provider.FieldPath{fieldLine1}},
		"POBox":                    {func(p *provider.Person) { p.Address.Line1 = "12, POBox" }, []provider.FieldPath{fieldLine1}},
		"post office box":          {func(p *provider.Person) { p.Address.Line2 = "Post Office Box 12" }, []provider.FieldPath{fieldLine2}},
		"Pobox Street is a street": {func(p *provider.Person) { p.Address.Line1 = "1 Depoboxer St" }, nil},
		"no line 2":                {func(p *provider.Person) { p.Address.Line2 = "" }, nil},
		"banned in line 2":         {func(p *provider.Person) { p.Address.Line2 = "<8>" }, []provider.FieldPath{fieldLine2}},
		"no city":                  {func(p *provider.Person) { p.Address.City = "" }, []provider.FieldPath{fieldCity}},
		"digit in city":            {func(p *provider.Person) { p.Address.City = "Brooklyn 1" }, []provider.FieldPath{fieldCity}},
		"no state":                 {func(p *provider.Person) { p.Address.State = "" }, []provider.FieldPath{fieldState}},
		"state in small letters":   {func(p *provider.Person) { p.Address.State = "ny" }, []provider.FieldPath{fieldState}},
		"state in full":            {func(p *provider.Person) { p.Address.State = "New York" }, []provider.FieldPath{fieldState}},
		"DC":                       {func(p *provider.Person) { p.Address.State = "DC" }, nil},
		"territory":                {func(p *provider.Person) { p.Address.State = "PR" }, []provider.FieldPath{fieldState}},
		"no postal code":           {func(p *provider.Person) { p.Address.PostalCode = "" }, []provider.FieldPath{fieldPostalCode}},
		"ZIP+4":                    {func(p *provider.Person) { p.Address.PostalCode = "50314-1234" }, nil},
		"four digits":              {func(p *provider.Person) { p.Address.PostalCode = "5031" }, []provider.FieldPath{fieldPostalCode}},
		"nine digits in a row":     {func(p *provider.Person) { p.Address.PostalCode = "503141234" }, []provider.FieldPath{fieldPostalCode}},
		"no country":               {func(p *provider.Person) { p.Address.Country = "" }, nil},
		"another country":          {func(p *provider.Person) { p.Address.Country = "CA" }, []provider.FieldPath{fieldCountry}},
		"no date of birth":         {func(p *provider.Person) { p.DateOfBirth = pii.String{} }, []provider.FieldPath{fieldDateOfBirth}},
		"date in US form":          {func(p *provider.Person) { p.DateOfBirth = pii.New("01/31/1990") }, []provider.FieldPath{fieldDateOfBirth}},
		"no such date":             {func(p *provider.Person) { p.DateOfBirth = pii.New("1990-02-30") }, []provider.FieldPath{fieldDateOfBirth}},
		"18 today":                 {func(p *provider.Person) { p.DateOfBirth = pii.New("2008-03-01") }, nil},
		"18 tomorrow":              {func(p *provider.Person) { p.DateOfBirth = pii.New("2008-03-02") }, []provider.FieldPath{fieldDateOfBirth}},
		"125":                      {func(p *provider.Person) { p.DateOfBirth = pii.New("1900-03-02") }, nil},
		"126 today":                {func(p *provider.Person) { p.DateOfBirth = pii.New("1900-03-01") }, []provider.FieldPath{fieldDateOfBirth}},
		"leap day":                 {func(p *provider.Person) { p.DateOfBirth = pii.New("2008-02-29") }, nil},
		"no SSN":                   {func(p *provider.Person) { p.SSN = pii.String{} }, []provider.FieldPath{fieldSSN}},
		"letters in SSN":           {func(p *provider.Person) { p.SSN = pii.New("123-45-678x") }, []provider.FieldPath{fieldSSN}},
		"five digits of SSN":       {func(p *provider.Person) { p.SSN = pii.New("45678") }, []provider.FieldPath{fieldSSN}},
		"nine digits of SSN":       {func(p *provider.Person) { p.SSN = pii.New("123456789") }, nil},
		"all at once": {func(p *provider.Person) { *p = provider.Person{} }, []provider.FieldPath{
			fieldFirstName, fieldLastName, fieldEmail, fieldLine1, fieldCity, fieldState, fieldPostalCode, fieldDateOfBirth, fieldSSN,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c := provider.Customer{}
			if tc.change != nil {
				c = person(tc.change)
			}
			p := &Provider{now: func() time.Time { return today }}
			for _, got := range [][]provider.FieldError{p.ValidateCustomer(c), p.ValidateCorrection(c)} {
				var paths []provider.FieldPath
				for _, e := range got {
					paths = append(paths, e.Path)
					assert.NotEmpty(t, e.Message)
				}
				assert.Equal(t, tc.want, paths)
			}
		})
	}
}

func TestTheLastFourDoOnlyOnce(t *testing.T) {
	p := &Provider{now: func() time.Time { return today }}
	c := jane()
	c.Person.SSN = pii.New("6789")
	assert.Empty(t, p.ValidateCustomer(c))
	assert.Equal(t, []provider.FieldError{{
		Path: fieldSSN, Message: "does not have nine digits: the correction needs the whole SSN",
	}}, p.ValidateCorrection(c))
}

func TestAPassportDoesNotReplaceTheSSN(t *testing.T) {
	p := &Provider{now: func() time.Time { return today }}
	c := jane()
	c.Person.SSN, c.Person.PassportNumber = pii.String{}, pii.New("X1")
	got := p.ValidateCustomer(c)
	if assert.Len(t, got, 1) {
		assert.Contains(t, got[0].Message, "Dwolla verifies US persons by SSN")
	}
}

func TestMessagesSayWhatToWrite(t *testing.T) {
	c := jane()
	c.Person.Address.PostalCode = "5031"
	p := &Provider{now: func() time.Time { return today }}
	assert.Equal(t, "personal.address.postalCode: is not a US postal code: write five digits, or five and four like 50314-1234",
		provider.JoinFields(p.ValidateCustomer(c)))
}

func TestFiftyStatesAndDC(t *testing.T) { assert.Len(t, states, 51) }
