package dwolla_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// The body is that of reference 8.4 (a), with the timestamp that live bodies carry.
func TestEventBody(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	hooks := testenv.NewEndpoint(t, nil)
	e.Subscribe(hooks)
	before := time.Now().UTC().Truncate(time.Millisecond)
	id := e.Create(testenv.Person("Jane", "jane@example.com"))
	after := time.Now().UTC()

	events := e.Get("/events")["_embedded"].(map[string]any)["events"].([]any)
	event := events[1].(map[string]any)
	created, err := time.Parse("2006-01-02T15:04:05.000Z", event["created"].(string))
	require.NoError(t, err)
	assert.WithinRange(t, created, before, after)
	base, eventID := e.Sandbox.DwollaURL(), event["id"].(string)
	root := e.Get("/")["_links"].(map[string]any)["account"].(map[string]any)
	want := fields{
		"_links": fields{
			"account":  fields{"href": root["href"], "resource-type": "account", "type": testenv.MediaType},
			"customer": fields{"href": base + "/customers/" + id, "resource-type": "customer", "type": testenv.MediaType},
			"resource": fields{"href": base + "/customers/" + id, "type": testenv.MediaType},
			"self":     fields{"href": base + "/events/" + eventID, "resource-type": "event", "type": testenv.MediaType},
		},
		"created": event["created"], "timestamp": event["created"], "id": eventID, "resourceId": id,
		"topic": "customer_created",
	}
	assert.Equal(t, want, event)
	assert.Equal(t, want, e.Get("/events/"+eventID))
	for _, d := range hooks.Await(t, 2) {
		if d.Topic() == "customer_created" {
			var body map[string]any
			require.NoError(t, json.Unmarshal(d.Body, &body))
			assert.Equal(t, want, body)
		}
	}
	assert.Equal(t, http.StatusNotFound, e.Call(http.MethodGet, "/events/x", nil).Status)
}

func TestEventsAreListedNewestFirst(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for i := range 20 {
		e.Create(testenv.Person("Jane", strconv.Itoa(i)+"@example.com"))
	}
	list := e.Get("/events?limit=25&offset=25")
	assert.Equal(t, 40.0, list["total"])
	events := list["_embedded"].(map[string]any)["events"].([]any)
	assert.Len(t, events, 15)
	assert.Equal(t, "customer_created", events[14].(map[string]any)["topic"])
	assert.ElementsMatch(t, []string{"self", "first", "last", "prev"}, keys(list["_links"].(map[string]any)))
}

func TestEmit(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Person("Jane", "jane@example.com"))
	past := time.Date(2020, 1, 2, 3, 4, 5, 678e6, time.UTC)
	tests := map[string]struct {
		emit controlapi.Emit
		kind string
	}{
		"customer":       {controlapi.Emit{Topic: "customer_activated"}, "/customers/" + id},
		"document":       {controlapi.Emit{Topic: "customer_verification_document_failed", ResourceID: "d1"}, "/documents/d1"},
		"owner":          {controlapi.Emit{Topic: "customer_beneficial_owner_verified", ResourceID: "o1"}, "/beneficial-owners/o1"},
		"owner document": {controlapi.Emit{Topic: "customer_beneficial_owner_verification_document_approved", ResourceID: "d2"}, "/documents/d2"},
		"owner in need":  {controlapi.Emit{Topic: "customer_beneficial_owner_verification_document_needed", ResourceID: "o2"}, "/beneficial-owners/o2"},
		"transfer":       {controlapi.Emit{Topic: "customer_transfer_completed", ResourceID: "t1"}, "/transfers/t1"},
		"ledger entry":   {controlapi.Emit{Topic: "customer_label_ledger_entry_created", ResourceID: "l1"}, "/ledger-entries/l1"},
		"from the past":  {controlapi.Emit{Topic: "customer_suspended", Created: &past}, "/customers/" + id},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.emit.CustomerID = id
			eventID, err := e.Control.Emit(t.Context(), tt.emit)
			require.NoError(t, err)
			event := e.Get("/events/" + eventID)
			assert.Equal(t, tt.emit.Topic, event["topic"])
			l := event["_links"].(map[string]any)
			assert.Equal(t, e.Sandbox.DwollaURL()+tt.kind, l["resource"].(map[string]any)["href"])
			assert.Equal(t, e.Sandbox.DwollaURL()+"/customers/"+id, l["customer"].(map[string]any)["href"])
			if tt.emit.Created != nil {
				assert.Equal(t, "2020-01-02T03:04:05.678Z", event["created"])
			}
		})
	}
	assert.Equal(t, "verified", e.Status(id), "an event changes nothing")
	_, err := e.Control.Emit(t.Context(), controlapi.Emit{Topic: "statement_created", CustomerID: id})
	require.ErrorContains(t, err, "400")
	_, err = e.Control.Emit(t.Context(), controlapi.Emit{Topic: "customer_created", CustomerID: "x"})
	require.ErrorContains(t, err, "404")
}

