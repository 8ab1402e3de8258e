package dwolla

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

func TestSamplePayloads(t *testing.T) {
	files, err := filepath.Glob("testdata/events/*.json")
	require.NoError(t, err)
	require.Len(t, samples, len(files), "a payload without a row, or a row without a payload")
	for _, s := range samples {
		t.Run(s.file, func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join("testdata/events", s.file+".json"))
			require.NoError(t, err)
			e, err := Webhooks{}.Decode(body)
			require.NoError(t, err)
			created, err := time.Parse(time.RFC3339, s.created)
			require.NoError(t, err)
			topic, _, _ := strings.Cut(s.file, ".")
			assert.Equal(t, topic, e.Topic)
			assert.Equal(t, s.id, e.ID)
			assert.Equal(t, s.customer, e.CustomerID)
			assert.Equal(t, s.kind, e.ResourceKind)
			assert.Equal(t, s.resource, e.ResourceID)
			assert.True(t, created.Equal(e.Time), "%s is not %s", e.Time, created)
			assert.Contains(t, topics, e.Topic)
		})
	}
}

func TestTopics(t *testing.T) {
	type want struct {
		concern provider.Concern
		effect  provider.Effect
		implies string
	}
	verification := func(implies string) want { return want{provider.ConcernVerification, "", implies} }
	able := func(effect provider.Effect) want { return want{provider.ConcernAbility, effect, ""} }
	wants := map[string]want{
		"customer_created":                        {provider.ConcernCreated, "", ""},
		"customer_kba_verification_needed":        verification("kba"),
		"customer_kba_verification_failed":        verification(""),
		"customer_kba_verification_passed":        verification(""),
		"customer_reverification_needed":          verification("retry"),
		"customer_verification_document_needed":   verification("document"),
		"customer_verification_document_uploaded": verification(""),
		"customer_verification_document_failed":   verification(""),
		"customer_verification_document_approved": verification(""),
		"customer_verified":                       verification("verified"),
		"customer_suspended":                      verification("suspended"),
		"customer_activated":                      verification(""),
		"customer_deactivated":                    verification("deactivated"),
		"customer_address_verification_failed":    verification(""),
		"customer_verification_pending_review":    verification(""),
		"customer_exchange_deactivated":           able(provider.EffectConnectionLost),
		"customer_exchange_reauth_required":       able(provider.EffectConnectionExpiring),
		"customer_funding_source_removed":         able(provider.EffectFundingRemoved),
		"customer_funding_source_verified":        able(provider.EffectFundingVerified),
		"customer_funding_source_unverified":      able(provider.EffectFundingUnverified),
		"customer_funding_source_negative":        able(provider.EffectBalanceNegative),
	}
	for _, name := range strings.Fields(`
		customer_beneficial_owner_removed customer_beneficial_owner_verified
		customer_beneficial_owner_reverification_needed customer_beneficial_owner_verification_document_needed
		customer_beneficial_owner_verification_document_uploaded customer_beneficial_owner_verification_document_failed
		customer_beneficial_owner_verification_document_approved`) {
		wants[name] = want{provider.ConcernOwner, "", map[string]string{
			"customer_beneficial_owner_verified":                     "verified",
			"customer_beneficial_owner_reverification_needed":        "incomplete",
			"customer_beneficial_owner_verification_document_needed": "document",
		}[name]}
	}
	wants["customer_beneficial_owner_created"] = want{provider.ConcernOwnership, "", ""}
	for _, name := range strings.Fields(`
		customer_funding_source_added customer_funding_source_updated
		customer_funding_source_rtp_enabled customer_funding_source_rtp_disabled
		customer_microdeposits_added customer_microdeposits_failed customer_microdeposits_completed
		customer_microdeposits_maxattempts customer_balance_inquiry_completed
		customer_bank_transfer_created customer_bank_transfer_creation_failed customer_bank_transfer_cancelled
		customer_bank_transfer_failed customer_bank_transfer_completed
		customer_transfer_created customer_transfer_cancelled customer_transfer_failed customer_transfer_completed
		customer_mass_payment_created customer_mass_payment_completed customer_mass_payment_cancelled
		customer_label_created customer_label_removed customer_label_ledger_entry_created`) {
		wants[name] = want{provider.ConcernActivity, "", ""}
	}
	assert.Len(t, topics, len(wants))
	for name, w := range wants {
		got := topicOf(name)
		assert.Equal(t, name, got.name)
		assert.Equal(t, w.concern, got.concern, name)
		assert.Equal(t, w.effect, got.effect, name)
		assert.Equal(t, w.implies, got.implies, name)
	}
	for variant, canonical := range map[string]string{
		"customer_micro_deposits_added":                   "customer_microdeposits_added",
		"customer_micro_deposits_failed":                  "customer_microdeposits_failed",
		"customer_micro_deposits_completed":               "customer_microdeposits_completed",
		"customer_micro_deposits_maxattempts":             "customer_microdeposits_maxattempts",
		"customer_beneficial_owner_document_needed":       "customer_beneficial_owner_verification_document_needed",
		"beneficial_owner_verification_document_uploaded": "customer_beneficial_owner_verification_document_uploaded",
		"customer_funding_source_created":                 "customer_funding_source_added",
	} {
		assert.Equal(t, canonical, topicOf(variant).name)
		assert.Contains(t, topics, canonical)
	}
	for _, account := range []string{"account_suspended", "transfer_created", "statement_created"} {
		assert.Equal(t, topic{name: account, concern: provider.ConcernNone}, topicOf(account))
	}
	for _, unknown := range []string{"customer_something_new", "Customer_Verified", ""} {
		assert.Equal(t, topic{name: unknown, concern: provider.ConcernNone, unknown: true}, topicOf(unknown))
	}
}

