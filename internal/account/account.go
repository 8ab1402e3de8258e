// Package account turns VerificationProviders into open accounts: a provider's client with the
// credentials that the object's Secret holds, and the key for fingerprints that comes from them.
//
// It knows VerificationProviders, their credentials Secret, and the registry of drivers. It must
// not know any provider by name, nor what its callers do with a client.
package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/secrets"
	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Account is an open account at a provider. It is shared: the rate limit, the gate that a 429
// closes, and the token belong to the account and not to any one customer.
type Account struct {
	// Name of the VerificationProvider.
	Name types.NamespacedName
	// Driver of the provider, and Client for this account.
	Driver provider.Driver
	Client provider.Client
	// CredentialsVersion changes whenever the credentials Secret does.
	CredentialsVersion string
	// ResyncInterval of the VerificationProvider.
	ResyncInterval time.Duration
	// KeyID names the key of fingerprints: two fingerprints compare only under one KeyID.
	KeyID string

	key []byte
}

// Fingerprint is a hash over what the provider is told of a customer, keyed by the account's credentials.
func (a *Account) Fingerprint(c provider.Customer) string { return a.narrow(c).Fingerprint(a.key) }

// PartFingerprints are Fingerprint for a business without its controller, and for the controller.
func (a *Account) PartFingerprints(c provider.Customer) (business, controller string) {
	return a.narrow(c).PartFingerprints(a.key)
}

// Narrow is a package as its fingerprints are made of: without what the provider is not told.
func (a *Account) Narrow(p provider.Package) provider.Package {
	if k, ok := a.Client.(provider.DataKeeper); ok {
		p = k.WithoutData(p)
	}
	p.Customer = a.narrow(p.Customer)
	return p
}

func (a *Account) narrow(c provider.Customer) provider.Customer {
	if n, ok := a.Client.(provider.Narrower); ok {
		return n.NarrowCustomer(c)
	}
	return c
}

// Key is the key of fingerprints.
func (a *Account) Key() []byte { return a.key }

// OwnerFingerprint is Fingerprint for an owner.
func (a *Account) OwnerFingerprint(o provider.Owner) string {
	if n, ok := a.Client.(provider.Narrower); ok {
		o = n.NarrowOwner(o)
	}
	return o.Fingerprint(a.key)
}

// ProfileFingerprint is a hash over a profile, keyed by the account's credentials.
func (a *Account) ProfileFingerprint(p provider.Profile) string { return p.Fingerprint(a.key) }

// OwnerEmails are the fingerprints of the e-mail addresses of owners, in their order.
func (a *Account) OwnerEmails(owners []provider.OwnerObservation) []string {
	var out []string
	for _, o := range owners {
		out = append(out, a.EmailFingerprint(o.Email))
	}
	return out
}

// EmailFingerprint is a hash over an e-mail address in whatever capitals; empty if there is none.
func (a *Account) EmailFingerprint(email string) string {
	if email == "" {
		return ""
	}
	return a.ProfileFingerprint(provider.Profile{"email": email})
}

// trust is how long credentials are used without reading their Secret again.
const trust = time.Minute

// Pool keeps the open accounts of this process, one for each VerificationProvider.
type Pool struct {
	// Live reads Secrets from the API server.
	Live client.Reader
	// Drivers by name.
	Drivers map[string]provider.Driver
	// OnCall is told of every call at a provider.
	OnCall func(providerName string, call provider.Call)
	// OnHold is told of what holds calls at a provider back.
	OnHold func(providerName string, hold provider.Hold)
	// UserAgent names this operator to providers.
	UserAgent string
	// Transport is underneath all clients; nil for their own.
	Transport http.RoundTripper
	Clock     clock.PassiveClock

	mu   sync.Mutex
	open map[types.NamespacedName]*entry
}

// readTimeout bounds a read of credentials. Everybody waits for it who needs the account.
const readTimeout = 5 * time.Second

type entry struct {
	// turn is taken by whoever uses the fields below. It is no mutex: a read of the Secret that hangs
	// must not hold up anybody for longer than they can wait.
	turn chan struct{}
	// doubted has the credentials read again.
	doubted atomic.Bool

	account *Account
	uid     types.UID
	gen     int64
	readAt  time.Time
	keys    string
}

