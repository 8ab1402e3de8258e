package fin

import "net/http"

// item of a catalogue. The titles of sources of wealth are those of Fin's example; all others, and all ids,
// are invented (reference 10).
type item struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
	// for whom it is; empty means for all.
	only string
	// other tells that a remark has to say what is meant.
	other bool
}

var (
	occupations = items("", "Accountant", "Consultant", "Engineer", "Entrepreneur", "Lawyer", "Physician",
		"Sales", "Student", "Teacher", "Other")
	industries = items("", "Agriculture", "Construction", "Consulting", "Education", "Financial services",
		"Health care", "Manufacturing", "Retail", "Software", "Transport")
	purposes = append(items(typeIndividual, "Personal transfers", "Savings", "Payments to family", "Other"),
		items(typeBusiness, "Payments to suppliers", "Payroll", "Treasury", "Receiving customer payments",
			"Other")...)
	sourcesOfFunds = append(items(typeIndividual, "Salary", "Savings", "Pension", "Gift"),
		items(typeBusiness, "Business revenue", "Investment capital", "Loans", "Other")...)
	sourcesOfWealth = items("", "Business dividends or profits", "Investment income", "Real estate",
		"Inheritance", "Salary", "Sale of business", "Other")
)

// firstBusinessID keeps the ids of businesses and of individuals apart, so that one in the wrong place shows.
const firstBusinessID = 101

func items(only string, titles ...string) []item {
	first := int64(1)
	if only == typeBusiness {
		first = firstBusinessID
	}
	var out []item
	for i, title := range titles {
		out = append(out, item{first + int64(i), title, only, title == "Other"})
	}
	return out
}

// known tells whether an id is one of a catalogue's for a type of customer.
func known(all []item, kind string) func(int64) bool {
	return func(id int64) bool { _, ok := lookUp(all, kind, id); return ok }
}

func lookUp(all []item, kind string, id int64) (item, bool) {
	for _, one := range all {
		if one.ID == id && (one.only == "" || one.only == kind) {
			return one, true
		}
	}
	return item{}, false
}

// catalogue serves a list under a key of its own; typed ones have to be asked for a type of customer.
func (a *API) catalogue(key string, all []item, typed bool) endpoint {
	return func(w http.ResponseWriter, r *http.Request) *apiError {
		p, err := pageOfCatalogue(r)
		if err != nil {
			return err
		}
		kind := r.URL.Query().Get("type")
		if typed && kind != typeIndividual && kind != typeBusiness {
			return refuse(http.StatusBadRequest, "type must be INDIVIDUAL or BUSINESS")
		}
		var found []item
		for _, one := range all {
			if one.only == "" || one.only == kind {
				found = append(found, one)
			}
		}
		return writeData(w, map[string]any{key: slice(p, found), "pagination": p.over(len(found))})
	}
}
