package blaaiz

import (
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// What a document is to Blaaiz: of an individual a category, of an owner a side of the identity document, of a
// business a type. The provider's own word, if there is one, decides.

// categories of an individual's files by the type of document.
var categories = map[provider.DocumentType]string{
	provider.DocumentPassport:        CategoryIdentity,
	provider.DocumentLicense:         CategoryIdentity,
	provider.DocumentIDCard:          CategoryIdentity,
	provider.DocumentResidencePermit: CategoryIdentity,
	provider.DocumentSelfie:          CategoryLiveness,
	provider.DocumentProofOfAddress:  CategoryProofOfAddress,
}

// categoryOf is the category of an individual's document; empty if Blaaiz takes none like it.
func categoryOf(d provider.Document) string {
	if d.Category != "" {
		word := strings.ToLower(d.Category)
		if _, known := registeredAs[word]; known {
			return word
		}
		return ""
	}
	category := categories[d.Type]
	if category == CategoryIdentity && d.Side == provider.SideBack {
		return CategoryIdentityBack
	}
	return category
}

// sideOf is the side of an owner's identity document that a document is; empty if it is none.
func sideOf(d provider.Document) string {
	if d.Category != "" {
		word := strings.ToLower(d.Category)
		if word == sideFront || word == sideBack {
			return word
		}
		return ""
	}
	switch {
	case idTypes[d.Type] == "":
		return ""
	case d.Side == provider.SideBack:
		return sideBack
	}
	return sideFront
}

// kinds of a business's documents by the type of document. Which of the formation documents it is, a category
// can say.
var kinds = map[provider.DocumentType]string{
	provider.DocumentIncorporation:  "INCORPORATION_DOCUMENTS",
	provider.DocumentProofOfAddress: "PROOF_OF_ADDRESS",
	provider.DocumentOther:          "OTHER",
}

// kindOf is the type of a business's document; empty if Blaaiz takes none like it.
func kindOf(d provider.Document) string {
	if d.Category == "" {
		return kinds[d.Type]
	}
	word := strings.ToUpper(d.Category)
	if slices.Contains(FormationDocuments, word) || slices.Contains(OtherDocuments, word) {
		return word
	}
	return ""
}

// fileOf is a document's file. Its name tells the media type by the ending, and if that says nothing, the
// content does.
func fileOf(d provider.Document) File {
	format, told := formats.ByName(d.FileName)
	if !told {
		format, _ = formats.ByContent(d.Content)
	}
	return File{MediaType: format.Media, Content: d.Content}
}
