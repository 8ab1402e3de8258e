package blaaiz

import (
	"context"
	"net/http"

	"github.com/bonafide-dev/bonafide/provider"
)

// Submit hands a customer in for verification, the first time or after a rejection (API reference, Submit a
// customer), and returns the customer's status. Every owner and document that is PENDING goes under review,
// those that are APPROVED stay so, and those that were rejected and not edited stay rejected: finish all
// corrections first.
//
// If something is missing the error has a Gap, of which Blaaiz names one at a time. Class Conflict without
// one, and with ErrLocked, says that the customer is under review or verified already. It is not repeated
// here: after OutcomeUnknown read the customer.
func (c *Client) Submit(ctx context.Context, customerID string) (status string, err error) {
	path, err := pathOf(OpSubmit, customerID, "submit")
	if err != nil {
		return "", err
	}
	return c.statusAfter(ctx, call{operation: OpSubmit, method: http.MethodPost, path: path})
}

// ScopeUpgrade is what a business adds to be verified in full.
type ScopeUpgrade struct {
	// Owners, one to five, each with a name and a share; the shares sum to exactly 100.
	Owners []Owner
	BusinessDetails
}

// UpgradeScope moves a business from ScopeMinimal to ScopeFull, for good (API reference, Upgrade KYB scope),
// and returns the customer's status: one that was verified is PENDING again. Then the owners need files, and
// the customer another Submit. Class Invalid if it is no business or FULL already, Conflict while it is under
// review. After OutcomeUnknown the owners may exist.
func (c *Client) UpgradeScope(ctx context.Context, customerID string, u ScopeUpgrade) (status string, err error) {
	path, err := pathOf(OpUpgradeScope, customerID, "upgrade-kyb-scope")
	if err != nil {
		return "", err
	}
	body := object{"owners": ownerObjects(u.Owners)}
	u.BusinessDetails.write(body)
	return c.statusAfter(ctx, call{operation: OpUpgradeScope, method: http.MethodPost, path: path, body: body.encode()})
}

// statusAfter makes a call that is answered with the customer's status.
func (c *Client) statusAfter(ctx context.Context, r call) (string, error) {
	var out envelope[struct {
		ID     string `json:"id"`
		Status string `json:"verification_status"`
	}]
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return "", err
	}
	if out.Data.ID == "" {
		return "", foreign(r.operation, provider.OutcomeUnknown)
	}
	return out.Data.Status, nil
}
