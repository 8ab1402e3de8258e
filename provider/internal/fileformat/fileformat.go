// Package fileformat tells formats of files apart, by name, media type and content.
//
// It knows how files are called and how they begin. It must not know which formats a provider takes, nor how long a
// file may be: a driver lists the ones that its provider's pages name.
package fileformat

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// Format is a format of files.
type Format struct {
	// Media is its media type.
	Media string
	// Ending of a file's name, with the dot.
	Ending string
	// Magic is how the content begins.
	Magic string
	// also is another ending.
	also string
}

// The formats that identity documents come in.
var (
	JPEG = Format{Media: "image/jpeg", Ending: ".jpg", Magic: "\xff\xd8\xff", also: ".jpeg"}
	PNG  = Format{Media: "image/png", Ending: ".png", Magic: "\x89PNG\r\n\x1a\n"}
	PDF  = Format{Media: "application/pdf", Ending: ".pdf", Magic: "%PDF-"}
)

// Begins tells whether a content begins as the format's do.
func (f Format) Begins(content []byte) bool { return bytes.HasPrefix(content, []byte(f.Magic)) }

// Ending is a file name's ending in lower case, with its dot.
func Ending(name string) string { return strings.ToLower(path.Ext(name)) }

// List are formats to choose from.
type List []Format

// ByName is the format that a file's name tells of by its ending, in whatever case.
func (l List) ByName(name string) (Format, bool) {
	ending := Ending(name)
	return l.first(func(f Format) bool { return ending != "" && (ending == f.Ending || ending == f.also) })
}

// ByMedia is the format of a media type.
func (l List) ByMedia(media string) (Format, bool) {
	return l.first(func(f Format) bool { return media == f.Media })
}

// ByContent is the format that a content begins as.
func (l List) ByContent(content []byte) (Format, bool) {
	return l.first(func(f Format) bool { return f.Begins(content) })
}

func (l List) first(is func(Format) bool) (Format, bool) {
	i := slices.IndexFunc(l, is)
	if i < 0 {
		return Format{}, false
	}
	return l[i], true
}