func TestTopicsAreListed(t *testing.T) {
	list := Topics()
	assert.Len(t, list, len(topics))
	assert.True(t, slices.IsSortedFunc(list, func(a, b TopicInfo) int { return strings.Compare(a.Name, b.Name) }))
	count := 0
	for _, i := range list {
		event := (&Event{ID: "e", Topic: i.Name}).Normalise()
		assert.Equal(t, event, provider.Event{
			ID: "e", Topic: i.Name, Concern: i.Concern, Effect: i.Effect, Implies: i.Implies,
		})
		count += len(i.Spellings)
		assert.Equal(t, i.Concern == provider.ConcernAbility, i.Effect != provider.EffectNone, i.Name)
	}
	assert.Equal(t, len(spellings), count)
	added := list[slices.IndexFunc(list, func(i TopicInfo) bool { return i.Name == "customer_funding_source_added" })]
	assert.Equal(t, []string{"customer_funding_source_created"}, added.Spellings)
}

// TestOwnerDocumentsDoNotNameTheOwner: the event of an owner's document has the document alone.
func TestOwnerDocumentsDoNotNameTheOwner(t *testing.T) {
	body, err := os.ReadFile("testdata/events/customer_beneficial_owner_verification_document_failed.json")
	require.NoError(t, err)
	e, err := Webhooks{}.Decode(body)
	require.NoError(t, err)
	assert.Equal(t, provider.ConcernOwner, e.Concern)
	assert.Equal(t, "document", e.ResourceKind)
	assert.NotEmpty(t, e.CustomerID)
}

