package fin

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// This file turns what people write for an entry of one of Fin's lists into its ID. The lists of individuals and
// of businesses differ, and those of the Sandbox and of Production may.

// lookup is one entry to be found, and where its ID goes.
type lookup struct {
	path  provider.FieldPath
	what  string
	list  func(context.Context) ([]CatalogueItem, error)
	entry string
	id    *int
}

// listPerson fills the IDs of what a person's finances name.
func (p *Provider) listPerson(ctx context.Context, person provider.Person, f *IndividualFinances) error {
	of := func(list func(context.Context, string) ([]CatalogueItem, error)) func(context.Context) ([]CatalogueItem, error) {
		return func(ctx context.Context) ([]CatalogueItem, error) { return list(ctx, TypeIndividual) }
	}
	finances := person.Background.Finances
	wanted := []lookup{
		{"personal.occupation", "occupations", p.client.Occupations, person.Background.Occupation, &f.OccupationID},
		{"personal.finances.purpose", "purposes", of(p.client.Purposes), finances.Purpose, &f.PurposeID},
	}
	for i, source := range finances.SourcesOfFunds {
		wanted = append(wanted, lookup{
			"personal.finances.sourcesOfFunds", "sources of funds", of(p.client.SourcesOfFunds), source, &f.SourceOfFundIDs[i],
		})
	}
	return lookUp(ctx, OpCreateIndividual, wanted)
}

// listBusiness fills the IDs of what the finances of a business name.
func (p *Provider) listBusiness(ctx context.Context, b provider.Business, f *BusinessFinances) error {
	of := func(list func(context.Context, string) ([]CatalogueItem, error)) func(context.Context) ([]CatalogueItem, error) {
		return func(ctx context.Context) ([]CatalogueItem, error) { return list(ctx, TypeBusiness) }
	}
	finances := b.Background.Finances
	wanted := []lookup{
		{"business.finances.purpose", "purposes", of(p.client.Purposes), finances.Purpose, &f.PurposeID},
	}
	for i, source := range finances.SourcesOfFunds {
		wanted = append(wanted, lookup{
			"business.finances.sourcesOfFunds", "sources of funds", of(p.client.SourcesOfFunds), source, &f.SourceOfFundIDs[i],
		})
	}
	for i, source := range finances.SourcesOfWealth {
		wanted = append(wanted, lookup{
			"business.finances.sourcesOfWealth", "sources of wealth", of(p.client.SourcesOfWealth), source, &f.SourceOfWealthIDs[i],
		})
	}
	return lookUp(ctx, OpCreateBusiness, wanted)
}

// lookUp finds the IDs of all names. A number is an ID, and not looked up. Nothing was created when it fails.
func lookUp(ctx context.Context, operation string, wanted []lookup) error {
	var found []provider.FieldError
	for _, l := range wanted {
		if _, err := strconv.Atoi(strings.TrimSpace(l.entry)); err == nil {
			continue
		}
		items, err := l.list(ctx)
		if err != nil {
			return provider.Unsent(err)
		}
		if *l.id = ItemByTitle(items, l.entry); *l.id == 0 {
			found = append(found, provider.FieldError{
				Path: l.path, Message: "is not in Fin's list of " + l.what + offered(items),
			})
		}
	}
	if len(found) > 0 {
		return refused(operation, found)
	}
	return nil
}

// plainTitle is what an entry of a list may look like to stand in a message, and maxOffered how many do.
var plainTitle = regexp.MustCompile(`^[\pL\pN][\pL\pN &,.'()/-]{0,79}$`)

const maxOffered = 30

// offered says what a list has.
func offered(items []CatalogueItem) string {
	var titles []string
	for _, i := range items {
		if plainTitle.MatchString(i.Title) {
			titles = append(titles, `"`+i.Title+`"`)
		}
	}
	more := ""
	if len(titles) > maxOffered {
		titles, more = titles[:maxOffered], " and others"
	}
	if len(titles) == 0 {
		return ": " + ruleListed
	}
	return ": it has " + strings.Join(titles, ", ") + more
}
