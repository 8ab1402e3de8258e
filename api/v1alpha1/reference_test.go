package v1alpha1_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The reference in README names every condition type and every reason that the API has, and
// docs/webhooks.md those of the subscription.
func TestReferenceIsComplete(t *testing.T) {
	requireNamed(t, "conditions.go", "README.md", "## Reference", 30)
	requireNamed(t, "subscription_types.go", "docs/webhooks.md", "## The subscription", 10)
}

// requireNamed checks that a page names the conditions and reasons of a file, of which there are more than
// least.
func requireNamed(t *testing.T, source, page, section string, least int) {
	t.Helper()
	text, err := os.ReadFile("../../" + page)
	require.NoError(t, err)
	_, reference, found := strings.Cut(string(text), section)
	require.True(t, found, "%s has no section %s", page, section)

	file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
	require.NoError(t, err)
	checked := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Reason") && !strings.HasPrefix(spec.Names[0].Name, "Condition") {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		assert.True(t, strings.Contains(reference, "`"+value+"`"), "%s is missing in %s", spec.Names[0].Name, page)
		checked++
		return true
	})
	assert.Greater(t, checked, least)
}
