package dwolla

import (
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/fileformat"
)

// documentTypes are Dwolla's words for the types of documents.
var documentTypes = map[provider.DocumentType]string{
	provider.DocumentPassport: DocumentPassport,
	provider.DocumentLicense:  DocumentLicense,
	provider.DocumentIDCard:   DocumentIDCard,
	provider.DocumentOther:    DocumentOther,
}

// taken is what Dwolla takes of a subject (API reference, Documents › Create).
type taken struct {
	types   []provider.DocumentType
	endings []string
	as      string
}

var (
	identityDocuments = taken{
		types:   []provider.DocumentType{provider.DocumentLicense, provider.DocumentPassport, provider.DocumentIDCard},
		endings: []string{".jpg", ".jpeg", ".png"},
		as:      "write License, Passport or IDCard for a person",
	}
	businessDocuments = taken{
		types:   []provider.DocumentType{provider.DocumentOther},
		endings: []string{".jpg", ".jpeg", ".png", ".pdf"},
		as:      "write Other for a document of a business",
	}
	documentsOf = map[provider.Subject]taken{
		provider.SubjectPerson:     identityDocuments,
		provider.SubjectController: identityDocuments,
		provider.SubjectOwner:      identityDocuments,
		provider.SubjectBusiness:   businessDocuments,
		provider.SubjectDBA:        businessDocuments,
	}
)

// validateDocument checks a document against the limits of the page Create a document.
func validateDocument(d provider.Document) []provider.FieldError {
	c := checks{form: documentForm}
	takes, known := documentsOf[d.Subject]
	switch {
	case !known:
		c.add(documentSubject, "is nobody of whom Dwolla takes documents: write Person, Controller, Business or DBA")
		return c.errors
	case !slices.Contains(takes.types, d.Type):
		c.add(documentType, "is not one that Dwolla takes here: "+takes.as)
	}
	ending := fileformat.Ending(d.FileName)
	f, isFormat := formats.ByName(d.FileName)
	switch {
	case !slices.Contains(takes.endings, ending):
		c.add(documentSource, "has a file name that does not end in "+orList(takes.endings))
	case len(d.Content) == 0:
		c.add(documentSource, "is empty")
	case len(d.Content) > MaxDocument:
		c.add(documentSource, "is longer than 10 MiB, the most that Dwolla takes")
	case isFormat && !f.Begins(d.Content):
		c.add(documentSource, "does not begin as a file that ends in "+ending+" does: give the image itself, not encoded once more, under the name of its format")
	}
	return c.errors
}

// orList is "a, b or c".
func orList(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
