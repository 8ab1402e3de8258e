package walks

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// resync is how often the operator looks at everybody. It is longer than the time after which no
// request can arrive any more, and shorter than a provider remembers an idempotency key.
const resync = 10 * time.Minute

// course is what every walk is taken on: a world, with an operator that dies and is started anew.
type course struct {
	*harness.World
	clock harness.Clock
	op    *harness.Operator
	// oversee puts whoever watches the operator's calls on its way to the provider.
	oversee func(next http.RoundTripper) http.RoundTripper
	// kills counts the operators that were found dead.
	kills int
	// since is when, at the end, everybody has to be looked at, on the operator's clock.
	since time.Time
}

// newCourse makes the world of a walk; no operator runs yet. once is for the first failure of those who share it.
func newCourse(t *testing.T, once *sync.Once, r *rapid.T, p fmt.GoStringer, options ...harness.Option) *course {
	c := &course{}
	var told []string
	options = append(options, harness.WithProvider(func(vp *v1alpha1.VerificationProvider) {
		vp.Spec.ResyncInterval = metav1.Duration{Duration: resync}
	}))
	c.World = harness.NewWorld(reporter{t, r, &told}, options...)
	// A failure may not come again, so the first is told in full.
	r.Cleanup(func() {
		if r.Failed() {
			once.Do(func() { t.Logf("the first walk that failed, in %s: %#v\n%s", c.Namespace, p, strings.Join(told, "\n")) })
		}
	})
	return c
}

// ground is the course under a walk of whatever kind.
func (c *course) ground() *course { return c }

func (c *course) start() {
	c.Helper()
	c.op = c.StartOperator(c.clock.Use, func(o *operator.Options) { o.ProviderTransport = c.oversee(o.ProviderTransport) })
}

// revive starts the operator anew if it was killed.
func (c *course) revive() {
	c.Helper()
	select {
	case <-c.op.Died():
		c.kills++
		c.op.Crash()
		c.start()
	default:
	}
}

// restart ends the operator and starts it anew.
func (c *course) restart(graceful bool) {
	c.Helper()
	c.op.KillAt(0, false)
	select {
	case <-c.op.Died():
		graceful = false // It cannot say goodbye any more.
	default:
	}
	if graceful {
		c.op.Stop()
	} else {
		c.op.Crash()
	}
	c.start()
}

// untilSteps waits until the operator has made so many more requests with an effect, or is dead, or so
// much time is over.
func (c *course) untilSteps(n int, most time.Duration) {
	over := time.NewTimer(most)
	defer over.Stop()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for goal := len(c.op.Steps()) + n; len(c.op.Steps()) < goal; {
		select {
		case <-over.C:
			return
		case <-c.op.Died():
			return
		case <-look.C:
		}
	}
}

// calm ends all faults. What was held back arrives, twice and in disorder.
func (c *course) calm() {
	c.Helper()
	c.ClearFaults()
	require.NoError(c, c.Control.ClearWebhookFaults(c.Context))
	c.op.KillAt(0, false)
	c.revive()
	_, err := c.Control.Release(c.Context, controlapi.Release{Order: controlapi.OrderShuffle, Copies: 2, Concurrent: true})
	require.NoError(c, err)
}

// nextRound lets the time of a round go by: everybody has to be looked at after that.
func (c *course) nextRound() {
	c.clock.Advance(round)
	c.since = c.clock.Now().Truncate(time.Second)
}

// reporter is a test for the World that fails the walk, and not all walks.
type reporter struct {
	testing.TB
	walk *rapid.T
	// told is what was reported so far.
	told *[]string
}

func (r reporter) tell(text string) string {
	*r.told = append(*r.told, text)
	return text
}

func (r reporter) Cleanup(f func())  { r.walk.Cleanup(f) }
func (r reporter) Error(args ...any) { r.walk.Error(r.tell(fmt.Sprint(args...))) }
func (r reporter) Errorf(format string, args ...any) {
	r.walk.Error(r.tell(fmt.Sprintf(format, args...)))
}
func (r reporter) Fail()             { r.walk.Fail() }
func (r reporter) FailNow()          { r.walk.FailNow() }
func (r reporter) Failed() bool      { return r.walk.Failed() }
func (r reporter) Fatal(args ...any) { r.walk.Fatal(r.tell(fmt.Sprint(args...))) }
func (r reporter) Fatalf(format string, args ...any) {
	r.walk.Fatal(r.tell(fmt.Sprintf(format, args...)))
}
func (r reporter) Log(args ...any)                 { r.walk.Log(args...) }
func (r reporter) Logf(format string, args ...any) { r.walk.Logf(format, args...) }
