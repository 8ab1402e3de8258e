package dwolla

import "strings"

// states are those of the US by their postal codes, and DC. Dwolla takes territories for businesses
// only (API reference, Customers › Create a personal verified customer).
var states = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields(`
		AL AK AZ AR CA CO CT DC DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ
		NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY`) {
		m[s] = true
	}
	return m
}()

// territories are the US states, DC, and the territories and associated states with postal codes of
// the US: Dwolla takes them for businesses.
var territories = func() map[string]bool {
	m := map[string]bool{}
	for s := range states {
		m[s] = true
	}
	for _, s := range strings.Fields("AS GU MP PR VI FM MH PW UM") {
		m[s] = true
	}
	return m
}()
