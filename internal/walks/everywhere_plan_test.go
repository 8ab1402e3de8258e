package walks

import (
	"net/http"
	"time"

	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/internal/harness"
)

// stage is one thing that happens in a tour.
type stage = happening[*tour]

// itinerary is a tour as it is drawn.
type itinerary = sequence[*tour]

// drawItinerary draws a tour: all objects are applied in any order, with trouble before, and more of anything
// afterwards.
func drawItinerary(t *rapid.T) itinerary {
	var applies []stage
	for _, name := range names {
		for part := range parts {
			applies = append(applies, applyPart(name, part))
		}
	}
	var i itinerary
	for _, apply := range rapid.Permutation(applies).Draw(t, "order") {
		i = append(append(i, rapid.SliceOfN(anyOf(troubles), 0, 2).Draw(t, "before")...), apply, rest(t))
	}
	for _, s := range rapid.SliceOfN(anyOf(append(deeds, troubles...)), 14, 26).Draw(t, "after") {
		i = append(i, s, rest(t))
	}
	return i
}

var (
	// deeds are what people and the provider do: those that move things along more often than those that end them.
	deeds = []choice[*tour]{
		{5, correctIt}, {3, changeElsewhere}, {4, renewDocument}, {2, changeData}, {2, changeOwner}, {14, comeToVerdict},
		{1, deleteOwnerObject}, {1, deleteCustomer}, {3, applyAnew}, {3, findOut}, {1, askForLook},
	}
	// troubles are what goes wrong on the way.
	troubles = []choice[*tour]{
		{7, harmCalls}, {2, befalls[*tour](troubleWebhooks)}, {1, befalls[*tour](releaseWebhooks)}, {1, befalls[*tour](expireTokens)},
		{4, befalls[*tour](dieSoon(8))}, {1, befalls[*tour](restart)},
	}
)

func anyName(t *rapid.T) string { return rapid.SampledFrom(names).Draw(t, "customer") }

// comeToVerdict has the provider decide on somebody on whom it can.
func comeToVerdict(t *rapid.T) stage {
	name, silent := anyName(t), rapid.IntRange(0, 5).Draw(t, "silent") == 0
	v := rapid.SampledFrom([]harness.Verdict{harness.Verified, harness.SetBack, harness.Wanting, harness.Wanting}).Draw(t, "verdict")
	return stepf(func(w *tour) {
		vc := w.present(name)
		if vc == nil || vc.Status.CustomerID == "" {
			return
		}
		id := vc.Status.CustomerID
		truth := w.Platform.Look(w.World, id)
		if !truth.Decidable && (v == harness.Wanting || !w.decided[id]) {
			return
		}
		w.decided[id] = true
		w.seen["verdict "+string(v)]++
		w.Platform.Decide(w.World, id, v, silent)
	}, "the provider comes to a verdict on %s: %s, silently %t", name, v, silent)
}

// harmCalls makes calls of one kind go wrong: one, or a few.
func harmCalls(t *rapid.T) stage {
	h, call := rapid.SampledFrom(harms).Draw(t, "harm"), rapid.SampledFrom([]harness.Call{harness.Create, harness.Create, harness.HandIn, harness.HandIn, harness.Look, harness.List, ""}).Draw(t, "call")
	name, method := anyName(t), rapid.SampledFrom([]string{http.MethodPost, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodGet}).Draw(t, "method")
	count, skip := rapid.SampledFrom([]int{1, 1, 3}).Draw(t, "count"), rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "skip")
	if h.fault.Headers != nil {
		count = 1
	}
	return stepf(func(w *tour) {
		f := h.fault
		f.Count, f.Skip, f.Method, f.Path = count, skip, method, "^/[^o]"
		if call != "" {
			f = w.Route(call, w.typeOf(name)).Fault(f)
		}
		w.AddFault(f)
	}, "a call (%s of %s, or any %s) is %s, %d times after %d", call, name, method, h.name, count, skip)
}

// rest is a pause between two stages.
func rest(t *rapid.T) stage { return befalls[*tour](pause(100 * time.Millisecond))(t) }
