package provider_test

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

var key = []byte("the account's key")

// field is one piece of a customer's data, wherever it stands.
type field struct {
	path string
	get  func() string
	set  func(string)
}

// fieldsOf finds every field of a customer by reflection: one that is added to the type and
// forgotten in the fingerprint fails the tests below.
func fieldsOf(c *provider.Customer) []field {
	var out []field
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		if s, ok := v.Addr().Interface().(*pii.String); ok {
			out = append(out, field{path, s.Reveal, func(x string) { *s = pii.New(x) }})
			return
		}
		switch v.Kind() {
		case reflect.String:
			out = append(out, field{path, v.String, v.SetString})
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		case reflect.Pointer:
			if n, ok := v.Addr().Interface().(**int64); ok {
				out = append(out, numeric(path, n))
				return
			}
			walk(v.Elem(), path)
		case reflect.Slice:
			out = append(out, listed(path, v))
		default:
			panic("fingerprint tests: teach fieldsOf the kind of " + path)
		}
	}
	if c.Type == provider.CustomerBusiness {
		walk(reflect.ValueOf(&c.Business).Elem(), "Business")
	} else {
		walk(reflect.ValueOf(&c.Person).Elem(), "Person")
	}
	return out
}

// numeric is a number, whose digits stand behind a 1, so that zeros before them count.
func numeric(path string, n **int64) field {
	return field{path, func() string {
		if *n == nil {
			return ""
		}
		return strconv.FormatInt(**n, 10)[1:]
	}, func(x string) {
		if *n = nil; strings.TrimSpace(x) != "" {
			value, err := strconv.ParseInt("1"+strings.TrimSpace(x), 10, 64)
			if err != nil {
				panic(err)
			}
			*n = &value
		}
	}}
}

// listed is a list with two entries, of which one is the field.
func listed(path string, v reflect.Value) field {
	return field{path, func() string {
		if v.Len() == 0 {
			return ""
		}
		return v.Index(0).String()
	}, func(x string) {
		v.Set(reflect.MakeSlice(v.Type(), 0, 2))
		if x != "" {
			v.Set(reflect.Append(v, reflect.ValueOf(x).Convert(v.Type().Elem()), reflect.ValueOf("zzz").Convert(v.Type().Elem())))
		}
	}}
}

// anyCustomer fills every field: numbers with digits, the others with words without white space at
// the ends.
func anyCustomer(t *rapid.T) *provider.Customer {
	c := &provider.Customer{Type: rapid.SampledFrom([]provider.CustomerType{provider.CustomerPersonal, provider.CustomerBusiness}).Draw(t, "type")}
	if c.Type == provider.CustomerBusiness {
		c.Business.Controller = &provider.Controller{}
		c.Business.Background.Operating = &provider.Address{}
	}
	for _, f := range fieldsOf(c) {
		f.set(anyValue(t, f.path))
	}
	return c
}

func anyValue(t *rapid.T, path string) string {
	switch {
	case strings.HasSuffix(path, "USD"), strings.HasSuffix(path, ".MonthlyPayments"):
		return rapid.StringMatching(`[0-9]{1,6}`).Draw(t, path)
	case strings.HasSuffix(path, ".EIN"):
		return rapid.StringMatching(`[0-9]{9}`).Draw(t, path)
	case strings.HasSuffix(path, ".SSN"):
		return rapid.StringMatching(`[0-9]{4}([0-9]{5})?`).Draw(t, path)
	case strings.HasSuffix(path, ".Email"):
		return rapid.StringMatching(`[a-z0-9+.]{1,5}@[a-z]{1,5}[.]com`).Draw(t, path)
	case strings.HasSuffix(path, ".Line2"):
		return rapid.StringMatching(`([A-Za-z0-9ñ]{1,4})?`).Draw(t, path)
	default:
		return rapid.StringMatching(`[A-Za-z0-9ñ]{1,4}( [A-Za-z0-9]{1,4})?`).Draw(t, path)
	}
}

