package fin

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// TestNarrowKeepsWhatFinIsTold: a change of a field changes what Narrow and DataOf leave if and only if it changes
// what Fin is told when the customer is created.
func TestNarrowKeepsWhatFinIsTold(t *testing.T) {
	p := &Provider{}
	key := []byte("key")
	for _, kind := range []provider.CustomerType{provider.CustomerPersonal, provider.CustomerBusiness} {
		for _, field := range textsOf(customerToNarrow(kind)) {
			before, after := customerToNarrow(kind), customerToNarrow(kind)
			for _, f := range textsOf(after) {
				if f.path == field.path {
					f.set(f.get() + "7")
				}
			}
			told := toldFin(before) != toldFin(after)
			kept := p.DataOf(p.NarrowCustomer(*before)).Fingerprint(key) != p.DataOf(p.NarrowCustomer(*after)).Fingerprint(key)
			assert.Equal(t, told, kept, "%s: %s", kind, field.path)
		}
	}
}

// toldFin is the body of the create, and the names that are looked up in Fin's lists for it.
func toldFin(c *provider.Customer) string {
	f := c.Business.Background.Finances
	names := [][]string{{f.Purpose}, f.SourcesOfFunds, f.SourcesOfWealth}
	body := encode(businessOf(*c))
	if c.Type == provider.CustomerPersonal {
		f = c.Person.Background.Finances
		names = [][]string{{f.Purpose, c.Person.Background.Occupation}, f.SourcesOfFunds}
		body = encode(individualOf(c.Person))
	}
	listed, _ := json.Marshal(names)
	return string(body) + string(listed)
}

// customerToNarrow has every field filled.
func customerToNarrow(kind provider.CustomerType) *provider.Customer {
	c := &provider.Customer{Type: kind}
	if kind == provider.CustomerBusiness {
		c.Business.Controller = &provider.Controller{}
		c.Business.Background.Operating = &provider.Address{}
		c.Owners = []provider.Member{{Name: "olga"}}
	}
	for _, f := range textsOf(c) {
		f.set("x")
	}
	c.Person.Background.Employment, c.Business.Structure = provider.EmploymentEmployed, provider.StructureLLC
	return c
}

type textField struct {
	path string
	get  func() string
	set  func(string)
}

// textsOf finds the texts of what is submitted of a customer's type. Countries, words of a closed list and numbers
// are left out.
func textsOf(c *provider.Customer) []textField {
	var out []textField
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		if s, ok := v.Addr().Interface().(*pii.String); ok {
			out = append(out, textField{path, s.Reveal, func(x string) { *s = pii.New(x) }})
			return
		}
		switch v.Kind() {
		case reflect.String:
			if v.Type() == reflect.TypeOf("") && !strings.HasSuffix(path, "Country") && !strings.HasSuffix(path, "Nationality") {
				out = append(out, textField{path, v.String, v.SetString})
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem(), path)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), path+"[]")
			}
		}
	}
	if c.Type == provider.CustomerPersonal {
		walk(reflect.ValueOf(&c.Person).Elem(), "Person")
		return out
	}
	walk(reflect.ValueOf(&c.Business).Elem(), "Business")
	for i := range c.Owners {
		walk(reflect.ValueOf(&c.Owners[i].Owner).Elem(), "Owner")
	}
	return out
}
