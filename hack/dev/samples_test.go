package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox"
)

const root = "../.."

// sampleObjects are the samples, each decoded without tolerance for fields that do not exist.
type sampleObjects struct {
	secrets   map[string]corev1.Secret
	customers map[string]v1alpha1.VerifiedCustomer
	providers map[string]v1alpha1.VerificationProvider
	owners    map[string]v1alpha1.BeneficialOwner
	// order is the kind and the name of each, as kubectl applies them.
	order []string
}

func readSamples(t *testing.T, dir string) sampleObjects {
	t.Helper()
	objects := sampleObjects{
		secrets:   map[string]corev1.Secret{},
		customers: map[string]v1alpha1.VerifiedCustomer{},
		providers: map[string]v1alpha1.VerificationProvider{},
		owners:    map[string]v1alpha1.BeneficialOwner{},
	}
	files, err := fs.Glob(os.DirFS(dir), "*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples in %s: %v", dir, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		for doc := range strings.SplitSeq(string(b), "\n---\n") {
			if err := objects.add([]byte(doc)); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	return objects
}

func (o *sampleObjects) add(doc []byte) error {
	var kind struct {
		Kind     string
		Metadata struct{ Name string }
	}
	if err := yaml.Unmarshal(doc, &kind); err != nil {
		return err
	}
	o.order = append(o.order, kind.Kind+"/"+kind.Metadata.Name)
	switch kind.Kind {
	case "Secret":
		return addTo(o.secrets, doc, func(s corev1.Secret) string { return s.Name })
	case "VerifiedCustomer":
		return addTo(o.customers, doc, func(c v1alpha1.VerifiedCustomer) string { return c.Name })
	case "VerificationProvider":
		return addTo(o.providers, doc, func(p v1alpha1.VerificationProvider) string { return p.Name })
	case "BeneficialOwner":
		return addTo(o.owners, doc, func(b v1alpha1.BeneficialOwner) string { return b.Name })
	}
	return nil
}

func addTo[T any](all map[string]T, doc []byte, name func(T) string) error {
	var one T
	if err := yaml.UnmarshalStrict(doc, &one); err != nil {
		return err
	}
	all[name(one)] = one
	return nil
}

func TestSamplesAreComplete(t *testing.T) {
	samples := readSamples(t, filepath.Join(root, samplesDir))
	if len(samples.customers) != len(expected) {
		t.Errorf("%d customers among the samples, and the demo expects %d", len(samples.customers), len(expected))
	}
	for name, customer := range samples.customers {
		if expected[name] == "" {
			t.Errorf("the demo does not know where %s should come to", name)
		}
		if _, ok := samples.providers[customer.Spec.ProviderRef.Name]; !ok {
			t.Errorf("%s names a provider that is not among the samples", name)
		}
		if _, ok := samples.secrets[customer.Spec.Personal.IdentitySecretRef.Name]; !ok {
			t.Errorf("%s names a Secret that is not among the samples", name)
		}
	}
	ports := defaultPorts()
	provider := samples.providers[dwolla]
	samples.checkAccount(t, dwolla, ports.Dwolla.url())
	if got, want := provider.Spec.Webhook.URL, ports.Webhook.url(); got != want {
		t.Errorf("the samples' webhook address is %s, and the demo starts the operator at %s", got, want)
	}
	if samples.secrets[provider.Spec.Webhook.SigningSecretRef.Name].StringData[v1alpha1.SigningSecretKey] == "" {
		t.Error("the samples have no key to sign webhooks with")
	}
}

func defaultPorts() *ports { return newPorts(func(string) string { return "" }) }

// checkAccount holds the account at a provider to where the demo starts that, and with which credentials.
func (o *sampleObjects) checkAccount(t *testing.T, name, endpoint string) {
	t.Helper()
	provider := o.providers[name]
	driver, connection := provider.Spec.Connection()
	if driver != name || connection.Endpoint != endpoint {
		t.Fatalf("the sample %s is of %q at %v, and the demo starts the simulator at %s", name, driver, connection, endpoint)
	}
	credentials := o.secrets[connection.CredentialsSecretRef.Name].StringData
	if credentials["key"] != sandbox.Key || credentials["secret"] != sandbox.Secret {
		t.Errorf("the samples' credentials for %s are not the simulator's", name)
	}
}

// The one attempt that the provider grants must not be spent on half a correction.
func TestCorrectionIsOneChange(t *testing.T) {
	before := readSamples(t, filepath.Join(root, samplesDir))
	after := readSamples(t, filepath.Join(root, samplesDir, "correction"))
	from, to := before.customers[corrected].Spec.Personal, after.customers[corrected].Spec.Personal
	if to == nil || from.FirstName == to.FirstName {
		t.Fatalf("the correction does not change what failed: %+v", to)
	}
	if from.IdentitySecretRef == to.IdentitySecretRef {
		t.Error("the correction changes a Secret in place: the operator may see it before the rest")
	}
	if ssn := after.secrets[to.IdentitySecretRef.Name].StringData["ssn"]; len(ssn) != 9 {
		t.Errorf("the correction has %d digits of the number, and the provider wants 9", len(ssn))
	}
}

// The business is applied in the worst order, and has all that it needs.
func TestBusinessIsCompleteAndComesLast(t *testing.T) {
	persons := readSamples(t, filepath.Join(root, samplesDir))
	samples := readSamples(t, filepath.Join(root, samplesDir, "business"))
	vc, ok := samples.customers[business]
	if !ok || len(samples.customers) != 1 {
		t.Fatalf("the samples of the business have %d customers, and should have %s alone", len(samples.customers), business)
	}
	if _, ok := persons.providers[vc.Spec.ProviderRef.Name]; !ok {
		t.Errorf("%s names a provider that is not among the samples", business)
	}
	b := vc.Spec.Business
	secrets := []string{b.IdentitySecretRef.Name, b.Controller.IdentitySecretRef.Name}
	if !b.BeneficialOwnership.Certified || len(b.BeneficialOwnership.Owners) != 2 || len(samples.owners) != 2 {
		t.Errorf("%s should have two owners, certified: %+v", business, b.BeneficialOwnership)
	}
	for _, name := range b.BeneficialOwnership.Owners {
		owner := samples.owners[name]
		if owner.Spec.CustomerRef.Name != business {
			t.Errorf("the owner %s is not among the samples, or not of %s", name, business)
		}
		if slices.Index(samples.order, "BeneficialOwner/"+name) > slices.Index(samples.order, "VerifiedCustomer/"+business) {
			t.Errorf("the owner %s comes after the business", name)
		}
		secrets = append(secrets, owner.Spec.IdentitySecretRef.Name)
	}
	for _, name := range secrets {
		if _, ok := samples.secrets[name]; !ok {
			t.Errorf("the Secret %s is not among the samples of the business", name)
		}
	}
}

func TestBesideLeast(t *testing.T) {
	made, least := calls{"GET /a": 3, "POST /b": 1}, calls{"GET /a": 2, "PUT /c": 1}
	got := strings.Join(besideLeast(made, least, map[string]string{"GET /a": "why"}), "\n")
	want := " CALLS  LEAST   ROUTE\n     3      2   GET /a   (why)\n     1      0   POST /b\n     0      1   PUT /c\n     4      3   in all"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSamplesFollowThePorts(t *testing.T) {
	d := &dev{root: t.TempDir(), ports: defaultPorts()}
	if err := os.CopyFS(filepath.Join(d.root, samplesDir), os.DirFS(filepath.Join(root, samplesDir))); err != nil {
		t.Fatal(err)
	}
	if dir, err := d.samples(); err != nil || dir != samplesDir {
		t.Errorf("samples = %s, %v; at the default ports they are the repository's own", dir, err)
	}
	for _, one := range d.ports.reachable() {
		one.Number += 10000
	}
	dir, err := d.samples()
	if err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{
		"": "http://127.0.0.1:18085", fin: "http://127.0.0.1:18086", blaaiz: "http://127.0.0.1:18087",
	} {
		for name, provider := range readSamples(t, filepath.Join(d.root, dir, folder)).providers {
			if _, connection := provider.Spec.Connection(); connection.Endpoint != want {
				t.Errorf("endpoint of %s = %s, want %s", name, connection.Endpoint, want)
			}
			if got, want := provider.Spec.Webhook.URL, "http://127.0.0.1:18080"; got != want && got != "" {
				t.Errorf("webhook address of %s = %s, want %s", name, got, want)
			}
		}
	}
}
