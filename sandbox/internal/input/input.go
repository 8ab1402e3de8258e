// Package input reads a JSON object that a client sent and notes everything that is wrong with it, so that
// a simulated API can refuse it in its own words.
//
// It knows nothing of any provider: which fields there are, and how a refusal looks, is the API's business.
package input

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// Problem is one thing that is wrong.
type Problem struct {
	// Path of the field, as in associated_parties[0].basic_info.dob.
	Path string
	// Message without the field's name.
	Message string
	// Missing tells that the field is required and absent.
	Missing bool
}

// Object is a JSON object and where in the request it stands. All objects of a request share their problems.
type Object struct {
	fields   map[string]any
	at       string
	problems *[]Problem
}

// MaxBody is the longest body that [Read] takes.
const MaxBody = 1 << 20

// Read is Parse for a request; ok is false as well when the body is too long or ends early.
func Read(r *http.Request) (o *Object, ok bool) {
	body, err := httpx.ReadBody(r, MaxBody)
	if err != nil {
		return nil, false
	}
	return Parse(body)
}

// Parse reads a request's body; ok is false when it is not a single JSON object.
func Parse(body []byte) (o *Object, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	o = &Object{problems: new([]Problem)}
	if dec.Decode(&o.fields) != nil || o.fields == nil {
		return nil, false
	}
	_, err := dec.Token()
	return o, err == io.EOF
}

// Problems returns what is wrong so far, in the order in which it was found.
func (o *Object) Problems() []Problem { return *o.problems }

// Path of a field of the object.
func (o *Object) Path(name string) string {
	if o.at == "" {
		return name
	}
	return o.at + "." + name
}

// Fail notes that a field is wrong.
func (o *Object) Fail(name, format string, args ...any) {
	*o.problems = append(*o.problems, Problem{Path: o.Path(name), Message: fmt.Sprintf(format, args...)})
}

// Require notes that a field is missing.
func (o *Object) Require(name string) {
	*o.problems = append(*o.problems, Problem{Path: o.Path(name), Message: "is required", Missing: true})
}

// Names of the fields that were sent, sorted.
func (o *Object) Names() []string { return slices.Sorted(maps.Keys(o.fields)) }

// Sent tells whether a field is there, be it null.
func (o *Object) Sent(name string) bool { _, ok := o.fields[name]; return ok }

// Has tells whether a field has a value; null and the empty string are none.
func (o *Object) Has(name string) bool {
	v := o.fields[name]
	return v != nil && v != ""
}

// want tells whether there is a value to read, and notes a required one that is missing.
func (o *Object) want(name string, required bool) bool {
	if o.Has(name) {
		return true
	}
	if required {
		o.Require(name)
	}
	return false
}

// Required reads a text that must be there and pass the rules.
func (o *Object) Required(name string, rules ...Rule) string {
	if !o.want(name, true) {
		return ""
	}
	return o.Optional(name, rules...)
}

// Optional reads a text that must pass the rules if it is there.
func (o *Object) Optional(name string, rules ...Rule) string {
	if !o.Has(name) {
		return ""
	}
	v, ok := o.fields[name].(string)
	if !ok {
		o.Fail(name, "must be a string")
		return ""
	}
	for _, r := range rules {
		if problem := r(v); problem != "" {
			o.Fail(name, "%s", problem)
			break
		}
	}
	return v
}

// Int reads a whole number of at least minimum.
func (o *Object) Int(name string, required bool, minimum int64) (int64, bool) {
	if !o.want(name, required) {
		return 0, false
	}
	return o.asInt(name, o.fields[name], minimum)
}

func (o *Object) asInt(name string, v any, minimum int64) (int64, bool) {
	n, ok := v.(json.Number)
	if ok {
		if i, err := n.Int64(); err == nil {
			if i < minimum {
				o.Fail(name, "must be at least %d", minimum)
				return i, false
			}
			return i, true
		}
	}
	o.Fail(name, "must be an integer")
	return 0, false
}

// Number reads a number between two bounds, both included.
func (o *Object) Number(name string, required bool, low, high float64) (float64, bool) {
	if !o.want(name, required) {
		return 0, false
	}
	if n, ok := o.fields[name].(json.Number); ok {
		if f, err := n.Float64(); err == nil {
			if f < low || f > high {
				o.Fail(name, "must be between %v and %v", low, high)
				return f, false
			}
			return f, true
		}
	}
	o.Fail(name, "must be a number")
	return 0, false
}

// Bool reads true or false.
func (o *Object) Bool(name string, required bool) bool {
	if !o.want(name, required) {
		return false
	}
	v, ok := o.fields[name].(bool)
	if !ok {
		o.Fail(name, "must be a boolean")
	}
	return v
}

// Object reads a nested object. It is nil when there is none.
func (o *Object) Object(name string, required bool) *Object {
	if !o.want(name, required) {
		return nil
	}
	fields, ok := o.fields[name].(map[string]any)
	if !ok {
		o.Fail(name, "must be an object")
		return nil
	}
	return &Object{fields: fields, at: o.Path(name), problems: o.problems}
}

// Objects reads a list of at least minimum objects.
func (o *Object) Objects(name string, minimum int) []*Object {
	var out []*Object
	for i, v := range o.list(name, minimum) {
		element := fmt.Sprintf("%s[%d]", name, i)
		if fields, ok := v.(map[string]any); ok {
			out = append(out, &Object{fields: fields, at: o.Path(element), problems: o.problems})
		} else {
			o.Fail(element, "must be an object")
		}
	}
	return out
}

// Strings reads a list of at least minimum texts that pass the rules.
func (o *Object) Strings(name string, minimum int, rules ...Rule) []string {
	var out []string
	for i, v := range o.list(name, minimum) {
		element := fmt.Sprintf("%s[%d]", name, i)
		text, ok := v.(string)
		if !ok {
			o.Fail(element, "must be a string")
			continue
		}
		for _, r := range rules {
			if problem := r(text); problem != "" {
				o.Fail(element, "%s", problem)
				break
			}
		}
		out = append(out, text)
	}
	return out
}

// Ints reads a list of at least minimum whole numbers, each one of known.
func (o *Object) Ints(name string, minimum int, known func(int64) bool) {
	for i, v := range o.list(name, minimum) {
		element := fmt.Sprintf("%s[%d]", name, i)
		if n, ok := o.asInt(element, v, 0); ok && !known(n) {
			o.Fail(element, "is unknown")
		}
	}
}

func (o *Object) list(name string, minimum int) []any {
	if !o.want(name, minimum > 0) {
		return nil
	}
	list, ok := o.fields[name].([]any)
	if !ok {
		o.Fail(name, "must be an array")
		return nil
	}
	if len(list) < minimum {
		o.Fail(name, "must have at least %d item(s)", minimum)
	}
	return list
}

// Text is a field's value if it is a text, and empty without complaint if not.
func (o *Object) Text(name string) string {
	v, _ := o.fields[name].(string)
	return v
}
