package v1alpha1_test

import (
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// What kstatus, the library behind Flux's health checks and kpt, can say of an object.
const (
	kstatusInProgress = "InProgress"
	kstatusFailed     = "Failed"
	kstatusCurrent    = "Current"
)

// kstatus computes what the documented rules of kstatus say of a custom resource that is not being
// deleted: an observedGeneration that lags is progress; so is Reconciling=True; Stalled=True is
// failure; without either, Ready decides if there is one, and an object without one is current.
func kstatus(u *object) string {
	observed, found, _ := unstructured.NestedInt64(u.Object, "status", "observedGeneration")
	if found && observed != u.GetGeneration() {
		return kstatusInProgress
	}
	conditions, _, _ := unstructured.NestedSlice(u.Object, "status", "conditions")
	status := map[string]string{}
	for _, c := range conditions {
		c := c.(map[string]any)
		status[c["type"].(string)] = c["status"].(string)
	}
	switch {
	case status["Reconciling"] == "True":
		return kstatusInProgress
	case status["Stalled"] == "True":
		return kstatusFailed
	case status["Ready"] == "" || status["Ready"] == "True":
		return kstatusCurrent
	default:
		return kstatusInProgress
	}
}

func TestKstatusRules(t *testing.T) {
	for _, test := range []struct {
		status string
		want   string
	}{
		{"{}", kstatusCurrent},
		{"{observedGeneration: -1}", kstatusInProgress},
		{"{observedGeneration: 1}", kstatusCurrent},
		{"{observedGeneration: 0, conditions: [{type: Ready, status: 'True'}]}", kstatusInProgress},
		{"{observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}", kstatusCurrent},
		{"{observedGeneration: 1, conditions: [{type: Ready, status: 'False'}]}", kstatusInProgress},
		{"{observedGeneration: 1, conditions: [{type: Ready, status: 'True'}, {type: Reconciling, status: 'True'}]}", kstatusInProgress},
		{"{observedGeneration: 1, conditions: [{type: Ready, status: 'False'}, {type: Stalled, status: 'True'}]}", kstatusFailed},
	} {
		u := manifest(personManifest)
		u.SetGeneration(1)
		set("status", test.status)(u)
		if got := kstatus(u); got != test.want {
			t.Errorf("%s: %s, want %s", test.status, got, test.want)
		}
	}
}