// Open gives the account of a VerificationProvider. The Secret is read at most once a minute; an
// account whose credentials did not change stays as it is, with its limiter and its token. The
// error is a *Problem.
func (p *Pool) Open(ctx context.Context, vp *v1alpha1.VerificationProvider) (*Account, error) {
	e := p.entryOf(client.ObjectKeyFromObject(vp))
	select {
	case e.turn <- struct{}{}:
		defer func() { <-e.turn }()
	case <-ctx.Done():
		return nil, ProblemOf(fmt.Errorf("waiting for the account: %w", ctx.Err()))
	}
	doubted := e.doubted.Swap(false)
	current := e.account != nil && e.uid == vp.UID && e.gen == vp.Generation
	if current && !doubted && p.Clock.Since(e.readAt) < trust {
		return e.account, nil
	}
	account, err := p.refresh(ctx, vp, e, current)
	if err != nil && doubted {
		e.doubted.Store(true)
	}
	return account, err
}

// Distrust has the next Open read the credentials again: the provider refused them.
func (p *Pool) Distrust(name types.NamespacedName) {
	p.entryOf(name).doubted.Store(true)
}

// Forget drops the account of a VerificationProvider that is gone.
func (p *Pool) Forget(name types.NamespacedName) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, name)
}

func (p *Pool) entryOf(name types.NamespacedName) *entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == nil {
		p.open = map[types.NamespacedName]*entry{}
	}
	if p.open[name] == nil {
		p.open[name] = &entry{turn: make(chan struct{}, 1)}
	}
	return p.open[name]
}

func (p *Pool) refresh(ctx context.Context, vp *v1alpha1.VerificationProvider, e *entry, current bool) (*Account, error) {
	name, connection := vp.Spec.Connection()
	driver, known := p.Drivers[name]
	if !known {
		return nil, &Problem{Reason: v1alpha1.ReasonProviderNotSupported, Severity: v1alpha1.ProblemStalled,
			Message: fmt.Sprintf("this version of the operator has no client for the provider %q", name)}
	}
	credentials, version, err := p.credentials(ctx, vp.Namespace, connection, driver)
	if err != nil {
		return nil, err
	}
	keys := fingerprintKey(credentials)
	if current && hmac.Equal([]byte(e.keys), keys) {
		// Only the Secret's labels changed, or nothing: keep the token and the limiter. The
		// account is copied, because its readers hold no lock.
		account := *e.account
		account.CredentialsVersion = version
		e.account, e.readAt = &account, p.Clock.Now()
		return e.account, nil
	}
	c, err := driver.Open(provider.Config{
		Environment:       provider.Environment(connection.Environment),
		Endpoint:          connection.Endpoint,
		Credentials:       credentials,
		RequestsPerSecond: float64(vp.Spec.RateLimit.RequestsPerSecond),
		Burst:             int(vp.Spec.RateLimit.Burst),
		UserAgent:         p.UserAgent,
		Transport:         p.Transport,
		OnCall: func(call provider.Call) {
			if p.OnCall != nil {
				p.OnCall(name, call)
			}
		},
		OnHold: func(hold provider.Hold) {
			if p.OnHold != nil {
				p.OnHold(name, hold)
			}
		},
	})
	if err != nil {
		return nil, &Problem{Reason: v1alpha1.ReasonInvalidEndpoint, Severity: v1alpha1.ProblemStalled, Message: err.Error(), Err: err}
	}
	e.account = &Account{
		Name: client.ObjectKeyFromObject(vp), Driver: driver, Client: c, CredentialsVersion: version,
		ResyncInterval: vp.Spec.ResyncInterval.Duration, KeyID: keyID(keys), key: keys,
	}
	e.uid, e.gen, e.readAt, e.keys = vp.UID, vp.Generation, p.Clock.Now(), string(keys)
	return e.account, nil
}

func (p *Pool) credentials(ctx context.Context, namespace string, c *v1alpha1.ProviderConnection, d provider.Driver) (map[string]pii.String, string, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	values, err := secrets.Read(ctx, p.Live, namespace, c.CredentialsSecretRef.Name)
	if err != nil {
		return nil, "", SecretProblem(err)
	}
	out := map[string]pii.String{}
	for _, key := range d.CredentialKeys {
		if out[key], err = values.Required(key); err != nil {
			return nil, "", SecretProblem(err)
		}
	}
	return out, values.Version, nil
}

// fingerprintKey derives the key of fingerprints from the credentials.
func fingerprintKey(credentials map[string]pii.String) []byte {
	names := make([]string, 0, len(credentials))
	for name := range credentials {
		names = append(names, name)
	}
	slices.Sort(names)
	sum := sha256.New()
	for _, name := range names {
		fmt.Fprintf(sum, "%d:%s=%d:%s;", len(name), name, len(credentials[name].Reveal()), credentials[name].Reveal())
	}
	mac := hmac.New(sha256.New, sum.Sum(nil))
	mac.Write([]byte("bonafide fingerprints v1"))
	return mac.Sum(nil)
}

// keyID names a key without telling it.
func keyID(key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("key id"))
	return hex.EncodeToString(mac.Sum(nil)[:6])
}
