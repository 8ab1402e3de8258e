package dwolla

import "net/http"

type classification struct {
	Links    links          `json:"_links"`
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Embedded map[string]any `json:"_embedded"`
}

type industryClassification struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// classifications are those of reference 2.12, which are all that any public source names.
var classifications = []struct {
	id, name   string
	industries []industryClassification
}{
	{"9ed3f669-7d6f-11e3-b545-5404a6144203", "Food retail and service", []industryClassification{
		{"9ed3f671-7d6f-11e3-803c-5404a6144203", "Gourmet foods"},
		{"9ed3f66c-7d6f-11e3-86ae-5404a6144203", "Distilleries"},
		{"9ed3f66b-7d6f-11e3-95ac-5404a6144203", "Wineries"},
	}},
	{"9ed3a866-7d6f-11e3-a0ce-5404a6144203", "Entertainment and media", []industryClassification{
		{"9ed3cf58-7d6f-11e3-81a4-5404a6144203", "Toys and games"},
		{"9ed3cf50-7d6f-11e3-8ae8-5404a6144203", "Music"},
	}},
}

// industry refuses the id of a classification where one of an industry is wanted. Unknown ids pass, since
// the list of industries is not public.
func industry(v string) (code, message string) {
	for _, c := range classifications {
		if c.id == v {
			return codeFormat, "invalid."
		}
	}
	return "", ""
}

func classificationViews(b base) []classification {
	views := make([]classification, 0, len(classifications))
	for _, c := range classifications {
		views = append(views, classification{
			Links:    links{"self": b.link("/business-classifications/"+c.id, "business-classification")},
			ID:       c.id,
			Name:     c.name,
			Embedded: map[string]any{"industry-classifications": c.industries},
		})
	}
	return views
}

// listClassifications serves GET /business-classifications.
func (a *API) listClassifications(w http.ResponseWriter, r *http.Request) *apiError {
	views := classificationViews(baseOf(r))
	writeJSON(w, http.StatusOK, list{links{}, map[string]any{"business-classifications": views}, len(views)})
	return nil
}

// getClassification serves GET /business-classifications/{id}.
func (a *API) getClassification(w http.ResponseWriter, r *http.Request) *apiError {
	for _, c := range classificationViews(baseOf(r)) {
		if c.ID == r.PathValue("id") {
			writeJSON(w, http.StatusOK, c)
			return nil
		}
	}
	return errNotFound()
}
