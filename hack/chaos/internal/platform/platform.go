// Package platform has what a run of chaos has to know of each simulated provider: what can be played
// there, who lives there, how its staff move them, how its events look and are signed, and what the truth
// about everybody is.
//
// It knows the providers' words, and no other package of the run does. It must not know processes, nor the
// operator's code: how a status reads is taken from the design. Adding a provider is adding a member here.
package platform

import (
	"context"
	"net/http"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// Handle is the simulator of all of them.
type Handle struct {
	Sandbox *sandbox.Sandbox
	Control *controlclient.Client
}

// All lists the providers.
func All(h Handle) []Platform {
	return []Platform{dwolla{h}, fin{h}, blaaiz{h}}
}

// Repertoires are what can be played, provider by provider.
func Repertoires() (all []plan.Repertoire) {
	for _, p := range All(Handle{}) {
		all = append(all, p.Repertoire())
	}
	return all
}

// Platform is one simulated provider.
type Platform interface {
	// Traits are in what it differs, its name among them: that of its member in the API union, and of its
	// API in the simulator.
	Traits() verdict.Traits
	Repertoire() plan.Repertoire

	// Settings of the simulator that a run needs.
	Settings() controlapi.Settings
	// Connect completes a VerificationProvider.
	Connect(spec *v1alpha1.VerificationProviderSpec, c *v1alpha1.ProviderConnection)
	// Subscribe has events delivered to url, unless the operator does so itself, and returns the secret that
	// signs them.
	Subscribe(ctx context.Context, url string) (secret string, err error)

	// Person, Business and Owner are what is applied for a member of the cast.
	Person(p plan.Person, r Registry) Manifests
	Business(b plan.Business, r Registry) Manifests
	Owner(b plan.Business, o plan.Owner, r Registry) Manifests
	// Documents are those of an object that holds them ready.
	Documents(o v1alpha1.Verifiable) []v1alpha1.DocumentSpec
	// Asks tells that the provider waits for better data.
	Asks(o v1alpha1.Verifiable) bool
	// Correct changes a manifest, and returns the new contents of its Secrets by name.
	Correct(o v1alpha1.Verifiable, r Registry) map[string]map[string]string

	// Customers and Owners are the truth about everybody, oldest first.
	Customers(ctx context.Context) ([]verdict.Customer, error)
	Owners(ctx context.Context) ([]verdict.Owner, error)
	// Move and MoveOwner are what the staff do; the words are those of the Repertoire. The error is
	// ErrOutOfPlace if it cannot be done now.
	Move(ctx context.Context, customerID, how string, silent bool) error
	MoveOwner(ctx context.Context, customerID, ownerID, how string) error

	// Events are all that the provider ever announced.
	Events(ctx context.Context) ([]Event, error)
	// EventID is that of an event in the body of a delivery; empty if it cannot be read.
	EventID(body []byte) string
	// Announcement is the body of an event, the n-th way to say something that has an effect.
	Announcement(eventID, customerID string, n int) []byte
	// Sign makes the headers of a delivery, and SignatureHeader is the one with the signature.
	Sign(key string, body []byte) http.Header
	SignatureHeader() string

	// Paths are patterns for the paths of the calls that create a customer and that begin a review. Both are POSTs.
	Paths() (create, handIn string)
}

// Route is what a call of the plan is at a provider: a method and a pattern for the path. Empty is any.
func Route(p Platform, on string) (method, path string) {
	create, handIn := p.Paths()
	switch on {
	case plan.OnCreate:
		return http.MethodPost, create
	case plan.OnHandIn:
		return http.MethodPost, handIn
	case plan.OnRead:
		return http.MethodGet, ""
	}
	return "", ""
}

// Reviewer is a Platform whose staff decide on single documents.
type Reviewer interface {
	// Review decides on all documents that wait.
	Review(ctx context.Context, how string) error
}

// Recertifier is a Platform whose staff ask for a new certification of ownership.
type Recertifier interface {
	Recertify(ctx context.Context, customerID string) error
}

// Keeper is a Platform whose webhook subscriptions the operator keeps. What is called here is what anybody
// may call who has the account's credentials, so that it fails as the provider does.
type Keeper interface {
	Platform
	// Subscriptions are all that stand.
	Subscriptions(ctx context.Context) ([]verdict.Subscription, error)
	// AddSubscription creates another one, and PauseSubscription and DeleteSubscription do what they say.
	AddSubscription(ctx context.Context, url, secret string) error
	PauseSubscription(ctx context.Context, id string) error
	DeleteSubscription(ctx context.Context, id string) error
	// Untaken are the webhooks of a subscription that may still be delivered, and Redeliver has one delivered
	// once more.
	Untaken(ctx context.Context, id string) (webhookIDs []string, err error)
	Redeliver(ctx context.Context, webhookID string) error
	// SignsWith tells whether the newest webhook that a subscription attempted is signed with a key, as one
	// that is told: it has attempted none otherwise.
	SignsWith(ctx context.Context, id, key string) (told, is bool, err error)
	// Signed tells whether a delivery is signed with a key.
	Signed(header http.Header, body []byte, key string) bool
	// Chatter announces something about a customer that changes nothing.
	Chatter(ctx context.Context) error
}

// Event is what a provider announced.
type Event struct {
	ID, Topic              string
	CustomerID, ResourceID string
	// OfOwners tells that it is about the owners of the customer.
	OfOwners bool
	Created  time.Time
}

// Registry makes what nobody else has.
type Registry interface {
	// Email is an address of the object's.
	Email(name string, n int) v1alpha1.Email
	// SSN with its hyphens, EIN likewise.
	SSN() string
	EIN() string
	Birthday() string
	// Number is that of an identity document.
	Number() string
	// File is an image.
	File() string
}

// Manifests are an object and its Secrets.
type Manifests struct {
	Object  v1alpha1.Verifiable
	Secrets []*corev1.Secret
	// Email is the address of the customer.
	Email string
	// Certified tells that it states that the owners are complete.
	Certified bool
}
