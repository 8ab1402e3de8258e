package webhookserver

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clocktesting "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// vault is an API server that holds one Secret, and counts how often it is read.
type vault struct {
	client.Reader // nil: nothing else is ever read

	mu    sync.Mutex
	reads int
	data  map[string]string // nil for no Secret
	err   error
	hang  chan struct{} // closed when reads go on; nil for at once
}

// Get implements client.Reader.
func (v *vault) Get(ctx context.Context, key client.ObjectKey, o client.Object, _ ...client.GetOption) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.reads++
	if v.hang != nil {
		select {
		case <-v.hang:
		case <-ctx.Done():
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case v.err != nil:
		return v.err
	case v.data == nil:
		return apierrors.NewNotFound(corev1.Resource("secrets"), key.Name)
	}
	secret := o.(*corev1.Secret)
	secret.Name, secret.Data = key.Name, map[string][]byte{}
	for k, value := range v.data {
		secret.Data[k] = []byte(value)
	}
	return nil
}

// plain is a signature scheme: the body is the key.
type plain struct{ provider.Webhooks }

// Verify implements provider.Webhooks.
func (plain) Verify(_ http.Header, body []byte, secrets []pii.String) (int, error) {
	for i, s := range secrets {
		if s.Reveal() == string(body) {
			return i, nil
		}
	}
	return 0, errMismatch
}

var errMismatch = errors.New("no key matches")

// bunch is a keyring with what surrounds it.
type bunch struct {
	*testing.T
	vault *vault
	clock *clocktesting.FakePassiveClock
	ring  *keyring
	vp    *v1alpha1.VerificationProvider
}

func newBunch(t *testing.T, data map[string]string) *bunch {
	v, clock := &vault{data: data}, clocktesting.NewFakePassiveClock(start)
	return &bunch{T: t, vault: v, clock: clock, ring: &keyring{live: v, clock: clock}, vp: &v1alpha1.VerificationProvider{
		ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "vp"},
		Spec:       v1alpha1.VerificationProviderSpec{Webhook: &v1alpha1.WebhookSpec{SigningSecretRef: v1alpha1.SecretReference{Name: "s"}}},
	}}
}

func (b *bunch) after(d time.Duration) { b.clock.SetTime(b.clock.Now().Add(d)) }

// try checks what a key is worth, and how many reads that takes.
func (b *bunch) try(key string, want error, reads int) {
	b.Helper()
	before := b.vault.reads
	if err := b.ring.verify(b.Context(), b.vp, plain{}, nil, []byte(key)); !errors.Is(err, want) {
		b.Errorf("key %q: %v, want %v", key, err, want)
	}
	if got := b.vault.reads - before; got != reads {
		b.Errorf("key %q: %d reads, want %d", key, got, reads)
	}
}

func TestKeysAreReadOnceAMinute(t *testing.T) {
	b := newBunch(t, map[string]string{"secret": "new", "previous": "old"})
	b.try("new", nil, 1)
	b.try("old", nil, 0)
	b.after(keyLife - 1)
	b.try("new", nil, 0)
	b.after(1)
	b.try("new", nil, 1)
}

func TestAMismatchHasTheKeysReadAgainBoundedly(t *testing.T) {
	b := newBunch(t, map[string]string{"secret": "first"})
	b.try("forged", errMismatch, 1)
	for range 100 {
		b.try("forged", errMismatch, 0)
	}
	b.after(rereadEvery)
	b.try("forged", errMismatch, 1)
	b.try("forged", errMismatch, 0)

	b.vault.data = map[string]string{"secret": "second", "previous": "first"}
	b.try("second", errMismatch, 0)
	b.after(rereadEvery)
	b.try("second", nil, 1)
	b.try("first", nil, 0)
	b.vault.data = map[string]string{"secret": "second"}
	b.after(keyLife)
	b.try("first", errMismatch, 1)
}

func TestKeysThatAreMissing(t *testing.T) {
	b := newBunch(t, nil)
	b.try("", errNoKey, 1)
	for range 100 {
		b.try("key", errNoKey, 0)
	}
	for _, data := range []map[string]string{{}, {"secret": ""}, {"secret": " \n"}, {"another": "key"}} {
		b.vault.data = data
		b.after(rereadEvery)
		b.try("", errNoKey, 1)
		b.try("key", errNoKey, 0)
	}
	b.vault.data = map[string]string{"secret": "key\n"}
	b.after(rereadEvery)
	b.try("key", nil, 1)
	b.try("", errMismatch, 0)
	b.vault.data = nil
	b.after(keyLife)
	b.try("key", errNoKey, 1)
}