// TestSpellingDoesNotCount: white space around a value, hyphens in an SSN and capitals are no
// information.
func TestSpellingDoesNotCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCustomer(t)
		want := c.Fingerprint(key)
		for _, f := range fieldsOf(c) {
			value := f.get()
			if strings.HasSuffix(f.path, ".SSN") && rapid.Bool().Draw(t, "hyphens") {
				value = hyphenated(value)
			}
			if rapid.Bool().Draw(t, "capitals") {
				value = strings.ToUpper(value)
			}
			space := rapid.SampledFrom([]string{"", " ", "\n", "\r\n", "\t ", "\u00a0"})
			f.set(space.Draw(t, "before") + value + space.Draw(t, "after"))
		}
		if got := c.Fingerprint(key); got != want {
			t.Fatalf("the same data in another spelling has another fingerprint")
		}
	})
}

func hyphenated(ssn string) string {
	if len(ssn) < 9 {
		return ssn
	}
	return ssn[:3] + "-" + ssn[3:5] + "-" + ssn[5:]
}

// TestEveryFieldCounts: a change of any one field is other information.
func TestEveryFieldCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCustomer(t)
		before := c.Fingerprint(key)
		f := rapid.SampledFrom(fieldsOf(c)).Draw(t, "field")
		old := f.get()
		f.set(rapid.Custom(func(t *rapid.T) string { return anyValue(t, f.path) }).
			Filter(func(v string) bool { return !strings.EqualFold(v, old) }).Draw(t, "changed"))
		if c.Fingerprint(key) == before {
			t.Fatalf("%s does not count", f.path)
		}
	})
}

// TestEmptiedFieldsCount: leaving something out is other information, too.
func TestEmptiedFieldsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCustomer(t)
		before := c.Fingerprint(key)
		f := rapid.SampledFrom(fieldsOf(c)).Filter(func(f field) bool { return f.get() != "" }).Draw(t, "field")
		f.set("")
		if c.Fingerprint(key) == before {
			t.Fatalf("%s may be left out unnoticed", f.path)
		}
	})
}

// TestFieldsDoNotRunTogether: moving the end of one value to the beginning of the next, so that all
// of them written one after the other are the same, is other information.
func TestFieldsDoNotRunTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCustomer(t)
		fields := fieldsOf(c)
		for _, f := range fields { // digits survive in every field
			f.set(rapid.StringMatching(`[0-9]{2,6}`).Draw(t, f.path))
		}
		before := c.Fingerprint(key)
		i := rapid.IntRange(0, len(fields)-2).Draw(t, "field")
		left, right := fields[i].get(), fields[i+1].get()
		cut := rapid.IntRange(0, len(left)-1).Draw(t, "cut")
		fields[i].set(left[:cut])
		fields[i+1].set(left[cut:] + right)
		if c.Fingerprint(key) == before {
			t.Fatalf("%s runs into %s", fields[i].path, fields[i+1].path)
		}
	})
}

// TestSwappedFieldsCount: two values that change places are other information.
func TestSwappedFieldsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCustomer(t)
		fields := fieldsOf(c)
		a := rapid.SampledFrom(fields).Draw(t, "one")
		b := rapid.SampledFrom(fields).Filter(func(f field) bool { return f.path != a.path }).Draw(t, "other")
		a.set("1234")
		b.set("5678")
		before := c.Fingerprint(key)
		a.set("5678")
		b.set("1234")
		if c.Fingerprint(key) == before {
			t.Fatalf("%s and %s may change places", a.path, b.path)
		}
	})
}

// TestKeysSeparate: without the key, equal data cannot be recognised.
func TestKeysSeparate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCustomer(t)
		keys := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,40}`), 2, 2, rapid.ID).Draw(t, "keys")
		one, other := c.Fingerprint([]byte(keys[0])), c.Fingerprint([]byte(keys[1]))
		if one == other {
			t.Fatalf("two keys give one fingerprint")
		}
		if again := c.Fingerprint([]byte(keys[0])); again != one {
			t.Fatalf("one key gives two fingerprints")
		}
		for _, f := range fieldsOf(c) {
			if v := f.get(); len(v) >= 9 && strings.Contains(one, v) {
				t.Fatalf("the fingerprint shows %s", f.path)
			}
		}
	})
}

func TestShortAndFullSSNDiffer(t *testing.T) {
	short := provider.Customer{Person: provider.Person{SSN: pii.New("6789")}}
	full := provider.Customer{Person: provider.Person{SSN: pii.New("123-45-6789")}}
	if short.Fingerprint(key) == full.Fingerprint(key) {
		t.Error("all nine digits are no more than the last four")
	}
}
