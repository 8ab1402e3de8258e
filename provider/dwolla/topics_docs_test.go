package dwolla

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

var inBackquotes = regexp.MustCompile("`([^`]+)`")

// documentedTopics reads the tables of docs/webhooks.md, each of which stands under the name of its
// concern: the topic with its other spellings, and in the column announces the status that it implies,
// in the column reason its effect.
func documentedTopics(t *testing.T) []TopicInfo {
	t.Helper()
	page, err := os.ReadFile("../../docs/webhooks.md")
	require.NoError(t, err)
	_, tables, found := strings.Cut(string(page), "\n## What each topic does\n")
	require.True(t, found, "the section with the tables is not there")
	var out []TopicInfo
	concern, columns := provider.Concern(""), []string(nil)
	for line := range strings.Lines(tables) {
		line = strings.TrimSpace(line)
		if heading, ok := strings.CutPrefix(line, "### "); ok {
			concern, columns = provider.Concern(heading), nil
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if columns == nil {
			columns = cells
			continue
		}
		require.Len(t, cells, len(columns), "%s", line)
		names := words(cells[0])
		require.NotEmpty(t, names, "%s", line)
		assert.NotEmpty(t, cells[len(cells)-1], "%s says nothing of what happened", names[0])
		info := TopicInfo{Name: names[0], Spellings: names[1:], Concern: concern}
		if i := slices.Index(columns, "announces"); i >= 0 {
			info.Implies = strings.Join(words(cells[i]), " ")
		}
		if i := slices.Index(columns, "reason"); i >= 0 {
			info.Effect = provider.Effect(strings.Join(words(cells[i]), " "))
		}
		slices.Sort(info.Spellings)
		out = append(out, info)
	}
	return out
}

// words are those between backquotes.
func words(cell string) []string {
	var out []string
	for _, match := range inBackquotes.FindAllStringSubmatch(cell, -1) {
		out = append(out, match[1])
	}
	return out
}

// docs/webhooks.md has every topic once, and says of it what the code does.
func TestTopicsAreDocumented(t *testing.T) {
	documented := map[string]TopicInfo{}
	for _, info := range documentedTopics(t) {
		assert.NotContains(t, documented, info.Name, "the topic is there twice")
		documented[info.Name] = info
	}
	for _, known := range Topics() {
		info, there := documented[known.Name]
		if !assert.True(t, there, "%s is not in docs/webhooks.md", known.Name) {
			continue
		}
		delete(documented, known.Name)
		if len(known.Spellings) == 0 && len(info.Spellings) == 0 {
			known.Spellings, info.Spellings = nil, nil
		}
		assert.Equal(t, known, info)
	}
	assert.Empty(t, documented, "docs/webhooks.md has topics that are not known")
}
