package v1alpha1_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	"sigs.k8s.io/yaml"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/apiserver"
)

const crdDir = "../../config/crd/bases"

var (
	restConfig *rest.Config
	// kube refuses fields that the schema does not have: a typing mistake in a row fails the row.
	kube client.Client
)

func TestMain(m *testing.M) {
	code, err := apiserver.Run(m, func(_ *envtest.Environment, config *rest.Config) error {
		restConfig = config
		scheme := runtime.NewScheme()
		if err := v1alpha1.AddToScheme(scheme); err != nil {
			return err
		}
		c, err := client.New(config, client.Options{Scheme: scheme})
		if err != nil {
			return err
		}
		kube = client.WithFieldValidation(c, metav1.FieldValidationStrict)
		return nil
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "api tests:", err)
		code = 1
	}
	os.Exit(code)
}

type object = unstructured.Unstructured

// manifest parses YAML as a user would write it.
func manifest(text string) *object {
	u := &object{}
	if err := yaml.Unmarshal([]byte(text), &u.Object); err != nil {
		panic(fmt.Sprintf("the test's manifest: %v", err))
	}
	u.SetNamespace("default")
	return u
}

// create stores an object until the test ends.
func create(t *testing.T, obj client.Object) {
	t.Helper()
	if err := kube.Create(t.Context(), obj); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kube.Delete(context.Background(), obj); err != nil {
			t.Error(err)
		}
	})
}

// tweak changes a manifest.
type tweak func(*object)

// set writes the YAML value at a path like "spec.personal.phone", making the maps on the way.
func set(path, value string) tweak {
	return func(u *object) {
		var v any
		if err := yaml.Unmarshal([]byte(value), &v); err != nil {
			panic(fmt.Sprintf("the test's value %q: %v", value, err))
		}
		setValue(u, path, v)
	}
}

// setText writes a string at a path, whatever it looks like in YAML.
func setText(path, value string) tweak {
	return func(u *object) { setValue(u, path, value) }
}

func setValue(u *object, path string, v any) {
	if err := unstructured.SetNestedField(u.Object, runtime.DeepCopyJSONValue(wholeNumbers(v)), strings.Split(path, ".")...); err != nil {
		panic(fmt.Sprintf("setting %s: %v", path, err))
	}
}

// wholeNumbers makes int64 of the numbers that YAML reads as floats, as unstructured objects want.
func wholeNumbers(v any) any {
	switch v := v.(type) {
	case float64:
		if v == float64(int64(v)) {
			return int64(v)
		}
	case map[string]any:
		for k := range v {
			v[k] = wholeNumbers(v[k])
		}
	case []any:
		for i := range v {
			v[i] = wholeNumbers(v[i])
		}
	}
	return v
}

// remove deletes what is at a path.
func remove(path string) tweak {
	return func(u *object) {
		unstructured.RemoveNestedField(u.Object, strings.Split(path, ".")...)
	}
}

// all makes one tweak of several.
func all(tweaks ...tweak) tweak {
	return func(u *object) {
		for _, tw := range tweaks {
			tw(u)
		}
	}
}
