package fin

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// OpHandIn names what HandIn itself finds; its calls have names of their own.
const OpHandIn = "HandIn"

// settling is how long after a change of a customer an attach may still be waiting to be worked on. Fin says that
// it works on them later, not how much; see settled.
const settling = 20 * time.Second

// arriving is how long an attach that was not answered may still be on its way.
const arriving = 2 * time.Minute

// ValidatePackage implements provider.PackageTaker. It looks at what an attach sends: the documents, the data of
// identity documents, and that the terms are accepted. Nothing else of a customer can be sent after the create.
func (p *Provider) ValidatePackage(pkg provider.Package) []provider.FieldError {
	_, found := p.shelve(pkg)
	return found
}

// HandIn implements provider.PackageTaker. A first package goes in as attaches; an answer to what Fin requests is
// a single PATCH. Files are uploaded first: a file that nothing refers to yet is nothing to Fin, so that an
// upload may be repeated.
//
// Of a business the documents of its own go first, with the terms, and those of all its parties after that, in
// one call. That order is the one which can be taken up again: Fin's status tells that the first of the two calls
// happened and the second did not (ASSOCIATED_PARTIES_REMAINING), while it shows nowhere that a party has
// documents as long as the business has none. It is also the call for the parties that begins the review.
func (p *Provider) HandIn(ctx context.Context, pkg provider.Package) error {
	content, found := p.shelve(pkg)
	if len(found) > 0 {
		return refused(OpHandIn, found)
	}
	c, err := p.read(ctx, pkg.CustomerID, pkg.Customer.Type)
	if err != nil {
		return provider.Unsent(err)
	}
	steps, err := p.plan(c, pkg, content)
	if err != nil {
		return err
	}
	return provider.Vanished(p.take(ctx, c, pkg, steps))
}

// take makes the calls of a plan. All but the last are about documents of the customer itself. That these are there is
// told at once: of documents that are attached anew Fin does not show it, and the next attempt would attach them again.
func (p *Provider) take(ctx context.Context, c *Customer, pkg provider.Package, steps []step) error {
	if err := p.uploadAll(ctx, c.ID, steps); err != nil {
		return err
	}
	if err := p.unmoved(ctx, c, pkg.Customer.Type); err != nil {
		return err
	}
	last := len(steps) - 1
	for i, s := range steps {
		if err := translateError(s.send(ctx), s.where); err != nil {
			return c.halfway(err, i == last)
		}
		if i < last {
			for _, one := range s.papers {
				pkg.Tell("", one.files...)
			}
		}
	}
	return nil
}

// halfway is an error of an attach. One that is not the last and was not answered may take its effect after the look
// with which the next attempt begins, and then documents would be there twice: of a first package its outcome stays
// what it is, for the status tells later how much of it Fin has. Of documents that are attached anew no status
// tells: what is certain is that the rest was not sent, and that it is to be sent once the first part shows.
func (c *Customer) halfway(err error, last bool) error {
	e := provider.As(err)
	if last || e == nil || e.Outcome != provider.OutcomeUnknown || Canonical(c.Status) == StatusIncomplete {
		return err
	}
	unsent := *e
	unsent.Outcome, unsent.RetryAfter = provider.OutcomeRefused, max(e.RetryAfter, arriving)
	return &unsent
}

// step is a call that hands something in.
type step struct {
	papers []*paper
	send   func(context.Context) error
	where  func(path string) place
}

// plan is what has to be called for a customer as Fin has it. There is one step at least.
func (p *Provider) plan(c *Customer, pkg provider.Package, content contents) ([]step, error) {
	if business := pkg.Customer.Type == provider.CustomerBusiness; business != (c.Type == TypeBusiness) {
		return nil, refused(OpHandIn, []provider.FieldError{{
			Path: "type", Message: "is another than the customer has at Fin: write the customer under the type that it has there",
		}})
	}
	h := handIn{p: p, c: c, pkg: pkg, content: content}
	status := Canonical(c.Status)
	switch {
	case status == StatusIncomplete:
		return h.first()
	case status == StatusProcessing && c.hasInitiated():
		return nil, working(settling)
	case status == StatusPartiesRemaining && c.Type == TypeBusiness:
		return h.remaining()
	case (status == StatusActionRequired || status == StatusApproved) && len(c.Requests) > 0:
		return h.answer()
	case status == StatusActionRequired:
		return h.anew()
	}
	return nil, conflict("Fin takes no documents of this customer in its status")
}

