package fin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Sections that can be asked of whom (reference 13).
var (
	individualSections = []string{sectionIdentity, sectionResidence, sectionTOS}
	partySections      = []string{sectionIdentifying, "tax_info", sectionAddress}
	dataTypes          = []string{"URI", "DATE", "TEXT", "ENUM"}
	fieldStatuses      = []string{"MISSING", "EXPIRED", "INVALID"}
)

// requestFrom turns what a control call asks for into a request.
func (c *customer) requestFrom(q controlapi.FinRequest) (*request, error) {
	sections := individualSections
	switch {
	case q.PartyID != "":
		if !slices.ContainsFunc(c.parties, func(p *party) bool { return p.id == strings.ToLower(q.PartyID) }) {
			return nil, fmt.Errorf("partyId %q: not a party of the customer", q.PartyID)
		}
		sections = partySections
	case c.kind == typeBusiness:
		sections = append(slices.Clone(businessSections), sectionTOS)
	}
	if !slices.Contains(sections, q.Section) {
		return nil, fmt.Errorf("section %q: must be one of %s", q.Section, strings.Join(sections, ", "))
	}
	if len(q.Categories) == 0 {
		return nil, fmt.Errorf("section %q: at least one category is required", q.Section)
	}
	out := &request{party: strings.ToLower(q.PartyID), section: q.Section}
	for _, one := range q.Categories {
		into := category{documentType: one.DocumentType}
		for _, f := range one.Fields {
			if !slices.Contains(dataTypes, f.DataType) || !slices.Contains(fieldStatuses, f.Status) {
				return nil, fmt.Errorf("field %q: dataType must be one of %s, status one of %s",
					f.Name, strings.Join(dataTypes, ", "), strings.Join(fieldStatuses, ", "))
			}
			into.fields = append(into.fields, field{
				f.Name, f.DataType, f.Status, orNil(f.Reason), orNil(f.Side), f.Options,
			})
		}
		out.categories = append(out.categories, into)
	}
	return out, nil
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (q *request) truth() controlapi.FinRequest {
	out := controlapi.FinRequest{PartyID: q.party, Section: q.section}
	for _, c := range q.categories {
		into := controlapi.FinCategory{DocumentType: c.documentType}
		for _, f := range c.fields {
			one := controlapi.FinField{Name: f.name, DataType: f.dataType, Status: f.status, Options: f.options}
			if f.reason != nil {
				one.Reason = *f.reason
			}
			if f.side != nil {
				one.Side = *f.side
			}
			into.Fields = append(into.Fields, one)
		}
		out.Categories = append(out.Categories, into)
	}
	return out
}
