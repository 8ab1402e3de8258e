package dwolla

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// webhookJSON is a webhook as Dwolla lists it, whose event came about at a moment and whose only attempt was answered
// with a code.
func webhookJSON(created time.Time, code int) string {
	event := fmt.Sprintf(`{"id":"%s","topic":"customer_created","created":"%s"}`, otherID, created.Format(time.RFC3339))
	return fmt.Sprintf(`{"id":"%s","topic":"customer_created","eventId":"%s","attempts":[{"id":"1","request":{"body":%s},"response":{"statusCode":%d}}]}`,
		otherID, otherID, strconv.Quote(event), code)
}

// The page List webhooks for a webhook subscription says of limit that it "Defaults to 25", and not up to how many it is
// honoured. What tells that there is more is the link next, and total.
func TestDeliveriesOfShortPages(t *testing.T) {
	now := time.Now().UTC()
	var all []string
	for i := range 30 {
		code := http.StatusOK
		if i < 26 {
			code = http.StatusServiceUnavailable
		}
		all = append(all, webhookJSON(now.Add(-time.Duration(i)*time.Minute), code))
	}
	const path = "/webhook-subscriptions/" + otherID + "/webhooks"
	for name, tc := range map[string]struct{ next, total bool }{
		"a link":    {next: true},
		"the total": {total: true},
		"both":      {next: true, total: true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.On("GET "+path, func(w http.ResponseWriter, r *http.Request) {
				from, _ := strconv.Atoi(r.URL.Query().Get("offset"))
				from = min(from, len(all))
				to := min(from+25, len(all))
				links, total := `{}`, 0
				if tc.next && to < len(all) {
					links = fmt.Sprintf(`{"next":{"href":"https://api-sandbox.dwolla.com%s?limit=25&offset=%d"}}`, path, to)
				}
				if tc.total {
					total = len(all)
				}
				hal(w, 200, fmt.Sprintf(`{"_links":%s,"_embedded":{"webhooks":[%s]},"total":%d}`, links, strings.Join(all[from:to], ","), total))
			})
			p := f.provider(t)
			d, err := p.Deliveries(t.Context(), otherID)
			require.NoError(t, err)
			assert.Equal(t, provider.Deliveries{Succeeded: 4, Outstanding: 26}, d)
			left, err := p.Remainder(t.Context(), otherID, now.Add(-25*time.Minute+time.Second))
			require.NoError(t, err)
			assert.Equal(t, provider.RemainderSome, left, "the one before that is on the second page")
			left, err = p.Remainder(t.Context(), otherID, now.Add(-26*time.Minute))
			require.NoError(t, err)
			assert.Equal(t, provider.RemainderNone, left)
		})
	}
}
