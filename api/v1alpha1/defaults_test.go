package v1alpha1_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// TestWhatIsLeftOut reads what the API server puts in the place of fields that a manifest leaves out.
func TestWhatIsLeftOut(t *testing.T) {
	for _, test := range []struct {
		base  string
		tweak tweak
		path  string
		want  any
	}{
		{personManifest, nil, "spec.deletionPolicy", "Retain"},
		{businessManifest, nil, "spec.deletionPolicy", "Retain"},
		{ownerManifest, nil, "spec.deletionPolicy", "Retain"},
		{providerManifest, nil, "spec.dwolla.environment", "Sandbox"},
		{providerManifest, nil, "spec.resyncInterval", "6h"},
		{providerManifest, nil, "spec.allowedNamespaces.from", "Same"},
		{providerManifest, set("spec.allowedNamespaces", "{}"), "spec.allowedNamespaces.from", "Same"},
		// The limits of providers differ: what is left out is for the driver to know.
		{providerManifest, nil, "spec.rateLimit", nil},
		{providerManifest, set("spec.rateLimit", "{burst: 1}"), "spec.rateLimit.requestsPerSecond", nil},
		{providerManifest, set("spec.rateLimit", "{requestsPerSecond: 1}"), "spec.rateLimit.burst", nil},
		{providerManifest, nil, "status.observedGeneration", int64(-1)},
		{personManifest, nil, "status.observedGeneration", int64(-1)},
		{personManifest, nil, "status.phase", "Pending"},
		{ownerManifest, nil, "status.observedGeneration", int64(-1)},
		{ownerManifest, nil, "status.phase", "Pending"},
	} {
		t.Run(test.path, func(t *testing.T) {
			u := manifest(test.base)
			if test.tweak != nil {
				test.tweak(u)
			}
			create(t, u)
			got, _, err := unstructured.NestedFieldNoCopy(fetch(t, u).Object, strings.Split(test.path, ".")...)
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s = %#v (%v), want %#v", test.path, got, err, test.want)
			}
		})
	}
}

func TestDocumentsAreAboutThePersonUnlessSaidOtherwise(t *testing.T) {
	u := manifest(personManifest)
	create(t, u)
	documents, _, _ := unstructured.NestedSlice(u.Object, "spec", "documents")
	if subject := documents[0].(map[string]any)["subject"]; subject != "Person" {
		t.Errorf("subject %v, want Person", subject)
	}
}

// TestAppliedIsNotCurrent: while no controller has looked at an object, a tool that waits for it
// must go on waiting. The status that a manifest brings along does not count.
func TestAppliedIsNotCurrent(t *testing.T) {
	forged := set("status", "{observedGeneration: 1, conditions: [{type: Ready, status: 'True', reason: Verified, message: '', lastTransitionTime: '2026-01-01T00:00:00Z'}]}")
	for kind, base := range map[string]string{"VerificationProvider": providerManifest, "person": personManifest, "business": businessManifest, "BeneficialOwner": ownerManifest} {
		for name, tw := range map[string]tweak{"as it is": all(), "with a forged status": forged} {
			t.Run(kind+"/"+name, func(t *testing.T) {
				u := manifest(base)
				tw(u)
				create(t, u)
				for from, u := range map[string]*object{"the create's answer": u, "a read": fetch(t, u)} {
					if got := kstatus(u); got != kstatusInProgress {
						t.Errorf("kstatus of %s is %s, want %s", from, got, kstatusInProgress)
					}
				}
			})
		}
	}
}

// TestEditedIsNotCurrent: an edit makes a verified customer unready at once, before any controller
// has seen it.
func TestEditedIsNotCurrent(t *testing.T) {
	u := manifest(personManifest)
	create(t, u)
	set("status", "{observedGeneration: 1, conditions: [{type: Ready, status: 'True', reason: Verified, message: '', lastTransitionTime: '2026-01-01T00:00:00Z'}]}")(u)
	if err := kube.Status().Update(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	if got := kstatus(fetch(t, u)); got != kstatusCurrent {
		t.Fatalf("kstatus of a verified customer is %s", got)
	}
	setText("spec.personal.firstName", "Janet")(u)
	if err := kube.Update(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	if got := kstatus(u); got != kstatusInProgress {
		t.Errorf("kstatus after an edit is %s, want %s", got, kstatusInProgress)
	}
}

// TestGoClientsMayLeaveFieldsOut: the zero values of the Go types must not reach the API server as
// values that it refuses, or that keep it from filling in the defaults.
func TestGoClientsMayLeaveFieldsOut(t *testing.T) {
	p := &v1alpha1.VerificationProvider{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: "least"},
		Spec: v1alpha1.VerificationProviderSpec{
			Fin: &v1alpha1.ProviderConnection{CredentialsSecretRef: v1alpha1.SecretReference{Name: "fin-api"}},
		},
	}
	create(t, p)
	want := v1alpha1.VerificationProviderSpec{
		Fin: &v1alpha1.ProviderConnection{
			Environment:          v1alpha1.EnvironmentSandbox,
			CredentialsSecretRef: v1alpha1.SecretReference{Name: "fin-api"},
		},
		AllowedNamespaces: v1alpha1.AllowedNamespaces{From: v1alpha1.NamespacesFromSame},
		ResyncInterval:    metav1.Duration{Duration: 6 * time.Hour},
	}
	if !reflect.DeepEqual(p.Spec, want) {
		t.Errorf("got %+v\nwant %+v", p.Spec, want)
	}
	if p.Status.ObservedGeneration != -1 {
		t.Errorf("observedGeneration %d, want -1", p.Status.ObservedGeneration)
	}
}

// fetch reads an object anew.
func fetch(t *testing.T, u *object) *object {
	t.Helper()
	out := &object{}
	out.SetGroupVersionKind(u.GroupVersionKind())
	if err := kube.Get(t.Context(), client.ObjectKeyFromObject(u), out); err != nil {
		t.Fatal(err)
	}
	return out
}
