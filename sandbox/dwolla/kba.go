package dwolla

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

const (
	// kbaTime is how long the questions may be answered after they were read. It is real time: a
	// person's pace does not follow the time scale.
	kbaTime = 2 * time.Minute
	// kbaPass is how many of the four answers have to be right (reference 6).
	kbaPass = 3

	// The ids of the first question and of its first answer, and how far the next ones lie apart, so
	// that the "none" choices have the ids of reference 6.
	firstQuestion, nextQuestion = 2355953375, 10
	firstAnswer, nextAnswer     = 2687969295, 10
)

// kbaSession is the one set of questions that a customer in kba may answer.
type kbaSession struct {
	id       string
	customer *customer
	expires  time.Time // zero until the questions were read
	closed   bool
}

type kbaView struct {
	Links     links         `json:"_links"`
	ID        string        `json:"id"`
	Questions []kbaQuestion `json:"questions"`
}

type kbaQuestion struct {
	ID      string      `json:"id"`
	Text    string      `json:"text"`
	Answers []kbaAnswer `json:"answers"`
}

type kbaAnswer struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// kbaTexts are the questions; the last choice of each, added to these four, is the right one.
var kbaTexts = []struct {
	question string
	choices  []string
	none     string
}{
	{"Which of these streets have you lived on?", []string{"Elm", "Oak", "Pine", "Ash"}, noneOfTheAbove},
	{"In which of these cities have you lived?", []string{"Ames", "Boone", "Clive", "Dysart"}, noneOfTheAbove},
	{"Which of these people do you know?", []string{"A. Avery", "B. Blake", "C. Clay", "D. Drew"}, noneOfTheAbove},
	{"Which of these vehicles have you owned?", []string{"Coupe", "Hatchback", "Van", "Truck"},
		"I have never been associated with this vehicle"},
}

const noneOfTheAbove = "None of the above"

func kbaQuestions() []kbaQuestion {
	var out []kbaQuestion
	answer := firstAnswer
	for i, text := range kbaTexts {
		q := kbaQuestion{ID: strconv.Itoa(firstQuestion + i*nextQuestion), Text: text.question}
		for _, choice := range append(slices.Clone(text.choices), text.none) {
			q.Answers = append(q.Answers, kbaAnswer{strconv.Itoa(answer), choice})
			answer += nextAnswer
		}
		out = append(out, q)
	}
	return out
}

// createKBA serves POST /customers/{id}/kba.
func (a *API) createKBA(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	if err != nil {
		return err
	}
	if c.Status != statusKBA || c.kba != nil && !c.kba.unread() {
		return refuse(http.StatusForbidden, "InvalidResourceState",
			"Customer verification status is not valid for kba.")
	}
	if c.kba == nil {
		c.kba = &kbaSession{id: a.cfg.IDs.UUID(kindKBA), customer: c}
		a.kbas[c.kba.id] = c.kba
	}
	writeCreated(w, r, "/kba/"+c.kba.id)
	return nil
}

func (k *kbaSession) unread() bool { return k.expires.IsZero() && !k.closed }

func errKBA(message string) *apiError {
	return refuse(http.StatusForbidden, "InvalidResourceState", message)
}

// getKBA serves GET /kba/{id}, once.
func (a *API) getKBA(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	k, err := find(a.kbas, r.PathValue("id"))
	if err != nil {
		return refuse(http.StatusNotFound, "NotFound", "KBA questions not found. Check KBA id.")
	}
	if !k.unread() {
		return errKBA("The kba session is no longer valid.")
	}
	k.expires = time.Now().Add(kbaTime)
	writeJSON(w, http.StatusOK, kbaView{
		Links: links{"answer": baseOf(r).link("/kba/"+k.id, kindKBA)}, ID: k.id, Questions: kbaQuestions(),
	})
	return nil
}

// answerKBA serves POST /kba/{id}, once.
func (a *API) answerKBA(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := readInput(r)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	k, err := find(a.kbas, r.PathValue("id"))
	switch {
	case err != nil:
		return refuse(http.StatusNotFound, "NotFound", "KBA session not found.")
	case k.closed || k.expires.IsZero():
		return errKBA("The kba session is no longer valid.")
	case !time.Now().Before(k.expires):
		return errKBA("The kba session has expired.")
	}
	right := readAnswers(in)
	if err := in.refusal(); err != nil {
		return err
	}
	k.closed = true
	if right >= kbaPass {
		a.fire("customer_kba_verification_passed", k.customer)
		a.enter(k.customer, outcome{status: statusVerified})
	} else {
		a.fire("customer_kba_verification_failed", k.customer)
		a.enter(k.customer, outcome{status: statusDocument})
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"_links":             links{"customer": baseOf(r).link(k.customer.path(), kindCustomer)},
		"verificationStatus": k.customer.Status,
	})
	return nil
}

// readAnswers counts the right answers; every question must have one.
func readAnswers(in *input) (right int) {
	given := make(map[string]string)
	answers, _ := in.fields["answers"].([]any)
	for _, v := range answers {
		one, _ := v.(map[string]any)
		question, _ := one["questionId"].(string)
		given[question], _ = one["answerId"].(string)
	}
	questions := kbaQuestions()
	for _, q := range questions {
		if given[q.ID] == "" {
			in.fail(codeRequired, "answers", "required.")
			return 0
		}
		if given[q.ID] == q.Answers[len(q.Answers)-1].ID {
			right++
		}
	}
	return right
}

// ExpireKBA ends the life of all KBA sessions that were not answered and returns how many there were.
func (a *API) ExpireKBA() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n, now := 0, time.Now()
	for _, k := range a.kbas {
		if !k.closed && (k.expires.IsZero() || now.Before(k.expires)) {
			k.expires = now
			n++
		}
	}
	return n
}
