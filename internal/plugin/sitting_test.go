package plugin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// room is where a sitting is held, with a keyboard and Ctrl-C at hand. It lives in a bubble of
// synctest: time stands still until everybody waits.
type room struct {
	*testing.T
	provider *fakeProvider
	screen   *screen
	keyboard *io.PipeWriter
	ctrlC    chan os.Signal
	leave    context.CancelCauseFunc

	done   chan struct{}
	passed bool
	err    error
}

// inRoom begins a sitting and has test play the person.
func inRoom(t *testing.T, change func(*fakeProvider, *sitting), test func(*room)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, leave := context.WithCancelCause(t.Context())
		in, keyboard := io.Pipe()
		r := &room{
			T: t, provider: newFakeProvider(), screen: &screen{}, keyboard: keyboard,
			ctrlC: make(chan os.Signal, 1), leave: leave, done: make(chan struct{}),
		}
		g := &guard{}
		s := &sitting{
			console: newConsole(ctx, in, r.screen), guard: g, quizzer: r.provider,
			customerID: "customer-1", person: "Jane Doe",
		}
		if change != nil {
			change(r.provider, s)
		}
		go g.watch(ctx, r.ctrlC, leave)
		go func() {
			defer close(r.done)
			var filled paper
			if filled, r.err = s.fillIn(ctx); r.err == nil {
				r.passed, r.err = s.send(ctx, filled)
			}
		}()
		synctest.Wait()
		test(r)
		_ = keyboard.Close()
		leave(nil)
		synctest.Wait()
		require.True(t, r.ended(), "the sitting did not come to an end:\n%s", r.screen)
	})
}

func (r *room) ended() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// outcome is what the sitting, which must be over, came to.
func (r *room) outcome() (passed bool, err error) {
	r.Helper()
	require.True(r, r.ended(), "the sitting still goes on:\n%s", r.screen)
	return r.passed, r.err
}

// mustPass requires that the answers were accepted.
func (r *room) mustPass() {
	r.Helper()
	passed, err := r.outcome()
	require.NoError(r, err)
	assert.True(r, passed)
}

// mustFail requires that the sitting ended with an error that says want.
func (r *room) mustFail(want string) {
	r.Helper()
	_, err := r.outcome()
	assert.ErrorContains(r, err, want)
}

// types types lines, each when everybody waits for it.
func (r *room) types(lines ...string) {
	r.Helper()
	for _, line := range lines {
		require.False(r, r.ended(), "nobody waits for %q:\n%s", line, r.screen)
		_, err := io.WriteString(r.keyboard, line+"\n")
		require.NoError(r, err)
		synctest.Wait()
	}
}

func (r *room) pressesCtrlC() {
	r.ctrlC <- os.Interrupt
	synctest.Wait()
}

