package fin

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// This file is the only one that reveals personal data and secrets in JSON: it writes request bodies.
// The types that are sent carry Fin's names as json tags. encoding/json would show the placeholder of
// package pii for what they hold; encode below shows the values.

// tokenBody is the body of POST /v1/oauth/token: JSON, and no grant type.
type tokenBody struct {
	ClientID     pii.String `json:"client_id"`
	ClientSecret pii.String `json:"client_secret"`
}

// refreshBody is the body of POST /v1/oauth/refresh-token.
type refreshBody struct {
	RefreshToken pii.String `json:"refresh_token"`
}

var piiType = reflect.TypeFor[pii.String]()

// encode writes v as JSON, with what pii.String holds, and texts without the white space around them.
// The order of the members is that of the type, so that equal values give equal bytes.
func encode(v any) []byte {
	var buf bytes.Buffer
	write(&buf, reflect.ValueOf(v))
	return buf.Bytes()
}

func write(buf *bytes.Buffer, v reflect.Value) {
	switch {
	case v.Type() == piiType:
		writeText(buf, v.Interface().(pii.String).Reveal())
		return
	case v.Kind() == reflect.Pointer:
		write(buf, v.Elem())
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		writeStruct(buf, v)
	case reflect.Slice:
		writeList(buf, v)
	case reflect.String:
		writeText(buf, v.String())
	default:
		// Numbers, booleans and maps of strings: encoding them cannot fail.
		b, _ := json.Marshal(v.Interface())
		buf.Write(b)
	}
}

// writeStruct writes the members with their tags' names; those marked omitempty or nil are left out when
// they hold nothing.
func writeStruct(buf *bytes.Buffer, v reflect.Value) {
	buf.WriteByte('{')
	first := true
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if options == "omitempty" && isNothing(f) || f.Kind() == reflect.Pointer && f.IsNil() {
			continue
		}
		if !first {
			buf.WriteByte(',')
		}
		first = false
		writeText(buf, name)
		buf.WriteByte(':')
		write(buf, f)
	}
	buf.WriteByte('}')
}

func isNothing(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.String:
		return strings.TrimSpace(v.String()) == ""
	}
	return v.IsZero()
}

func writeList(buf *bytes.Buffer, v reflect.Value) {
	buf.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			buf.WriteByte(',')
		}
		write(buf, v.Index(i))
	}
	buf.WriteByte(']')
}

// writeText writes a JSON string, with & and < as they are.
func writeText(buf *bytes.Buffer, s string) {
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	// A string and a buffer: nothing here can fail.
	_ = enc.Encode(strings.TrimSpace(s))
	buf.Truncate(buf.Len() - 1)
}

// decodeData reads an answer into out: what stands under data, or the whole where there is no such
// object. Fin's pages show both forms for tokens and for new businesses.
func decodeData(body []byte, out any) bool {
	var envelope struct {
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(body, &envelope) != nil {
		return false
	}
	if data := bytes.TrimSpace(envelope.Data); len(data) > 0 && data[0] == '{' {
		body = data
	}
	return json.Unmarshal(body, out) == nil
}

// names adds the json names of all members below t: they are all the words that a path of Fin's may have.
func names(t reflect.Type, into map[string]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		names(t.Elem(), into)
	case reflect.Struct:
		if t == piiType {
			return
		}
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			into[name] = true
			names(t.Field(i).Type, into)
		}
	}
}
