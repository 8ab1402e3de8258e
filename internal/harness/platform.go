package harness

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Platforms lists every provider that is simulated. Tests that hold for all of them run over it, so that
// whatever is added here is tested everywhere.
func Platforms() []Platform {
	return []Platform{dwollaPlatform{}, finPlatform{}, blaaizPlatform{}}
}

// Platform is what a test has to know of a simulated provider, in words that are no provider's own. All of its
// methods fail the world's test when the simulator does not do as it is told.
type Platform interface {
	// Name is that of the provider's member in the API union, and of its API in the simulator.
	Name() string
	// Abilities tell in what its drivers differ.
	Abilities() Abilities
	// Connect points a VerificationProvider at the world's simulator, which gives no verdict by itself from then
	// on, unless it gives one as soon as a customer is created.
	Connect(w *World, spec *v1alpha1.VerificationProviderSpec, c *v1alpha1.ProviderConnection)
	// Subscribe has events delivered to url, and returns the secret that signs them.
	Subscribe(w *World, url string) (secret string)

	// Person and Business, of two owners, are whom the provider takes, as nobody else of the name.
	Person(w *World, name string) Applicant
	Business(w *World, name string) Applicant
	// Stranger creates a person at the provider that no operator knows of, and returns the ID.
	Stranger(w *World, email string) (customerID string)

	// Decide has the provider come to a verdict, owners included, and announce it unless it is silent.
	Decide(w *World, customerID string, v Verdict, silent bool)
	// PhaseAfter is how a verdict reads.
	PhaseAfter(v Verdict) v1alpha1.Phase
	// Known are all customers that the provider has, the oldest first.
	Known(w *World) []Known
	// Look is the truth about a customer.
	Look(w *World, customerID string) Truth

	// Announcement is the body of an event that tells of a verdict. Events of equal IDs are one event.
	Announcement(e Announced) []byte
	// Sign makes the headers of a delivery of body.
	Sign(secret string, body []byte) http.Header

	// Route is a call of the provider's API, for a type of customer.
	Route(c Call, t v1alpha1.CustomerType) Route
	// Costs is how often each route is called from apply to Verified, but for tokens, by its name: exactly, but for
	// looks, of which there are fewer when events come close together.
	Costs(t v1alpha1.CustomerType) map[string]int
}

// Known is a customer as the provider has it.
type Known struct{ ID, Email string }

// IDs are those of all customers that the provider has, the oldest first.
func (w *World) IDs() (ids []string) {
	w.Helper()
	for _, c := range w.Platform.Known(w) {
		ids = append(ids, c.ID)
	}
	return ids
}

