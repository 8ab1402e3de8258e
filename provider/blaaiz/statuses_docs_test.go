package blaaiz

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// statusRow is a row of the table of statuses in docs/providers.md: whose, status, what else there is to it,
// phase, reason, package.
var statusRow = regexp.MustCompile(`(?m)^\| Blaaiz( person| business)? \| (\w+)(, handed in)? \| (\w+) \| (\w+) \| ([^|]*)\|$`)

var packageWords = map[string]provider.PackageState{
	"": provider.PackageNone, "first": provider.PackageWanted, "again": provider.PackageWantedAgain,
}

// docs/providers.md says of every status, of persons and of businesses, what the driver makes of it.
func TestThePageHasEveryStatus(t *testing.T) {
	page, err := os.ReadFile("../../docs/providers.md")
	require.NoError(t, err)
	types := map[string][]string{" person": {TypeIndividual}, " business": {TypeBusiness}, "": {TypeIndividual, TypeBusiness}}
	documented := map[string]map[string]bool{TypeIndividual: {}, TypeBusiness: {}}
	for _, row := range statusRow.FindAllStringSubmatch(string(page), -1) {
		for _, kind := range types[row[1]] {
			documented[kind][row[2]] = true
			o := (&Customer{ID: "1", Type: kind, Status: row[2]}).observation(provider.CustomerRef{HandedIn: row[3] != ""})
			assert.Equal(t, provider.Phase(row[4]), o.Phase, row[0])
			assert.Equal(t, row[5], o.Reason, row[0])
			assert.Equal(t, packageWords[strings.TrimSpace(row[6])], o.Package, row[0])
		}
	}
	for kind, readings := range map[string]map[string]reading{TypeIndividual: readingsOfIndividual, TypeBusiness: readingsOfBusiness} {
		for status := range readings {
			assert.True(t, documented[kind][status], "%s of %s is not in docs/providers.md", status, kind)
		}
	}
}
