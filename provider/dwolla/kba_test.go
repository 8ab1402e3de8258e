package dwolla

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

func TestQuiz(t *testing.T) {
	f := newFake()
	f.On("POST /customers/"+customerID+"/kba", location("/kba/"+otherID))
	f.Answers("GET /kba/"+otherID, 200, `{"_links":{"answer":{"href":"x"}},"id":"`+otherID+`","questions":[
		{"id":"2355953375","text":"Which car?","answers":[{"id":"1","text":"A Ford"},{"id":"2","text":"None of the above"}]},
		{"id":"2355953385","text":"Which street?","answers":[{"id":"3","text":"Elm"}]}]}`)
	f.Answers("POST /kba/"+otherID, 200, `{"verificationStatus":"verified"}`)
	p := f.provider(t)
	id, err := p.BeginQuiz(t.Context(), customerID)
	require.NoError(t, err)
	assert.Equal(t, otherID, id)
	q, err := p.Questions(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, provider.Quiz{ID: otherID, Limit: 2 * time.Minute, Questions: []provider.Question{
		{ID: "2355953375", Text: "Which car?", Choices: []provider.Choice{{ID: "1", Text: "A Ford"}, {ID: "2", Text: "None of the above"}}},
		{ID: "2355953385", Text: "Which street?", Choices: []provider.Choice{{ID: "3", Text: "Elm"}}},
	}}, q)
	passed, err := p.Answer(t.Context(), id, map[string]string{"2355953385": "3", "2355953375": "2"})
	require.NoError(t, err)
	assert.True(t, passed)
	assert.Equal(t, `{"answers":[{"questionId":"2355953375","answerId":"2"},{"questionId":"2355953385","answerId":"3"}]}`,
		f.Calls("POST /kba/" + otherID)[0].Body)
	assert.Empty(t, f.Calls("POST /customers/" + customerID + "/kba")[0].Body)
}

func TestQuizResults(t *testing.T) {
	const link = `"_links":{"customer":{"href":"https://x/customers/` + customerID + `"}}`
	for name, tc := range map[string]struct {
		answer, now string
		passed      bool
	}{
		"passed":                        {`{"verificationStatus":"verified",` + link + `}`, "", true},
		"failed":                        {`{"verificationStatus":"document",` + link + `}`, "", false},
		"the customer says that it did": {`{` + link + `}`, "verified", true},
		"the customer says otherwise":   {`{` + link + `}`, "document", false},
		"nobody says":                   {`{}`, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("POST /kba/"+otherID, 200, tc.answer)
			if tc.now != "" {
				f.Answers("GET /customers/"+customerID, 200, customerJSON(customerID, tc.now, ""))
			}
			passed, err := f.provider(t).Answer(t.Context(), otherID, map[string]string{"1": "2"})
			require.NoError(t, err)
			assert.Equal(t, tc.passed, passed)
		})
	}
}

func TestQuizRefusals(t *testing.T) {
	const refused = `{"code":"InvalidResourceState","message":"The kba session has expired."}`
	const over = "the quiz is no longer valid at Dwolla: its questions were read before, or its two minutes are over"
	f := newFake()
	f.Answers("POST /customers/"+customerID+"/kba", 403, refused)
	f.Answers("GET /kba/"+otherID, 403, refused)
	f.Answers("POST /kba/"+otherID, 403, refused)
	p := f.provider(t)
	_, err := p.BeginQuiz(t.Context(), customerID)
	assert.Equal(t, "BeginQuiz: Dwolla has no questions for this customer now: its status is not kba, or the one attempt was used",
		mustError(t, err).Error())
	assert.Equal(t, provider.ClassConflict, mustError(t, err).Class)
	_, err = p.Questions(t.Context(), otherID)
	assert.Equal(t, "GetQuiz: "+over, mustError(t, err).Error())
	assert.Equal(t, provider.ClassConflict, mustError(t, err).Class)
	_, err = p.Answer(t.Context(), otherID, map[string]string{"1": "2"})
	assert.Equal(t, "AnswerQuiz: "+over, mustError(t, err).Error())
	assert.Equal(t, provider.ClassConflict, mustError(t, err).Class)

	f.Answers("GET /kba/"+otherID, 404, `{"code":"NotFound"}`)
	_, err = p.Questions(t.Context(), otherID)
	assert.Equal(t, provider.ClassNotFound, mustError(t, err).Class)
	f.Answers("GET /kba/"+otherID, 200, `{}`)
	_, err = p.Questions(t.Context(), otherID)
	assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class)

	for _, answers := range []map[string]string{nil, {"1": "x y"}, {"../1": "2"}, {"1": ""}} {
		_, err = p.Answer(t.Context(), otherID, answers)
		assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	}
	_, err = p.Questions(t.Context(), "../token")
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	_, err = p.Answer(t.Context(), "", map[string]string{"1": "2"})
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	_, err = p.BeginQuiz(t.Context(), "x")
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	assert.Equal(t, 1, f.Count("POST /kba/"+otherID), "nothing else was sent")
}
