package rules

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

const signatureHeader = "X-Request-Signature-Sha-256"

// occurrence is an event that a test delivers itself, to see how the operator answers.
type occurrence struct {
	ID, Topic, Customer string
	// Owner is whom it is about; empty if it is about the customer.
	Owner   string
	Created time.Time
}

// happened is an event that was created just now.
func happened(topic, customerID string) occurrence {
	return occurrence{ID: string(uuid.NewUUID()), Topic: topic, Customer: customerID, Created: time.Now().UTC()}
}

// body is the event as Dwolla writes it.
func (o occurrence) body() []byte {
	const base = "https://api-sandbox.dwolla.com"
	link := func(path string) map[string]string { return map[string]string{"href": base + path} }
	resource, resourceID := "/customers/", o.Customer
	if o.Owner != "" {
		resource, resourceID = "/beneficial-owners/", o.Owner
	}
	body, err := json.Marshal(map[string]any{
		"_links": map[string]any{
			"account": link("/accounts/11111111-1111-4111-8111-111111111111"), "self": link("/events/" + o.ID),
			"customer": link("/customers/" + o.Customer), "resource": link(resource + resourceID),
		},
		"created": o.Created.Format("2006-01-02T15:04:05.000Z"), "id": o.ID, "resourceId": resourceID, "topic": o.Topic,
	})
	if err != nil {
		panic(err)
	}
	return body
}

// signed are the headers of a delivery of body under a secret.
func signed(secret string, body []byte) http.Header {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return http.Header{signatureHeader: {hex.EncodeToString(mac.Sum(nil))}, "Content-Type": {"application/json"}}
}

// answer is what a delivery was answered with.
type answer struct {
	Code   int
	Header http.Header
	Text   string
}

// post makes one request; a code of 0 says that no answer came.
func post(w *harness.World, url string, header http.Header, body []byte) answer {
	w.Helper()
	return send(w, http.MethodPost, url, header, strings.NewReader(string(body)))
}

func send(w *harness.World, method, url string, header http.Header, body io.Reader) answer {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context, method, url, body)
	require.NoError(w, err)
	r.Header = header
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{Text: err.Error()}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(w, err)
	return answer{Code: response.StatusCode, Header: response.Header, Text: string(text)}
}

// deliver delivers an event to the world's webhook address, signed as it should be.
func deliver(w *harness.World, o occurrence) answer {
	w.Helper()
	return deliverTo(w, w.HookURL(), o)
}

func deliverTo(w *harness.World, url string, o occurrence) answer {
	w.Helper()
	return post(w, url, signed(harness.SigningSecret, o.body()), o.body())
}

// untilServing waits until the operator at the world's webhook address takes requests.
func untilServing(w *harness.World) {
	w.Helper()
	w.Until("webhooks are taken", func() bool { return send(w, http.MethodGet, w.HookURL(), nil, nil).Code != 0 })
}

// delivery is a webhook that the simulated Dwolla has sent, or tried to.
type delivery struct {
	ID, Topic, EventID, Customer string
	Codes                        []int
}

// acknowledged tells whether the operator answered any attempt with a 2xx.
func (d delivery) acknowledged() bool {
	for _, code := range d.Codes {
		if code/100 == 2 {
			return true
		}
	}
	return false
}

// deliveries lists all webhooks of all subscriptions with what was answered, as Dwolla's API does.
func deliveries(w *harness.World) (all []delivery) {
	w.Helper()
	var subscriptions struct {
		Embedded struct {
			List []struct{ ID string } `json:"webhook-subscriptions"`
		} `json:"_embedded"`
	}
	read(w, "/webhook-subscriptions", &subscriptions)
	for _, s := range subscriptions.Embedded.List {
		for offset, total := 0, 1; offset < total; offset += 200 {
			var page webhookPage
			read(w, fmt.Sprintf("/webhook-subscriptions/%s/webhooks?limit=200&offset=%d", s.ID, offset), &page)
			for _, entry := range page.Embedded.Webhooks {
				all = append(all, entry.delivery(w))
			}
			total = page.Total
		}
	}
	return all
}

type webhookPage struct {
	Total    int
	Embedded struct{ Webhooks []webhookEntry } `json:"_embedded"`
}

type webhookEntry struct {
	ID, Topic, EventID string
	Attempts           []struct {
		Request  struct{ Body string }
		Response struct{ StatusCode int }
	}
}

func (e webhookEntry) delivery(w *harness.World) delivery {
	d := delivery{ID: e.ID, Topic: e.Topic, EventID: e.EventID}
	for _, attempt := range e.Attempts {
		var event struct {
			Links map[string]struct{ Href string } `json:"_links"`
		}
		require.NoError(w, json.Unmarshal([]byte(attempt.Request.Body), &event))
		href := event.Links["customer"].Href
		d.Customer = href[strings.LastIndex(href, "/")+1:]
		d.Codes = append(d.Codes, attempt.Response.StatusCode)
	}
	return d
}

func read(w *harness.World, path string, out any) {
	w.Helper()
	response := w.Dwolla(http.MethodGet, path, "")
	require.Equal(w, http.StatusOK, response.StatusCode, path)
	require.NoError(w, json.NewDecoder(response.Body).Decode(out))
}

// hold has the simulated Dwolla keep all further webhooks back.
func hold(w *harness.World) {
	w.Helper()
	_, err := w.Control.AddWebhookFault(w.Context, controlapi.WebhookFault{Action: controlapi.ActionHold, Count: -1})
	require.NoError(w, err)
}

// release lets go of the webhooks that were kept back, and returns how many deliveries that makes.
func release(w *harness.World, how controlapi.Release) int {
	w.Helper()
	n, err := w.Control.Release(w.Context, how)
	require.NoError(w, err)
	return n
}

// verified brings so many customers to Verified, with no webhook left to come, and returns their IDs
// by name.
func verified(w *harness.World, n int) map[string]string {
	w.Helper()
	ids := map[string]string{}
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	for i := range n {
		w.Apply(w.Person(fmt.Sprintf("jane-%d", i), "Jane"), fmt.Sprintf("%04d", 1000+i))
	}
	for i := range n {
		name := fmt.Sprintf("jane-%d", i)
		ids[name] = w.UntilPhase(name, v1alpha1.PhaseVerified).Status.CustomerID
	}
	w.UntilDelivered()
	return ids
}

// getsOfCustomers counts the looks at customers that the simulated Dwolla has had.
func getsOfCustomers(w *harness.World) int {
	w.Helper()
	return w.Calls("GET /customers/{id}")
}
