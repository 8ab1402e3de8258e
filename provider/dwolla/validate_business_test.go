package dwolla

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

func TestValidateBusiness(t *testing.T) {
	type B = provider.Business
	paths := func(p ...provider.FieldPath) []provider.FieldPath { return p }
	long := strings.Repeat("x", 256)
	for name, tc := range map[string]struct {
		base   func() provider.Customer
		change func(b *B)
		want   []provider.FieldPath
	}{
		"company":                {acme, func(*B) {}, nil},
		"controller abroad":      {abroad, func(*B) {}, nil},
		"sole proprietorship":    {sole, func(*B) {}, nil},
		"trust":                  {sole, func(b *B) { b.Structure = provider.StructureTrust }, nil},
		"no name":                {acme, func(b *B) { b.Name = "" }, paths(businessName)},
		"long name":              {acme, func(b *B) { b.Name = long }, paths(businessName)},
		"banned in DBA":          {acme, func(b *B) { b.DoingBusinessAs = "A$" }, paths(businessDBA)},
		"no DBA, phone, website": {acme, func(b *B) { b.DoingBusinessAs, b.Phone, b.Website = "", "", "" }, nil},
		"no structure":           {acme, func(b *B) { b.Structure = "" }, paths(businessStructure)},
		"another structure":      {acme, func(b *B) { b.Structure = "Guild" }, paths(businessStructure)},
		"no industry":            {acme, func(b *B) { b.Classification = " " }, paths(businessClassification)},
		"industry by name":       {acme, func(b *B) { b.Classification = "Wineries" }, nil},
		"website without scheme": {acme, func(b *B) { b.Website = "www.example.com" }, paths(businessWebsite)},
		"website of no domain":   {acme, func(b *B) { b.Website = "https://localhost" }, paths(businessWebsite)},
		"website without www":    {acme, func(b *B) { b.Website = "https://example.com" }, nil},
		"ftp":                    {acme, func(b *B) { b.Website = "ftp://www.example.com" }, paths(businessWebsite)},
		"phone":                  {acme, func(b *B) { b.Phone = "+15554321234" }, paths(businessPhone)},
		"territory":              {acme, func(b *B) { b.Address.State = "PR" }, nil},
		"no such state":          {acme, func(b *B) { b.Address.State = "XX" }, paths(businessState)},
		"PO box":                 {acme, func(b *B) { b.Address.Line1 = "PO Box 1" }, paths(businessLine1)},
		"PO box in line 2":       {acme, func(b *B) { b.Address.Line2 = "PO Box 1" }, nil},
		"line 3":                 {acme, func(b *B) { b.Address.Line3 = "x" }, paths(businessLine3)},
		"abroad":                 {acme, func(b *B) { b.Address.Country = "CA" }, paths(businessCountry)},
		"no address": {acme, func(b *B) { b.Address = provider.Address{} },
			paths(businessLine1, businessCity, businessState, businessPostalCode)},
		"no admin":                 {acme, func(b *B) { b.AdminFirstName, b.AdminLastName, b.Email = "", "", "" }, paths(adminFirstName, adminLastName, adminEmail)},
		"EIN in digits":            {acme, func(b *B) { b.EIN = pii.New("123456780\n") }, nil},
		"EIN like an SSN":          {acme, func(b *B) { b.EIN = pii.New("123-45-6780") }, paths(businessEIN)},
		"short EIN":                {acme, func(b *B) { b.EIN = pii.New("12-345678") }, paths(businessEIN)},
		"no EIN":                   {acme, func(b *B) { b.EIN = pii.String{} }, paths(businessEIN)},
		"bad EIN of a sole":        {sole, func(b *B) { b.EIN = pii.New("12") }, paths(businessEIN)},
		"no controller":            {acme, func(b *B) { b.Controller = nil }, paths(businessController)},
		"controller of a sole":     {sole, func(b *B) { b.Controller = &provider.Controller{} }, paths(businessController)},
		"no owner of a sole":       {sole, func(b *B) { b.Owner = provider.Identity{} }, paths(businessDateOfBirth, businessSSN)},
		"passport of a sole":       {sole, func(b *B) { b.Owner.SSN, b.Owner.PassportNumber = pii.String{}, pii.New("X") }, paths(businessSSN)},
		"no title":                 {acme, func(b *B) { b.Controller.Title = "" }, paths(controllerPaths.title)},
		"long title":               {acme, func(b *B) { b.Controller.Title = long[:101] }, paths(controllerPaths.title)},
		"no country":               {acme, func(b *B) { b.Controller.Address.Country = "" }, paths(controllerPaths.country)},
		"country in full":          {acme, func(b *B) { b.Controller.Address.Country = "USA" }, paths(controllerPaths.country)},
		"no state in the US":       {acme, func(b *B) { b.Controller.Address.State = "" }, paths(controllerPaths.state)},
		"no postal code in the US": {acme, func(b *B) { b.Controller.Address.PostalCode = "" }, paths(controllerPaths.postalCode)},
		"no postal code abroad":    {abroad, func(b *B) { b.Controller.Address.PostalCode = "" }, nil},
		"region in full":           {abroad, func(b *B) { b.Controller.Address.State = "Ontario" }, paths(controllerPaths.state)},
		"region":                   {abroad, func(b *B) { b.Controller.Address.State = "ON" }, nil},
		"PO box of a controller":   {acme, func(b *B) { b.Controller.Address.Line3 = "PO Box 7" }, paths(controllerPaths.line3)},
		"no identity": {acme, func(b *B) { b.Controller.Identity = provider.Identity{} },
			paths(controllerPaths.dateOfBirth, controllerPaths.ssn)},
		"passport without country": {abroad, func(b *B) { b.Controller.Identity.PassportCountry = "" }, paths(controllerPaths.passportCountry)},
		"passport of a country":    {abroad, func(b *B) { b.Controller.Identity.PassportCountry = "France" }, paths(controllerPaths.passportCountry)},
		"long passport":            {abroad, func(b *B) { b.Controller.Identity.PassportNumber = pii.New(long) }, paths(controllerPaths.passportNumber)},
		"a passport beside an SSN": {acme, func(b *B) { b.Controller.Identity.PassportNumber = pii.New("X") }, nil},
		"eight digits":             {acme, func(b *B) { b.Controller.Identity.SSN = pii.New("12345678") }, paths(controllerPaths.ssn)},
		"a minor":                  {acme, func(b *B) { b.Controller.Identity.DateOfBirth = pii.New("2020-01-01") }, paths(controllerPaths.dateOfBirth)},
	} {
		t.Run(name, func(t *testing.T) {
			c := tc.base()
			tc.change(&c.Business)
			p := &Provider{now: func() time.Time { return today }}
			for _, got := range [][]provider.FieldError{p.ValidateCustomer(c), p.ValidateCorrection(c)} {
				assert.Equal(t, tc.want, pathsOf(got), provider.JoinFields(got))
			}
		})
	}
}

