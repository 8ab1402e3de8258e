package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// example is a business with two owners, and a person, at a provider that reviews a customer as one package.
// They lie in the samples' folder of the provider's name.
type example struct {
	provider string
	// order says in which they are applied.
	order            string
	business, person string
	owners           []string
	// least is what all of them cannot do without at the provider, which has no keys of idempotency: a look
	// comes before each create. further says what calls beyond the least are for.
	least   calls
	further map[string]string
}

var atFin = example{
	provider: fin, order: "a business before its Secrets and its owners, and a person",
	business: "lantern-roastery", owners: []string{"lena-lantern", "liam-lantern"}, person: "mara-maker",
	least: calls{
		"GET /v2/customers":                                            2,
		"GET /v1/occupations":                                          1, // the samples have names of Fin's lists, and Fin takes IDs
		"GET /v1/purposes":                                             2,
		"GET /v1/source-of-funds":                                      2,
		"GET /v1/source-of-wealth":                                     1,
		"POST /v2/customers/business":                                  1,
		"POST /v2/customers/individual":                                1,
		"POST /v1/customers/upload":                                    2,
		"POST /v2/customers/{id}/business/attach":                      1,
		"POST /v2/customers/{id}/associated-parties/individual/attach": 1,
		"POST /v2/customers/{id}/individual/attach":                    1,
		"GET /v1/customers/{id}":                                       1, // the person's verdict
		"GET /v2/customers/{id}":                                       1, // the verdict on the business
	},
	further: map[string]string{
		"GET /v1/countries":                     countryLists,
		"GET /v1/countries/{code}/subdivisions": countryLists,
		"POST /v1/customers/upload":             "a file a call, so that a refusal tells which",
		"GET /v1/customers/{id}":                furtherLooks,
		"GET /v2/customers/{id}":                furtherLooks,
	},
}

var atBlaaiz = example{
	provider: blaaiz, order: "two owners before their business, and a person",
	business: "tide-textiles", owners: []string{"tola-tide", "tunde-tide"}, person: "bisi-builder",
	least: calls{
		"GET /api/external/customer":  2,
		"POST /api/external/customer": 2,
		"POST /api/external/customer/{customer}/owner/{owner}/file/presigned-url": 3,
		"POST /api/external/customer/{customer}/owner/{owner}/files":              2,
		"POST /api/external/customer/{customer}/document/presigned-url":           2,
		"POST /api/external/customer/{customer}/document":                         2,
		"POST /api/external/file/get-presigned-url":                               1,
		"POST /api/external/customer/{customer}/files":                            1,
		"PUT /uploads/{file}":                           6,
		"POST /api/external/customer/{customer}/submit": 1,
		"GET /api/external/customer/{customer}":         2, // their verdicts
	},
	further: map[string]string{
		"PUT /api/external/customer/{customer}": "the owners again: Blaaiz shows of an address the country only",
		"GET /api/external/customer/{customer}": furtherLooks,
	},
}

// leastForFile is what another file of a document that Blaaiz rejected cannot do without.
var leastForFile = calls{
	"POST /api/external/customer/{customer}/document/presigned-url": 1,
	"PUT /uploads/{file}": 1,
	"PUT /api/external/customer/{customer}/document/{document}": 1,
	"POST /api/external/customer/{customer}/submit":             1,
	"GET /api/external/customer/{customer}":                     1, // the verdict
}

const countryLists = "telephone numbers, postal codes and states are checked before the create; asked again after an hour"

const furtherLooks = "around a hand-in, so that none is begun twice, and after each event"

// names of all, as kubectl takes them.
func (e example) names() []string {
	names := []string{"vcust/" + e.business, "vcust/" + e.person}
	for _, owner := range e.owners {
		names = append(names, "bowner/"+owner)
	}
	return names
}

// showPackages applies what the samples have for Fin and for Blaaiz, and has Blaaiz reject a document.
func (d *dev) showPackages(ctx context.Context) error {
	ctx, cancel := within(ctx, 2*patience, "the verification of the samples at Fin and at Blaaiz")
	defer cancel()
	crowd, err := d.watchCrowd(ctx)
	if err != nil {
		return err
	}
	defer crowd.stop()
	for _, e := range []example{atFin, atBlaaiz} {
		if err := d.showExample(ctx, crowd, e); err != nil {
			return err
		}
	}
	return d.showRejection(ctx, crowd, atBlaaiz)
}

