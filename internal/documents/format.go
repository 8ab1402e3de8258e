package documents

import "bytes"

// formats are the files that providers take, by how they begin, and how each begins in base64.
var formats = []struct {
	ending  string
	begins  []byte
	encoded []byte
}{
	{".jpg", []byte("\xff\xd8\xff"), []byte("/9j/")},
	{".png", []byte("\x89PNG\r\n\x1a\n"), []byte("iVBORw0KGg")},
	{".pdf", []byte("%PDF-"), []byte("JVBERi0")},
}

// fileName names a file by what it begins with, whatever its own name or its server says: nothing
// of the name that a person gave it travels on.
func fileName(content []byte) (string, error) {
	for _, f := range formats {
		if bytes.HasPrefix(content, f.begins) {
			return "document" + f.ending, nil
		}
	}
	for _, f := range formats {
		if bytes.HasPrefix(content, f.encoded) {
			return "", typeUnknown("the document is the base64 text of a file, not the file: under data of a Secret encode it once, " +
				"not twice, or let kubectl create secret generic --from-file do it")
		}
	}
	return "", typeUnknown("the document is neither a JPEG, a PNG nor a PDF, as its first bytes tell: convert it, " +
		"to give it another ending is not enough (phones often save HEIC)")
}
