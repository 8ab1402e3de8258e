package blaaiz

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

func customer(t testing.TB, body string) *Customer {
	t.Helper()
	var c Customer
	require.NoError(t, json.Unmarshal([]byte(body), &c))
	return &c
}

// Every status of a customer, with all that the caller may know.
func TestStatuses(t *testing.T) {
	hours, days, none := provider.ReviewDue{Hours: 5}, provider.ReviewDue{BusinessDays: 5}, provider.ReviewDue{}
	for _, tc := range []struct {
		kind, status string
		known        Submission
		phase        provider.Phase
		reason       string
		due          provider.ReviewDue
		ability      provider.Ability
		correction   provider.Correction
		codes        []string
	}{
		{"individual", "PENDING", SubmissionUnknown, provider.PhaseInReview, "Pending", hours, provider.AbilityNone, "", nil},
		{"individual", "PENDING", SubmissionDone, provider.PhaseInReview, "Pending", hours, provider.AbilityNone, "", nil},
		{"individual", "PENDING", SubmissionNone, provider.PhasePending, "Pending", none, provider.AbilityNone, "", []string{CodeUploadDocument}},
		{"individual", "PROCESSING", SubmissionDone, provider.PhaseInReview, "UnderReview", hours, provider.AbilityNone, "", nil},
		{"individual", "VERIFIED", SubmissionDone, provider.PhaseVerified, "Verified", none, provider.AbilityFull, "", nil},
		{"individual", "REJECTED", SubmissionDone, provider.PhaseRejected, "Rejected", none, provider.AbilityNone, provider.CorrectionAllowed, []string{CodeContact}},
		{"individual", "NEW_ONE", SubmissionDone, provider.PhaseInReview, "UnknownStatus", none, provider.AbilityNone, "", nil},
		{"business", "PENDING", SubmissionUnknown, provider.PhasePending, "Pending", none, provider.AbilityNone, "", nil},
		{"business", "PENDING", SubmissionDone, provider.PhasePending, "Pending", none, provider.AbilityNone, "", []string{CodeContact}},
		{"business", "PROCESSING", SubmissionUnknown, provider.PhaseInReview, "UnderReview", days, provider.AbilityNone, "", nil},
		{"business", "processing", SubmissionUnknown, provider.PhaseInReview, "UnderReview", days, provider.AbilityNone, "", nil},
		{"business", "VERIFIED", SubmissionUnknown, provider.PhaseVerified, "Verified", none, provider.AbilityFull, "", nil},
		{"business", "REJECTED", SubmissionUnknown, provider.PhaseRejected, "Rejected", none, provider.AbilityNone, provider.CorrectionAllowed, []string{CodeContact}},
		{"business", "", SubmissionUnknown, provider.PhaseInReview, "UnknownStatus", none, provider.AbilityNone, "", nil},
	} {
		name := fmt.Sprintf("%s %s %s", tc.kind, tc.status, tc.known)
		o := customer(t, `{"id":"c","type":"`+tc.kind+`","verification_status":"`+tc.status+`"}`).Observe(Known{Submission: tc.known})
		assert.Equal(t, tc.phase, o.Phase, name)
		assert.Equal(t, tc.reason, o.Reason, name)
		assert.Equal(t, tc.due, o.ReviewDue, name)
		assert.Equal(t, tc.ability, o.Ability, name)
		assert.Equal(t, tc.correction, o.Correction, name)
		assert.Equal(t, tc.status, o.Status, name)
		assert.Equal(t, tc.kind == "business", o.Type == provider.CustomerBusiness, name)
		var codes []string
		for _, r := range o.Requirements {
			codes = append(codes, r.Code)
			assert.NotEmpty(t, r.Action, name)
			assert.NotEmpty(t, r.Subject, name)
		}
		assert.Equal(t, tc.codes, codes, name)
	}
}

