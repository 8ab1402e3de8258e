package webhookserver

import (
	"context"
	"sync/atomic"
	"testing"

	"k8s.io/apimachinery/pkg/types"
)

// Whoever comes while a question is being asked has it asked again: the answer under way may be older than what
// they come for. All who come meanwhile share that one.
func TestInquiriesBeginAfterWhoeverAsks(t *testing.T) {
	var q inquiries
	var asked atomic.Int64
	begun, answers := make(chan struct{}), make(chan bool)
	question := func(context.Context) (bool, error) {
		asked.Add(1)
		begun <- struct{}{}
		return <-answers, nil
	}
	about := types.NamespacedName{Name: "vp"}
	first := q.join(t.Context(), about, question)
	<-begun
	second, third := q.join(t.Context(), about, question), q.join(t.Context(), about, question)
	if second == first || third != second {
		t.Error("the second and the third do not share one of their own")
	}
	answers <- false
	<-first.ended
	<-begun
	answers <- true
	<-second.ended
	if first.yes || !second.yes {
		t.Errorf("answers %t and %t", first.yes, second.yes)
	}
	if fourth := q.join(t.Context(), about, question); fourth == second {
		t.Error("an inquiry that has ended is given to somebody who comes later")
	} else {
		<-begun
		answers <- false
		<-fourth.ended
	}
	if asked.Load() != 3 || len(q.last) != 0 {
		t.Errorf("asked %d times; %d are remembered", asked.Load(), len(q.last))
	}
}

// Whoever gives up spoils nothing for those who share the inquiry.
func TestInquiriesOutliveWhoeverAsks(t *testing.T) {
	var q inquiries
	about, held := types.NamespacedName{Name: "vp"}, make(chan struct{})
	question := func(ctx context.Context) (bool, error) {
		<-held
		return true, ctx.Err()
	}
	impatient, cancel := context.WithCancel(t.Context())
	i := q.join(context.WithoutCancel(impatient), about, question)
	cancel()
	if _, err := q.ask(impatient, about, question); err == nil {
		t.Error("somebody whose time is over waits")
	}
	close(held)
	<-i.ended
	if yes, err := i.yes, i.err; !yes || err != nil {
		t.Errorf("%t, %v", yes, err)
	}
}