func TestDecodeEvent(t *testing.T) {
	const (
		self     = `"id":"e1","topic":"customer_verified","created":"2026-01-02T03:04:05.678Z"`
		customer = `"customer":{"href":"https://api-sandbox.dwolla.com/customers/` + customerID + `"}`
	)
	at := time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC)
	base := provider.Event{
		ID: "e1", Topic: "customer_verified", Time: at, Concern: provider.ConcernVerification, Implies: "verified",
	}
	with := func(change func(*provider.Event)) *provider.Event {
		e := base
		change(&e)
		return &e
	}
	for name, tc := range map[string]struct {
		body string
		want *provider.Event
	}{
		"thin": {`{` + self + `}`, &base},
		"the customer is the resource": {`{` + self + `,"_links":{"resource":{"href":"https://x/customers/` + customerID + `"}}}`,
			with(func(e *provider.Event) {
				e.CustomerID, e.ResourceKind, e.ResourceID = customerID, "customer", customerID
			})},
		"resource by its ID alone": {`{` + self + `,"resourceId":"r1","_links":{` + customer + `}}`,
			with(func(e *provider.Event) { e.CustomerID, e.ResourceID = customerID, "r1" })},
		"ledger entry": {`{` + self + `,"_links":{` + customer + `,"resource":{"href":"https://x/ledger-entries/r1"}}}`,
			with(func(e *provider.Event) { e.CustomerID, e.ResourceKind, e.ResourceID = customerID, "ledger-entry", "r1" })},
		"the account's own": {`{"id":"e1","topic":"account_suspended","created":"2026-01-02T03:04:05.678Z","_links":{` +
			`"resource":{"href":"https://x/accounts/a1"},"account":{"href":"https://x/accounts/a1"}}}`,
			&provider.Event{ID: "e1", Topic: "account_suspended", Time: at, Concern: provider.ConcernNone,
				ResourceKind: "account", ResourceID: "a1"}},
		"timestamp for created": {`{"id":"e1","topic":"customer_verified","timestamp":"2026-01-02T03:04:05.678Z"}`, &base},
		"created before timestamp": {`{"id":"e1","topic":"customer_verified","timestamp":"2027-01-02T03:04:05Z",` +
			`"created":"2026-01-02T03:04:05.678Z"}`, &base},
		"offset with a colon":    {`{"id":"e1","topic":"customer_verified","created":"2026-01-02T05:04:05.678+02:00"}`, &base},
		"offset without a colon": {`{"id":"e1","topic":"customer_verified","created":"2026-01-02T05:04:05.678+0200"}`, &base},
		"odd links": {`{` + self + `,"_links":{"customer":{"href":"::"},"resource":{"href":"https://x/customers/a b"}},"resourceId":"a b"}`,
			&base},
		"no ID":            {`{"topic":"customer_verified","created":"2026-01-02T03:04:05Z"}`, nil},
		"no topic":         {`{"id":"e1","created":"2026-01-02T03:04:05Z"}`, nil},
		"no time":          {`{"id":"e1","topic":"customer_verified"}`, nil},
		"time of no form":  {`{"id":"e1","topic":"customer_verified","created":"today"}`, nil},
		"time of no type":  {`{"id":"e1","topic":"customer_verified","created":5}`, nil},
		"ID of no form":    {`{"id":"../e1","topic":"customer_verified","created":"2026-01-02T03:04:05Z"}`, nil},
		"topic of no form": {`{"id":"e1","topic":"<b>","created":"2026-01-02T03:04:05Z"}`, nil},
		"no object":        {`[]`, nil},
		"no JSON":          {`secret-canary`, nil},
		"empty":            {``, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Webhooks{}.Decode([]byte(tc.body))
			if tc.want == nil {
				assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
				assert.NotContains(t, err.Error(), "canary")
				return
			}
			require.NoError(t, err)
			assert.True(t, tc.want.Time.Equal(got.Time))
			got.Time = tc.want.Time
			assert.Equal(t, *tc.want, got)
		})
	}
}

func TestListEvents(t *testing.T) {
	f := newFake()
	f.Answers("GET /events", 200, `{"_links":{"self":{"href":"x"},"next":{"href":"x"}},"total":9,"_embedded":{"events":[
		{"id":"e2","topic":"customer_verified","created":"2026-01-02T03:04:06Z"},
		{"id":"e1","topic":"customer_micro_deposits_added","created":"2026-01-02T03:04:05Z"},
		{"id":"broken"}]}}`)
	page, err := f.provider(t).ListEvents(t.Context(), 3, 6)
	require.NoError(t, err)
	assert.True(t, page.More)
	require.Len(t, page.Events, 2, "an entry that cannot be read does not hide the others")
	assert.Equal(t, 3, page.Read, "and still takes a place in the list")
	assert.Equal(t, "e2", page.Events[0].ID)
	assert.Equal(t, "customer_microdeposits_added", page.Events[1].Topic)
	assert.Equal(t, "limit=3&offset=6", f.Calls("GET /events")[0].Query)

	f.Answers("GET /events", 200, `{"_links":{"self":{"href":"x"}},"total":0,"_embedded":{"events":[]}}`)
	page, err = f.provider(t).ListEvents(t.Context(), 1000, 0)
	require.NoError(t, err)
	assert.Empty(t, page.Events)
	assert.Zero(t, page.Read)
	assert.False(t, page.More)
	assert.Equal(t, "limit=200", f.Calls("GET /events")[1].Query)

	f.Answers("GET /events", 200, `{}`)
	_, err = f.provider(t).ListEvents(t.Context(), 1, 0)
	assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class)
}

func TestGetEvent(t *testing.T) {
	f := newFake()
	f.Answers("GET /events/e1", 200, `{"id":"e1","topic":"customer_verified","created":"2026-01-02T03:04:06Z"}`)
	f.Answers("GET /events/e2", 200, `{"id":"e2"}`)
	c := f.client(t)
	e, err := c.GetEvent(t.Context(), "e1")
	require.NoError(t, err)
	assert.Equal(t, "customer_verified", e.Topic)
	_, err = c.GetEvent(t.Context(), "e2")
	assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class)
	_, err = c.GetEvent(t.Context(), "e3")
	assert.Equal(t, provider.ClassNotFound, mustError(t, err).Class)
	_, err = c.GetEvent(t.Context(), "../token")
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
}
