package dwolla

import (
	"context"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// maxFindPages bounds a search to ten thousand customers. The e-mail filter leaves at most one, so
// more than a page is read only if Dwolla ignores the filter: its guide has it, its OpenAPI
// description has not.
const maxFindPages = 50

// FindByEmailAndCorrelationID looks for the customer with the given correlation ID among those with
// the given e-mail address. Dwolla cannot be asked for a correlation ID itself (API reference,
// Customers › List and search). Class NotFound means that there certainly is none.
func (c *Client) FindByEmailAndCorrelationID(
	ctx context.Context, email, correlationID string,
) (*Customer, error) {
	if correlationID == "" {
		return nil, provider.Invalid(OpListCustomers, "without a correlation ID there is nothing to look for")
	}
	filter := CustomerFilter{Email: email, Limit: maxPage}
	for range maxFindPages {
		page, err := c.ListCustomers(ctx, filter)
		if err != nil {
			return nil, err
		}
		for i := range page.Customers {
			if strings.EqualFold(page.Customers[i].CorrelationID, correlationID) {
				return &page.Customers[i], nil
			}
		}
		if !page.More {
			return nil, &provider.Error{
				Class:     provider.ClassNotFound,
				Outcome:   provider.OutcomeRefused,
				Operation: OpListCustomers,
				Message:   "Dwolla has no customer with this correlation ID and e-mail address",
			}
		}
		filter.Offset += len(page.Customers)
	}
	return nil, &provider.Error{
		Class:     provider.ClassUnavailable,
		Outcome:   provider.OutcomeRefused,
		Operation: OpListCustomers,
		Message:   "Dwolla's list of customers is too long to search for the correlation ID",
	}
}