// Every status of an owner and of a document, under every status of the customer.
func TestStatusesOfOwnersAndDocuments(t *testing.T) {
	for _, of := range []string{"PENDING", "PROCESSING", "VERIFIED", "REJECTED"} {
		for status, want := range map[string]struct {
			phase  provider.Phase
			reason string
			state  provider.DocumentState
		}{
			"PENDING":    {provider.PhasePending, "Pending", provider.DocumentPending},
			"PROCESSING": {provider.PhaseInReview, "UnderReview", provider.DocumentPending},
			"APPROVED":   {provider.PhaseVerified, "Verified", provider.DocumentAccepted},
			"REJECTED":   {provider.PhaseRejected, "Rejected", provider.DocumentRejected},
			"NEW_ONE":    {provider.PhaseInReview, "UnknownStatus", provider.DocumentPending},
		} {
			c := customer(t, `{"id":"c","type":"business","verification_status":"`+of+`",
				"owners":[{"id":"o","status":"`+status+`","admin_comments":null,"ownership_percentage":"60.00"}],
				"documents":[{"id":"d","status":"`+status+`","admin_comments":[]}]}`)
			name := of + " " + status
			o, ok := c.ObserveOwner("o")
			require.True(t, ok)
			assert.Equal(t, want.phase, o.Phase, name)
			assert.Equal(t, want.reason, o.Reason, name)
			correctable := status == "REJECTED" && (of == "REJECTED" || of == "PENDING")
			assert.Equal(t, correctable, len(o.Requirements) == 1, name)
			assert.Equal(t, correctable, o.Correction == provider.CorrectionAllowed, name)
			d, ok := c.ObserveDocument("d")
			require.True(t, ok)
			assert.Equal(t, want.state, d.State, name)
			assert.Equal(t, status, d.Status, name)
			whole := c.Observe(Known{})
			assert.Equal(t, correctable, len(whole.Requirements) >= 2, name)
		}
	}
	_, ok := customer(t, `{}`).ObserveOwner("o")
	assert.False(t, ok)
	_, ok = customer(t, `{}`).ObserveDocument("d")
	assert.False(t, ok)
}

// A business that was put back waits for somebody to change it: why is told if Blaaiz says, and what is rejected of it
// tells enough.
func TestBusinessPutBack(t *testing.T) {
	put := func(more string) []provider.Requirement {
		return customer(t, `{"id":"c","type":"business","verification_status":"PENDING"`+more+`}`).Observe(Known{Submission: SubmissionDone}).Requirements
	}
	for name, tc := range map[string]struct {
		more, code, message string
	}{
		"without a word": {``, CodeContact, "Blaaiz put the customer back to where it was before it was handed in."},
		"with a comment": {`,"recent_comments":[{"id":"1","comment":"Please add a licence.","type":"info"}]`, CodeContact,
			"Blaaiz put the customer back to where it was before it was handed in. Its last comment: Please add a licence."},
		"a rejected document": {`,"documents":[{"id":"d","type":"OTHER","status":"REJECTED"}]`, CodeReplaceDocument, "Blaaiz rejected a document of type OTHER."},
	} {
		r := put(tc.more)
		require.Len(t, r, 1, name)
		assert.Equal(t, []string{tc.code, tc.message}, []string{r[0].Code, r[0].Message}, name)
		assert.NotEmpty(t, r[0].Action, name)
	}
}

