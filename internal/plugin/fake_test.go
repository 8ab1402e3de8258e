package plugin

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// fakeProvider stands for a provider that asks questions, as its client would.
type fakeProvider struct {
	provider.Client

	quiz   provider.Quiz
	passed bool
	// What the calls fail with.
	beginErr, questionsErr, answerErr error

	mu          sync.Mutex
	calls       []string
	answers     map[string]string
	credentials map[string]pii.String
}

// newFakeProvider asks four questions of three choices; the ID of choice 2 of question 1 is q1c2.
func newFakeProvider() *fakeProvider {
	f := &fakeProvider{passed: true, quiz: provider.Quiz{ID: "quiz-1", Limit: 2 * time.Minute}}
	for i := 1; i <= 4; i++ {
		q := provider.Question{ID: fmt.Sprintf("q%d", i), Text: fmt.Sprintf("Where were you in 200%d?", i)}
		for c, text := range []string{"Ames", "Boone", "None of the above"} {
			q.Choices = append(q.Choices, provider.Choice{ID: fmt.Sprintf("q%dc%d", i, c+1), Text: text})
		}
		f.quiz.Questions = append(f.quiz.Questions, q)
	}
	return f
}

func (f *fakeProvider) called(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
}

// seen is every call so far.
func (f *fakeProvider) seen() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.calls...)
}

func (f *fakeProvider) BeginQuiz(ctx context.Context, customerID string) (string, error) {
	f.called("begin %s", customerID)
	return f.quiz.ID, firstOf(f.beginErr, ctx.Err())
}

func (f *fakeProvider) Questions(ctx context.Context, quizID string) (provider.Quiz, error) {
	f.called("questions %s", quizID)
	return f.quiz, firstOf(f.questionsErr, ctx.Err())
}

func (f *fakeProvider) Answer(ctx context.Context, quizID string, answers map[string]string) (bool, error) {
	f.called("answer %s", quizID)
	f.mu.Lock()
	f.answers = maps.Clone(answers)
	f.mu.Unlock()
	return f.passed, firstOf(f.answerErr, ctx.Err())
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// driver opens f, and keeps the credentials that it was opened with.
func (f *fakeProvider) driver(open provider.Client) map[string]provider.Driver {
	return map[string]provider.Driver{"dwolla": {
		Name: "dwolla", CredentialKeys: []string{"key", "secret"},
		Open: func(c provider.Config) (provider.Client, error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.credentials = c.Credentials
			return open, nil
		},
	}}
}

// screen is what a terminal shows; it may be read while it is written.
type screen struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}
