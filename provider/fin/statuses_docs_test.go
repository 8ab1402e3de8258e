package fin

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// statusRow is a row of the table of statuses in docs/providers.md: status, the name of V1, what else there is
// to it, phase, reason, package.
var statusRow = regexp.MustCompile(`(?m)^\| Fin \| (\w+)(?: \((\w+)\))?(, handed in)? \| (\w+) \| (\w+) \| ([^|]*)\|$`)

var packageWords = map[string]provider.PackageState{
	"": provider.PackageNone, "first": provider.PackageWanted, "rest": provider.PackageRestWanted, "again": provider.PackageWantedAgain,
}

// docs/providers.md says of every status, by both its names, what the driver makes of it.
func TestThePageHasEveryStatus(t *testing.T) {
	page, err := os.ReadFile("../../docs/providers.md")
	require.NoError(t, err)
	documented := map[string]bool{}
	for _, row := range statusRow.FindAllStringSubmatch(string(page), -1) {
		for _, status := range row[1:3] {
			if status == "" {
				continue
			}
			documented[Canonical(status)] = true
			c := &Customer{ID: "1", Type: TypeIndividual, Status: status}
			word, condition, _ := strings.Cut(strings.TrimSpace(row[6]), ",")
			if condition != "" {
				assert.Equal(t, provider.PackageNone, observe(c, true).Package, "%s without a request", status)
				c.Requests = Requests{{Section: SectionProofOfIdentity}}
			}
			o := observe(c, row[3] != "")
			assert.Equal(t, provider.Phase(row[4]), o.Phase, row[0])
			assert.Equal(t, row[5], o.Reason, row[0])
			assert.Equal(t, packageWords[word], o.Package, row[0])
		}
	}
	for status := range readings {
		assert.True(t, documented[status], "%s is not in docs/providers.md", status)
	}
	assert.Len(t, documented, len(readings))
}