// Guide Handling KYB rejections, When to escalate: if "no owner or document carries admin_comments, that's a compliance
// gap on our side. Email support@blaaiz.com with the customer_id". The comment on the customer is a summary.
func TestRejectionThatNamesNoRecord(t *testing.T) {
	const (
		summary = `,"recent_comments":[{"id":"1","comment":"Records need attention.","type":"info"}]`
		silent  = `,"owners":[{"id":"o","status":"REJECTED","admin_comments":null}],"documents":[{"id":"d","type":"OTHER","status":"REJECTED","admin_comments":[""]}]`
		owner   = `,"owners":[{"id":"o","status":"REJECTED","admin_comments":["Blurred."]}]`
		paper   = `,"documents":[{"id":"d","type":"OTHER","status":"REJECTED","admin_comments":["Expired."]}]`
	)
	for name, tc := range map[string]struct {
		more, code, message string
		escalates           bool
	}{
		"nothing is said":                  {"", CodeContact, "Blaaiz rejected the customer and gave no reason.", true},
		"records without a word":           {silent, CodeContact, "Blaaiz rejected the customer and gave no reason.", true},
		"a summary":                        {summary, CodeCorrect, "Blaaiz rejected the customer: Records need attention.", true},
		"a summary, records without words": {summary + silent, CodeCorrect, "Blaaiz rejected the customer: Records need attention.", true},
		"an owner's comment":               {owner, CodeCorrect, "Blaaiz rejected the customer.", false},
		"a document's comment":             {summary + paper, CodeCorrect, "Blaaiz rejected the customer: Records need attention.", false},
	} {
		r := customer(t, `{"id":"c","type":"business","verification_status":"REJECTED"`+tc.more+`}`).Observe(Known{}).Requirements
		require.NotEmpty(t, r, name)
		assert.Equal(t, []string{tc.code, tc.message}, []string{r[0].Code, r[0].Message}, name)
		assert.Equal(t, tc.escalates, strings.Contains(r[0].Action, Support), name)
	}
}

func TestCommentOfARejection(t *testing.T) {
	var event Event
	e, err := DecodeEvent(payload(t, "rejected"))
	require.NoError(t, err)
	event = *e
	rejected := func(comments string) *Customer {
		return customer(t, `{"id":"c","type":"individual","verification_status":"REJECTED","id_number":"AB-CDEFG","recent_comments":`+comments+`}`)
	}
	for name, tc := range map[string]struct {
		customer *Customer
		known    Known
		want     string
	}{
		"none":               {rejected(`null`), Known{}, "Blaaiz rejected the customer and gave no reason."},
		"of the event":       {rejected(`null`), Known{Comment: event.Comment}, "Blaaiz rejected the customer: Identity document is expired."},
		"newest of several":  {rejected(`[{"comment":"Old.","created_at":"2026-01-01T00:00:00.000000Z"},{"comment":"New.","created_at":"2026-03-01T00:00:00.000000Z"},{"comment":"","created_at":"2026-04-01T00:00:00.000000Z"}]`), Known{Comment: event.Comment}, "Blaaiz rejected the customer: New."},
		"no sentence":        {rejected(`[{"comment":"Blurred"}]`), Known{}, "Blaaiz rejected the customer: Blurred."},
		"without a time":     {rejected(`[{"comment":"Blurred."}]`), Known{}, "Blaaiz rejected the customer: Blurred."},
		"of another form":    {rejected(`[{"comment":{"x":1}}]`), Known{}, "Blaaiz rejected the customer and gave no reason."},
		"quoting the number": {rejected(`[{"comment":"ID ab-cdefg is not theirs."}]`), Known{}, "Blaaiz rejected the customer: ID [REDACTED] is not theirs."},
	} {
		o := tc.customer.Observe(tc.known)
		require.Len(t, o.Requirements, 1, name)
		assert.Equal(t, tc.want, o.Requirements[0].Message, name)
		assert.Equal(t, provider.SubjectPerson, o.Requirements[0].Subject, name)
	}
}

