package rules

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// providersPatience is how long Dwolla waits for an answer.
const providersPatience = 10 * time.Second

// burst delivers events side by side, each as a provider would that gives up after 10 s, and returns the
// answers in the order in which they come.
func burst(w *harness.World, events []occurrence) <-chan answer {
	client := &http.Client{Timeout: providersPatience, Transport: &http.Transport{}}
	answers := make(chan answer, len(events))
	for _, e := range events {
		go func() {
			body := e.body()
			r, err := http.NewRequestWithContext(w.Context, http.MethodPost, w.HookURL(), strings.NewReader(string(body)))
			if err != nil {
				panic(err)
			}
			r.Header = signed(harness.SigningSecret, body)
			response, err := client.Do(r)
			if err != nil {
				answers <- answer{Text: err.Error()}
				return
			}
			_ = response.Body.Close()
			answers <- answer{Code: response.StatusCode, Header: response.Header}
		}()
	}
	w.Cleanup(client.CloseIdleConnections)
	return answers
}

// suspensions are n events of each customer, a millisecond apart.
func suspensions(ids map[string]string, n int) (events []occurrence) {
	for _, id := range ids {
		for i := range n {
			e := happened("customer_suspended", id)
			e.Created = e.Created.Add(time.Duration(i) * time.Millisecond)
			events = append(events, e)
		}
	}
	return events
}

// Whatever hangs, every request of a burst has its answer before the provider gives up, and once it hangs
// no more the next ones are taken. When the operator ends, nothing of the server is left.
func TestEdgeAnswersWhateverHangs(t *testing.T) {
	for name, hang := range map[string]func(*harness.World, *harness.Operator) (end func()){
		"API server": func(_ *harness.World, op *harness.Operator) func() { return op.Stall(harness.AllOfKube).Release },
		"writes":     func(_ *harness.World, op *harness.Operator) func() { return op.Stall(harness.StatusWrites).Release },
		"Secrets": func(_ *harness.World, op *harness.Operator) func() {
			return op.Stall(func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/secrets/") }).Release
		},
		"provider": func(w *harness.World, _ *harness.Operator) func() {
			w.AddFault(controlapi.Fault{Method: http.MethodGet, Path: "^/customers/", Count: -1, Delay: controlapi.Duration(time.Minute)})
			return w.ClearFaults
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := harness.NewWorld(t)
			clock := &harness.Clock{}
			op := w.StartOperator(clock.Use)
			ids := verified(w, 8)
			hold(w)
			for _, id := range ids {
				w.Move(id, controlapi.Move{Status: "suspended"})
			}
			end := hang(w, op)
			clock.Advance(2 * time.Minute) // Keys and credentials are due to be read again.
			events := suspensions(ids, 20)
			answers := burst(w, events)
			taken := 0
			for range events {
				switch a := <-answers; a.Code {
				case http.StatusOK:
					taken++
				default:
					requireComeBack(t, a)
				}
			}
			t.Logf("%d of %d were taken", taken, len(events))
			end()
			again := suspensions(ids, 1)
			w.Until("every event is taken again", func() bool {
				answers := burst(w, again)
				ok := true
				for range again {
					ok = (<-answers).Code == http.StatusOK && ok
				}
				return ok
			})
			untilTruth(w, ids)
			op.Stop()
			w.Until("nothing of the server is left", func() bool { return !strings.Contains(stacks(), "/webhookserver.") })
		})
	}
}

// stacks is where all goroutines are.
func stacks() string {
	buf := make([]byte, 8<<20)
	return string(buf[:runtime.Stack(buf, true)])
}