func conflict(message string) *provider.Error {
	return &provider.Error{
		Class: provider.ClassConflict, Outcome: provider.OutcomeRefused, Operation: OpHandIn, Message: message,
	}
}

// handIn is a package on its way to a customer as Fin showed it.
type handIn struct {
	p       *Provider
	c       *Customer
	pkg     provider.Package
	content contents
}

// first hands in a whole package.
func (h handIn) first() ([]step, error) {
	tos, ids, err := h.ready(true)
	if err != nil {
		return nil, err
	}
	if h.c.Type != TypeBusiness {
		return []step{h.individual(tos)}, nil
	}
	return []step{h.business(h.content.own, tos), h.ofParties(ids, h.content.owners)}, nil
}

// remaining hands in the documents of parties for which Fin waits.
func (h handIn) remaining() ([]step, error) {
	if err := h.settled(); err != nil {
		return nil, err
	}
	ids, err := h.parties(true)
	if err != nil {
		return nil, err
	}
	if s, some := h.renewed(ids); some {
		return []step{s}, nil
	}
	return nil, refused(OpHandIn, []provider.FieldError{{
		Path: "business.beneficialOwnership.owners", Message: "Fin waits for documents of the owners, and has all that are listed: " +
			"list others under spec.documents of the BeneficialOwners",
	}})
}

// anew hands in documents again for a customer that has to act and of whom nothing is requested by name: Fin's
// remarks on what it refused do not say which document of ours it was. An individual's attach replaces what was
// there; of a business only what is new is attached.
func (h handIn) anew() ([]step, error) {
	tos, ids, err := h.ready(false)
	if err != nil {
		return nil, err
	}
	if h.c.Type != TypeBusiness {
		return []step{h.individual(tos)}, nil
	}
	var steps []step
	if own := h.content.own.unknown(); len(own.papers()) > 0 {
		steps = append(steps, h.business(own, tos))
	}
	if s, some := h.renewed(ids); some {
		steps = append(steps, s)
	}
	if len(steps) == 0 {
		return nil, refused(OpHandIn, []provider.FieldError{{
			Path: "documents", Message: "Fin has all of them already: replace those that it refused, here and under spec.documents of the BeneficialOwners",
		}})
	}
	return steps, nil
}

// ready is what attaches of a customer's own documents take beside them, once all that was attached before shows: the
// value for the terms, and of a business the IDs of its owners. whole is as for parties.
func (h handIn) ready(whole bool) (tos string, ids []string, err error) {
	if err := h.settled(); err != nil {
		return "", nil, err
	}
	if tos, err = h.terms(); err != nil || h.c.Type != TypeBusiness {
		return tos, nil, err
	}
	ids, err = h.parties(whole)
	return tos, ids, err
}

// settled tells whether everything that was attached before shows. Fin answers an attach before it works on it,
// and until then the status is what it was: an attach whose answer was lost must not be repeated meanwhile. What
// changed shortly before Fin wrote the answer may be such an attach. Of individuals Fin refuses a second attach by
// itself; of businesses its pages do not say so.
func (h handIn) settled() error {
	if !h.c.Updated.After(h.c.Created.Time) {
		return nil
	}
	now := h.c.Through
	if now.IsZero() {
		now = h.p.now()
	}
	left := settling - now.Sub(h.c.Updated.Time)
	if left <= 0 {
		return nil
	}
	return working(min(left, settling))
}

// working is the error while it does not show yet what Fin has.
func working(wait time.Duration) *provider.Error {
	return &provider.Error{
		Class: provider.ClassUnavailable, Outcome: provider.OutcomeRefused, Operation: OpHandIn, RetryAfter: wait,
		Message: "Fin may still be working on what was attached before: what it lacks shows after that",
	}
}

// terms is the value that stands for the accepted terms.
func (h handIn) terms() (string, error) {
	if tos := TOSValue(h.c.TOSPoliciesURL); tos != "" {
		return tos, nil
	}
	return "", &provider.Error{
		Class: provider.ClassUnavailable, Outcome: provider.OutcomeRefused, Operation: OpHandIn,
		Message: "Fin does not show the value for the acceptance of its terms with the customer",
	}
}

