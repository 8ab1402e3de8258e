package dwolla

import (
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// failureTexts say why a document was rejected (API reference, Documents › Failure reasons; one of
// them only in the guide Personal Verified Customer).
var failureTexts = map[string]string{
	"businessdocnotsupported":   "it is not a business document that Dwolla takes",
	"businessnamemismatch":      "the name of the business on it differs from the one submitted",
	"businesstypemismatch":      "the type of the business on it differs from the one submitted",
	"foreignpassportnotallowed": "it is a foreign passport, and Dwolla takes US passports only",
	"scandobmismatch":           "the date of birth on it differs from the one submitted",
	"scanfailedother":           "it could not be accepted as genuine",
	"scanidexpired":             "it is expired, or its date of expiry cannot be seen",
	"scanidtypenotsupported":    "it is of a type that Dwolla does not take, such as a military ID",
	"scanidunrecognized":        "it was not recognised as an identity document",
	"scannamemismatch":          "the name on it differs from the one submitted",
	"scannotreadable":           "it is blurred, too dark, or hidden by glare",
	"scannotuploaded":           "the image did not arrive",
}

const unknownFailure = "for a reason that Dwolla's dashboard tells"

func failureText(reason string) string {
	if text, ok := failureTexts[codeKey(reason)]; ok {
		return text
	}
	return unknownFailure
}

// failure says why a document was rejected: the main reason, and the further ones that are known.
func (d Document) failure() string {
	texts := []string{failureText(d.FailureReason)}
	for _, more := range d.AllFailureReasons {
		if text := failureText(more.Reason); text != unknownFailure && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if texts[0] == unknownFailure && len(texts) > 1 {
		texts = texts[1:]
	}
	return strings.Join(texts, "; ")
}

// kind tells of whom a document is. Dwolla's documents do not say, but their types do: documents of
// a business are of type other.
func (d Document) kind(p parties) provider.DocumentKind {
	if p != partiesOfPerson && strings.EqualFold(d.Type, DocumentOther) {
		return businessDocument
	}
	return identityDocument
}

// newestOf is the document of a kind that was uploaded last.
func newestOf(docs []Document, p parties, of provider.DocumentKind) *Document {
	var some []Document
	for _, d := range docs {
		if d.kind(p) == of {
			some = append(some, d)
		}
	}
	return newest(some)
}

// outstanding are the needs that no document under review may meet. An identity document meets all
// that ask for one. Of business documents Dwolla does not tell which one is which, so that only as
// many as are needed leave nothing outstanding; those without which a need is not met count first.
func outstanding(all []need, docs []Document, p parties) []need {
	identity, wanted, welcome, waiting := newestOf(docs, p, identityDocument), 0, 0, 0
	for _, n := range all {
		switch businessDocument {
		case n.document:
			wanted++
		case n.Requirement.Document:
			welcome++
		}
	}
	for _, d := range docs {
		if d.kind(p) == businessDocument && d.UnderReview() {
			waiting++
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(n need) bool {
		switch {
		case n.document == identityDocument:
			return identity != nil && identity.UnderReview()
		case n.document == businessDocument:
			return waiting >= wanted
		case n.Requirement.Document == businessDocument:
			return waiting >= wanted+welcome
		}
		return false
	})
}
