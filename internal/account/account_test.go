package account

import (
	"context"
	"errors"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// vault is an API server with one Secret, whose reads can be held back.
type vault struct {
	client.Reader // nil: nothing else is read
	reads         chan struct{}
	hang          chan struct{}
}

// Get implements client.Reader.
func (v *vault) Get(ctx context.Context, _ client.ObjectKey, o client.Object, _ ...client.GetOption) error {
	v.reads <- struct{}{}
	select {
	case <-v.hang:
	case <-ctx.Done():
		return ctx.Err()
	}
	o.(*corev1.Secret).Data = map[string][]byte{"key": []byte("k"), "secret": []byte("s")}
	return nil
}

func newPool() (*Pool, *vault, *v1alpha1.VerificationProvider) {
	v := &vault{reads: make(chan struct{}, 100), hang: make(chan struct{})}
	p := &Pool{Live: v, Clock: clock.RealClock{}, Drivers: map[string]provider.Driver{"dwolla": {
		Name: "dwolla", CredentialKeys: []string{"key", "secret"},
		Open: func(provider.Config) (provider.Client, error) { return nil, nil },
	}}}
	return p, v, &v1alpha1.VerificationProvider{
		ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "vp"},
		Spec: v1alpha1.VerificationProviderSpec{Dwolla: &v1alpha1.ProviderConnection{
			CredentialsSecretRef: v1alpha1.SecretReference{Name: "s"},
		}},
	}
}

// While somebody's read of the credentials hangs, nobody else waits for longer than they can.
func TestAReadThatHangsHoldsNobodyUp(t *testing.T) {
	p, v, vp := newPool()
	first := make(chan error)
	go func() {
		_, err := p.Open(context.Background(), vp)
		first <- err
	}()
	<-v.reads
	for range 10 {
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		_, err := p.Open(impatient, vp)
		cancel()
		if problem := ProblemOf(err); !errors.Is(err, context.DeadlineExceeded) || problem.Severity != v1alpha1.ProblemRetrying {
			t.Errorf("%v", err)
		}
	}
	p.Distrust(types.NamespacedName{Namespace: "ns", Name: "vp"}) // does not wait either
	close(v.hang)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if len(v.reads) != 0 {
		t.Errorf("%d reads by those who waited", len(v.reads))
	}
}

func TestCredentialsThatAreDoubtedAreReadAgain(t *testing.T) {
	p, v, vp := newPool()
	close(v.hang)
	name := types.NamespacedName{Namespace: "ns", Name: "vp"}
	for _, step := range []struct {
		doubt bool
		reads int
	}{{false, 1}, {false, 0}, {true, 1}, {false, 0}} {
		if step.doubt {
			p.Distrust(name)
		}
		if _, err := p.Open(t.Context(), vp); err != nil {
			t.Fatal(err)
		}
		if len(v.reads) != step.reads {
			t.Errorf("%d reads, want %d", len(v.reads), step.reads)
		}
		for len(v.reads) > 0 {
			<-v.reads
		}
	}
	// A doubt outlives a read that fails.
	p.Distrust(name)
	v.hang = nil
	for range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		opened := make(chan error)
		go func() {
			_, err := p.Open(ctx, vp)
			opened <- err
		}()
		select {
		case <-v.reads:
		case err := <-opened:
			t.Fatalf("opened without a read: %v", err)
		}
		cancel()
		if err := <-opened; !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
}

// A build without a driver says so, of whoever names that provider.
func TestAProviderThatThisBuildDoesNotHave(t *testing.T) {
	p, _, vp := newPool()
	vp.Spec.Fin, vp.Spec.Dwolla = vp.Spec.Dwolla, nil
	_, err := p.Open(t.Context(), vp)
	problem := ProblemOf(err)
	if problem.Reason != v1alpha1.ReasonProviderNotSupported || problem.Severity != v1alpha1.ProblemStalled {
		t.Errorf("%+v", problem)
	}
}

// What the object leaves out of its rate limit is for the driver to know.
func TestRateLimitIsTheDriversUnlessItIsSaid(t *testing.T) {
	for name, tc := range map[string]v1alpha1.RateLimit{"nothing": {}, "rate": {RequestsPerSecond: 4}, "burst": {Burst: 7}} {
		t.Run(name, func(t *testing.T) {
			p, v, vp := newPool()
			close(v.hang)
			var got provider.Config
			d := p.Drivers["dwolla"]
			d.Open = func(c provider.Config) (provider.Client, error) { got = c; return nil, nil }
			p.Drivers["dwolla"] = d
			vp.Spec.RateLimit = tc
			if _, err := p.Open(t.Context(), vp); err != nil {
				t.Fatal(err)
			}
			if got.RequestsPerSecond != float64(tc.RequestsPerSecond) || got.Burst != int(tc.Burst) {
				t.Errorf("%v a second, %d at once; want %+v", got.RequestsPerSecond, got.Burst, tc)
			}
		})
	}
}
