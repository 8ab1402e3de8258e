package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
)

// echo is an API server that answers every write with what it was sent.
type echo struct{ answer string }

// RoundTrip implements http.RoundTripper.
func (e *echo) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(e.answer)), Request: r,
	}, nil
}

// typical is a verified customer after some moves.
func typical() *v1alpha1.VerifiedCustomer {
	at := metav1.NewTime(time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC))
	vc := &v1alpha1.VerifiedCustomer{
		TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: "VerifiedCustomer"},
		ObjectMeta: metav1.ObjectMeta{Namespace: "onboarding", Name: "jane-doe", UID: "0b1f6a1e-6f43-4a52-9a53-6c9f8f0b7c11", ResourceVersion: "1234", Generation: 1, CreationTimestamp: at, Finalizers: []string{v1alpha1.Finalizer}},
	}
	vc.Spec.ProviderRef.Name, vc.Spec.Type = "dwolla", v1alpha1.CustomerPersonal
	vc.Status.CustomerID = "3f4b9e9a-2b3f-4f57-8a6b-6c9f8f0b7c11"
	st := vc.Verification()
	lifecycle.FactsOf(st).Generation = 1
	for i := range 6 {
		st.Conditions = append(st.Conditions, metav1.Condition{
			Type: fmt.Sprintf("Condition%d", i), Status: metav1.ConditionTrue, Reason: "Verified", LastTransitionTime: at,
			Message: "the provider has verified the customer, and nothing is left to be done", ObservedGeneration: 1,
		})
		st.History = append(st.History, v1alpha1.HistoryEntry{From: "document", To: "verified", Cause: v1alpha1.CauseEvent, EventID: "80d8ff7d-7e5a-4975-ade8-9e97306d6c15"})
	}
	return vc
}

// concluded is a customer of whom all conclusions are drawn.
func concluded(c lifecycle.Circumstances) *v1alpha1.VerifiedCustomer {
	vc := typical()
	c.UID, c.Noun = vc.UID, vc.Noun()
	lifecycle.Conclude(vc.Verification(), c)
	lifecycle.FactsOf(vc.Verification()).Format = v1alpha1.FactsFormat
	return vc
}

// BenchmarkCommit is what a write of status costs the operator, without the network and the API server.
func BenchmarkCommit(b *testing.B) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		b.Fatal(err)
	}
	circumstances := lifecycle.Circumstances{Now: time.Now(), ResyncInterval: time.Hour}
	answer, err := json.Marshal(concluded(circumstances))
	if err != nil {
		b.Fatal(err)
	}
	mapper := meta.NewDefaultRESTMapper(nil)
	mapper.Add(v1alpha1.GroupVersion.WithKind("VerifiedCustomer"), meta.RESTScopeNamespace)
	c, err := client.New(&rest.Config{Host: "http://kube.test", QPS: -1, Transport: &echo{string(answer)}}, client.Options{Scheme: scheme, Mapper: mapper})
	if err != nil {
		b.Fatal(err)
	}
	l := &Ledger{Client: c, Recorder: &events.FakeRecorder{}, Clock: clock.RealClock{}}
	for name, changes := range map[string]bool{"News": true, "NoNews": false} {
		b.Run(name, func(b *testing.B) {
			vc, n := concluded(circumstances), 0
			commit := func() {
				err := l.Commit(context.Background(), vc, circumstances, func(_ context.Context, o v1alpha1.Verifiable) error {
					if n++; changes {
						lifecycle.FactsOf(o.Verification()).ReconcileAt = fmt.Sprint(n)
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			commit()
			b.ReportAllocs()
			for b.Loop() {
				commit()
			}
		})
	}
}
