package fin

import (
	"net/http"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// Scopes of a request for information.
const (
	scopeCustomer = "CUSTOMER"
	scopeParty    = "ASSOCIATED_PARTY"
)

// request is what is asked for in one section, of the customer or of one party (reference 13).
type request struct {
	party      string // id, or empty for the customer
	section    string
	categories []category
}

type category struct {
	documentType string
	fields       []field
}

type field struct {
	name, dataType, status string
	reason, side           *string
	options                []string
}

// requestView differs between the details and the webhook: the one has scope, party and options, the other
// has sides (reference 17, 10).
type requestView struct {
	Scope      string         `json:"scope,omitempty"`
	PartyID    string         `json:"associated_party_id,omitempty"`
	Section    string         `json:"section"`
	Categories []categoryView `json:"categories"`
}

type categoryView struct {
	DocumentType string `json:"document_type"`
	Fields       []any  `json:"fields"`
}

type fieldView struct {
	Name     string  `json:"field_name"`
	DataType string  `json:"data_type"`
	Status   string  `json:"status"`
	Reason   *string `json:"reason"`
}

type detailsField struct {
	fieldView
	Options []string `json:"options"`
}

type webhookField struct {
	fieldView
	Side *string `json:"side"`
}

func (q *request) view(details bool) requestView {
	v := requestView{Section: q.section, Categories: []categoryView{}}
	if details {
		v.Scope, v.PartyID = scopeCustomer, q.party
		if q.party != "" {
			v.Scope = scopeParty
		}
	}
	for _, c := range q.categories {
		cv := categoryView{c.documentType, []any{}}
		for _, f := range c.fields {
			base := fieldView{f.name, f.dataType, f.status, f.reason}
			switch {
			case details:
				cv.Fields = append(cv.Fields, detailsField{base, append([]string{}, f.options...)})
			case f.dataType == "URI":
				cv.Fields = append(cv.Fields, webhookField{base, f.side})
			default:
				cv.Fields = append(cv.Fields, base)
			}
		}
		v.Categories = append(v.Categories, cv)
	}
	return v
}

func (c *customer) requestViews(details bool) []requestView {
	views := []requestView{}
	for _, q := range c.rfi {
		views = append(views, q.view(details))
	}
	return views
}

// answer serves PATCH /v1/customers/{id}: exactly what is asked for, and nothing else (reference 13).
func (a *API) answer(w http.ResponseWriter, c *customer, in *input.Object) *apiError {
	if len(c.rfi) == 0 {
		return refuseState("nothing is requested from the customer")
	}
	t := a.attachmentFor(c)
	c.readAnswer(in, t)
	if err := errFields(in.Problems()); err != nil {
		return err
	}
	a.accept(c, t)
	return writeData(w, map[string]string{"customer_id": c.id})
}

// readAnswer reads what was asked for and fails everything else.
func (c *customer) readAnswer(in *input.Object, t *attachment) {
	for _, name := range in.Names() {
		switch {
		case name == sectionParties && c.kind == typeBusiness:
			for _, one := range in.Objects(name, 1) {
				if p := c.partyOf(one); p != nil {
					c.readPartyAnswer(one, t, p)
				}
			}
			continue
		case !c.wants(name):
			in.Fail(name, notAsked)
			continue
		case name == sectionTOS:
			t.readTOS(in, c)
		case name == sectionIdentity && c.kind == typeIndividual:
			t.readProofOfIdentity(in, true)
		case name == sectionResidence && c.kind == typeIndividual:
			t.readProofOfAddress(in, true)
		case name == sectionIdentifying && c.kind == typeIndividual:
			t.readIdentifying(in)
		case name == sectionAddress && c.kind == typeIndividual:
			t.readAddressOf(in, c.country)
		case slices.Contains(businessSections, name) && c.kind == typeBusiness:
			first := len(t.documents)
			t.readBusinessDocuments(in, name)
			for _, d := range t.documents[first:] {
				if !c.asked("", name).takes(d.documentType) {
					in.Fail(name, "%s %s", d.documentType, notAsked)
				}
			}
		default:
			in.Fail(name, notAnswerable)
		}
	}
	if len(in.Names()) == 0 {
		in.Fail("body", "is empty")
	}
}

// wants tells whether a field of an answer was asked for, be it by the name that it has in the attach of a V2
// individual, whose fields are accepted as well (reference 13).
func (c *customer) wants(name string) bool {
	other := attachSections[name]
	return c.asked("", name) != nil || c.version == version2 && other != "" && c.asked("", other) != nil
}

const (
	notAsked      = "is not requested"
	notAnswerable = "cannot be answered"
)

func (c *customer) readPartyAnswer(in *input.Object, t *attachment, p *party) {
	first := len(t.documents)
	for _, name := range in.Names() {
		switch {
		case name == "associated_party_id":
		case c.asked(p.id, name) == nil:
			in.Fail(name, notAsked)
		case name != sectionIdentifying && name != sectionAddress:
			in.Fail(name, notAnswerable)
		}
	}
	t.readParty(in, p, 0)
	if len(t.documents) == first && len(in.Problems()) == 0 {
		in.Fail(sectionIdentifying, "at least one document is required")
	}
}

// asked is the request for a section, or nil.
func (c *customer) asked(party, section string) *request {
	for _, q := range c.rfi {
		if q.party == party && q.section == section {
			return q
		}
	}
	return nil
}

// takes tells whether a document of a type answers a request. Requests name types that no attach knows;
// such a category takes any.
func (q *request) takes(documentType string) bool {
	return slices.ContainsFunc(q.categories, func(c category) bool { return c.takes(q.section, documentType) })
}

func (c category) takes(section, documentType string) bool {
	return c.documentType == documentType || !slices.Contains(businessTypes[section], c.documentType)
}

// attachSections are the sections of a request that an attach of other name answers (reference 17, 11).
var attachSections = map[string]string{sectionIdentifying: sectionIdentity, sectionAddress: sectionResidence}

// resolve takes what a document answers off the list of requests.
func (c *customer) resolve(d document) {
	for _, q := range c.rfi {
		same := q.section == d.section || d.party == "" && q.section == attachSections[d.section]
		if q.party != d.party || !same {
			continue
		}
		q.categories = slices.DeleteFunc(q.categories, func(one category) bool {
			return c.kind == typeIndividual || q.party != "" || one.takes(q.section, d.documentType)
		})
	}
	c.rfi = slices.DeleteFunc(c.rfi, func(q *request) bool { return len(q.categories) == 0 })
}
