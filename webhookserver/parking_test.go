package webhookserver

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/provider"
)

// onlooker is a provider's client that notes whether calls are urgent.
type onlooker struct {
	provider.Client
	urgent chan bool
}

func (o onlooker) GetCustomer(ctx context.Context, _ provider.CustomerRef) (provider.Observation, error) {
	o.urgent <- provider.IsUrgent(ctx)
	return provider.Observation{Status: "verified", Phase: provider.PhaseVerified, Reason: "Verified"}, nil
}

// Events are parked where many customers are being created, of all moments: then the account has most to do, and
// whoever has no urgency is sent away.
func TestAParkedEventIsAsUrgentAsWhenItWasDelivered(t *testing.T) {
	s, st, live := waitingRoom(t)
	seen := onlooker{urgent: make(chan bool, 1)}
	s.Accounts = &account.Pool{Live: live, Clock: clock.RealClock{}, Drivers: map[string]provider.Driver{"dwolla": {
		Name: "dwolla", Open: func(provider.Config) (provider.Client, error) { return seen, nil },
	}}}
	s.Recorder = events.NewFakeRecorder(16)
	s.Ledger = &ledger.Ledger{Client: st.client, Live: live, Recorder: s.Recorder, Clock: clock.RealClock{}}
	st.create(&corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: st.vp.Namespace, Name: "api"}})
	st.vp.Spec.Dwolla = &v1alpha1.ProviderConnection{CredentialsSecretRef: v1alpha1.SecretReference{Name: "api"}}
	if err := s.watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.parking.open()
	defer s.parking.close()

	// Its sender was told to come again, and has gone.
	s.park(t.Context(), st.vp, provider.Event{
		ID: "e", Topic: "customer_verified", Time: time.Now(), CustomerID: "the-id", Concern: provider.ConcernVerification,
	})
	vc := live.read(t, st, "pending")
	vc.Status.CustomerID = "the-id"
	st.updateStatus(vc)
	select {
	case urgent := <-seen.urgent:
		if !urgent {
			t.Error("it looks when everybody else has looked")
		}
	case <-time.After(patience):
		t.Fatal("it does not look although its customer is known")
	}
	until(t, "it has its effect", func() bool { return s.parking.now() == 0 })
	if phase := live.read(t, st, "pending").Status.Phase; phase != v1alpha1.PhaseVerified {
		t.Errorf("the customer is %s", phase)
	}
}
