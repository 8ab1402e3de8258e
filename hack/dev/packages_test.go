package main

import (
	"bytes"
	"image/png"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

var examples = map[string]example{fin: atFin, blaaiz: atBlaaiz}

func readExample(t *testing.T, e example) sampleObjects {
	t.Helper()
	return readSamples(t, filepath.Join(root, samplesDir, e.provider))
}

func TestExamplesAreComplete(t *testing.T) {
	for name, e := range examples {
		t.Run(name, func(t *testing.T) {
			samples := readExample(t, e)
			ports := defaultPorts()
			samples.checkAccount(t, name, map[string]string{fin: ports.Fin.url(), blaaiz: ports.Blaaiz.url()}[name])
			if webhook := samples.providers[name].Spec.Webhook; webhook.URL != "" || webhook.SigningSecretRef.Name != name+"-webhook" {
				t.Errorf("webhook = %+v, and the demo keeps it by hand, with the Secret %s-webhook", webhook, name)
			}
			if len(samples.customers) != 2 || len(samples.owners) != len(e.owners) {
				t.Errorf("%d customers and %d owners among the samples, and the demo follows %v", len(samples.customers), len(samples.owners), e.names())
			}
			business, person := samples.customers[e.business], samples.customers[e.person]
			if business.Spec.Business == nil || person.Spec.Personal == nil {
				t.Fatalf("the demo expects the business %s and the person %s", e.business, e.person)
			}
			if named := business.Spec.Business.BeneficialOwnership.Owners; !slices.Equal(named, e.owners) {
				t.Errorf("the business names %v, and the demo follows %v", named, e.owners)
			}
			samples.checkSecrets(t, business.Spec.Business.IdentitySecretRef.Name, business.Spec.Documents)
			samples.checkSecrets(t, person.Spec.Personal.IdentitySecretRef.Name, person.Spec.Documents)
			for _, owner := range samples.owners {
				if owner.Spec.CustomerRef.Name != e.business {
					t.Errorf("the owner %s is of another business", owner.Name)
				}
				samples.checkSecrets(t, owner.Spec.IdentitySecretRef.Name, owner.Spec.Documents)
			}
		})
	}
}

// checkSecrets holds a customer or an owner to having an identity, and documents that are pictures of which no
// two are the same.
func (o *sampleObjects) checkSecrets(t *testing.T, identity string, documents []v1alpha1.DocumentSpec) {
	t.Helper()
	if _, ok := o.secrets[identity]; !ok {
		t.Errorf("the Secret %s is not among the samples", identity)
	}
	if len(documents) == 0 {
		t.Errorf("who has the identity %s has no documents", identity)
	}
	var contents [][]byte
	for _, d := range documents {
		content := o.secrets[d.Source.SecretKeyRef.Name].Data[d.Source.SecretKeyRef.Key]
		if _, err := png.Decode(bytes.NewReader(content)); err != nil {
			t.Errorf("the document %s is no picture: %v", d.Name, err)
		}
		if slices.ContainsFunc(contents, func(other []byte) bool { return bytes.Equal(other, content) }) {
			t.Errorf("the document %s is the same as another one", d.Name)
		}
		contents = append(contents, content)
	}
}

// Fin's business comes before all that it needs, and Blaaiz's after its owners: whichever order is worse.
func TestExamplesComeInTheWorstOrder(t *testing.T) {
	order := readExample(t, atFin).order
	business := slices.Index(order, "VerifiedCustomer/"+atFin.business)
	for _, name := range append([]string{"Secret/" + atFin.business + "-identity"}, owners(atFin)...) {
		if slices.Index(order, name) < business {
			t.Errorf("%s comes before Fin's business", name)
		}
	}
	order = readExample(t, atBlaaiz).order
	business = slices.Index(order, "VerifiedCustomer/"+atBlaaiz.business)
	for _, name := range owners(atBlaaiz) {
		if slices.Index(order, name) > business {
			t.Errorf("%s comes after Blaaiz's business", name)
		}
	}
}

func owners(e example) []string {
	var names []string
	for _, owner := range e.owners {
		names = append(names, "BeneficialOwner/"+owner)
	}
	return names
}

// Fin reviews nobody who has not accepted its terms; the key of Blaaiz's webhooks is Blaaiz's to make.
func TestExamplesHaveWhatTheirProviderAsksFor(t *testing.T) {
	atFin, atBlaaiz := readExample(t, atFin), readExample(t, atBlaaiz)
	for name, customer := range atFin.customers {
		if customer.Spec.TermsAcceptance == nil {
			t.Errorf("%s accepts no terms", name)
		}
	}
	if atFin.secrets["fin-webhook"].StringData[v1alpha1.SigningSecretKey] == "" {
		t.Error("the samples have no key for Fin's webhooks")
	}
	if _, there := atBlaaiz.secrets["blaaiz-webhook"]; there {
		t.Error("the samples have a key for Blaaiz's webhooks, which would replace the one that Blaaiz made")
	}
}

// The correction is another file for the document that is rejected, and nothing else.
func TestCorrectionReplacesTheRejectedDocument(t *testing.T) {
	before := readExample(t, atBlaaiz)
	after := readSamples(t, filepath.Join(root, samplesDir, blaaiz, "correction"))
	was, is := before.customers[atBlaaiz.business].Spec, after.customers[atBlaaiz.business].Spec
	at := slices.IndexFunc(is.Documents, func(d v1alpha1.DocumentSpec) bool { return d.Name == rejected })
	if at < 0 || len(was.Documents) != len(is.Documents) || was.Documents[at].Name != rejected {
		t.Fatalf("the business has no document %s, or others than before: %+v", rejected, is.Documents)
	}
	from, to := was.Documents[at].Source.SecretKeyRef, is.Documents[at].Source.SecretKeyRef
	old, corrected := before.secrets[from.Name].Data[from.Key], after.secrets[to.Name].Data[to.Key]
	if from.Name == to.Name || len(corrected) == 0 || bytes.Equal(old, corrected) {
		t.Error("the correction should bring another file, in a Secret of a new name")
	}
	was.Documents[at].Source = is.Documents[at].Source
	if !reflect.DeepEqual(was, is) {
		t.Errorf("the correction changes more than the document\nfrom %+v\n  to %+v", was, is)
	}
}

func TestCrowdWaitsForAllThatAreNamed(t *testing.T) {
	customers, owners := watch.NewFakeWithChanSize(8, false), watch.NewFakeWithChanSize(8, false)
	c := &crowd{customers: customers, owners: owners, last: map[string]v1alpha1.Verifiable{}}
	show := func(name string, phase v1alpha1.Phase) {
		vc := &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Name: name}}
		vc.Status.Phase = phase
		customers.Modify(vc)
	}
	show("a", v1alpha1.PhaseRejected)
	show("a", v1alpha1.PhaseInReview) // so it has to come there again
	show("nobody", v1alpha1.PhaseRejected)
	show("b", v1alpha1.PhaseRejected)
	show("a", v1alpha1.PhaseRejected)
	reached, err := c.until(t.Context(), isRejected, "vcust/a", "vcust/b")
	if err != nil || len(reached) != 2 || reached["vcust/a"].Before(reached["vcust/b"]) || len(customers.ResultChan()) != 0 {
		t.Fatalf("until = %v, %v, with %d changes left", reached, err, len(customers.ResultChan()))
	}
	owner := &v1alpha1.BeneficialOwner{ObjectMeta: metav1.ObjectMeta{Name: "a"}}
	owner.Status.Phase = v1alpha1.PhaseRejected
	owners.Add(owner)
	if reached, err := c.until(t.Context(), isRejected, "bowner/a"); err != nil || len(reached) != 1 {
		t.Fatalf("until = %v, %v", reached, err)
	}
	customers.Stop()
	if _, err := c.until(t.Context(), isRejected, "vcust/c"); err == nil || !strings.Contains(err.Error(), "ended early") {
		t.Errorf("until after the end of a watch = %v", err)
	}
}
