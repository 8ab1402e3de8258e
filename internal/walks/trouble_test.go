package walks

import (
	"net/http"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// The steps in which things go wrong on the way. Those that are no provider's own are troubles.

// route is a call at the simulated Dwolla, as faults match it.
type route struct{ name, method, path string }

var routes = []route{
	{"creating a business", http.MethodPost, "^/customers$"},
	{"changing a business", http.MethodPost, "^/customers/[^/]+$"},
	{"adding an owner", http.MethodPost, "^/customers/[^/]+/beneficial-owners$"},
	{"correcting an owner", http.MethodPost, "^/beneficial-owners/[^/]+$"},
	{"certifying", http.MethodPost, "^/customers/[^/]+/beneficial-ownership$"},
	{"uploading", http.MethodPost, "/documents$"},
	{"looking", http.MethodGet, "^/(customers|beneficial-owners)/[^/]+$"},
	{"finding a business", http.MethodGet, "^/customers$"},
	{"listing", http.MethodGet, "/(documents|beneficial-owners|beneficial-ownership)$"},
}

// harm is what becomes of a call.
type harm struct {
	name  string
	fault controlapi.Fault
}

var harms = []harm{
	{"lost before the effect", controlapi.Fault{Drop: controlapi.DropBefore}},
	{"lost after the effect", controlapi.Fault{Drop: controlapi.DropAfter}},
	{"lost after the effect", controlapi.Fault{Drop: controlapi.DropAfter}},
	{"answered 500 without effect", controlapi.Fault{Status: http.StatusInternalServerError}},
	{"answered 502 after the effect", controlapi.Fault{StatusAfter: http.StatusBadGateway}},
	{"answered 503 with a wait", controlapi.Fault{Status: http.StatusServiceUnavailable, Headers: map[string]string{"Retry-After": "1"}}},
	{"answered 429", controlapi.Fault{Status: http.StatusTooManyRequests, Headers: map[string]string{"Retry-After": "1"}}},
	{"lost, its key locked, without effect", controlapi.Fault{Drop: controlapi.DropBefore, LockKey: true}},
	{"lost, its key locked, after the effect", controlapi.Fault{Drop: controlapi.DropAfter, LockKey: true}},
	{"slow", controlapi.Fault{Delay: controlapi.Duration(100 * time.Millisecond), DelayAfter: controlapi.Duration(100 * time.Millisecond)}},
}

// loseAnswers makes calls of one kind go wrong: one, or more than the client tries by itself.
func loseAnswers(t *rapid.T) step {
	r, h := rapid.SampledFrom(routes).Draw(t, "route"), rapid.SampledFrom(harms).Draw(t, "harm")
	f := h.fault
	f.Method, f.Path = r.method, r.path
	f.Count, f.Skip = rapid.SampledFrom([]int{1, 1, 3, 4}).Draw(t, "count"), rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "skip")
	if f.Status == http.StatusTooManyRequests || f.Headers != nil {
		f.Count = 1
	}
	return stepf(func(w *walk) { w.AddFault(f) }, "%s is %s, %d times after %d", r.name, h.name, f.Count, f.Skip)
}

// troubleWebhooks has the next webhooks held back, doubled, delayed or lost.
func troubleWebhooks(t *rapid.T) trouble {
	f := controlapi.WebhookFault{
		Action: rapid.SampledFrom([]string{controlapi.ActionHold, controlapi.ActionHold, controlapi.ActionDouble, controlapi.ActionDelay, controlapi.ActionDrop}).Draw(t, "action"),
		Count:  rapid.IntRange(1, 8).Draw(t, "count"),
	}
	if f.Action == controlapi.ActionDelay {
		f.Delay = controlapi.Duration(200 * time.Millisecond)
	}
	return stepf(func(c *course) {
		_, err := c.Control.AddWebhookFault(c.Context, f)
		require.NoError(c, err)
	}, "the next %d webhooks: %s", f.Count, f.Action)
}

// releaseWebhooks delivers what was held back, in disorder, and maybe more than once.
func releaseWebhooks(t *rapid.T) trouble {
	how := controlapi.Release{
		Order:  rapid.SampledFrom([]string{controlapi.OrderShuffle, controlapi.OrderReverse}).Draw(t, "order"),
		Copies: rapid.IntRange(1, 3).Draw(t, "copies"), Concurrent: rapid.Bool().Draw(t, "concurrent"),
	}
	return stepf(func(c *course) {
		_, err := c.Control.Release(c.Context, how)
		require.NoError(c, err)
	}, "held webhooks are delivered: %s, %d copies, concurrently %t", how.Order, how.Copies, how.Concurrent)
}

func expireTokens(*rapid.T) trouble {
	return stepf(func(c *course) {
		_, err := c.Control.ExpireTokens(c.Context)
		require.NoError(c, err)
	}, "all access tokens expire")
}

// dieSoon kills the operator at one of its next requests with an effect.
func dieSoon(most int) func(*rapid.T) trouble {
	return func(t *rapid.T) trouble {
		n, after := rapid.IntRange(1, most).Draw(t, "request"), rapid.Bool().Draw(t, "after")
		return stepf(func(c *course) {
			c.op.KillAt(len(c.op.Steps())+n, after)
		}, "the operator will be killed at its request %d from now, after the effect %t", n, after)
	}
}

// restart starts the operator anew, maybe with time gone by.
func restart(t *rapid.T) trouble {
	graceful, later := rapid.Bool().Draw(t, "graceful"), rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(t, "minutes")
	return stepf(func(c *course) {
		c.clock.Advance(time.Duration(later) * time.Minute)
		c.restart(graceful)
	}, "the operator is started anew, gracefully %t, %d minutes later", graceful, later)
}

// pause lets the operator do a few things before the next step, or nothing at all. What it gets done
// in that time, each thing in so much of it, decides nothing: a walk is as good without.
func pause(each time.Duration) func(*rapid.T) trouble {
	return func(t *rapid.T) trouble {
		n := rapid.SampledFrom([]int{0, 1, 2, 4, 8}).Draw(t, "pause")
		return stepf(func(c *course) { c.untilSteps(n, time.Duration(n)*each) }, "%s", pauses[n])
	}
}

var pauses = map[int]string{0: "at once", 1: "after a request", 2: "after two requests", 4: "after a while", 8: "after a longer while"}
