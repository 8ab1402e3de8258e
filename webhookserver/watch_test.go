package webhookserver

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	toolscache "k8s.io/client-go/tools/cache"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/provider"
)

// A replica that does not lead keeps no secrets of a VerificationProvider that is gone.
func TestNoSecretsOfAProviderThatIsGone(t *testing.T) {
	b, opened := newBunch(t, map[string]string{"secret": "the key"}), 0
	s := &Server{Accounts: &account.Pool{Live: b.vault, Clock: b.clock, Drivers: map[string]provider.Driver{"dwolla": {
		Name: "dwolla", Open: func(provider.Config) (provider.Client, error) { opened++; return nil, nil },
	}}}}
	s.keys.live, s.keys.clock, b.ring = b.vault, b.clock, &s.keys
	b.vp.Spec.Dwolla = &v1alpha1.ProviderConnection{CredentialsSecretRef: v1alpha1.SecretReference{Name: "api"}}
	open := func() {
		t.Helper()
		if _, err := s.Accounts.Open(t.Context(), b.vp); err != nil {
			t.Fatal(err)
		}
	}
	open()
	open()
	b.try("the key", nil, 1)
	entry := s.keys.entries[types.NamespacedName{Namespace: "ns", Name: "vp"}]

	s.forget(toolscache.DeletedFinalStateUnknown{Obj: b.vp})
	if len(s.keys.entries) != 0 || len(entry.keys) != 0 {
		t.Errorf("signing keys are kept: %d entries, %d keys", len(s.keys.entries), len(entry.keys))
	}
	if open(); opened != 2 {
		t.Errorf("the account was opened %d times, want once more after it was gone", opened)
	}
}

// Keys that serve no more are not kept until somebody delivers again.
func TestKeysThatAreTooOldAreDropped(t *testing.T) {
	b := newBunch(t, map[string]string{"secret": "the key"})
	b.try("the key", nil, 1)
	entry := b.ring.entry(types.NamespacedName{Namespace: "ns", Name: "vp"})
	if entry.expiry == nil {
		t.Fatal("nothing drops them")
	}
	b.after(staleLife - 1)
	entry.dropStale(b.clock.Now())
	if len(entry.keys) != 1 {
		t.Error("dropped while they may serve")
	}
	b.after(1)
	entry.dropStale(b.clock.Now())
	if len(entry.keys) != 0 {
		t.Error("kept when they are too old")
	}
	b.try("the key", nil, 1)
}

// The ledger of a replica that does not lead forgets who is gone, and nobody who has that name by now.
func TestNothingOfAnObjectThatIsGone(t *testing.T) {
	s := &Server{Ledger: &ledger.Ledger{}}
	object := func(uid types.UID, version string) *v1alpha1.VerifiedCustomer {
		return &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "jane", UID: uid, ResourceVersion: version}}
	}
	s.Ledger.Wrote(object("second", "20"))
	s.forget(object("first", "10"))
	if !s.Ledger.Stale(object("second", "19")) {
		t.Error("the write of a newer object is forgotten")
	}
	s.forget(object("second", "20"))
	if s.Ledger.Stale(object("second", "19")) {
		t.Error("the write of an object that is gone is remembered")
	}
}
