package stage

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/sandbox"
)

const (
	// subscribePatience is how long operators have to subscribe, and subscribeAgain how long it takes to look again.
	subscribePatience = time.Minute
	subscribeAgain    = 100 * time.Millisecond
)

// Namespace is that of all objects on every stage.
const Namespace = platform.Namespace

func (s *Stage) startSandbox(context.Context) error {
	log, err := s.openLog("sandbox")
	if err != nil {
		return err
	}
	options := s.Provider
	options.Logger = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if s.Sandbox, err = sandbox.Start(options); err != nil {
		return err
	}
	s.closers = append(s.closers, s.Sandbox.Close)
	s.Control = s.Sandbox.Control()
	s.Platforms = platform.All(platform.Handle{Sandbox: s.Sandbox, Control: s.Control})
	return nil
}

// furnish creates an account at each provider. Where the operator does not do so, it subscribes the balancer
// to its webhooks, as a person would.
func (s *Stage) furnish(ctx context.Context) error {
	for _, p := range s.Platforms {
		if err := s.open(ctx, p); err != nil {
			return fmt.Errorf("opening an account at %s: %w", p.Traits().Name, err)
		}
	}
	return nil
}

func (s *Stage) open(ctx context.Context, p platform.Platform) error {
	name := p.Traits().Name
	if err := s.Control.Set(ctx, p.Settings()); err != nil {
		return err
	}
	signing, err := p.Subscribe(ctx, s.HookURL(name))
	if err != nil {
		return err
	}
	if err := s.Kube.Create(ctx, platform.Secret(name+"-api", map[string]string{"key": sandbox.Key, "secret": sandbox.Secret})); err != nil {
		return err
	}
	if err := s.Kube.Create(ctx, platform.Secret(SigningSecret(name), map[string]string{"secret": signing})); err != nil {
		return err
	}
	s.Keys.Add(name, signing)
	vp := &v1alpha1.VerificationProvider{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: Namespace},
		Spec: v1alpha1.VerificationProviderSpec{
			Webhook:        &v1alpha1.WebhookSpec{SigningSecretRef: v1alpha1.SecretReference{Name: SigningSecret(name)}},
			ResyncInterval: metav1.Duration{Duration: s.ResyncInterval},
			RateLimit:      v1alpha1.RateLimit{RequestsPerSecond: 500, Burst: 500},
		},
	}
	if k, keeps := p.(platform.Keeper); keeps {
		vp.Spec.Webhook.URL = s.Balancer.URL
		if err := accompany(ctx, k); err != nil {
			return err
		}
	}
	p.Connect(&vp.Spec, &v1alpha1.ProviderConnection{CredentialsSecretRef: v1alpha1.SecretReference{Name: name + "-api"}})
	return s.Kube.Create(ctx, vp)
}

// SigningSecret is the name of the Secret with the keys of a provider's webhooks.
func SigningSecret(provider string) string { return provider + "-webhook" }

// Others is how many subscriptions somebody else has at a provider where the operator keeps one.
const Others = 1

// accompany has somebody else subscribe to the same account's events, for another address. It is paused, so
// that nobody delivers there.
func accompany(ctx context.Context, k platform.Keeper) error {
	if err := k.AddSubscription(ctx, "https://elsewhere.example.com/hooks", "the-key-of-somebody-else"); err != nil {
		return err
	}
	all, err := k.Subscriptions(ctx)
	if err != nil {
		return err
	}
	for _, one := range all {
		if err := k.PauseSubscription(ctx, one.ID); err != nil {
			return err
		}
	}
	return nil
}

// Object reads a provider's VerificationProvider.
func (s *Stage) Object(ctx context.Context, provider string) (*v1alpha1.VerificationProvider, error) {
	vp := &v1alpha1.VerificationProvider{}
	return vp, s.Kube.Get(ctx, types.NamespacedName{Namespace: Namespace, Name: provider}, vp)
}

// awaitSubscriptions returns when the operator has subscribed wherever it does so itself.
func (s *Stage) awaitSubscriptions(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, subscribePatience)
	defer cancel()
	for _, k := range s.Keepers() {
		for {
			vp, err := s.Object(ctx, k.Traits().Name)
			if err != nil {
				return err
			}
			if meta.IsStatusConditionTrue(vp.Status.Conditions, v1alpha1.ConditionWebhookSubscribed) {
				break
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("the operator did not subscribe at %s: %+v", vp.Name, vp.Status.Conditions)
			case <-time.After(subscribeAgain):
			}
		}
	}
	return nil
}

// HookURL is where webhooks of a provider arrive.
func (s *Stage) HookURL(provider string) string {
	return fmt.Sprintf("%s/webhooks/%s/%s", s.Balancer.URL, Namespace, provider)
}

// identify names the provider and the event of a delivery.
func (s *Stage) identify(where string, body []byte) (provider, eventID string) {
	provider = path.Base(where)
	for _, p := range s.Platforms {
		if p.Traits().Name == provider {
			return provider, p.EventID(body)
		}
	}
	return provider, ""
}

// genuine tells that a delivery which arrived at a moment is one that the operators had the key of, then and
// ever since. It tells so only where the operator keeps the subscription: nowhere else do keys change.
func (s *Stage) genuine(where string, header http.Header, body []byte, arrived time.Time) bool {
	provider := path.Base(where)
	for _, k := range s.Keepers() {
		if k.Traits().Name != provider {
			continue
		}
		for _, key := range s.Keys.during(provider, arrived) {
			if k.Signed(header, body, key) {
				return true
			}
		}
	}
	return false
}

// Keepers are the providers where the operator keeps the subscription.
func (s *Stage) Keepers() (all []platform.Keeper) {
	for _, p := range s.Platforms {
		if k, keeps := p.(platform.Keeper); keeps {
			all = append(all, k)
		}
	}
	return all
}
