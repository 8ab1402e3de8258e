package dwolla

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// Classification is a group of industries (API reference, Customers › Business classifications). Its
// own ID is not one that a business can have: only an industry's is.
type Classification struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Embedded struct {
		Industries []Industry `json:"industry-classifications"`
	} `json:"_embedded"`
}

// Industry is what a business does.
type Industry struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ListBusinessClassifications lists the groups of industries with their industries.
func (c *Client) ListBusinessClassifications(ctx context.Context) ([]Classification, error) {
	var out struct {
		Embedded struct {
			Classifications []Classification `json:"business-classifications"`
		} `json:"_embedded"`
	}
	r := call{operation: OpListIndustries, method: http.MethodGet, path: "/business-classifications"}
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return nil, err
	}
	if len(out.Embedded.Classifications) == 0 {
		return nil, foreign(OpListIndustries, provider.OutcomeUnknown)
	}
	return out.Embedded.Classifications, nil
}

// industriesFor is how long the list of industries is kept.
const industriesFor = 24 * time.Hour

// industries keeps the list of industries.
type industries struct {
	mu   sync.Mutex
	list []Classification
	read time.Time
	// reading is closed when the reading that is under way ends; nil if there is none.
	reading chan struct{}
}

// kept is the list if it is recent, nil otherwise.
func (i *industries) kept() []Classification {
	i.mu.Lock()
	defer i.mu.Unlock()
	if time.Since(i.read) > industriesFor {
		return nil
	}
	return i.list
}

// turn waits until nobody else reads the list, and then either returns it or leaves it to the caller
// to read it and to call done with what came of it.
func (i *industries) turn(ctx context.Context) (list []Classification, done func([]Classification), err error) {
	for {
		if list := i.kept(); list != nil {
			return list, nil, nil
		}
		i.mu.Lock()
		reading := i.reading
		if reading == nil {
			i.reading = make(chan struct{})
		}
		i.mu.Unlock()
		if reading == nil {
			return nil, i.done, nil
		}
		select {
		case <-reading:
		case <-ctx.Done():
			return nil, nil, &provider.Error{
				Class: provider.ClassUnavailable, Outcome: provider.OutcomeRefused, Operation: OpListIndustries,
				Message: "the call was given up before it was sent", Err: ctx.Err(),
			}
		}
	}
}

func (i *industries) done(list []Classification) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if list != nil {
		i.list, i.read = list, time.Now()
	}
	close(i.reading)
	i.reading = nil
}

// classifications is the list, kept for a day and read by one caller at a time.
func (c *Client) classifications(ctx context.Context) ([]Classification, error) {
	list, done, err := c.industries.turn(ctx)
	if done == nil {
		return list, err
	}
	list, err = c.ListBusinessClassifications(ctx)
	done(list)
	return list, err
}

// Industry turns what people write for an industry into its ID: an ID, which is not looked up; the
// industry's name, whatever its case; or "group / industry" where several groups have an industry of
// that name. The list is read at most once a day. A name that is not in it is an error of class
// Invalid with a field error that lists similar ones.
func (c *Client) Industry(ctx context.Context, classification string) (id string, err error) {
	classification = strings.TrimSpace(classification)
	if uuid.MatchString(classification) {
		if problem := ofGroup(c.industries.kept(), classification); problem != "" {
			return "", unclassified(problem)
		}
		return classification, nil
	}
	list, err := c.classifications(ctx)
	if err != nil {
		return "", provider.Unsent(err)
	}
	id, problem := industryOf(list, classification)
	if problem != "" {
		return "", unclassified(problem)
	}
	return id, nil
}

// explainIndustry adds to Dwolla's refusal of an industry's ID what the list says of it. (Dwolla
// refuses a group's ID as BusinessClassification invalid.) Other errors stay as they are.
func (c *Client) explainIndustry(ctx context.Context, classification string, err error) error {
	e := provider.As(err)
	if e == nil || e.Class != provider.ClassInvalid {
		return err
	}
	at := slices.IndexFunc(e.Fields, func(f provider.FieldError) bool { return f.Path == businessClassification })
	if at < 0 {
		return err
	}
	list, listErr := c.classifications(ctx)
	if listErr != nil {
		return err
	}
	if problem := ofGroup(list, strings.TrimSpace(classification)); problem != "" {
		e.Fields[at].Message = problem
	}
	return e
}

func unclassified(problem string) *provider.Error {
	e := provider.Invalid(OpCreateCustomer, meanings["validationerror"].message)
	e.Fields = []provider.FieldError{{Path: businessClassification, Message: problem}}
	return e
}

// ofGroup says what is wrong with an ID that is a group's, and is empty for any other.
func ofGroup(list []Classification, id string) string {
	for _, g := range list {
		if strings.EqualFold(g.ID, id) {
			return notAnIndustry(g)
		}
	}
	return ""
}

func notAnIndustry(g Classification) string {
	names := make([]string, 0, len(g.Embedded.Industries))
	for _, i := range g.Embedded.Industries {
		names = append(names, i.Name)
	}
	return "is a group of industries and not one of them" + offer(": write one of its own, like ", names)
}

// industryOf finds the ID for a name, or says what is wrong with it.
func industryOf(list []Classification, name string) (id, problem string) {
	wanted := plain(name)
	var found []string
	var qualified, all []string
	for _, g := range list {
		for _, i := range g.Embedded.Industries {
			all = append(all, i.Name)
			both := g.Name + " / " + i.Name
			if plain(both) == wanted {
				return i.ID, ""
			}
			if plain(i.Name) == wanted {
				found, qualified = append(found, i.ID), append(qualified, both)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], ""
	case len(found) > 1:
		return "", "is an industry of several groups" + offer(": write it with its group, like ", qualified)
	}
	for _, g := range list {
		if plain(g.Name) == wanted {
			return "", notAnIndustry(g)
		}
	}
	problem = "is not in Dwolla's list of industries"
	if similar := offer("; similar ones are ", similarTo(wanted, all)); similar != "" {
		return "", problem + similar
	}
	return "", problem + ": " + businessForm.rule(businessClassification)
}

// maxOffered bounds what a message lists.
const maxOffered = 5

// plainName is what the name of an industry may look like to stand in a message.
var plainName = regexp.MustCompile(`^[\pL\pN][\pL\pN &,.'()/-]{0,79}$`)

// offer lists at most five names, and is empty if there is none.
func offer(introduction string, names []string) string {
	var quoted []string
	for _, n := range names {
		if plainName.MatchString(n) && len(quoted) < maxOffered {
			quoted = append(quoted, `"`+n+`"`)
		}
	}
	if len(quoted) == 0 {
		return ""
	}
	return introduction + strings.Join(quoted, ", ")
}
