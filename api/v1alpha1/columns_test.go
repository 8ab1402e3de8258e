package v1alpha1_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// TestColumns asks the API server for what kubectl get prints, and reads the heads of the columns.
func TestColumns(t *testing.T) {
	for _, test := range []struct {
		resource string
		narrow   string
		wide     string
	}{
		{"verifiedcustomers", "NAME TYPE PROVIDER PHASE READY ACTION AGE", "ID STATUS LAST-EVENT"},
		{"beneficialowners", "NAME CUSTOMER PHASE READY ACTION AGE", "ID STATUS LAST-EVENT"},
		{"verificationproviders", "NAME READY REASON SUBSCRIPTION AGE", "WEBHOOK CHECKED"},
	} {
		t.Run(test.resource, func(t *testing.T) {
			var narrow, wide []string
			for _, c := range table(t, test.resource).ColumnDefinitions {
				head := strings.ReplaceAll(strings.ToUpper(c.Name), " ", "-")
				if c.Priority == 0 {
					narrow = append(narrow, head)
				} else {
					wide = append(wide, head)
				}
			}
			if got := strings.Join(narrow, " "); got != test.narrow {
				t.Errorf("kubectl get prints %s, want %s", got, test.narrow)
			}
			if got := strings.Join(wide, " "); got != test.wide {
				t.Errorf("kubectl get -o wide adds %s, want %s", got, test.wide)
			}
		})
	}
}

// TestCells reads the row of a customer who waits for a person to act.
func TestCells(t *testing.T) {
	u := manifest(personManifest)
	create(t, u)
	set("status", `
observedGeneration: 1
customerID: "4711"
phase: ActionRequired
providerStatus: retry
conditions: [{type: Ready, status: "False", reason: RetryRequired, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}]
requirements: [{code: RetryWithFullSSN}, {code: UploadDocument}]
lastEvent: {id: e1, topic: customer_reverification_needed, time: "2026-01-01T00:00:00.000001Z"}
`)(u)
	if err := kube.Status().Update(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	got := table(t, "verifiedcustomers")
	want := map[string]string{
		"Name": "jane-doe", "Type": "Personal", "Provider": "dwolla", "Phase": "ActionRequired", "Ready": "False",
		"Action": "RetryWithFullSSN", "ID": "4711", "Status": "retry", "Last Event": "customer_reverification_needed",
	}
	row := slices.IndexFunc(got.Rows, func(r metav1.TableRow) bool { return r.Cells[0] == "jane-doe" })
	if row < 0 {
		t.Fatalf("no row of the customer in %+v", got.Rows)
	}
	for i, column := range got.ColumnDefinitions {
		if cell, ok := want[column.Name]; ok && got.Rows[row].Cells[i] != cell {
			t.Errorf("%s shows %v, want %s", column.Name, got.Rows[row].Cells[i], cell)
		}
	}
}

// table is what kubectl get asks for.
func table(t *testing.T, resource string) *metav1.Table {
	t.Helper()
	config := rest.CopyConfig(restConfig)
	config.GroupVersion = &v1alpha1.GroupVersion
	config.APIPath = "/apis"
	config.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	c, err := rest.RESTClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := c.Get().Namespace("default").Resource(resource).
		SetHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").DoRaw(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := &metav1.Table{}
	if err := json.Unmarshal(raw, out); err != nil {
		t.Fatal(err)
	}
	return out
}
