package check

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEmail(t *testing.T) {
	for s, want := range map[string]bool{
		"jane@example.com":        true,
		"jane+1@mail.example.com": true,
		"Jane@example.com":        true,
		"":                        false,
		"jane":                    false,
		" jane@example.com":       false,
		"<jane@example.com>":      false,
		"Jane <jane@example.com>": false,
		"a@example.com, b@c.com":  false,
	} {
		assert.Equal(t, want, Email(s), s)
	}
}

func TestPOBox(t *testing.T) {
	for line, want := range map[string]bool{
		"PO Box 12": true, "p.o. box 12": true, "Post Office  Box 12": true, "Apt 1, P. O. Box 3": true, "pobox 1": true,
		"1 Main St": false, "12 Depo Boxwood Rd": false, "PO Boxer St": false, "": false,
	} {
		assert.Equal(t, want, POBox(line), line)
	}
}

func TestAge(t *testing.T) {
	for name, tc := range map[string]struct {
		born, at string
		want     int
	}{
		"the day before":           {"2008-06-30", "2026-06-29T23:59:59Z", 17},
		"the day":                  {"2008-06-30", "2026-06-30T00:00:00Z", 18},
		"the day elsewhere":        {"2008-06-30", "2026-06-30T01:00:00+02:00", 17},
		"an earlier month":         {"2008-06-01", "2026-05-31T12:00:00Z", 17},
		"a later month":            {"2008-06-30", "2026-07-01T12:00:00Z", 18},
		"a leap day, the day":      {"2008-02-29", "2026-02-28T12:00:00Z", 17},
		"a leap day, the day past": {"2008-02-29", "2026-03-01T00:00:00Z", 18},
		"unborn":                   {"2027-01-01", "2026-06-30T12:00:00Z", -1},
	} {
		born, err := time.Parse(time.DateOnly, tc.born)
		require.NoError(t, err)
		at, err := time.Parse(time.RFC3339, tc.at)
		require.NoError(t, err)
		assert.Equal(t, tc.want, Age(born, at), name)
	}
}

// However a driver's page words it, one has reached an age on the day that lies so many years after birth.
func TestAgeIsCountedFromTheDayOfBirth(t *testing.T) {
	first := time.Date(1903, 12, 25, 0, 0, 0, 0, time.UTC)
	for day := range 3 * 366 {
		born := first.AddDate(0, 0, day)
		for _, years := range []int{18, 97, 121} {
			birthday := born.AddDate(years, 0, 0)
			assert.Equal(t, years-1, Age(born, birthday.Add(-time.Second)), born)
			assert.Equal(t, years, Age(born, birthday), born)
		}
	}
}