func TestEmitFindsTheResource(t *testing.T) {
	e, id := business(t)
	own := e.Create(testenv.Business("document", "2@example.com"))
	owner := e.AddOwner(id, testenv.Owner("document"))
	ofOwner := uploadTo(e, "/beneficial-owners/"+owner, "license", "a.png", []byte("1")).ID()
	ofCustomer := upload(e, own, "other", "a.png", []byte("2")).ID()
	for _, tt := range []struct{ topic, customer, want string }{
		{ownerVerified, id, "/beneficial-owners/" + owner},
		{ownerFailed, id, "/documents/" + ofOwner},
		{"customer_verification_document_failed", own, "/documents/" + ofCustomer},
		{"customer_suspended", own, "/customers/" + own},
	} {
		_, err := e.Control.Emit(t.Context(), controlapi.Emit{Topic: tt.topic, CustomerID: tt.customer})
		require.NoError(t, err)
		assert.Equal(t, []string{tt.want}, about(e, 1), tt.topic)
	}
}

func TestMoves(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Person("Jane", "jane@example.com"))
	for _, step := range []struct{ to, status, topic string }{
		{"document", "document", "customer_verification_document_needed"},
		{"retry", "retry", "customer_reverification_needed"},
		{"kba", "kba", "customer_kba_verification_needed"},
		{"deactivated", "deactivated", "customer_deactivated"},
		{"activated", "kba", "customer_activated"},
		{"suspended", "suspended", "customer_suspended"},
		{"activated", "verified", "customer_activated"},
	} {
		moved, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: step.to})
		require.NoError(t, err)
		assert.Equal(t, step.status, moved.Status)
		assert.Equal(t, step.status, e.Status(id))
		assert.Equal(t, step.topic, lastTopic(e))
	}
	before := len(e.Topics())
	_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "suspended", Silent: true})
	require.NoError(t, err)
	assert.Equal(t, "suspended", e.Status(id))
	assert.Len(t, e.Topics(), before)

	_, err = e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: "unverified"})
	require.ErrorContains(t, err, "400")
	_, err = e.Control.MoveCustomer(t.Context(), "x", controlapi.Move{Status: "retry"})
	require.ErrorContains(t, err, "404")
}

// Events are listed for 30 days. One that has a date of the past is as new as the call that fired it.
func TestEventsEnd(t *testing.T) {
	ends := map[string]func(*testing.T, *testenv.Env){
		"by control call": func(t *testing.T, e *testenv.Env) {
			n, err := e.Control.ExpireEvents(t.Context())
			require.NoError(t, err)
			assert.Equal(t, 3, n)
		},
		"by time": func(t *testing.T, e *testenv.Env) {
			month := (30 * 24 * time.Hour).Seconds()
			require.NoError(t, e.Control.Set(t.Context(), controlapi.Settings{TimeScale: &month}))
			require.Eventually(t, func() bool { return e.Get("/events")["total"] == 0.0 }, 20*time.Second, 50*time.Millisecond)
			one := 1.0
			require.NoError(t, e.Control.Set(t.Context(), controlapi.Settings{TimeScale: &one}))
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{})
			id := e.Create(testenv.Person("Jane", "jane@example.com"))
			past := time.Now().Add(-40 * 24 * time.Hour)
			old, err := e.Control.Emit(t.Context(), controlapi.Emit{Topic: "customer_suspended", CustomerID: id, Created: &past})
			require.NoError(t, err)
			assert.Equal(t, 3.0, e.Get("/events")["total"])
			end(t, e)
			assert.Equal(t, 0.0, e.Get("/events")["total"])
			assert.Equal(t, http.StatusNotFound, e.Call(http.MethodGet, "/events/"+old, nil).Status)
			fresh, err := e.Control.Emit(t.Context(), controlapi.Emit{Topic: "customer_suspended", CustomerID: id})
			require.NoError(t, err)
			assert.Equal(t, 1.0, e.Get("/events")["total"])
			assert.Equal(t, fresh, e.Get("/events/" + fresh)["id"])
		})
	}
}
