package v1alpha1_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"
)

// crdSchemas reads the schema of every kind from the CRDs on disk, as plain maps.
func crdSchemas(t *testing.T) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, crd := range crds(t) {
		for _, version := range crd.Spec.Versions {
			schema, err := runtime.DefaultUnstructuredConverter.ToUnstructured(version.Schema.OpenAPIV3Schema)
			if err != nil {
				t.Fatal(err)
			}
			out[crd.Spec.Names.Kind] = schema
		}
	}
	return out
}

func crds(t *testing.T) []apiextensionsv1.CustomResourceDefinition {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(crdDir, "*.yaml"))
	if err != nil || len(files) != 3 {
		t.Fatalf("want the CRDs of three kinds in %s, got %v (%v)", crdDir, files, err)
	}
	var out []apiextensionsv1.CustomResourceDefinition
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var crd apiextensionsv1.CustomResourceDefinition
		if err := yaml.UnmarshalStrict(raw, &crd); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, crd)
	}
	return out
}

// walkSchema visits a schema node and all below it.
func walkSchema(node map[string]any, path string, visit func(path string, node map[string]any)) {
	visit(path, node)
	properties, _ := node["properties"].(map[string]any)
	for name, child := range properties {
		walkSchema(child.(map[string]any), path+"."+name, visit)
	}
	if items, ok := node["items"].(map[string]any); ok {
		walkSchema(items, path+"[]", visit)
	}
	if values, ok := node["additionalProperties"].(map[string]any); ok {
		walkSchema(values, path+"{}", visit)
	}
}

// TestEveryFieldIsExplained holds kubectl explain to an answer for every field of every kind.
func TestEveryFieldIsExplained(t *testing.T) {
	for kind, schema := range crdSchemas(t) {
		fields := 0
		walkSchema(schema, kind, func(path string, node map[string]any) {
			if path == kind+".metadata" || strings.HasSuffix(path, "[]") || strings.HasSuffix(path, "{}") {
				return // metadata is Kubernetes' own; an element is explained by its list.
			}
			fields++
			description, _ := node["description"].(string)
			if len(strings.Fields(description)) < 2 {
				t.Errorf("%s has no description", path)
			}
		})
		if fields < 20 {
			t.Errorf("%s: only %d fields found: the walk is broken", kind, fields)
		}
	}
}

// TestStringsAreBounded keeps the cost of rules known, and objects within what etcd takes.
func TestStringsAreBounded(t *testing.T) {
	for kind, schema := range crdSchemas(t) {
		walkSchema(schema, kind, func(path string, node map[string]any) {
			if !strings.HasPrefix(path, kind+".spec") || strings.Contains(path, ".selector.") {
				return
			}
			if node["type"] == "array" && node["maxItems"] == nil {
				t.Errorf("%s is a list without maxItems", path)
			}
			bounded := node["maxLength"] != nil || node["enum"] != nil || node["pattern"] != nil || node["format"] != nil || hasRules(node)
			if node["type"] == "string" && !bounded {
				t.Errorf("%s is a string without a bound", path)
			}
		})
	}
}

func hasRules(node map[string]any) bool {
	rules, _ := node["x-kubernetes-validations"].([]any)
	return len(rules) > 0
}
