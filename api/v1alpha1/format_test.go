package v1alpha1

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// shapes of the statuses by their format.
var shapes = map[int32]string{
	1: "bb7f1ece4282da18",
}

// A status that has other fields is another format: an operator of before must be able to tell that it does not know
// all of them, or it drops what it does not know while one version is replaced by the next.
func TestFactsFormat(t *testing.T) {
	var fields []string
	for _, status := range []reflect.Type{reflect.TypeFor[VerifiedCustomerStatus](), reflect.TypeFor[BeneficialOwnerStatus]()} {
		fields = append(fields, fieldsOf(status, status.Name())...)
	}
	slices.Sort(fields)
	sum := sha256.Sum256([]byte(strings.Join(fields, "\n")))
	if got := hex.EncodeToString(sum[:8]); got != shapes[FactsFormat] {
		t.Errorf("the fields of the statuses are no longer those of format %d. Raise FactsFormat, if that format was ever released, "+
			"and write down its shape: %q", FactsFormat, got)
	}
}

// fieldsOf lists all fields in a type, by their JSON paths, with their types.
func fieldsOf(t reflect.Type, path string) []string {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return fieldsOf(t.Elem(), path)
	case reflect.Struct:
		if t == reflect.TypeFor[metav1.Time]() || t == reflect.TypeFor[metav1.MicroTime]() || t == reflect.TypeFor[metav1.Duration]() {
			break
		}
		var all []string
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" {
				all = append(all, fieldsOf(f.Type, path)...) // Inlined.
				continue
			}
			all = append(all, fieldsOf(f.Type, path+"."+name)...)
		}
		return all
	}
	return []string{fmt.Sprint(path, " ", t.Kind())}
}
