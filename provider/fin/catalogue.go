package fin

import (
	"context"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/bonafide-dev/bonafide/provider"
)

// catalogueLife is how long what Fin's catalogue said is taken for true.
const catalogueLife = time.Hour

// CatalogueItem is one entry of a list to choose from (pages Catalogue). Whether IDs are the same in the
// Sandbox and in Production is not documented: look them up.
type CatalogueItem struct {
	ID    int    `json:"id"`
	Title string `json:"title"`
}

// Country is one that Fin knows.
type Country struct {
	// Code is alpha-3.
	Code     string `json:"code"`
	Name     string `json:"name"`
	Currency string `json:"currency_code"`
	// PhoneCode may have a hyphen: "+1-684".
	PhoneCode  string         `json:"phone_code"`
	PostalCode PostalCodeRule `json:"postal_code"`
}

// PostalCodeRule says how a country writes postal codes.
type PostalCodeRule struct {
	Required bool   `json:"required"`
	Regex    string `json:"regex"`
}

// phoneCode is the code of a country, with an area code where several countries share it.
var phoneCode = regexp.MustCompile(`^(\+[0-9]{1,3})(?:-[0-9]{1,5})?$`)

// Dials tells whether a phone number in the form of E.164 begins with the country's code. An area code does not
// count: the list has one, and a country may have several (829 and 849 beside 809), and others for mobile phones. A
// country without a code, or with one that cannot be read, dials any.
func (c Country) Dials(phone string) bool {
	code := phoneCode.FindStringSubmatch(strings.TrimSpace(c.PhoneCode))
	return code == nil || strings.HasPrefix(strings.TrimSpace(phone), code[1])
}

// TakesPostalCode tells whether a postal code has the country's form. A rule that cannot be read takes
// any.
func (c Country) TakesPostalCode(code string) bool {
	code = strings.TrimSpace(code)
	if code == "" {
		return !c.PostalCode.Required
	}
	// Fin ends its expressions with \Z, which Go writes \z.
	re, err := regexp.Compile(strings.ReplaceAll(c.PostalCode.Regex, `\Z`, `\z`))
	return err != nil || re.MatchString(code)
}

// Subdivision is a state, province or the like.
type Subdivision struct {
	// Code is that of ISO 3166-2 ("US-CA").
	Code string `json:"code"`
	Name string `json:"name"`
}

// ItemByTitle is the ID of the entry with a title, in whatever capitals; 0 if there is none.
func ItemByTitle(items []CatalogueItem, title string) int {
	for _, i := range items {
		if strings.EqualFold(strings.TrimSpace(i.Title), strings.TrimSpace(title)) {
			return i.ID
		}
	}
	return 0
}

// Occupations of individuals. Lists of the catalogue are read from Fin once an hour.
func (c *Client) Occupations(ctx context.Context) ([]CatalogueItem, error) {
	return listOf[CatalogueItem](ctx, c, "/v1/occupations", "", "occupations")
}

// Purposes of an account, for a type of customers.
func (c *Client) Purposes(ctx context.Context, customerType string) ([]CatalogueItem, error) {
	return listOf[CatalogueItem](ctx, c, "/v1/purposes", customerType, "purposes")
}

// SourcesOfFunds for a type of customers.
func (c *Client) SourcesOfFunds(ctx context.Context, customerType string) ([]CatalogueItem, error) {
	return listOf[CatalogueItem](ctx, c, "/v1/source-of-funds", customerType, "source_of_funds")
}

// SourcesOfWealth for a type of customers.
func (c *Client) SourcesOfWealth(ctx context.Context, customerType string) ([]CatalogueItem, error) {
	return listOf[CatalogueItem](ctx, c, "/v1/source-of-wealth", customerType, "source_of_wealth")
}

// Countries that Fin knows.
func (c *Client) Countries(ctx context.Context) ([]Country, error) {
	return listOf[Country](ctx, c, "/v1/countries", "", "countries")
}

// Subdivisions of a country by its alpha-3 code. Class NotFound if Fin does not know the country.
func (c *Client) Subdivisions(ctx context.Context, alpha3 string) ([]Subdivision, error) {
	if !isAlpha3(alpha3) {
		return nil, provider.Invalid(OpListCatalogue, "a country's code at Fin has three capital letters")
	}
	return listOf[Subdivision](ctx, c, "/v1/countries/"+alpha3+"/subdivisions", "", "subdivisions")
}

// listOf is a list of the catalogue, from the cache or whole from Fin. It is the caller's own.
func listOf[T any](ctx context.Context, c *Client, path, customerType, key string) ([]T, error) {
	list, err := c.catalogue.get(ctx, path+"?"+customerType, func(ctx context.Context) (any, error) {
		return readList[T](ctx, c, path, customerType, key)
	})
	if err != nil {
		return nil, err
	}
	return slices.Clone(list.([]T)), nil
}

// readList reads all pages. The list of subdivisions has none.
func readList[T any](ctx context.Context, c *Client, path, customerType, key string) ([]T, error) {
	var all []T
	for n := 1; ; n++ {
		q := url.Values{}
		if key != "subdivisions" {
			q = paging(n, maxPage)
		}
		if customerType != "" {
			q.Set("type", customerType)
		}
		var out map[string]json.RawMessage
		if _, err := c.fetch(ctx, get(OpListCatalogue, path, q), &out); err != nil {
			return nil, err
		}
		var page []T
		var p pagination
		if json.Unmarshal(out[key], &page) != nil {
			return nil, foreign(OpListCatalogue, provider.OutcomeUnknown)
		}
		// A list without a readable paging object is one page.
		_ = json.Unmarshal(out["pagination"], &p)
		all = append(all, page...)
		if len(page) == 0 || n >= p.Pages {
			return all, nil
		}
	}
}

// catalogue keeps lists for a while. Whoever asks for one that is being read waits for it.
type catalogue struct {
	group singleflight.Group
	mu    sync.Mutex
	lists map[string]listed
}

// listed is a list and until when it is taken for true.
type listed struct {
	list  any
	until time.Time
}

func (k *catalogue) get(
	ctx context.Context, name string, read func(context.Context) (any, error),
) (any, error) {
	if list, ok := k.held(name); ok {
		return list, nil
	}
	result := k.group.DoChan(name, func() (any, error) {
		if list, ok := k.held(name); ok {
			return list, nil
		}
		list, err := read(context.WithoutCancel(ctx))
		if err == nil {
			k.hold(name, list)
		}
		return list, err
	})
	select {
	case r := <-result:
		return r.Val, r.Err
	case <-ctx.Done():
		return nil, &provider.Error{
			Class:     provider.ClassUnavailable,
			Outcome:   provider.OutcomeRefused,
			Operation: OpListCatalogue,
			Message:   "the call was given up while it waited for Fin's catalogue",
			Err:       ctx.Err(),
		}
	}
}

func (k *catalogue) held(name string) (any, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	l, ok := k.lists[name]
	return l.list, ok && time.Now().Before(l.until)
}

func (k *catalogue) hold(name string, list any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lists == nil {
		k.lists = map[string]listed{}
	}
	k.lists[name] = listed{list: list, until: time.Now().Add(catalogueLife)}
}
