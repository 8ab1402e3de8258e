package dwolla

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What Dwolla delivers is read by the short way.
func TestSamplePayloadsAreScanned(t *testing.T) {
	files, err := filepath.Glob("testdata/events/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.True(t, scanEvent(body, &wireEvent{}), file)
	}
}

// Some forms are left to encoding/json.
func TestScanEvent(t *testing.T) {
	for body, scanned := range map[string]bool{
		`{}`:                                  true,
		" {\n\t\"id\" : \"1\"\r\n} ":          true,
		`{"id":"1","id":"2"}`:                 true,
		`{"other":{"a":{"b":{"c":"d"}}}}`:     true,
		`{"_links":{"customer":{"x":"y"}}}`:   true,
		``:                                    false,
		`{`:                                   false,
		`{"id":"1",}`:                         false,
		`{"id":"1"}{}`:                        false,
		`{"id":"1"`:                           false,
		`{"id" "1"}`:                          false,
		`{"id":1}`:                            false,
		`{"id":null}`:                         false,
		`{"id":"\u0031"}`:                     false,
		`{"id":"é"}`:                          false,
		`{"ID":"1"}`:                          false,
		`{"_links":{"Customer":{}}}`:          false,
		`{"_links":{"customer":"1"}}`:         false,
		`{"_links":{"customer":{"HREF":""}}}`: false,
		`{"other":["1"]}`:                     false,
		strings.Repeat(`{"a":`, 6) + `""` + strings.Repeat(`}`, 6): false,
	} {
		assert.Equal(t, scanned, scanEvent([]byte(body), &wireEvent{}), body)
	}
}

// FuzzScanEvent: what the short way reads, encoding/json reads the same.
func FuzzScanEvent(f *testing.F) {
	files, _ := filepath.Glob("testdata/events/*.json")
	for _, file := range files {
		if body, err := os.ReadFile(file); err == nil {
			f.Add(body)
		}
	}
	f.Add([]byte(`{"id":"1","Id":"2","_links":{"customer":{"href":"a"},"customer":{"type":"b"}},"_links":{"resource":{}}}`))
	f.Add([]byte(`{"created":"2026-01-02T03:04:05Z","created":"never","timestamp":"2026-01-02T03:04:05.678+0100","x":{"y":{}}}`))
	f.Add([]byte(`{"timestamp":"2026-01-02T03:04:05.678+0130"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var short, long wireEvent
		if !scanEvent(body, &short) {
			return
		}
		if err := json.Unmarshal(body, &long); err != nil {
			t.Fatalf("scanned what encoding/json refuses: %v", err)
		}
		// Two times of one offset may have two locations, which are the same in all but their address.
		for _, at := range []*Timestamp{&short.Created, &long.Created, &short.Timestamp, &long.Timestamp} {
			_, offset := at.Zone()
			at.Time = at.UTC().Add(time.Duration(offset))
		}
		if short != long {
			t.Fatalf("scanned %+v, and encoding/json read %+v", short, long)
		}
	})
}
