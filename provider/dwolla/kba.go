package dwolla

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/bonafide-dev/bonafide/provider"
)

// Quiz are the questions of a KBA session (API reference, Knowledge-based authentication).
type Quiz struct {
	ID        string         `json:"id"`
	Questions []QuizQuestion `json:"questions"`
}

// QuizQuestion is one question with the answers to choose from.
type QuizQuestion struct {
	ID      string       `json:"id"`
	Text    string       `json:"text"`
	Answers []QuizAnswer `json:"answers"`
}

// QuizAnswer is one answer to choose.
type QuizAnswer struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// QuizResult is what came of a session.
type QuizResult struct {
	// VerificationStatus is the customer's new status; Dwolla may leave it out.
	VerificationStatus string `json:"verificationStatus"`
	Links              Links  `json:"_links"`
}

// BeginQuiz opens a KBA session for a person in status kba and returns its ID. The class is Conflict
// in any other status.
func (c *Client) BeginQuiz(ctx context.Context, customerID, idempotencyKey string) (id string, err error) {
	path, err := customerPath(OpBeginQuiz, customerID)
	if err != nil {
		return "", err
	}
	id, err = c.create(ctx, call{operation: OpBeginQuiz, path: path + "/kba", idempotencyKey: idempotencyKey}, "kba")
	return id, quizError(err)
}

// GetQuiz reads the questions. They can be read once; from then on the person has two minutes.
func (c *Client) GetQuiz(ctx context.Context, quizID string) (*Quiz, error) {
	path, err := quizPath(OpGetQuiz, quizID)
	if err != nil {
		return nil, err
	}
	var out Quiz
	if _, err := c.fetch(ctx, call{operation: OpGetQuiz, method: http.MethodGet, path: path}, &out); err != nil {
		return nil, quizError(err)
	}
	if len(out.Questions) == 0 {
		return nil, foreign(OpGetQuiz, provider.OutcomeUnknown)
	}
	return &out, nil
}

// AnswerQuiz sends the answers, as answer IDs by question ID. There is one attempt, and three of the
// four must be right.
func (c *Client) AnswerQuiz(
	ctx context.Context, quizID string, answers map[string]string, idempotencyKey string,
) (*QuizResult, error) {
	path, err := quizPath(OpAnswerQuiz, quizID)
	if err != nil {
		return nil, err
	}
	type answer struct {
		QuestionID string `json:"questionId"`
		AnswerID   string `json:"answerId"`
	}
	var body struct {
		Answers []answer `json:"answers"`
	}
	for question, chosen := range answers {
		if !identifier.MatchString(question) || !identifier.MatchString(chosen) {
			return nil, provider.Invalid(OpAnswerQuiz, "the answers must be IDs of the quiz")
		}
		body.Answers = append(body.Answers, answer{question, chosen})
	}
	if len(body.Answers) == 0 {
		return nil, provider.Invalid(OpAnswerQuiz, "there is no answer to send")
	}
	slices.SortFunc(body.Answers, func(a, b answer) int { return cmp.Compare(a.QuestionID, b.QuestionID) })
	r := post(OpAnswerQuiz, encode(body), idempotencyKey)
	r.path = path
	var out QuizResult
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return nil, quizError(err)
	}
	return &out, nil
}

func quizPath(operation, id string) (string, error) {
	if !identifier.MatchString(id) {
		return "", provider.Invalid(operation, "that is not the ID of a quiz")
	}
	return "/kba/" + id, nil
}

// quizError says what class Conflict means here.
func quizError(err error) error {
	e := provider.As(err)
	if e == nil || e.Class != provider.ClassConflict || e.Outcome != provider.OutcomeRefused {
		return err
	}
	if e.Operation == OpBeginQuiz {
		e.Message = "Dwolla has no questions for this customer now: its status is not kba, or the one attempt was used"
	} else {
		e.Message = "the quiz is no longer valid at Dwolla: its questions were read before, or its two minutes are over"
	}
	return e
}
