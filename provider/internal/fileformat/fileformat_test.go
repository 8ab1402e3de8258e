package fileformat

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestList(t *testing.T) {
	images := List{JPEG, PNG}
	for name, want := range map[string]Format{"a.jpg": JPEG, "a.b.JPEG": JPEG, "/x/a.png": PNG, "a.pdf": {}, "a": {}, "": {}, "jpg": {}} {
		got, ok := images.ByName(name)
		assert.Equal(t, want, got, name)
		assert.Equal(t, want != Format{}, ok, name)
	}
	for media, want := range map[string]Format{"image/jpeg": JPEG, "image/png": PNG, "application/pdf": {}, "": {}} {
		got, ok := images.ByMedia(media)
		assert.Equal(t, want, got, media)
		assert.Equal(t, want != Format{}, ok, media)
	}
	for content, want := range map[string]Format{"\xff\xd8\xff\xe0": JPEG, "\x89PNG\r\n\x1a\n": PNG, "\x89PNG": {}, "%PDF-1.7": {}, "": {}} {
		got, ok := images.ByContent([]byte(content))
		assert.Equal(t, want, got, content)
		assert.Equal(t, want != Format{}, ok, content)
	}
	got, _ := List{PDF}.ByContent([]byte("%PDF-1.7"))
	assert.Equal(t, PDF, got)
}
