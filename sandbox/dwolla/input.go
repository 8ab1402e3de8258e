package dwolla

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// input is a JSON object that a client sent, and what is wrong with it.
type input struct {
	fields map[string]any
	at     string // JSON pointer to the object
	errs   *[]fieldError
}

// readInput parses a request's body.
func readInput(r *http.Request) (*input, *apiError) {
	body, err := httpx.ReadBody(r, maxUpload)
	if err != nil {
		return nil, errBadRequest()
	}
	in := &input{errs: new([]fieldError)}
	if json.Unmarshal(body, &in.fields) != nil || in.fields == nil {
		return nil, errBadRequest()
	}
	return in, nil
}

// refusal returns what is wrong so far, or nil.
func (in *input) refusal() *apiError {
	if len(*in.errs) == 0 {
		return nil
	}
	return errValidation(*in.errs)
}

// fail notes that a field is wrong.
func (in *input) fail(code, name, format string, args ...any) {
	*in.errs = append(*in.errs, fieldErr(code, in.at+"/"+name, format, args...))
}

// has tells whether a field was sent; null and the empty string count as missing (reference 1.5).
func (in *input) has(name string) bool {
	v := in.fields[name]
	return v != nil && v != ""
}

// hasAll tells whether several fields were sent.
func (in *input) hasAll(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !in.has(name) })
}

// required reads a field that must be there and pass the rules.
func (in *input) required(name string, rules ...rule) string {
	if !in.has(name) {
		in.fail(codeRequired, name, "required.")
		return ""
	}
	return in.optional(name, rules...)
}

// optional reads a field that must pass the rules if it is there.
func (in *input) optional(name string, rules ...rule) string {
	if !in.has(name) {
		return ""
	}
	value, ok := in.fields[name].(string)
	if !ok {
		in.fail(codeFormat, name, "invalid.")
		return ""
	}
	for _, r := range rules {
		if code, message := r(value); code != "" {
			in.fail(code, name, "%s", message)
			return value
		}
	}
	return value
}

// object reads a nested object. It is nil when the field is missing, noted if required, or no object.
func (in *input) object(name string, required bool) *input {
	if !in.has(name) {
		if required {
			in.fail(codeRequired, name, "required.")
		}
		return nil
	}
	fields, ok := in.fields[name].(map[string]any)
	if !ok {
		in.fail(codeFormat, name, "invalid.")
		return nil
	}
	return &input{fields: fields, at: in.at + "/" + name, errs: in.errs}
}