// showExample applies a business, its owners and a person, and measures their way until all are Ready.
func (d *dev) showExample(ctx context.Context, crowd *crowd, e example) error {
	d.screen.step(fmt.Sprintf("The same at %s: %s", titleOf(e.provider), e.order))
	d.screen.say("(It reviews a customer once all is there: a business with its owners and the documents of all.)")
	samples, err := d.samples()
	if err != nil {
		return err
	}
	took, ready, err := d.applyFor(ctx, crowd, e.provider, samples+"/"+e.provider, e.names()...)
	if err != nil {
		return err
	}
	if err := d.show(ctx, append([]string{"get", "-o", "wide"}, e.names()...)...); err != nil {
		return err
	}
	d.screen.say("")
	d.screen.say("Ready after %s; kubectl took %s.", inOrder(took.after), short(took.kubectl))
	d.screen.say("Calls to %s until then, the least that is possible, and what more there is:", titleOf(e.provider))
	for _, line := range besideLeast(ready, e.least, e.further) {
		d.screen.say("%s", line)
	}
	return nil
}

// showRejection has the provider reject a document of a business that it had verified, as its reviewers may,
// and gives it a better one.
func (d *dev) showRejection(ctx context.Context, crowd *crowd, e example) error {
	d.screen.step(titleOf(e.provider) + " looks again, and rejects one document")
	name := "vcust/" + e.business
	if err := d.reject(ctx, crowd.last[name].RemoteID()); err != nil {
		return err
	}
	if _, err := crowd.until(ctx, isRejected, name); err != nil {
		return err
	}
	if err := d.show(ctx, "get", name); err != nil {
		return err
	}
	d.screen.command("kubectl", "describe", name)
	out, err := d.run(ctx, "describe", name)
	d.screen.text(elide(out, "Metadata:", "Spec:", "Conditions:", "Facts:", "History:"))
	if err != nil {
		return err
	}
	d.screen.step("Another file for it: the business is handed in again")
	samples, err := d.samples()
	if err != nil {
		return err
	}
	took, calls, err := d.applyFor(ctx, crowd, e.provider, samples+"/"+e.provider+"/correction", name)
	if err != nil {
		return err
	}
	d.screen.say("(The operator waits some seconds for a second thought here, too.)")
	d.screen.say("Ready again after %s, with these calls:", short(took.after[name]))
	for _, line := range besideLeast(calls, leastForFile, e.further) {
		d.screen.say("%s", line)
	}
	return nil
}

// rejected is the document of the business in the samples that Blaaiz rejects.
const rejected = "address"

// reject has Blaaiz reject a document, and the business with it.
func (d *dev) reject(ctx context.Context, id string) error {
	control := d.provider(blaaiz).control
	customer, err := control.BlaaizCustomer(ctx, id)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(customer.Documents, func(d controlapi.BlaaizDocument) bool { return d.Name == rejected })
	if at < 0 {
		return fmt.Errorf("the business at Blaaiz has no document %s", rejected)
	}
	_, err = control.MoveBlaaizCustomer(ctx, id, controlapi.BlaaizMove{
		Status: "REJECTED", Comment: "One document needs your attention.",
		Reviews: []controlapi.BlaaizReview{{
			ID: customer.Documents[at].ID, Status: "REJECTED", Comments: []string{"The proof of address is older than three months."},
		}},
	})
	return err
}

// took is how long it was until each was Ready, and until kubectl had applied all of them.
type took struct {
	after   map[string]time.Duration
	kubectl time.Duration
}

// applyFor applies a folder and follows those that are named until all are Ready, which some may be before
// kubectl ends. It counts the calls to the provider until then.
func (d *dev) applyFor(ctx context.Context, crowd *crowd, provider, folder string, names ...string) (took, calls, error) {
	t := took{after: map[string]time.Duration{}}
	p := d.provider(provider)
	if err := p.settle(ctx); err != nil {
		return t, nil, err
	}
	before, err := p.calls(ctx)
	if err != nil {
		return t, nil, err
	}
	begin := time.Now()
	group, both := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer func() { t.kubectl = time.Since(begin) }()
		return d.show(both, "apply", "-f", folder)
	})
	group.Go(func() error {
		reached, err := crowd.until(both, isReady, names...)
		for name, at := range reached {
			t.after[name] = at.Sub(begin)
		}
		return err
	})
	if err := group.Wait(); err != nil {
		return t, nil, err
	}
	after, err := p.calls(ctx)
	return t, after.since(before), err
}

// inOrder writes "vcust/a 1.2s, bowner/b 1.3s".
func inOrder(after map[string]time.Duration) string {
	names := slices.SortedFunc(maps.Keys(after), func(a, b string) int { return int(after[a] - after[b]) })
	for i, name := range names {
		names[i] = name + " " + short(after[name])
	}
	return strings.Join(names, ", ")
}

func isRejected(o v1alpha1.Verifiable) bool { return o.Verification().Phase == v1alpha1.PhaseRejected }
