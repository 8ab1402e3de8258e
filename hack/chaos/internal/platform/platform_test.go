package platform

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/registry"
	"github.com/bonafide-dev/bonafide/sandbox"
)

// start starts a simulator with the settings of all providers.
func start(t *testing.T) []Platform {
	t.Helper()
	s, err := sandbox.Start(sandbox.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	all := All(Handle{Sandbox: s, Control: s.Control()})
	for _, p := range all {
		if err := s.Control().Set(t.Context(), p.Settings()); err != nil {
			t.Fatalf("%s: %v", p.Traits().Name, err)
		}
	}
	return all
}

// What the staff do is what the simulator lets them do, and subscriptions are taken.
func TestTheSimulatorsTakeIt(t *testing.T) {
	for _, p := range start(t) {
		name := p.Traits().Name
		if secret, err := p.Subscribe(t.Context(), "http://127.0.0.1:9/"+name); err != nil || secret == "" {
			t.Errorf("%s: secret %q, %v", name, secret, err)
		}
		for _, how := range p.Repertoire().PersonMoves {
			if err := p.Move(t.Context(), "6f0f4a3e-0000-4000-8000-000000000009", how, false); !errors.Is(err, ErrOutOfPlace) {
				t.Errorf("%s: moving a customer whom nobody knows: %v", name, err)
			}
		}
		if _, err := p.Customers(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := p.Events(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every provider of the operator's is in the list, under its name.
func TestEveryProviderIsThere(t *testing.T) {
	var names []string
	for _, p := range All(Handle{}) {
		names = append(names, p.Traits().Name)
	}
	for name := range registry.Drivers() {
		if !slices.Contains(names, name) {
			t.Errorf("no run of chaos has customers at %s", name)
		}
	}
}

// numbers is a Registry.
type numbers struct{ n int }

func (r *numbers) next(format string) string { r.n++; return fmt.Sprintf(format, r.n) }

func (r *numbers) Email(name string, n int) v1alpha1.Email {
	return v1alpha1.Email(fmt.Sprintf("%s-%d@example.com", name, n))
}
func (r *numbers) SSN() string      { return r.next("413-58-%04d") }
func (r *numbers) EIN() string      { return r.next("41-358%04d") }
func (r *numbers) Birthday() string { return "1971-03-19" }
func (r *numbers) Number() string   { return r.next("K%07dQ") }
func (r *numbers) File() string     { return r.next("\x89PNG\r\n\x1a\n%d") }

// Whoever holds documents ready has each in a Secret, and a correction has other contents.
func TestManifestsAreComplete(t *testing.T) {
	for _, p := range All(Handle{}) {
		r := &numbers{}
		b := plan.Business{Name: "acme", BusinessName: "Acme", Document: true, Owners: []plan.Owner{{Name: "olga", Document: true}, {Name: "otto", Document: true}}}
		for _, m := range []Manifests{
			p.Person(plan.Person{Name: "jane", FirstName: "Jane", Document: true}, r), p.Business(b, r), p.Owner(b, b.Owners[0], r), p.Owner(b, b.Owners[1], r),
		} {
			values := map[string]string{}
			for _, s := range m.Secrets {
				for key, value := range s.StringData {
					values[s.Name+"/"+key] = value
				}
			}
			for _, d := range p.Documents(m.Object) {
				if ref := d.Source.SecretKeyRef; values[ref.Name+"/"+ref.Key] == "" {
					t.Errorf("%s: %s: no Secret has the document %s", p.Traits().Name, m.Object.GetName(), d.Name)
				}
			}
			changed := false
			for name, content := range p.Correct(m.Object, r) {
				for key, value := range content {
					changed = changed || values[name+"/"+key] != value
				}
			}
			if !changed {
				t.Errorf("%s: %s: the correction changes nothing", p.Traits().Name, m.Object.GetName())
			}
		}
	}
}

// What a forger writes is what the operator would believe if it were signed, and the signature is the
// provider's: this is what makes its refusal mean anything.
func TestAnnouncementsAreGenuineButForTheKey(t *testing.T) {
	const id, customer = "6f0f4a3e-0000-4000-8000-000000000001", "6f0f4a3e-0000-4000-8000-000000000002"
	for _, p := range All(Handle{}) {
		webhooks, keys := registry.Drivers()[p.Traits().Name].Webhooks, []pii.String{pii.New("key")}
		for n := range 12 {
			body := p.Announcement(id, customer, n)
			header := p.Sign("key", body)
			if _, err := webhooks.Verify(header, body, keys); err != nil {
				t.Errorf("%s %d: the signature does not hold: %v", p.Traits().Name, n, err)
			}
			header[p.SignatureHeader()] = []string{""}
			if _, err := webhooks.Verify(header, body, keys); err == nil {
				t.Errorf("%s: %s is not where the signature is", p.Traits().Name, p.SignatureHeader())
			}
			event, err := webhooks.Decode(body)
			if err != nil || event.CustomerID != customer || event.ID != p.EventID(body) || event.ID == "" {
				t.Errorf("%s %d: %+v, %v, ID %q", p.Traits().Name, n, event, err, p.EventID(body))
			}
		}
	}
}
