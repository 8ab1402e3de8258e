package statemachine

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// actions reads the printer column ACTION of a resource by the objects' names, as kubectl get does.
func actions(t *testing.T, w *harness.World, resource string) map[string]string {
	t.Helper()
	config := rest.CopyConfig(w.Config)
	config.GroupVersion, config.APIPath = &v1alpha1.GroupVersion, "/apis"
	config.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	c, err := rest.RESTClientFor(config)
	require.NoError(t, err)
	raw, err := c.Get().Namespace(w.Namespace).Resource(resource).
		SetHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").DoRaw(w.Context)
	require.NoError(t, err)
	var table metav1.Table
	require.NoError(t, json.Unmarshal(raw, &table))
	column := slices.IndexFunc(table.ColumnDefinitions, func(c metav1.TableColumnDefinition) bool { return c.Name == "Action" })
	require.GreaterOrEqual(t, column, 0)
	out := map[string]string{}
	for _, row := range table.Rows {
		out[row.Cells[0].(string)], _ = row.Cells[column].(string)
	}
	return out
}