// parties are the IDs of the owners at Fin, in the order of the owners. An owner is told by the ID, or else by the
// e-mail address, which is all that Fin shows of a party. No call adds a party or removes one, so that whoever is
// on one side only has to be settled with Fin. whole says that the package has to have every party whom Fin has
// not looked at.
func (h handIn) parties(whole bool) ([]string, error) {
	var found []provider.FieldError
	named := map[string]bool{}
	ids := make([]string, len(h.pkg.Customer.Owners))
	for i, m := range h.pkg.Customer.Owners {
		ids[i] = h.partyOf(m)
		named[ids[i]] = true
		if ids[i] == "" {
			found = append(found, provider.FieldError{
				Path: provider.MemberPath(m.Name, "email"), Message: "is no associated party's of the business at Fin, which takes owners " +
					"only when the business is created: write the address that it was created with, or ask Fin's support to add the owner",
			})
		}
	}
	for _, party := range h.c.Parties {
		if whole && !named[party.ID] && party.isInitiated() {
			found = append(found, provider.FieldError{
				Path: "business.beneficialOwnership.owners", Message: "lacks an associated party that the business has at Fin: name every " +
					"owner whom it was created with, or ask Fin's support to remove the party",
			})
			break
		}
	}
	if len(found) > 0 {
		return nil, refused(OpHandIn, found)
	}
	return ids, nil
}

func (h handIn) partyOf(m provider.Member) string {
	for _, byID := range []bool{true, false} {
		for _, party := range h.c.Parties {
			if byID && m.ID != "" && strings.EqualFold(party.ID, m.ID) ||
				!byID && m.Owner.Email != "" && strings.EqualFold(strings.TrimSpace(party.Email), strings.TrimSpace(m.Owner.Email)) {
				return party.ID
			}
		}
	}
	return ""
}

func (h handIn) individual(tos string) step {
	s := h.content.own
	return step{s.papers(), func(ctx context.Context) error {
		return h.p.client.AttachIndividualDocuments(ctx, h.c.ID, s.individual(h.residence(), tos))
	}, s.place}
}

// residence is the country that an address document has to be from: that of the customer at Fin.
func (h handIn) residence() string {
	if isAlpha3(h.c.CountryOfResidence) {
		return h.c.CountryOfResidence
	}
	return Alpha3(h.pkg.Customer.Person.Address.Country)
}

func (h handIn) business(s *shelf, tos string) step {
	return step{s.papers(), func(ctx context.Context) error {
		return h.p.client.AttachBusinessDocuments(ctx, h.c.ID, s.business(tos))
	}, s.place}
}

// renewed hands in the documents of those owners of whom Fin lacks any, and tells whether there are such owners.
func (h handIn) renewed(ids []string) (s step, some bool) {
	var of []string
	var shelves []*shelf
	for i, own := range h.content.owners {
		if news := own.news(); len(news.papers()) > 0 {
			of, shelves = append(of, ids[i]), append(shelves, news)
		}
	}
	return h.ofParties(of, shelves), len(shelves) > 0
}

func (h handIn) ofParties(ids []string, shelves []*shelf) step {
	var papers []*paper
	for _, s := range shelves {
		papers = append(papers, s.papers()...)
	}
	return step{papers, func(ctx context.Context) error {
		parties := make([]PartyDocuments, len(shelves))
		for i, s := range shelves {
			parties[i] = s.party(ids[i])
		}
		return h.p.client.AttachPartyDocuments(ctx, h.c.ID, parties...)
	}, placesOf(nil, shelves)}
}

// uploadAll uploads the files of all steps, one in a call: so that a refusal tells which.
func (p *Provider) uploadAll(ctx context.Context, customerID string, steps []step) error {
	for _, s := range steps {
		for _, one := range s.papers {
			for i, f := range one.files {
				uris, err := p.client.Upload(ctx, customerID, File{Content: f.Content})
				if err != nil {
					return provider.Unsent(translateError(err, func(string) place { return place{path: one.path(i, "source"), rule: ruleFormat} }))
				}
				one.uris[i] = uris[0]
			}
		}
	}
	return nil
}

// unmoved looks whether the customer still is where the plan was made for, right before the first call that hands
// in anything: uploads take their time.
func (p *Provider) unmoved(ctx context.Context, c *Customer, t provider.CustomerType) error {
	now, err := p.read(ctx, c.ID, t)
	if err != nil {
		return provider.Unsent(err)
	}
	if Canonical(now.Status) != Canonical(c.Status) || !reflect.DeepEqual(now.Requests, c.Requests) {
		return conflict("the customer moved at Fin while documents were uploaded")
	}
	return nil
}
