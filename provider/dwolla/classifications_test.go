package dwolla

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

const classificationsJSON = `{"_links":{},"total":3,"_embedded":{"business-classifications":[
	{"id":"` + groupID + `","name":"Food retail and service","_embedded":{"industry-classifications":[
		{"id":"9ed3f671-7d6f-11e3-803c-5404a6144203","name":"Gourmet foods"},
		{"id":"9ed3f66c-7d6f-11e3-86ae-5404a6144203","name":"Distilleries"},
		{"id":"` + industryID + `","name":"Wineries"},
		{"id":"00000000-0000-4000-8000-000000000001","name":"Other"}]}},
	{"id":"9ed3a866-7d6f-11e3-a0ce-5404a6144203","name":"Entertainment & media","_embedded":{"industry-classifications":[
		{"id":"9ed3cf58-7d6f-11e3-81a4-5404a6144203","name":"Toys and games"},
		{"id":"00000000-0000-4000-8000-000000000002","name":"Other"},
		{"id":"00000000-0000-4000-8000-000000000004","name":"<script>"},
		{"id":"9ed3cf50-7d6f-11e3-8ae8-5404a6144203","name":"Music"}]}},
	{"id":"00000000-0000-4000-8000-000000000003","name":"Empty"}]}}`

func TestIndustry(t *testing.T) {
	for name, tc := range map[string]struct{ written, id, problem string }{
		"by name":             {"Wineries", industryID, ""},
		"in any case":         {" wineries\n", industryID, ""},
		"and for &":           {"toys & games", "9ed3cf58-7d6f-11e3-81a4-5404a6144203", ""},
		"with its group":      {"Entertainment and media / Other", "00000000-0000-4000-8000-000000000002", ""},
		"with its group, too": {"food retail and service/other", "00000000-0000-4000-8000-000000000001", ""},
		"in several groups": {"other", "", `is an industry of several groups: write it with its group, like ` +
			`"Food retail and service / Other", "Entertainment & media / Other"`},
		"a group": {"Food Retail & Service", "", `is a group of industries and not one of them: write one of its own, like ` +
			`"Gourmet foods", "Distilleries", "Wineries", "Other"`},
		"a group without industries": {"empty", "", "is a group of industries and not one of them"},
		"misspelt":                   {"Distillerys", "", `is not in Dwolla's list of industries; similar ones are "Distilleries"`},
		"part of it":                 {"winery", "", `is not in Dwolla's list of industries; similar ones are "Wineries"`},
		"a word of it":               {"games arcade", "", `is not in Dwolla's list of industries; similar ones are "Toys and games"`},
		"nothing like it": {"Qqq", "", "is not in Dwolla's list of industries: write the name or the ID of an industry, " +
			"as GET /business-classifications of Dwolla's API lists them"},
		"what may not stand in a message": {"scripts", "", "is not in Dwolla's list of industries: write the name or the ID of an " +
			"industry, as GET /business-classifications of Dwolla's API lists them"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("GET /business-classifications", 200, classificationsJSON)
			id, err := f.client(t).Industry(t.Context(), tc.written)
			if tc.problem == "" {
				require.NoError(t, err)
				assert.Equal(t, tc.id, id)
				return
			}
			e := mustError(t, err)
			assert.Equal(t, provider.ClassInvalid, e.Class)
			assert.Equal(t, provider.OutcomeRefused, e.Outcome)
			assert.Equal(t, []provider.FieldError{{Path: "business.classification", Message: tc.problem}}, e.Fields)
		})
	}
}

func TestAtMostFiveAreOffered(t *testing.T) {
	assert.Equal(t, `: "a1", "a2", "a3", "a4", "a5"`, offer(": ", []string{"a1", "a2", "a3", "a4", "a5", "a6"}))
	assert.Empty(t, offer(": ", []string{"", "<b>", strings.Repeat("x", 81)}))
}

