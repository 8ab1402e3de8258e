package input_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

func TestParse(t *testing.T) {
	for body, want := range map[string]bool{
		`{}`: true, `{"a":1}`: true, ` {} `: true,
		``: false, `null`: false, `[]`: false, `"x"`: false, `{`: false, `{} {}`: false, `{}x`: false,
	} {
		_, ok := input.Parse([]byte(body))
		assert.Equal(t, want, ok, body)
	}
}

func TestProblemsKnowWhereTheyAre(t *testing.T) {
	in, ok := input.Parse([]byte(`{
		"text": 1, "empty": "", "null": null, "number": "x", "float": 1.5, "big": 101, "yes": "true",
		"object": [], "objects": [{"name": ""}, 1], "strings": ["ok", "BAD", 2], "ints": [1, 2, "3"], "short": [],
		"deep": {"list": [{"date": "2999-01-01"}]}
	}`))
	require.True(t, ok)
	in.Optional("text")
	in.Required("empty")
	in.Required("null")
	in.Optional("absent")
	in.Int("number", true, 0)
	in.Int("float", true, 0)
	in.Number("big", true, 0, 100)
	in.Bool("yes", true)
	in.Object("object", true)
	for _, o := range in.Objects("objects", 1) {
		o.Required("name")
	}
	in.Strings("strings", 0, input.OneOf("ok"))
	in.Ints("ints", 0, func(n int64) bool { return n == 1 })
	in.Objects("short", 1)
	in.Object("deep", true).Objects("list", 1)[0].Required("date", input.Past)

	var got []string
	for _, p := range in.Problems() {
		got = append(got, p.Path+" "+p.Message)
	}
	assert.Equal(t, []string{
		"text must be a string", "empty is required", "null is required", "number must be an integer",
		"float must be an integer", "big must be between 0 and 100", "yes must be a boolean",
		"object must be an object", "objects[1] must be an object", "objects[0].name is required",
		"strings[1] must be one of ok", "strings[2] must be a string", "ints[1] is unknown", "ints[2] must be an integer",
		"short must have at least 1 item(s)", "deep.list[0].date must not be in the future",
	}, got)
	assert.True(t, in.Sent("null"))
	assert.False(t, in.Has("null"))
	assert.Empty(t, in.Text("text"))
}

func TestRules(t *testing.T) {
	for name, tt := range map[string]struct {
		rule      input.Rule
		good, bad []string
	}{
		"email":  {input.Email, []string{"a@b.cc"}, []string{"a", "a@b", "A <a@b.cc>"}},
		"uuid":   {input.UUID, []string{"5c4b3a29-1807-4f6e-8d5c-4b3a29180700"}, []string{"x", "5c4b3a29"}},
		"uri":    {input.URI, []string{"https://a.b"}, []string{"a.b", "ftp://a.b", "https://"}},
		"past":   {input.Past, []string{"2020-02-29"}, []string{"2999-01-01", "2021-02-29"}},
		"future": {input.Future, []string{"2999-01-01"}, []string{"2020-01-01", "x"}},
		"age":    {input.Age(18, 120), []string{"1980-01-01"}, []string{"2020-01-01", "1800-01-01", ""}},
		"length": {input.Length(2, 3), []string{"ab", "abc", "äöü"}, []string{"a", "abcd"}},
		"most":   {input.AtMost(2), []string{"", "äö"}, []string{"abc"}},
		"date":   {input.Date, []string{"2999-01-01"}, []string{"1.1.2020"}},
	} {
		for _, v := range tt.good {
			assert.Empty(t, tt.rule(v), "%s %q", name, v)
		}
		for _, v := range tt.bad {
			assert.NotEmpty(t, tt.rule(v), "%s %q", name, v)
		}
	}
}
