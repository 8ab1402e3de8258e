package ledger

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"pgregory.net/rapid"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// anyTime has fractions of a second that its JSON does not show.
var anyTime = rapid.Custom(func(t *rapid.T) any {
	return time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
})

var anything = rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{reflect.TypeFor[time.Time](): anyTime}}

// anyMeta is what an object may have besides status; none of it may come into a patch.
func anyMeta(t *rapid.T) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Name: "jane", Namespace: "onboarding", UID: "u", Generation: 3,
		ResourceVersion: rapid.StringMatching(`[1-9][0-9]{0,9}`).Draw(t, "resource version"),
		Annotations:     rapid.MapOfN(rapid.String(), rapid.String(), 0, 3).Draw(t, "annotations"),
		Finalizers:      []string{v1alpha1.Finalizer},
	}
}

// mix takes some of the fields of from over into to, down to those of structs in it.
func mix(t *rapid.T, to, from reflect.Value) {
	for i := range to.NumField() {
		if !to.Type().Field(i).IsExported() {
			continue
		}
		field, other := to.Field(i), from.Field(i)
		if field.Kind() == reflect.Pointer && !field.IsNil() && !other.IsNil() {
			field, other = field.Elem(), other.Elem()
		}
		isTime := field.Type() == reflect.TypeFor[metav1.Time]() || field.Type() == reflect.TypeFor[metav1.MicroTime]()
		if field.Kind() == reflect.Struct && !isTime {
			mix(t, field, other)
		} else if rapid.Bool().Draw(t, "changes") {
			field.Set(other)
		}
	}
}

// checkPatch compares the patch with the one that controller-runtime makes of the whole objects, and with
// what a patch is for.
func checkPatch(t *rapid.T, before, after v1alpha1.Verifiable) {
	change, err := changeOf(before, after)
	if err != nil {
		t.Fatal(err)
	}
	was, is := statusJSON(t, before), statusJSON(t, after)
	if string(was) == string(is) {
		if change != nil {
			t.Fatal("a change although nothing changed")
		}
		return
	}
	patch, err := change.patch()
	if err != nil {
		t.Fatal(err)
	}
	got, err := patch.Data(after)
	if err != nil {
		t.Fatal(err)
	}
	reference := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	want, err := reference.Data(after)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) || patch.Type() != reference.Type() {
		t.Fatalf("the patch is\n%s, want\n%s", got, want)
	}
	var parts struct{ Status json.RawMessage }
	if err := json.Unmarshal(got, &parts); err != nil {
		t.Fatal(err)
	}
	if patched, err := jsonpatch.MergePatch(was, parts.Status); err != nil || !jsonpatch.Equal(patched, is) {
		t.Fatalf("patched it is %s (%v), want %s", patched, err, is)
	}
}

func statusJSON(t *rapid.T, o v1alpha1.Verifiable) []byte {
	out, err := json.Marshal(statusOf(o))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPatchIsThatOfWholeObjects(t *testing.T) {
	t.Run("customers", rapid.MakeCheck(func(t *rapid.T) {
		status := rapid.MakeCustom[v1alpha1.VerifiedCustomerStatus](anything)
		before := &v1alpha1.VerifiedCustomer{ObjectMeta: anyMeta(t), Status: status.Draw(t, "before")}
		before.Spec.Type = v1alpha1.CustomerPersonal
		after, other := before.DeepCopy(), status.Draw(t, "after")
		mix(t, reflect.ValueOf(&after.Status).Elem(), reflect.ValueOf(&other).Elem())
		checkPatch(t, before, after)
	}))
	t.Run("owners", rapid.MakeCheck(func(t *rapid.T) {
		status := rapid.MakeCustom[v1alpha1.BeneficialOwnerStatus](anything)
		before := &v1alpha1.BeneficialOwner{ObjectMeta: anyMeta(t), Status: status.Draw(t, "before")}
		after, other := before.DeepCopy(), status.Draw(t, "after")
		mix(t, reflect.ValueOf(&after.Status).Elem(), reflect.ValueOf(&other).Elem())
		checkPatch(t, before, after)
	}))
}

// Without a version there would be no lock.
func TestNoWriteWithoutAVersion(t *testing.T) {
	before := &v1alpha1.VerifiedCustomer{}
	after := before.DeepCopy()
	after.Status.CustomerID = "c"
	if change, err := changeOf(before, after); err == nil {
		t.Errorf("got the change %v", change)
	}
}
