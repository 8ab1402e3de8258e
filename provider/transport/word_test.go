package transport

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWord(t *testing.T) {
	for text, want := range map[string]Word{
		`"a word"`: "a word", `""`: "", `null`: "", `7`: "", `{"a":1}`: "", `["a"]`: "", `true`: "",
	} {
		out := struct{ W Word }{"before"}
		require.NoError(t, json.Unmarshal([]byte(`{"W":`+text+`}`), &out))
		assert.Equal(t, want, out.W, text)
	}
}

// TestCode: only what could be nobody's data is repeated.
func TestCode(t *testing.T) {
	for text, want := range map[string]bool{
		"forbidden": true, "InvalidScopes": true, "not_found": true, strings.Repeat("a", 64): true,
		"": false, "_x": false, "two words": false, "123-45-6789": false, "jane@example.com": false, "a\n": false, "é": false,
		strings.Repeat("a", 65): false,
	} {
		code := Word(text).Code()
		assert.Equal(t, want, code != "", text)
		assert.True(t, code == "" || code == text)
	}
}
