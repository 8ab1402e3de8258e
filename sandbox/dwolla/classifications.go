package dwolla

import (
	"fmt"
	"net/http"
	"strings"
)

// classification is a group of industries. Only an industry's id is a businessClassification.
type classification struct {
	id, name   string
	industries []industry
}

type industry struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type classificationView struct {
	Links    links          `json:"_links"`
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Embedded map[string]any `json:"_embedded"`
}

// documented are the classifications of reference 2.12. All their ids are Dwolla's own; the two names that
// no public source gives are marked.
var documented = []classification{
	{"9ed3f669-7d6f-11e3-b545-5404a6144203", "Food retail and service", []industry{
		{"9ed3f671-7d6f-11e3-803c-5404a6144203", "Gourmet foods"},
		{"9ed3f66c-7d6f-11e3-86ae-5404a6144203", "Distilleries"},
		{"9ed3f66b-7d6f-11e3-95ac-5404a6144203", "Wineries"},
		{"9ed3f670-7d6f-11e3-b1ce-5404a6144203", "Restaurants"}, // name and group invented
	}},
	{"9ed3a866-7d6f-11e3-a0ce-5404a6144203", "Entertainment and media", []industry{
		{"9ed3cf58-7d6f-11e3-81a4-5404a6144203", "Toys and games"},
		{"9ed3cf50-7d6f-11e3-8ae8-5404a6144203", "Music"},
		{"9ed38155-7d6f-11e3-83c3-5404a6144203", "Theatre"}, // name and group invented
	}},
}

// invented are the names of further classifications, each with its industries, to make up the 27 that
// Dwolla has. Their ids begin with zeros, see inventedID.
var invented = [][]string{
	{"Agriculture", "Crop farming", "Livestock", "Forestry"},
	{"Arts and crafts", "Galleries", "Craft supplies"},
	{"Automotive", "Dealers", "Repair"},
	{"Beauty and fragrances", "Salons", "Cosmetics"},
	{"Books and magazines", "Bookshops", "Publishers"},
	{"Business services", "Accounting", "Advertising", "Consulting"},
	{"Clothing and accessories", "Clothing", "Shoes"},
	{"Computers and electronics", "Hardware", "Software"},
	{"Construction", "General contractors", "Electricians"},
	{"Education", "Schools", "Tutoring"},
	{"Energy and utilities", "Electricity", "Water"},
	{"Financial services", "Insurance", "Lending"},
	{"Gifts and flowers", "Florists", "Gift shops"},
	{"Government", "Municipalities", "Courts"},
	{"Health and personal care", "Dentists", "Pharmacies"},
	{"Home and garden", "Furniture", "Landscaping"},
	{"Legal services", "Law firms", "Notaries"},
	{"Manufacturing", "Machinery", "Textiles"},
	{"Non-profit", "Charities", "Religious organisations"},
	{"Pets and animals", "Pet shops", "Veterinarians"},
	{"Real estate", "Brokers", "Property management"},
	{"Sports and outdoors", "Gyms", "Sporting goods"},
	{"Transportation", "Freight", "Taxis"},
	{"Travel", "Hotels", "Travel agencies"},
	{"Wholesale", "Durable goods", "Groceries"},
}

// inventedID numbers invented entries; a classification has the industry 0. The ids are the same in every
// run, so that manifests may name them.
func inventedID(classification, industry int) string {
	return fmt.Sprintf("00000000-0000-4000-8000-%06d%06d", classification, industry)
}

// classifications are all that the API knows, and industryIDs all that a business may name.
var classifications, industryIDs = catalogue()

func catalogue() ([]classification, map[string]bool) {
	all := documented
	for i, names := range invented {
		c := classification{id: inventedID(i+1, 0), name: names[0]}
		for j, name := range names[1:] {
			c.industries = append(c.industries, industry{inventedID(i+1, j+1), name})
		}
		all = append(all, c)
	}
	ids := make(map[string]bool)
	for _, c := range all {
		for _, one := range c.industries {
			ids[one.ID] = true
		}
	}
	return all, ids
}

// anIndustry is the rule of businessClassification.
func anIndustry(v string) (code, message string) {
	if industryIDs[strings.ToLower(v)] {
		return "", ""
	}
	return codeFormat, "invalid."
}

func (c classification) view(b base) classificationView {
	return classificationView{
		Links:    links{"self": b.link("/business-classifications/"+c.id, "business-classification")},
		ID:       c.id,
		Name:     c.name,
		Embedded: map[string]any{"industry-classifications": c.industries},
	}
}

// listClassifications serves GET /business-classifications; it has no pages.
func (a *API) listClassifications(w http.ResponseWriter, r *http.Request) *apiError {
	views := make([]classificationView, 0, len(classifications))
	for _, c := range classifications {
		views = append(views, c.view(baseOf(r)))
	}
	writeJSON(w, http.StatusOK, list{links{}, map[string]any{"business-classifications": views}, len(views)})
	return nil
}

// getClassification serves GET /business-classifications/{id}; the id of an industry is none.
func (a *API) getClassification(w http.ResponseWriter, r *http.Request) *apiError {
	for _, c := range classifications {
		if c.id == strings.ToLower(r.PathValue("id")) {
			writeJSON(w, http.StatusOK, c.view(baseOf(r)))
			return nil
		}
	}
	return errNotFound()
}