// Search lists the IDs of all customers of an e-mail address.
func (w *World) Search(email string) (ids []string) {
	w.Helper()
	for _, c := range w.Platform.Known(w) {
		if strings.EqualFold(c.Email, email) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Abilities tell in what providers differ as far as every user notices.
type Abilities struct {
	// FindsOwn: the operator finds out by itself what became of a create whose answer was lost. Otherwise it names
	// what may have come of it.
	FindsOwn bool
	// Packs: a customer is handed in after it was created.
	Packs bool
	// Piles: documents that were handed in stay there beside those that take their place.
	Piles bool
	// ListsEvents: events that were never delivered can be listed.
	ListsEvents bool
	// Deactivates: customers can be deactivated.
	Deactivates bool
	// TellsWorlds: events tell whether they are of the sandbox.
	TellsWorlds bool
}

// Verdict is what a provider comes to.
type Verdict string

// The verdicts. Wanting asks for something else than was handed in, which Applicant.Correct has. SetBack is as far
// from Verified as a provider goes by itself, and Verified takes it back.
const (
	Verified Verdict = "Verified"
	SetBack  Verdict = "SetBack"
	Wanting  Verdict = "Wanting"
)

// Announced is an event that tells of a verdict.
type Announced struct {
	ID         string
	CustomerID string
	Verdict    Verdict
	Created    time.Time
	// Production says that the event is not the sandbox's.
	Production bool
}

// Truth is what a provider has of a customer.
type Truth struct {
	// Status in the provider's own word.
	Status string
	// Decidable says that nothing happens any more but for a verdict.
	Decidable bool
	// HandIns is how often the customer was handed in, or corrected, with effect.
	HandIns int
	// Papers is how often each document is there.
	Papers map[string]int
	// Owners are the provider's words on those of a business, by ID.
	Owners map[string]string
	// Rejected is how many of the owners and documents are rejected, and have not changed since.
	Rejected int
}

// Call is what a call of a provider's API is for.
type Call string

// The calls. HandIn is the one that begins a review, or spends the one correction.
const (
	Create Call = "Create"
	Look   Call = "Look"
	List   Call = "List"
	HandIn Call = "HandIn"
)

// Route is a call of a provider's API.
type Route struct {
	// Name as it is counted: "POST /customers".
	Name string
	// Method and Path as faults match them.
	Method string
	Path   string
}

// Fault has calls of the route go wrong.
func (r Route) Fault(f controlapi.Fault) controlapi.Fault {
	f.Method, f.Path = r.Method, r.Path
	return f
}

// Applicant is somebody who shall be verified: the objects to apply.
type Applicant struct {
	Name  string
	Email string
	// Customer, its Owners, and the Secrets of all.
	Customer *v1alpha1.VerifiedCustomer
	Owners   []*v1alpha1.BeneficialOwner
	Secrets  []*corev1.Secret
	// Papers is how many documents the provider has of the applicant once it is handed in, and HandIns how many
	// calls that takes, as Truth counts them.
	Papers  int
	HandIns int
	// Correct changes what Wanting finds wanting. It can be done once.
	Correct func()
	// Elsewhere changes something that Wanting does not find wanting.
	Elsewhere func()
}

// Type of the customer.
func (a Applicant) Type() v1alpha1.CustomerType { return a.Customer.Spec.Type }

// Private are the values of all Secrets: they must be found nowhere else.
func (a Applicant) Private() (values []string) {
	for _, s := range a.Secrets {
		for key, value := range s.StringData {
			switch key {
			case "documentType", "documentCountry", "documentState", "taxIDCountry", "taxIDType":
				continue // a word that stands for many people
			}
			values = append(values, value)
		}
		for _, value := range s.Data {
			values = append(values, string(value))
		}
	}
	return values
}

// ApplySecrets is a part of ApplyAll. The parts can be applied in whatever order.
func (w *World) ApplySecrets(a Applicant) {
	w.Helper()
	for _, s := range a.Secrets {
		w.Create(s.DeepCopy())
	}
}

// ApplyOwners is a part of ApplyAll.
func (w *World) ApplyOwners(a Applicant) {
	w.Helper()
	for _, o := range a.Owners {
		w.Create(o.DeepCopy())
	}
}

// ApplyCustomer is a part of ApplyAll.
func (w *World) ApplyCustomer(a Applicant) {
	w.Helper()
	w.Create(a.Customer.DeepCopy())
}

// ApplyAll applies all objects of an applicant.
func (w *World) ApplyAll(a Applicant) {
	w.Helper()
	w.ApplySecrets(a)
	w.ApplyOwners(a)
	w.ApplyCustomer(a)
}

// Decide has the world's provider come to a verdict, and announce it.
func (w *World) Decide(customerID string, v Verdict) {
	w.Helper()
	w.Platform.Decide(w, customerID, v, false)
}

// Route is a call of the world's provider.
func (w *World) Route(c Call, t v1alpha1.CustomerType) Route { return w.Platform.Route(c, t) }

// CallsFor is how often a call was made.
func (w *World) CallsFor(c Call, t v1alpha1.CustomerType) int {
	w.Helper()
	return w.Calls(w.Route(c, t).Name)
}

// portrait is a file that no other is equal to.
func portrait(w *World, of string) []byte {
	return []byte("\x89PNG\r\n\x1a\n" + of + " of " + w.Namespace + " QZQZQZQZQZQZQZQZQZQZQZQZQZ")
}

// file is a Secret with a file.
func file(w *World, name string) *corev1.Secret {
	return &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string][]byte{"file.png": portrait(w, name)}}
}

