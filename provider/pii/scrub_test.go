package pii_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

const limit = 300

func TestScrub(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " \n\t": "",
		"The document is expired.":                       "The document is expired.",
		"two\nlines\x00 and \u200bmore":                  "two lines and more",
		"born 12 March 1985, resubmit":                   "born [REDACTED], resubmit",
		"born March 12th, 1985":                          "born [REDACTED]",
		"born on the 12th of March '85.":                 "born on the [REDACTED].",
		"born 3/4/85":                                    "born [REDACTED]",
		"DOB 12.03.1985 and 1985-03-12":                  "DOB [REDACTED] and [REDACTED]",
		"the year is 1985":                               "the year is [REDACTED]",
		"SSN ends in 6789":                               "SSN ends in [REDACTED]",
		"SSN 123-45-6789":                                "SSN [REDACTED]",
		"passport A1234567 of jane@example.com":          "passport [REDACTED] of [REDACTED]",
		"number ٣٤٥":                                     "number [REDACTED]",
		"at most 25 MB, or 25MB; 300 DPI":                "at most 25 MB, or 25MB; 300 DPI",
		"no older than 90 days, all 2 pages":             "no older than 90 days, all 2 pages",
		"a 90-day-old bill":                              "a 90-day-old bill",
		"1985 days, 12 March days, 12-34 days":           "[REDACTED] days, [REDACTED] days, [REDACTED] days",
		"25 MBs":                                         "[REDACTED] MBs",
		"ID ab cdefg is not theirs":                      "ID [REDACTED] is not theirs",
		strings.Repeat("a", limit) + " more than enough": strings.Repeat("a", limit) + "…",
	} {
		assert.Equal(t, want, pii.Scrub(in, limit, pii.New("AB CDEFG"), pii.New("o")), in)
	}
}

// harmless is what may have digits in a text that was scrubbed.
var harmless = regexp.MustCompile(`(?i)\b[0-9]{1,3}[ -]?(?:KB|MB|DPI|days?|weeks?|months?|pages?)\b`)

// In whatever form somebody writes a date of birth or a number, none of its digits survives, nor does the month.
func TestScrubLeavesNoDigit(t *testing.T) {
	forms := []string{
		"2006-01-02", "02/01/2006", "1/2/06", "2.1.2006", "2 January 2006", "January 2, 2006", "Jan 2 2006", "2-Jan-06", "02Jan2006",
		"January 2006", "20060102", "2006", "06", "2 of January, '06",
	}
	rapid.Check(t, func(t *rapid.T) {
		born := time.Date(rapid.IntRange(1920, 2010).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		number := rapid.StringMatching(`[A-Z]{0,2}[0-9]{1,4}([- ]?[0-9]{1,4}){0,3}`)
		piece := rapid.OneOf(
			rapid.Map(rapid.SampledFrom(forms), born.Format),
			number,
			rapid.SampledFrom([]string{"born", "is", "their", "25 MB", "within 90 days", "(", "):", "\n", "#", "/", "—", "no."}),
			rapid.StringN(0, 5, -1),
		)
		text := strings.Join(rapid.SliceOfN(piece, 1, 12).Draw(t, "pieces"), rapid.SampledFrom([]string{" ", "", ", ", "-"}).Draw(t, "between"))
		got := pii.Scrub(text, limit)
		if strings.ContainsFunc(harmless.ReplaceAllString(got, ""), unicode.IsNumber) {
			t.Fatalf("%q leaves %q", text, got)
		}
		if n := len([]rune(got)); n > limit+1 {
			t.Fatalf("%d characters", n)
		}
		alone := "born " + born.Format(rapid.SampledFrom(forms).Draw(t, "form")) + "."
		if got := pii.Scrub(alone, limit); got != "born "+pii.Redacted+"." && got != "born on the "+pii.Redacted+"." {
			t.Fatalf("%q leaves %q", alone, got)
		}
	})
}

func FuzzScrub(f *testing.F) {
	f.Add("Passport A1234567 is expired.\nBorn 29/02/1980", "A1234567")
	f.Add("jane@example.com, +234 801 234 5678", "x")
	f.Add("٣٤٥٦٧٨ 25 MB", "é")
	f.Add("٥٦٧٨ 2\xe6\xe0_5 MB", "é")
	f.Add(strings.Repeat("a", limit-1)+"@ and more", "x")
	f.Fuzz(func(t *testing.T, text, private string) {
		got := pii.Scrub(text, limit, pii.New(private))
		if len([]rune(got)) > limit+1 || strings.ContainsAny(got, "\n\r\x00") {
			t.Fatalf("%q", got)
		}
		if runes := []rune(got); len(runes) > limit {
			got = string(runes[:limit-10]) // The cut may have taken the unit of a harmless number.
		}
		if strings.ContainsFunc(harmless.ReplaceAllString(got, ""), unicode.IsNumber) {
			t.Fatalf("%q leaves %q", text, got)
		}
	})
}
