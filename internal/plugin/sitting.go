package plugin

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// reminder is how long before the end the person is told of the time once more.
const reminder = 30 * time.Second

// sendTimeout bounds how long the verdict on the answers is waited for.
const sendTimeout = time.Minute

var (
	errTimeOver    = errors.New("the time is over")
	errNotAChoice  = errors.New("a line of the input is not the number of a choice")
	errNoQuestions = errors.New("the provider sent no questions")
)

// sitting is the one time that a person has a provider's questions before them.
type sitting struct {
	*console
	guard   *guard
	quizzer provider.Quizzer
	// customerID at the provider, and who it is, for the prompts.
	customerID string
	person     string
	// confirmed: the user agreed beforehand, on the command line.
	confirmed bool
	// scripted: no person is there to correct what is mistyped.
	scripted bool
}

// paper is what the person filled in.
type paper struct {
	quizID  string
	answers map[string]string
}

// fillIn leads through everything up to the last answer. Until the questions are read nothing is
// used; the error says which side of that it is on.
func (s *sitting) fillIn(ctx context.Context) (paper, error) {
	id, err := s.open(ctx)
	if err != nil {
		return paper{}, explainBefore(err)
	}
	// The provider's clock starts somewhere within the call: counting from before it is safe.
	begun := time.Now()
	s.guard.arm(s.warn)
	quiz, err := s.quizzer.Questions(ctx, id)
	if err != nil {
		return paper{}, explainReading(err)
	}
	answers, err := s.interview(ctx, quiz, begun)
	if err != nil {
		return paper{}, explainAfter(err)
	}
	return paper{quizID: id, answers: answers}, nil
}

// send sends the answers, once.
func (s *sitting) send(ctx context.Context, p paper) (passed bool, err error) {
	s.say("\nSending the answers.\n")
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	if passed, err = s.quizzer.Answer(ctx, p.quizID, p.answers); err != nil {
		return false, explainSending(err)
	}
	return passed, nil
}

// open opens the session at the provider, with the user's consent to that and to the questions.
func (s *sitting) open(ctx context.Context) (id string, err error) {
	if err := s.consent(ctx, "Is "+s.person+" here and ready?"); err != nil {
		return "", err
	}
	if id, err = s.quizzer.BeginQuiz(ctx, s.customerID); err != nil {
		return "", err
	}
	if err := s.consent(ctx, "The provider has opened the session. Show the questions and start the clock?"); err != nil {
		return "", err
	}
	return id, context.Cause(ctx)
}

func (s *sitting) consent(ctx context.Context, question string) error {
	if s.confirmed {
		return nil
	}
	return s.confirm(ctx, question)
}

// warn is what the first Ctrl-C does once there is something to lose.
func (s *sitting) warn() {
	s.say("\nThe session is used: if you leave now, the questions cannot be asked again.\n" +
		"Press Ctrl-C once more to leave, or answer on: ")
}

// interview asks every question, within the time that the provider gives.
func (s *sitting) interview(ctx context.Context, quiz provider.Quiz, begun time.Time) (map[string]string, error) {
	if len(quiz.Questions) == 0 {
		return nil, errNoQuestions
	}
	var deadline time.Time
	if quiz.Limit > 0 {
		deadline = begun.Add(quiz.Limit)
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadlineCause(ctx, deadline, errTimeOver)
		defer cancel()
		defer s.remind(deadline).Stop()
	}
	s.say("\nAnswer with the number of a choice, or go back with b. The last answer sends them all.\n")
	answers := make(map[string]string, len(quiz.Questions))
	for i := 0; i < len(quiz.Questions); {
		q := quiz.Questions[i]
		s.show(q, fmt.Sprintf("Question %d of %d", i+1, len(quiz.Questions)), deadline)
		choice, err := s.choose(ctx, len(q.Choices), i > 0)
		switch {
		case err != nil:
			return nil, err
		case choice == goBack:
			i--
		default:
			answers[q.ID] = q.Choices[choice].ID
			i++
		}
	}
	return answers, nil
}

// remind tells of the time once more, unless it is stopped before.
func (s *sitting) remind(deadline time.Time) *time.Timer {
	return time.AfterFunc(time.Until(deadline)-reminder, func() {
		s.say("\n%s left. Your answer: ", clockFace(time.Until(deadline)))
	})
}

func (s *sitting) show(q provider.Question, title string, deadline time.Time) {
	if !deadline.IsZero() {
		title += " (" + clockFace(time.Until(deadline)) + " left)"
	}
	s.say("\n%s: %s\n", title, printable(q.Text))
	for i, choice := range q.Choices {
		s.say("  %d) %s\n", i+1, printable(choice.Text))
	}
}

// goBack is the choice to return to the question before.
const goBack = -1

// choose waits for one of n choices.
func (s *sitting) choose(ctx context.Context, n int, mayGoBack bool) (int, error) {
	for {
		line, err := s.ask(ctx, "Your answer: ")
		if err != nil {
			return 0, err
		}
		number, err := strconv.Atoi(line)
		switch {
		case err == nil && number >= 1 && number <= n:
			return number - 1, nil
		case s.scripted:
			return 0, errNotAChoice
		case line == "b" && mayGoBack:
			return goBack, nil
		case line == "b":
			s.say("This is the first question.\n")
		default:
			s.say("Type a number from 1 to %d.\n", n)
		}
	}
}

// clockFace is a duration as minutes and seconds.
func clockFace(d time.Duration) string {
	seconds := int(max(d, 0).Round(time.Second) / time.Second)
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}