func TestIndustryOfABusiness(t *testing.T) {
	named := acme()
	named.Business.Classification = "wineries"
	f := newFake()
	f.Answers("GET /business-classifications", 200, classificationsJSON)
	p := f.provider(t)
	for range 3 {
		_, _ = p.CreateCustomer(t.Context(), provider.CreateRequest{Key: "k", Customer: named})
	}
	assert.Equal(t, 1, f.Count("GET /business-classifications"))
	assert.Contains(t, f.Calls("POST /customers")[0].Body, `"businessClassification":"`+industryID+`"`)

	f.Answers("GET /customers/"+customerID, 200, businessJSON("retry", BusinessLLC, links("retry-verification")))
	f.Answers("POST /customers/"+customerID, 200, businessJSON("verified", BusinessLLC, links("send")))
	_, err := p.CorrectCustomer(t.Context(), provider.SubmitRequest{CustomerID: customerID, Customer: named})
	require.NoError(t, err)
	assert.Contains(t, f.Calls("POST /customers/" + customerID)[0].Body, industryID)

	named.Business.Classification = "wine"
	_, err = p.CreateCustomer(t.Context(), provider.CreateRequest{Key: "k", Customer: named})
	assert.Equal(t, `CreateCustomer: Dwolla refuses the data: business.classification: is not in Dwolla's list of industries; `+
		`similar ones are "Wineries"`, mustError(t, err).Error())
	assert.Equal(t, 3, f.Count("POST /customers"), "nothing was sent")
}

// TestTheGroupsID: an ID is taken as it is, until Dwolla refuses it or the list is known.
func TestTheGroupsID(t *testing.T) {
	c := acme()
	c.Business.Classification = groupID
	f := newFake()
	f.Answers("GET /business-classifications", 200, classificationsJSON)
	f.Answers("POST /customers", 400, validation+`{"code":"InvalidFormat","path":"/businessClassification"}]}}`)
	p := f.provider(t)
	var texts []string
	for range 2 {
		_, err := p.CreateCustomer(t.Context(), provider.CreateRequest{Key: "k", Customer: c})
		texts = append(texts, mustError(t, err).Error())
	}
	assert.Contains(t, texts[0], `is a group of industries and not one of them: write one of its own, like "Gourmet foods"`)
	assert.Equal(t, texts[0], texts[1])
	assert.Equal(t, 1, f.Count("POST /customers"))
	assert.Equal(t, 1, f.Count("GET /business-classifications"))

	f.Answers("GET /business-classifications", 404, `{"code":"NotFound"}`)
	_, err := f.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Key: "k", Customer: c})
	assert.Contains(t, mustError(t, err).Error(), "is refused: ", "what Dwolla said stands if the list cannot be read")
}

func TestTheListIsKeptForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.Answers("GET /business-classifications", 500, `{"code":"ServerError"}`)
		c := f.client(t)
		_, err := c.Industry(t.Context(), "Wineries")
		e := mustError(t, err)
		assert.Equal(t, provider.ClassUnavailable, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome, "no customer was sent")
		f.Answers("GET /business-classifications", 200, classificationsJSON)
		before := f.Count("GET /business-classifications")
		look := func(want int) {
			t.Helper()
			_, err := c.Industry(t.Context(), "Wineries")
			require.NoError(t, err)
			assert.Equal(t, want, f.Count("GET /business-classifications")-before)
		}
		look(1)
		time.Sleep(24 * time.Hour)
		look(1)
		time.Sleep(time.Second)
		look(2)
	})
}

func TestOneReadsTheListForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.On("GET /business-classifications", func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(5 * time.Second)
			hal(w, 200, classificationsJSON)
		})
		c := f.client(t)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				_, err := c.Industry(t.Context(), "Wineries")
				assert.NoError(t, err)
			})
		}
		synctest.Wait()
		hurried, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Industry(hurried, "Wineries")
		assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class)
		all.Wait()
		assert.Equal(t, 1, f.Count("GET /business-classifications"))
	})
}

func TestListBusinessClassifications(t *testing.T) {
	f := newFake()
	f.Answers("GET /business-classifications", 200, classificationsJSON)
	list, err := f.client(t).ListBusinessClassifications(t.Context())
	require.NoError(t, err)
	assert.Len(t, list, 3)
	assert.Equal(t, Industry{industryID, "Wineries"}, list[0].Embedded.Industries[2])
	f.Answers("GET /business-classifications", 200, `{}`)
	_, err = f.client(t).ListBusinessClassifications(t.Context())
	assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class)
}