// secret is a Secret with words.
func secret(name string, values map[string]string) *corev1.Secret {
	return &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: name}, StringData: values}
}

// paper is a document whose file is in the Secret of the owner's name and its own.
func paper(of, name string, t v1alpha1.DocumentType, subject v1alpha1.DocumentSubject, side v1alpha1.DocumentSide, category string) v1alpha1.DocumentSpec {
	return v1alpha1.DocumentSpec{
		Name: name, Type: t, Subject: subject, Side: side, Category: category,
		Source: v1alpha1.DocumentSource{SecretKeyRef: &v1alpha1.SecretKeyReference{Name: of + "-" + name, Key: "file.png"}},
	}
}

// filesOf are the Secrets of documents.
func filesOf(w *World, documents []v1alpha1.DocumentSpec) (out []*corev1.Secret) {
	for _, d := range documents {
		out = append(out, file(w, d.Source.SecretKeyRef.Name))
	}
	return out
}

// renew gives a document another file.
func renew(w *World, documents []v1alpha1.DocumentSpec, name string) {
	for i := range documents {
		if documents[i].Name == name {
			again := documents[i].Source.SecretKeyRef.Name + "-again"
			w.Create(file(w, again))
			documents[i].Source.SecretKeyRef.Name = again
			return
		}
	}
	w.Fatal("there is no document " + name)
}

// brooklyn is an address that all simulators take.
func brooklyn() v1alpha1.Address {
	return v1alpha1.Address{Line1: "99-99 33rd St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US"}
}

// emailIn is an address that nobody else has.
func emailIn(w *World, name string) string { return name + "@" + w.Namespace + ".example.com" }

// customerOf is a VerifiedCustomer of the world's provider.
func customerOf(w *World, name string, t v1alpha1.CustomerType) *v1alpha1.VerifiedCustomer {
	return &v1alpha1.VerifiedCustomer{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: w.Namespace},
		Spec: v1alpha1.VerifiedCustomerSpec{
			ProviderRef: v1alpha1.ProviderReference{Name: w.Platform.Name()}, Type: t,
		},
	}
}

// ownerOf is a BeneficialOwner whose identity Secret is named like it.
func ownerOf(w *World, customer, name, firstName string) *v1alpha1.BeneficialOwner {
	return &v1alpha1.BeneficialOwner{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: w.Namespace},
		Spec: v1alpha1.BeneficialOwnerSpec{
			CustomerRef: v1alpha1.CustomerReference{Name: customer},
			FirstName:   v1alpha1.PersonName(firstName), LastName: "Owner", Address: brooklyn(),
			IdentitySecretRef: v1alpha1.SecretReference{Name: name},
		},
	}
}

// changeOwner changes an owner's spec.
func (w *World) changeOwner(name string, change func(*v1alpha1.BeneficialOwner)) {
	w.Helper()
	bo := w.OwnerObject(name)
	before := bo.DeepCopy()
	change(bo)
	require.NoError(w, w.Kube.Patch(w.Context, bo, client.MergeFrom(before)))
}

func amountOf(n int64) *int64 { return &n }

// Everywhere runs a test once for each provider.
func Everywhere(t *testing.T, test func(t *testing.T, p Platform)) {
	t.Helper()
	at(t, Platforms(), test)
}

// WherePacked runs a test once for each provider that reviews a customer as one package.
func WherePacked(t *testing.T, test func(t *testing.T, p Platform)) {
	t.Helper()
	packers := slices.DeleteFunc(Platforms(), func(p Platform) bool { return !p.Abilities().Packs })
	require.NotEmpty(t, packers)
	at(t, packers, test)
}

func at(t *testing.T, platforms []Platform, test func(t *testing.T, p Platform)) {
	t.Helper()
	t.Parallel()
	for _, p := range platforms {
		t.Run(p.Name(), func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

// unknownVerdict ends a test that asks for what there is not.
func unknownVerdict(w *World, v Verdict) { w.Fatalf("no verdict %q", v) }