// A customer whose writes take long has its share of places, and no more. Others are taken meanwhile,
// and so is whatever needs no write, the busy customer's included.
func TestEdgeAHotCustomerKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	ids := verified(w, 2)
	hot, other := ids["jane-0"], ids["jane-1"]
	hold(w)
	w.Move(hot, controlapi.Move{Status: "suspended"})
	w.Move(other, controlapi.Move{Status: "suspended"})
	writes := op.Stall(func(r *http.Request) bool {
		return harness.StatusWrites(r) && strings.Contains(r.URL.Path, "/jane-0/")
	})
	defer writes.Release()
	const n = 300
	answers := burst(w, suspensions(map[string]string{"jane-0": hot}, n))
	// Those beyond the share are told at once; the others wait.
	const share = 128
	for range n - share {
		requireComeBack(t, <-answers)
	}
	writes.UntilHeld(1)
	require.Equal(t, http.StatusOK, deliver(w, happened("customer_suspended", other)).Code)
	requirePhase(w, "jane-1", v1alpha1.PhaseSuspended)
	for _, topic := range []string{"customer_transfer_completed", "customer_did_something_new", "customer_created"} {
		assert.Equal(t, http.StatusOK, deliver(w, happened(topic, hot)).Code, topic)
	}
	old := happened("customer_suspended", hot)
	old.Created = old.Created.Add(-time.Hour)
	assert.Equal(t, http.StatusOK, deliver(w, old).Code, "an event that status reflects needs no place")
	writes.Release()
	for range share {
		if a := <-answers; a.Code != http.StatusOK {
			requireComeBack(t, a) // on a machine so slow that its 8 s are over
		}
	}
	require.Equal(t, http.StatusOK, deliver(w, happened("customer_suspended", hot)).Code)
	requirePhase(w, "jane-0", v1alpha1.PhaseSuspended)
}

// Events that tell of the ability to act share a write, with one another and with those that need a
// look.
func TestEdgeEffectsShareAWrite(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := verified(w, 1)["jane-0"]
	hold(w)
	w.Move(id, controlapi.Move{Status: "suspended"})
	before, looks := len(op.Steps()), w.Calls(routeLook)
	writes := op.Stall(harness.StatusWrites)
	defer writes.Release()

	base := time.Now().UTC()
	var events []occurrence
	topics := []string{"customer_funding_source_verified", "customer_funding_source_negative", "customer_exchange_reauth_required", "customer_suspended"}
	for i := range 100 {
		e := happened(topics[i%len(topics)], id)
		e.Created = base.Add(time.Duration(i) * time.Millisecond)
		events = append(events, e)
	}
	last := happened("customer_funding_source_removed", id)
	last.Created = base.Add(time.Second)
	answers := burst(w, append(events, last))
	writes.UntilHeld(1)
	writes.Release()
	for range len(events) + 1 {
		assert.Equal(t, http.StatusOK, (<-answers).Code)
	}
	patches := len(op.Steps()) - before
	t.Logf("%d events made %d writes and %d looks", len(events)+1, patches, w.Calls(routeLook)-looks)
	assert.Less(t, patches, (len(events)+1)/4)
	assert.Less(t, w.Calls(routeLook)-looks, 25/2)
	vc := w.Customer("jane-0")
	assert.Equal(t, v1alpha1.PhaseSuspended, vc.Status.Phase)
	assert.Equal(t, v1alpha1.ReasonFundingSourceRemoved, harness.Condition(vc, v1alpha1.ConditionFundingSourceVerified).Reason)
	assert.Equal(t, metav1.ConditionFalse, harness.Condition(vc, v1alpha1.ConditionBalanceHealthy).Status)
	assert.Equal(t, metav1.ConditionFalse, harness.Condition(vc, v1alpha1.ConditionBankConnectionHealthy).Status)
}

// A topic that this version does not know is named once in the log, and counts as unknown however many
// of them there are.
func TestEdgeUnknownTopics(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := verified(w, 1)["jane-0"]
	before := counted(w, "unknown", "NoNews")
	for i := range 3 {
		for range 4 {
			require.Equal(t, http.StatusOK, deliver(w, happened(fmt.Sprintf("customer_grew_wings_%d", i), id)).Code)
		}
	}
	assert.GreaterOrEqual(t, counted(w, "unknown", "NoNews")-before, 12)
	assert.NotContains(t, metricsText(w), "customer_grew_wings")
	named := 0
	for line := range strings.Lines(harness.Logs()) {
		var entry struct{ Msg, Topic string }
		if json.Unmarshal([]byte(line), &entry) == nil && strings.HasPrefix(entry.Topic, "customer_grew_wings") &&
			strings.Contains(entry.Msg, "does not know the topic") {
			named++
		}
	}
	assert.Equal(t, 3, named)
}
