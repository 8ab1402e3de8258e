package v1alpha1_test

import (
	"errors"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// refusal is a mistake that a user can make, with what the API server answers: at which field, and
// in words that say what to write instead.
type refusal struct {
	mistake string
	base    string
	tweak   tweak
	field   string
	says    string
}

func refusals() []refusal {
	var out []refusal
	for _, table := range [][]refusal{refusedProviders, refusedCustomers, refusedDocuments, refusedAddresses, refusedBusinesses, refusedOwners} {
		out = append(out, table...)
	}
	return out
}

func TestMistakesAreRefusedWithAdvice(t *testing.T) {
	for _, r := range refusals() {
		t.Run(r.field+"/"+r.mistake, func(t *testing.T) {
			u := manifest(r.base)
			r.tweak(u)
			err := kube.Create(t.Context(), u, client.DryRunAll)
			expectRefusal(t, err, r.field, r.says)
		})
	}
}

// expectRefusal wants err to name the field and to say the words about it.
func expectRefusal(t *testing.T, err error, field, says string) {
	t.Helper()
	if err == nil {
		t.Fatalf("accepted; want a refusal of %s that says %q", field, says)
	}
	if !apierrors.IsInvalid(err) {
		t.Fatalf("want a refusal of %s, got: %v", field, err)
	}
	for _, c := range causes(err) {
		if c.Field == field && strings.Contains(c.Message, says) {
			return
		}
	}
	t.Errorf("want at %s: %q\ngot: %v", field, says, err)
}

func causes(err error) []metav1.StatusCause {
	var status apierrors.APIStatus
	if !errors.As(err, &status) || status.Status().Details == nil {
		return nil
	}
	return status.Status().Details.Causes
}

// TestEveryRuleHasAMistake fails for a rule whose message no row of the tables provokes.
func TestEveryRuleHasAMistake(t *testing.T) {
	provoked := map[string]bool{}
	for _, r := range refusals() {
		provoked[r.says] = true
	}
	for _, c := range changes {
		provoked[c.says] = true
	}
	for kind, schema := range crdSchemas(t) {
		walkSchema(schema, kind, func(path string, node map[string]any) {
			rules, _ := node["x-kubernetes-validations"].([]any)
			for _, rule := range rules {
				message, _ := rule.(map[string]any)["message"].(string)
				if message == "" {
					t.Errorf("%s: a rule without a message", path)
				}
				if !anyKeyIn(provoked, message) {
					t.Errorf("%s: no row provokes %q", path, message)
				}
			}
		})
	}
}

func anyKeyIn(fragments map[string]bool, message string) bool {
	for f := range fragments {
		if strings.Contains(message, f) {
			return true
		}
	}
	return false
}