func TestTheLastFourOfASoleProprietorDoOnlyOnce(t *testing.T) {
	p := &Provider{now: func() time.Time { return today }}
	c := sole()
	c.Business.Owner.SSN = pii.New("6789")
	assert.Empty(t, p.ValidateCustomer(c))
	assert.Equal(t, []provider.FieldError{{Path: businessSSN, Message: wholeForCorrection}}, p.ValidateCorrection(c))
}

func TestValidateOwner(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(o *provider.Owner)
		want   []provider.FieldPath
	}{
		"fine":      {func(*provider.Owner) {}, nil},
		"no e-mail": {func(o *provider.Owner) { o.Email = "" }, nil},
		"no names":  {func(o *provider.Owner) { o.FirstName, o.LastName = "", "" }, []provider.FieldPath{"firstName", "lastName"}},
		"last four": {func(o *provider.Owner) { o.Identity.SSN = pii.New("6789") }, []provider.FieldPath{"identitySecretRef[ssn]"}},
		"letters":   {func(o *provider.Owner) { o.Identity.SSN = pii.New("12345678x") }, []provider.FieldPath{"identitySecretRef[ssn]"}},
		"no identity": {func(o *provider.Owner) { o.Identity = provider.Identity{} },
			[]provider.FieldPath{"identitySecretRef[dateOfBirth]", "identitySecretRef[ssn]"}},
		"passport": {func(o *provider.Owner) {
			o.Identity.SSN, o.Identity.PassportNumber, o.Identity.PassportCountry = pii.String{}, pii.New("X1"), "FR"
		}, nil},
		"passport without country": {func(o *provider.Owner) {
			o.Identity.SSN, o.Identity.PassportNumber = pii.String{}, pii.New("X1")
		}, []provider.FieldPath{"identitySecretRef[passportCountry]"}},
		"banned in passport": {func(o *provider.Owner) {
			o.Identity.SSN, o.Identity.PassportNumber, o.Identity.PassportCountry = pii.String{}, pii.New("X$1"), "FR"
		}, []provider.FieldPath{"identitySecretRef[passportNumber]"}},
		"PO box": {func(o *provider.Owner) { o.Address.Line2 = "P.O. Box 1" }, []provider.FieldPath{"address.line2"}},
		"state":  {func(o *provider.Owner) { o.Address.State = "Iowa" }, []provider.FieldPath{"address.state"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := ada()
			tc.change(&o)
			p := &Provider{now: func() time.Time { return today }}
			assert.Equal(t, tc.want, pathsOf(p.ValidateOwner(o)))
		})
	}
}

func TestStatesAndTerritories(t *testing.T) { assert.Len(t, territories, 60) }
