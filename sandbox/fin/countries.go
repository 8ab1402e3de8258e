package fin

import (
	"net/http"
	"regexp"
	"strings"
)

// country is one of the few of the simulated catalogue (reference 10).
type country struct {
	code, name, currency, phone string
	// postal is the expression of postal codes; empty means that there is none to check.
	postal       string
	subdivisions [][2]string // code and name
}

// countries, by their alpha-3 codes. Fin has 248; what is true of one is true of all.
var countries = []country{
	{"ARE", "United Arab Emirates", "AED", "+971", "", pairs("AE-AZ Abu Dhabi|AE-DU Dubai|AE-SH Sharjah")},
	{"ASM", "American Samoa", "", "+1-684", `96799(-\d{4})?`, pairs("AS-01 Eastern|AS-02 Western")},
	{"BRA", "Brazil", "BRL", "+55", `\d{5}-?\d{3}`, pairs("BR-RJ Rio de Janeiro|BR-SP Sao Paulo")},
	{"CAN", "Canada", "CAD", "+1", `[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d`, pairs("CA-AB Alberta|" +
		"CA-BC British Columbia|CA-MB Manitoba|CA-NB New Brunswick|CA-NL Newfoundland and Labrador|" +
		"CA-NS Nova Scotia|CA-NT Northwest Territories|CA-NU Nunavut|CA-ON Ontario|CA-PE Prince Edward Island|" +
		"CA-QC Quebec|CA-SK Saskatchewan|CA-YT Yukon")},
	{"DEU", "Germany", "EUR", "+49", `\d{5}`, pairs("DE-BE Berlin|DE-BY Bayern|DE-HE Hessen|DE-HH Hamburg|" +
		"DE-NW Nordrhein-Westfalen")},
	{"ESP", "Spain", "EUR", "+34", `\d{5}`, pairs("ES-B Barcelona|ES-M Madrid|ES-SE Sevilla|ES-V Valencia")},
	{"FRA", "France", "EUR", "+33", `\d{5}`, pairs("FR-ARA Auvergne-Rhone-Alpes|FR-IDF Ile-de-France|" +
		"FR-NAQ Nouvelle-Aquitaine")},
	{"GBR", "United Kingdom", "GBP", "+44", `[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}`,
		pairs("GB-ENG England|GB-LND London|GB-NIR Northern Ireland|GB-SCT Scotland|GB-WLS Wales")},
	{"IND", "India", "INR", "+91", `\d{6}`, pairs("IN-DL Delhi|IN-KA Karnataka|IN-MH Maharashtra|IN-TN Tamil Nadu")},
	{"KEN", "Kenya", "KES", "+254", `\d{5}`, pairs("KE-28 Mombasa|KE-30 Nairobi City")},
	{"MEX", "Mexico", "MXN", "+52", `\d{5}`, pairs("MX-CMX Ciudad de Mexico|MX-JAL Jalisco|MX-NLE Nuevo Leon")},
	{"NGA", "Nigeria", "NGN", "+234", `\d{6}`, pairs("NG-FC Abuja|NG-KN Kano|NG-LA Lagos|NG-RI Rivers")},
	{"SGP", "Singapore", "SGD", "+65", `\d{6}`, pairs("SG-01 Central Singapore|SG-05 South West")},
	{"USA", "United States", "USD", "+1", `\d{5}(-\d{4})?`, pairs("US-AK Alaska|US-AL Alabama|US-AR Arkansas|" +
		"US-AZ Arizona|US-CA California|US-CO Colorado|US-CT Connecticut|US-DC District of Columbia|" +
		"US-DE Delaware|US-FL Florida|US-GA Georgia|US-HI Hawaii|US-IA Iowa|US-ID Idaho|US-IL Illinois|" +
		"US-IN Indiana|US-KS Kansas|US-KY Kentucky|US-LA Louisiana|US-MA Massachusetts|US-MD Maryland|" +
		"US-ME Maine|US-MI Michigan|US-MN Minnesota|US-MO Missouri|US-MS Mississippi|US-MT Montana|" +
		"US-NC North Carolina|US-ND North Dakota|US-NE Nebraska|US-NH New Hampshire|US-NJ New Jersey|" +
		"US-NM New Mexico|US-NV Nevada|US-NY New York|US-OH Ohio|US-OK Oklahoma|US-OR Oregon|" +
		"US-PA Pennsylvania|US-RI Rhode Island|US-SC South Carolina|US-SD South Dakota|US-TN Tennessee|" +
		"US-TX Texas|US-UT Utah|US-VA Virginia|US-VT Vermont|US-WA Washington|US-WI Wisconsin|" +
		"US-WV West Virginia|US-WY Wyoming")},
}

// pairs reads codes and names, which are kept apart by a bar.
func pairs(list string) [][2]string {
	var out [][2]string
	for _, one := range strings.Split(list, "|") {
		code, name, _ := strings.Cut(one, " ")
		out = append(out, [2]string{code, name})
	}
	return out
}

func countryBy(code string) (country, bool) {
	for _, c := range countries {
		if c.code == code {
			return c, true
		}
	}
	return country{}, false
}

func (c country) has(subdivision string) bool {
	for _, s := range c.subdivisions {
		if s[0] == subdivision {
			return true
		}
	}
	return false
}

func (c country) takesPostalCode(code string) bool {
	return c.postal == "" || regexp.MustCompile(`\A(?:`+c.postal+`)\z`).MatchString(code)
}

// dials tells whether a phone number begins with the country's code, which may be written with a dash.
func (c country) dials(phone string) bool {
	return strings.HasPrefix(phone, strings.ReplaceAll(c.phone, "-", ""))
}

type countryView struct {
	Code     string     `json:"code"`
	Name     string     `json:"name"`
	Currency string     `json:"currency_code,omitempty"`
	Phone    string     `json:"phone_code"`
	Flag     string     `json:"flag_url"`
	Postal   postalView `json:"postal_code"`
}

type postalView struct {
	Required bool    `json:"required"`
	Regex    *string `json:"regex"`
}

// listCountries serves GET /v1/countries.
func (a *API) listCountries(w http.ResponseWriter, r *http.Request) *apiError {
	p, err := pageOfCatalogue(r)
	if err != nil {
		return err
	}
	var views []countryView
	for _, c := range countries {
		v := countryView{
			Code: c.code, Name: c.name, Currency: c.currency, Phone: c.phone,
			Flag: "https://assets.fin.com/flags/" + strings.ToLower(c.code) + ".svg",
		}
		if c.postal != "" {
			regex := `\A` + c.postal + `\Z` // Ruby's and Python's end of text, as Fin has it
			v.Postal = postalView{true, &regex}
		}
		views = append(views, v)
	}
	return writeData(w, map[string]any{"countries": slice(p, views), "pagination": p.over(len(views))})
}

// listSubdivisions serves GET /v1/countries/{code}/subdivisions.
func (a *API) listSubdivisions(w http.ResponseWriter, r *http.Request) *apiError {
	c, ok := countryBy(r.PathValue("code"))
	if !ok {
		return refuse(http.StatusNotFound, "Country not found")
	}
	type view struct {
		Name string `json:"name"`
		Code string `json:"code"`
	}
	var views []view
	for _, s := range c.subdivisions {
		views = append(views, view{s[1], s[0]})
	}
	return writeData(w, map[string]any{"subdivisions": views})
}
