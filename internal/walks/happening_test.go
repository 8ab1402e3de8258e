package walks

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// happening is one thing that happens in walks of a kind. What is not possible where the walk then stands has no
// effect.
type happening[W any] struct {
	text string
	take func(W)
}

func stepf[W any](take func(W), format string, args ...any) happening[W] {
	return happening[W]{text: fmt.Sprintf(format, args...), take: take}
}

// sequence is a walk as it is drawn.
type sequence[W any] []happening[W]

// GoString tells the plan as people read it, a step a line: rapid prints it when a walk fails.
func (s sequence[W]) GoString() string {
	var b strings.Builder
	for i, h := range s {
		fmt.Fprintf(&b, "\n  %2d. %s", i+1, h.text)
	}
	return b.String()
}

// trouble is what can happen in a walk of whatever kind.
type trouble = happening[*course]

// befalls has a trouble happen in walks of a kind.
func befalls[W interface{ ground() *course }](draw func(*rapid.T) trouble) func(*rapid.T) happening[W] {
	return func(t *rapid.T) happening[W] {
		h := draw(t)
		return happening[W]{h.text, func(w W) { h.take(w.ground()) }}
	}
}

// choice is a kind of happening, and how often it is drawn.
type choice[W any] struct {
	weight int
	draw   func(*rapid.T) happening[W]
}

func anyOf[W any](choices []choice[W]) *rapid.Generator[happening[W]] {
	var all []func(*rapid.T) happening[W]
	for _, c := range choices {
		for range c.weight {
			all = append(all, c.draw)
		}
	}
	return rapid.Custom(func(t *rapid.T) happening[W] { return rapid.SampledFrom(all).Draw(t, "kind")(t) })
}