func TestKeysServeOnWhileTheAPIServerIsAway(t *testing.T) {
	b := newBunch(t, map[string]string{"secret": "key"})
	b.try("key", nil, 1)
	b.vault.err = errors.New("away")
	b.after(keyLife)
	b.try("key", nil, 1)
	b.try("key", nil, 0)
	b.try("another", errOldKeys, 0)
	b.after(rereadEvery)
	b.try("another", errOldKeys, 1)
	b.try("key", nil, 0)
	b.after(staleLife)
	b.try("key", errNoKey, 1)
	b.vault.err = nil
	b.after(rereadEvery)
	b.try("key", nil, 1)
	b.try("another", errMismatch, 0)
}

// Keys that were rotated while the API server is away: what is signed with the new one has to come again, and is not
// refused as forged.
func TestKeysRotatedWhileTheAPIServerIsAway(t *testing.T) {
	b := newBunch(t, map[string]string{"secret": "old"})
	b.try("old", nil, 1)
	b.vault.err = errors.New("away")
	b.after(rereadEvery)
	b.try("new", errOldKeys, 1)
	b.try("new", errOldKeys, 0)
	b.try("old", nil, 0)
	b.vault.data, b.vault.err = map[string]string{"secret": "new"}, nil
	b.after(rereadEvery)
	b.try("new", nil, 1)
	b.try("old", errMismatch, 0)
}

func TestAFirstReadThatFailsIsTriedAgainSoon(t *testing.T) {
	b := newBunch(t, map[string]string{"secret": "key"})
	b.vault.err = errors.New("away")
	b.try("key", errNoKey, 1)
	b.try("key", errNoKey, 0)
	b.vault.err = nil
	b.after(retryEvery)
	b.try("key", nil, 1)
}

// A sender who hangs up does not spoil the read for the others.
func TestASenderWhoHangsUp(t *testing.T) {
	b := newBunch(t, map[string]string{"secret": "key"})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_ = b.ring.verify(gone, b.vp, plain{}, nil, []byte("forged"))
	if err := b.ring.verify(t.Context(), b.vp, plain{}, nil, []byte("key")); err != nil {
		t.Error(err)
	}
	if b.vault.reads != 1 {
		t.Errorf("%d reads", b.vault.reads)
	}
}

// While the read of a Secret hangs, nobody waits longer than they can, and there is one read for all.
func TestAReadThatHangs(t *testing.T) {
	for name, known := range map[string]bool{"first": false, "later": true} {
		t.Run(name, func(t *testing.T) {
			b := newBunch(t, map[string]string{"secret": "key"})
			if known {
				b.try("key", nil, 1)
				b.after(keyLife)
			}
			b.vault.hang = make(chan struct{})
			before := b.vault.reads
			impatient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			outcomes := make(chan error)
			for range 20 {
				go func() { outcomes <- b.ring.verify(impatient, b.vp, plain{}, nil, []byte("key")) }()
			}
			for range 20 {
				if err := <-outcomes; (err == nil) != known {
					t.Errorf("%v", err)
				}
			}
			close(b.vault.hang)
			if err := b.ring.verify(t.Context(), b.vp, plain{}, nil, []byte("key")); err != nil {
				t.Error(err)
			}
			if got := b.vault.reads - before; got != 1 {
				t.Errorf("%d reads", got)
			}
		})
	}
}

func TestAnotherSecretIsReadAtOnce(t *testing.T) {
	b := newBunch(t, map[string]string{"secret": "key"})
	b.try("key", nil, 1)
	b.vp.Spec.Webhook.SigningSecretRef.Name = "another"
	b.vault.data = map[string]string{"secret": "other key"}
	b.try("key", errMismatch, 1)
	b.try("other key", nil, 0)
}

func TestKeysInParallel(t *testing.T) {
	b := newBunch(t, map[string]string{"secret": "key"})
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for range 50 {
				if err := b.ring.verify(t.Context(), b.vp, plain{}, nil, []byte("key")); err != nil {
					t.Error(err)
				}
				_ = b.ring.verify(t.Context(), b.vp, plain{}, nil, []byte("forged"))
			}
		})
	}
	group.Wait()
	if b.vault.reads != 1 {
		t.Errorf("%d reads", b.vault.reads)
	}
}
