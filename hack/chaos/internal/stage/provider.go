package stage

import (
	"context"
	"fmt"
	"log/slog"
	"path"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/sandbox"
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

// furnish creates an account at each provider, and subscribes the balancer to its webhooks as a person
// would.
func (s *Stage) furnish(ctx context.Context) error {
	s.SigningSecrets = map[string]string{}
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
	s.SigningSecrets[name] = signing
	if err := s.Kube.Create(ctx, platform.Secret(name+"-api", map[string]string{"key": sandbox.Key, "secret": sandbox.Secret})); err != nil {
		return err
	}
	if err := s.Kube.Create(ctx, platform.Secret(name+"-webhook", map[string]string{"secret": signing})); err != nil {
		return err
	}
	vp := &v1alpha1.VerificationProvider{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: Namespace},
		Spec: v1alpha1.VerificationProviderSpec{
			Webhook:        &v1alpha1.WebhookSpec{SigningSecretRef: v1alpha1.SecretReference{Name: name + "-webhook"}},
			ResyncInterval: metav1.Duration{Duration: s.ResyncInterval},
			RateLimit:      v1alpha1.RateLimit{RequestsPerSecond: 500, Burst: 500},
		},
	}
	p.Connect(&vp.Spec, &v1alpha1.ProviderConnection{CredentialsSecretRef: v1alpha1.SecretReference{Name: name + "-api"}})
	return s.Kube.Create(ctx, vp)
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