// A business's requirements name what was rejected, and an explanation anywhere is one.
func TestRequirementsOfABusiness(t *testing.T) {
	c := customer(t, `{"id":"c","type":"business","verification_status":"REJECTED",
		"owners":[{"id":"o1","status":"APPROVED"},{"id":"o2","status":"REJECTED","admin_comments":["One.","","Two."],"id_document_number":"XYZZY"},
			{"id":"o3","status":"REJECTED","admin_comments":["ID xyzzy is of o2."]}],
		"documents":[{"id":"d1","type":"OTHER","status":"APPROVED"},{"id":"d2","type":"BANK_STATEMENT","status":"REJECTED","admin_comments":["Old.","Torn."]},
			{"id":"d3","type":"jane@example.com","status":"REJECTED"}]}`)
	var got []string
	for _, r := range c.Observe(Known{}).Requirements {
		got = append(got, r.Code+": "+r.Message)
		assert.Equal(t, provider.SubjectBusiness, r.Subject)
	}
	assert.Equal(t, []string{
		"CorrectAndResubmit: Blaaiz rejected the customer.",
		"ReplaceDocument: Blaaiz rejected a document of type BANK_STATEMENT: Old.",
		"ReplaceDocument: Blaaiz rejected a document of type BANK_STATEMENT: Torn.",
		"ReplaceDocument: Blaaiz rejected a document.",
		"CorrectOwner: Blaaiz rejected 2 of the 3 owners.",
	}, got)
	o, _ := c.ObserveOwner("o2")
	require.Len(t, o.Requirements, 2)
	assert.Equal(t, "Blaaiz rejected the owner: One.", o.Requirements[0].Message)
	assert.Equal(t, provider.SubjectOwner, o.Requirements[1].Subject)
	o, _ = c.ObserveOwner("o3")
	assert.Equal(t, "Blaaiz rejected the owner: ID [REDACTED] is of [REDACTED].", o.Requirements[0].Message)
	d, _ := c.ObserveDocument("d2")
	assert.Equal(t, "Old. Torn.", d.FailureMessage)
}

// What an event said of a rejection is told where the answer leaves it out, and is remembered, without what
// identifies the customer.
func TestRemark(t *testing.T) {
	const left, shown = `"id_number":"AB-CDEFG"`, `"id_number":"AB-CDEFG","recent_comments":[{"comment":"Blurred."}]`
	e, err := Webhooks{}.Decode([]byte(strings.Replace(string(payload(t, "rejected")), "Identity document is expired.", "ID AB-CDEFG expired on 2 May 2025.", 1)))
	require.NoError(t, err)
	require.Equal(t, "ID AB-CDEFG expired on [REDACTED].", e.Remark)
	for name, tc := range map[string]struct{ status, more, of, message, remark string }{
		"left out":                   {"REJECTED", left, "REJECTED", "Blaaiz rejected the customer: ID [REDACTED] expired on [REDACTED].", "ID [REDACTED] expired on [REDACTED]."},
		"shown":                      {"REJECTED", shown, "REJECTED", "Blaaiz rejected the customer: Blurred.", "Blurred."},
		"of another status":          {"REJECTED", left, "PENDING", "Blaaiz rejected the customer and gave no reason.", ""},
		"while there is another one": {"VERIFIED", shown, "REJECTED", "", ""},
	} {
		c := customer(t, `{"id":"c","type":"individual","verification_status":"`+tc.status+`",`+tc.more+`}`)
		o := c.observation(provider.CustomerRef{ID: "c", HandedIn: true, Remark: provider.Remark{Status: tc.of, Text: e.Remark}})
		assert.Equal(t, tc.remark, o.Remark, name)
		if tc.message != "" {
			assert.Equal(t, tc.message, o.Requirements[0].Message, name)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"Identity document is expired.":             "Identity document is expired.",
		"Expired in 2024, page 2 of 3, under 25 MB": "Expired in [REDACTED], page [REDACTED], under 25 MB",
		"Born 12 March 1985, SSN ends in 6789":      "Born [REDACTED], SSN ends in [REDACTED]",
		"Born 1980-02-29":                           "Born [REDACTED]",
		"Born 29.02.1980 or 29/02/1980":             "Born [REDACTED] or [REDACTED]",
		"Passport A1234567, licence D123-4567":      "Passport [REDACTED], licence [REDACTED]",
		"Call 0801 234 5678":                        "Call [REDACTED]",
		"Write to <jane.doe+x@example.com>.":        "Write to <[REDACTED]>.",
		" two\n\tlines\x00 ":                        "two lines",
		"":                                          "",
		"４５６７８９ and ٤٥٦٧٨٩":                         "[REDACTED] and [REDACTED]",
	} {
		raw, err := json.Marshal(in)
		require.NoError(t, err)
		var text Text
		require.NoError(t, json.Unmarshal(raw, &text))
		assert.Equal(t, want, text.Clean(), in)
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", text, text, text)+fmt.Sprint([]Text{text}), "Identity")
	}
}
