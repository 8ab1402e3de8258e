package provider

import "time"

// Quiz is a set of questions that only the person can answer.
type Quiz struct {
	ID        string
	Questions []Question
	// Limit is how long the person has to answer, from the moment at which the questions were read.
	Limit time.Duration
}

// Question is one question with its choices.
type Question struct {
	ID      string
	Text    string
	Choices []Choice
}

// Choice is one of the answers that a question offers.
type Choice struct {
	ID   string
	Text string
}
