package fin

import (
	"context"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// This file answers requests for information (page Update a customer): with what is requested and nothing else.

// reply gathers an answer while requests are read.
type reply struct {
	handIn
	// ids are those of the owners at Fin.
	ids    []string
	chosen map[*paper]bool
	// accepts tells that the acceptance of the terms is asked for, and selfie that a selfie is.
	accepts, selfie bool
	// missing is what the package lacks, and beyond what no call of Fin's API answers.
	missing, beyond []provider.FieldError
}

// answer hands in what Fin requests. A request that no call of its API answers stays open beside those that one
// does, and is an error only if there are no others: Fin's dashboard is where it is answered.
func (h handIn) answer() ([]step, error) {
	r := &reply{handIn: h, chosen: map[*paper]bool{}}
	if h.c.Type == TypeBusiness {
		var err error
		if r.ids, err = h.parties(false); err != nil {
			return nil, err
		}
	}
	for _, q := range h.c.Requests {
		r.read(q)
	}
	switch {
	case len(r.missing) > 0:
		return nil, refused(OpHandIn, r.missing)
	case len(r.chosen) == 0 && !r.accepts:
		return nil, refused(OpHandIn, r.beyond)
	}
	tos := ""
	if r.accepts || r.selfie {
		var err error
		if tos, err = h.terms(); err != nil {
			return nil, err
		}
	}
	switch {
	case h.c.Type == TypeBusiness:
		return []step{r.ofBusiness(tos)}, nil
	case r.selfie:
		// An answer has no room for a selfie. The attach has, and takes the place of what was there.
		return []step{h.individual(tos)}, nil
	}
	return r.ofIndividual(tos)
}

// read chooses what answers one request.
func (r *reply) read(q Request) {
	switch {
	case q.Section == SectionTOS:
		r.accepts = true
		return
	case q.isUnread():
		unread := provider.FieldError{
			Path: "documents", Message: "is what Fin asks about in a form that is on none of its pages: " + ruleAsk,
		}
		if !slices.Contains(r.beyond, unread) {
			r.beyond = append(r.beyond, unread)
		}
		return
	}
	s, ok := r.subject(q)
	if !ok {
		path := provider.FieldPath("business.beneficialOwnership.owners")
		if r.c.Type != TypeBusiness {
			path = "documents"
		}
		r.beyond = append(r.beyond, provider.FieldError{
			Path: path, Message: "has nobody who is the associated party about whom Fin asks: " + ruleAsk,
		})
		return
	}
	if !r.answers(q) {
		path := s.own("documents")
		if q.Section == SectionTaxInfo {
			path = s.secret + "[taxID]"
		}
		r.unanswerable(path, q.Section)
		return
	}
	categories := q.Categories
	if len(categories) == 0 {
		categories = []RequestCategory{{}}
	}
	for _, category := range categories {
		r.choose(s, q.Section, category)
	}
}

const ruleAsk = "answer in Fin's dashboard, or ask its support"

func (r *reply) unanswerable(path provider.FieldPath, section string) {
	r.beyond = append(r.beyond, provider.FieldError{
		Path: path, Message: "is what Fin asks about (" + wordOf(section) + ") in a way that no call of its API answers: " + ruleAsk,
	})
}

// subject is whom a request is about.
func (r *reply) subject(q Request) (*shelf, bool) {
	if q.PartyID == "" {
		return r.content.own, !q.isAboutParty()
	}
	for i, id := range r.ids {
		if strings.EqualFold(id, q.PartyID) {
			return r.content.owners[i], true
		}
	}
	return nil, false
}

// answers tells whether an answer has room for the section.
func (r *reply) answers(q Request) bool {
	room := []string{SectionFormation, SectionOwnership, SectionSupporting}
	switch {
	case q.PartyID != "":
		room = []string{SectionIdentifying, SectionAddress}
	case r.c.Type != TypeBusiness:
		// Fin's pages call them by the names of V1 in requests, and by those of V2 in attaches.
		room = []string{SectionProofOfIdentity, SectionProofOfAddress, SectionIdentifying, SectionAddress}
	}
	return slices.Contains(room, q.Section)
}

// choose chooses the papers for one document that is requested. A file that Fin refused is not sent again.
func (r *reply) choose(s *shelf, section string, category RequestCategory) {
	if slices.ContainsFunc(category.Fields, func(f RequestField) bool { return f.Name == SectionTOS }) {
		r.accepts = true
		return
	}
	if len(category.Fields) > 0 && !slices.ContainsFunc(category.Fields, func(f RequestField) bool { return !f.isText() }) {
		r.unanswerable(s.own("documents"), section)
		return
	}
	selfie := category.DocumentType == DocumentSelfie
	if selfie && Canonical(r.c.Status) != StatusActionRequired {
		r.unanswerable(s.own("documents"), section)
		return
	}
	fitting := s.pick(attachName(section), func(p *paper) bool {
		if attachName(section) == SectionIdentifying {
			return (p.kind == DocumentSelfie) == selfie
		}
		// A type that attaches do not know, as some samples have, may be any of the section.
		return sectionOf(category.DocumentType) != section || p.kind == category.DocumentType
	})
	if len(fitting) == 0 {
		r.missing = append(r.missing, provider.FieldError{
			Path: s.own("documents"), Message: "lacks what Fin asks for: list " + wordOf(category.DocumentType) + " (" + wordOf(section) + ")",
		})
		return
	}
	fresh := slices.DeleteFunc(slices.Clone(fitting), func(p *paper) bool { return category.refuses(p) })
	switch {
	case len(fresh) == 0:
		r.missing = append(r.missing, provider.FieldError{
			Path: fitting[0].path(0, "source"), Message: "is a file that Fin has and does not accept: give another",
		})
		return
	case slices.ContainsFunc(fresh, func(p *paper) bool { return !p.known("") }):
		fresh = slices.DeleteFunc(fresh, func(p *paper) bool { return p.known("") })
	}
	for _, p := range fresh {
		r.chosen[p] = true
	}
	r.selfie = r.selfie || selfie
}

// isText tells whether the field is a question, which no call answers.
func (f RequestField) isText() bool {
	return f.Name == "text" || f.DataType == "TEXT" && f.Name == ""
}

// refuses tells whether Fin has the files of a paper and wants others.
func (c RequestCategory) refuses(p *paper) bool {
	return slices.ContainsFunc(c.Fields, func(f RequestField) bool {
		return f.isFile() && !strings.EqualFold(f.Status, FieldMissing) && p.known(strings.ToUpper(f.Side))
	})
}

func (r *reply) only(s *shelf) *shelf {
	return s.of(func(_ string, p *paper) bool { return r.chosen[p] })
}

func (r *reply) ofIndividual(tos string) ([]step, error) {
	s := r.only(r.content.own)
	a := func() IndividualAnswer {
		out := IndividualAnswer{TOSValue: tos}
		d := s.individual(r.residence(), "")
		for _, one := range d.Identifying {
			out.ProofOfIdentity = &IndividualProof{
				Type: one.Type, Number: one.Number, Country: one.Country, IssueDate: one.IssueDate, ExpiryDate: one.ExpiryDate, Files: one.Files,
			}
		}
		for _, one := range d.Address {
			out.ProofOfAddress = &IndividualProof{Type: one.Type, Country: one.Country, Files: one.Files}
		}
		return out
	}
	if a().ProofOfIdentity != nil && s.identity.IssueDate.IsEmpty() {
		return nil, refused(OpHandIn, []provider.FieldError{{
			Path: s.secret + "[documentIssueDate]", Message: "is missing, and Fin takes no document without it that was requested: " + rulePast,
		}})
	}
	return []step{{s.papers(), func(ctx context.Context) error {
		return r.p.client.AnswerIndividual(ctx, r.c.ID, a())
	}, s.place}}, nil
}

func (r *reply) ofBusiness(tos string) step {
	own := r.only(r.content.own)
	papers := own.papers()
	var ids []string
	var owners []*shelf
	for i, s := range r.content.owners {
		if s = r.only(s); len(s.papers()) > 0 {
			ids, owners, papers = append(ids, r.ids[i]), append(owners, s), append(papers, s.papers()...)
		}
	}
	return step{papers, func(ctx context.Context) error {
		d := own.business("")
		a := BusinessAnswer{Formation: d.Formation, Ownership: d.Ownership, Supporting: d.Supporting, TOSValue: tos}
		for i, s := range owners {
			a.Parties = append(a.Parties, s.party(ids[i]))
		}
		return r.p.client.AnswerBusiness(ctx, r.c.ID, a)
	}, placesOf(own, owners)}
}
