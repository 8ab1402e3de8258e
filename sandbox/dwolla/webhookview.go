package dwolla

import "slices"

// webhookView is the webhook resource (reference 8.3).
type webhookView struct {
	Links          links         `json:"_links"`
	ID             string        `json:"id"`
	Topic          string        `json:"topic"`
	AccountID      string        `json:"accountId"`
	EventID        string        `json:"eventId"`
	SubscriptionID string        `json:"subscriptionId"`
	Attempts       []attemptView `json:"attempts"`
}

type attemptView struct {
	ID       string        `json:"id"`
	Request  requestView   `json:"request"`
	Response *responseView `json:"response,omitempty"`
}

type requestView struct {
	Timestamp string       `json:"timestamp"`
	URL       string       `json:"url"`
	Headers   []headerView `json:"headers"`
	Body      string       `json:"body"`
}

// responseView has no headers and no body, as those that Dwolla's dispatcher records.
type responseView struct {
	Timestamp  string       `json:"timestamp"`
	Headers    []headerView `json:"headers"`
	StatusCode int          `json:"statusCode"`
	Body       string       `json:"body"`
}

type headerView struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type retryView struct {
	Links     links  `json:"_links"`
	ID        string `json:"id"`
	Timestamp string `json:"timestamp"`
}

func (record *webhookRecord) path() string { return "/webhooks/" + record.id }

func (record *webhookRecord) view(b base, account string) webhookView {
	v := webhookView{
		Links: links{
			"self":         b.link(record.path(), kindWebhook),
			"subscription": b.link(record.subscription.path(), kindSubscription),
			"retry":        b.link(record.path()+"/retries", "webhook-retry"),
			"event":        b.link("/events/"+record.event.id, kindEvent),
		},
		ID: record.id, Topic: record.event.topic, AccountID: account,
		EventID: record.event.id, SubscriptionID: record.subscription.id,
		Attempts: make([]attemptView, 0, len(record.attempts)),
	}
	for _, at := range record.attempts {
		v.Attempts = append(v.Attempts, record.attemptView(at))
	}
	return v
}

func (record *webhookRecord) attemptView(at attempt) attemptView {
	v := attemptView{ID: at.id, Request: requestView{
		Timestamp: timestamp(at.Sent), URL: record.subscription.url, Body: string(record.body),
	}}
	for name, values := range record.header {
		v.Request.Headers = append(v.Request.Headers, headerView{name, values[0]})
	}
	slices.SortFunc(v.Request.Headers, func(x, y headerView) int {
		if x.Name < y.Name {
			return -1
		}
		return 1
	})
	if at.Status != 0 {
		v.Response = &responseView{
			Timestamp: timestamp(at.Answered), Headers: []headerView{}, StatusCode: at.Status,
		}
	}
	return v
}

func (record *webhookRecord) retryViews(b base) []retryView {
	views := make([]retryView, 0, len(record.retries))
	for _, again := range record.retries {
		views = append(views, retryView{
			Links: links{
				"self":    b.link(record.path()+"/retries/"+again.id, "webhook-retry"),
				"webhook": b.link(record.path(), kindWebhook),
			},
			ID: again.id, Timestamp: timestamp(again.at),
		})
	}
	return views
}
