package dwolla

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// FuzzDecodeEvent: whatever is decoded has what the webhook server relies on, and nothing that could
// break out of an ID or a label.
func FuzzDecodeEvent(f *testing.F) {
	files, _ := filepath.Glob("testdata/events/*.json")
	for _, file := range files {
		if body, err := os.ReadFile(file); err == nil {
			f.Add(body)
		}
	}
	f.Add([]byte(`{"id":"1","topic":"customer_created","timestamp":"2026-01-02T03:04:05Z","_links":{"customer":null}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, ok := wiretest.Decode(t, Webhooks{}, body, identifier)
		if !ok {
			return
		}
		if e.Time.IsZero() {
			t.Fatalf("incomplete: %+v", e)
		}
		if !isPlainTopic(e.Topic) {
			t.Fatalf("%q is no topic", e.Topic)
		}
	})
}

// FuzzDecodeError: no answer, however odd, gets any of its text but a code into an error.
func FuzzDecodeError(f *testing.F) {
	f.Add(400, []byte(validation+`{"code":"Required","message":"FirstName required.","path":"/firstName","_links":{}}]}}`))
	f.Add(400, []byte(`{"code":"DuplicateResource","_links":{"about":{"href":"https://x/documents/`+otherID+`"}}}`))
	f.Add(401, []byte(`{"error":"invalid_client"}`))
	f.Add(404, []byte(`<html>`))
	f.Add(409, []byte(`{"code":null,"_embedded":{"errors":[null,{"path":{},"_links":[]}]}}`))
	c, err := New(provider.Config{Credentials: credentials("k", "s")})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := &provider.Error{Operation: "Op", Class: provider.ClassInvalid, Outcome: provider.OutcomeRefused, Message: "m"}
		c.refine(&transport.Response{Status: status, Body: body, Header: http.Header{}}, e)
		if e.Class == "" || e.Message == "" || e.Operation != "Op" {
			t.Fatalf("incomplete: %+v", e)
		}
		if e.Code != "" && !codeForm.MatchString(e.Code) {
			t.Fatalf("%q is no code", e.Code)
		}
		if e.ExistingID != "" && !uuid.MatchString(e.ExistingID) {
			t.Fatalf("%q is no ID", e.ExistingID)
		}
		for _, form := range []form{personForm, businessForm, ownerForm, documentForm, subscriptionForm} {
			named := *e
			_ = form.name(&named)
			if strings.ContainsFunc(named.Error(), func(r rune) bool { return r > '~' || r < ' ' }) {
				t.Fatalf("%q holds text that is not ours", named.Error())
			}
			for _, f := range named.Fields {
				if f.Path == "" || f.Message == "" {
					t.Fatalf("incomplete: %+v", f)
				}
			}
		}
	})
}

// FuzzIndustry: whatever is written for an industry finds one of the list or is told what is wrong,
// and never comes back in the message.
func FuzzIndustry(f *testing.F) {
	var list struct {
		Embedded struct {
			Classifications []Classification `json:"business-classifications"`
		} `json:"_embedded"`
	}
	if err := json.Unmarshal([]byte(classificationsJSON), &list); err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"Wineries", "other", "Food retail & service", "toys", "", " / ", "ü", "\xff"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		id, problem := industryOf(list.Embedded.Classifications, name)
		if (id == "") == (problem == "") {
			t.Fatalf("id %q, problem %q", id, problem)
		}
		if len(name) > 20 && strings.Contains(problem, name) && !strings.Contains(classificationsJSON, name) &&
			!strings.Contains(businessForm.rule(businessClassification), name) {
			t.Fatalf("the message %q quotes what was written", problem)
		}
	})
}
