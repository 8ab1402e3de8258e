package documents

import (
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	pngMagic  = "\x89PNG\r\n\x1a\n"
	jpegMagic = "\xff\xd8\xff"
)

func TestFileName(t *testing.T) {
	for content, want := range map[string]string{
		pngMagic + "and so on":  "document.png",
		pngMagic:                "document.png",
		jpegMagic + "\xe0 JFIF": "document.jpg",
		jpegMagic + "\xe1 Exif": "document.jpg",
		"%PDF-1.7\n%":           "document.pdf",
	} {
		name, err := fileName([]byte(content))
		require.NoError(t, err, "%q", content)
		assert.Equal(t, want, name)
	}
}

func TestFileOfAnotherFormat(t *testing.T) {
	base := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	const base64Text, other = "base64 text", "neither a JPEG, a PNG nor a PDF"
	for content, want := range map[string]string{
		"":                                 other,
		"\x89PNG":                          other,
		"\xff\xd8":                         other,
		" %PDF-1.7":                        other, // some readers take it; nobody promised that providers do
		"\x1f\x8b\x08":                     other,
		"GIF89a":                           other,
		"II*\x00":                          other,
		"\x00\x00\x00\x18ftypheic":         other,
		"RIFF\x00\x00\x00\x00WEBP":         other,
		"<!doctype html><title>Log in":     other,
		"<svg xmlns=":                      other,
		base(pngMagic + "and so on"):       base64Text,
		base(jpegMagic + "\xe0\x00\x10JF"): base64Text,
		base("%PDF-1.7\n"):                 base64Text,
	} {
		_, err := fileName([]byte(content))
		p := ProblemOf(err)
		require.NotNil(t, p, "%q", content)
		assert.Equal(t, ReasonTypeUnknown, p.Reason)
		assert.Contains(t, p.Message, want, "%q", content)
	}
}

// FuzzFileName holds the formats against what net/http takes content for.
func FuzzFileName(f *testing.F) {
	for _, seed := range []string{"", pngMagic, jpegMagic, "%PDF-", "\x89PNG\r\n", "/9j/"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		want := map[string]string{
			"image/png": "document.png", "image/jpeg": "document.jpg", "application/pdf": "document.pdf",
		}[http.DetectContentType(content)]
		name, err := fileName(content)
		assert.Equal(t, want, name)
		assert.Equal(t, want == "", err != nil)
	})
}