// lets passes time.
func (r *room) lets(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestSitting(t *testing.T) {
	inRoom(t, nil, func(r *room) {
		assert.Empty(r, r.provider.seen(), "the provider was called before the first yes")
		r.types("y")
		assert.Equal(r, []string{"begin customer-1"}, r.provider.seen(), "the questions were read before the second yes")
		r.types("YES", "1", "2", "3", "1")
		r.mustPass()
		assert.Equal(r, []string{"begin customer-1", "questions quiz-1", "answer quiz-1"}, r.provider.seen())
		assert.Equal(r, map[string]string{"q1": "q1c1", "q2": "q2c2", "q3": "q3c3", "q4": "q4c1"}, r.provider.answers)
		assert.Contains(r, r.screen.String(), `
Question 2 of 4 (2:00 left): Where were you in 2002?
  1) Ames
  2) Boone
  3) None of the above
Your answer: `)
	})
}

func TestInputIsChecked(t *testing.T) {
	inRoom(t, nil, func(r *room) {
		r.types("y", "y", "b", "0", "4", "", "Ames", "1", "2", "b", "3", "3", "3")
		r.mustPass()
		assert.Equal(r, map[string]string{"q1": "q1c1", "q2": "q2c3", "q3": "q3c3", "q4": "q4c3"}, r.provider.answers)
		assert.Equal(r, 4, strings.Count(r.screen.String(), "Type a number from 1 to 3."))
		assert.Equal(r, 1, strings.Count(r.screen.String(), "This is the first question."))
	})
}

// Until the questions are shown, whatever the person does uses nothing.
func TestLeavingBeforeTheQuestionsUsesNothing(t *testing.T) {
	ways := map[string]func(*room){
		"no":               func(r *room) { r.types("n") },
		"a bare return":    func(r *room) { r.types("") },
		"another word":     func(r *room) { r.types("yess") },
		"Ctrl-C":           func(r *room) { r.pressesCtrlC() },
		"end of the input": func(r *room) { _ = r.keyboard.Close(); synctest.Wait() },
		"terminated":       func(r *room) { r.leave(context.Canceled); synctest.Wait() },
	}
	for name, way := range ways {
		for _, confirmed := range []int{0, 1} {
			t.Run(fmt.Sprintf("%s after %d confirmations", name, confirmed), func(t *testing.T) {
				inRoom(t, nil, func(r *room) {
					for range confirmed {
						r.types("y")
					}
					way(r)
					r.mustFail("you left before the questions were shown: nothing is used, run this again when the person is ready")
					assert.Len(r, r.provider.seen(), confirmed)
					assert.NotContains(r, r.provider.seen(), "questions quiz-1")
				})
			})
		}
	}
}

func TestCtrlCWarnsOnceTheQuestionsAreShown(t *testing.T) {
	const warning = "The session is used"
	inRoom(t, nil, func(r *room) {
		r.types("y", "y", "1")
		r.pressesCtrlC()
		assert.False(r, r.ended())
		assert.Contains(r, r.screen.String(), warning)
		r.types("2", "3", "1")
		r.mustPass()
	})
	inRoom(t, nil, func(r *room) {
		r.types("y", "y", "1", "1", "1")
		r.pressesCtrlC()
		r.pressesCtrlC()
		r.mustFail("you left after the questions were shown; nothing was sent, and the session is used")
		assert.Equal(r, 1, strings.Count(r.screen.String(), warning))
		assert.NotContains(r, r.provider.seen(), "answer quiz-1")
	})
}

// A signal that leaves no choice ends the sitting without a second one.
func TestTerminatedAfterTheQuestions(t *testing.T) {
	inRoom(t, nil, func(r *room) {
		r.types("y", "y", "1")
		r.leave(context.Canceled)
		synctest.Wait()
		r.mustFail("the session is used")
		assert.NotContains(r, r.provider.seen(), "answer quiz-1")
	})
}

func TestTime(t *testing.T) {
	inRoom(t, nil, func(r *room) {
		r.types("y")
		r.lets(time.Hour) // no clock runs before the questions are read
		r.types("y")
		r.lets(45 * time.Second)
		r.types("1")
		assert.Contains(r, r.screen.String(), "Question 1 of 4 (2:00 left)")
		assert.Contains(r, r.screen.String(), "Question 2 of 4 (1:15 left)")
		r.lets(45*time.Second - 1)
		assert.NotContains(r, r.screen.String(), "0:30 left")
		r.lets(1)
		assert.Contains(r, r.screen.String(), "\n0:30 left. Your answer: ")
		r.types("1", "1")
		r.lets(30*time.Second - 1)
		assert.False(r, r.ended())
		r.lets(1)
		r.mustFail("the time is over; nothing was sent, and the session is used")
		assert.NotContains(r, r.provider.seen(), "answer quiz-1")
	})
}

func TestNoTimeLimit(t *testing.T) {
	inRoom(t, func(p *fakeProvider, _ *sitting) { p.quiz.Limit = 0 }, func(r *room) {
		r.types("y", "y", "1", "1", "1")
		r.lets(24 * time.Hour)
		r.types("1")
		r.mustPass()
		assert.NotContains(r, r.screen.String(), "left")
	})
}

func TestScript(t *testing.T) {
	script := func(_ *fakeProvider, s *sitting) { s.confirmed, s.scripted = true, true }
	inRoom(t, script, func(r *room) {
		r.types("1", "1", "1", "1")
		r.mustPass()
		assert.NotContains(r, r.screen.String(), "[y/N]")
	})
	// Going on with the next line would give each answer to the wrong question.
	inRoom(t, script, func(r *room) {
		r.types("1", "7")
		r.mustFail("a line of the input is not the number of a choice; nothing was sent")
		assert.NotContains(r, r.provider.seen(), "answer quiz-1")
	})
	inRoom(t, script, func(r *room) {
		r.types("1", "1", "1")
		require.NoError(r, r.keyboard.Close())
		synctest.Wait()
		r.mustFail("the input ended; nothing was sent, and the session is used")
		assert.NotContains(r, r.provider.seen(), "answer quiz-1")
	})
}

func TestProviderFails(t *testing.T) {
	failure := func(class provider.Class, outcome provider.Outcome) error {
		return &provider.Error{Class: class, Outcome: outcome, Operation: "KBA", Message: "no"}
	}
	refused, unknown := provider.OutcomeRefused, provider.OutcomeUnknown
	tests := map[string]struct {
		fail  func(*fakeProvider)
		want  string
		calls int
	}{
		"begin: used before":   {func(p *fakeProvider) { p.beginErr = failure(provider.ClassConflict, refused) }, "the only one was used before", 1},
		"begin: not enabled":   {func(p *fakeProvider) { p.beginErr = failure(provider.ClassAuth, refused) }, "may have to be enabled first", 1},
		"begin: unreachable":   {func(p *fakeProvider) { p.beginErr = failure(provider.ClassUnavailable, unknown) }, "cannot be asked from this machine now; nothing is used", 1},
		"begin: no customer":   {func(p *fakeProvider) { p.beginErr = failure(provider.ClassNotFound, refused) }, "nothing is used", 1},
		"questions: over":      {func(p *fakeProvider) { p.questionsErr = failure(provider.ClassConflict, refused) }, "read before, or the session is over", 2},
		"questions: refused":   {func(p *fakeProvider) { p.questionsErr = failure(provider.ClassRateLimited, refused) }, "nothing is used", 2},
		"questions: who knows": {func(p *fakeProvider) { p.questionsErr = failure(provider.ClassUnavailable, unknown) }, "it is not known whether the session is used", 2},
		"questions: none":      {func(p *fakeProvider) { p.quiz.Questions = nil }, "the provider sent no questions", 2},
		"answer: too late":     {func(p *fakeProvider) { p.answerErr = failure(provider.ClassConflict, refused) }, "the time was over", 3},
		"answer: refused":      {func(p *fakeProvider) { p.answerErr = failure(provider.ClassInvalid, refused) }, "refused the answers, and they are not sent again", 3},
		"answer: who knows":    {func(p *fakeProvider) { p.answerErr = errors.New("reset") }, "not known whether the answers arrived, and they are not sent again", 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			change := func(p *fakeProvider, s *sitting) { s.confirmed = true; test.fail(p) }
			inRoom(t, change, func(r *room) {
				for !r.ended() {
					r.types("1")
				}
				r.mustFail(test.want)
				assert.Len(r, r.provider.seen(), test.calls)
			})
		})
	}
}

// What a provider sends cannot steer the terminal.
func TestQuestionsArePrintable(t *testing.T) {
	change := func(p *fakeProvider, s *sitting) {
		s.confirmed = true
		p.quiz.Questions[0].Text = "Where\x1b[2J\nwere\tyou\u009b2J \u202eand who?"
		p.quiz.Questions[0].Choices[0].Text = "Åmes\r\n"
	}
	inRoom(t, change, func(r *room) {
		assert.Contains(r, r.screen.String(), "Where [2J were you 2J and who?\n  1) Åmes\n  2) Boone\n")
	})
}
