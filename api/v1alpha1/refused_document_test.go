package v1alpha1_test

import (
	"fmt"
	"strings"
)

var refusedDocuments = []refusal{
	{"no name", personManifest, documents("{type: License, source: {secretKeyRef: {name: a, key: b}}}"), "spec.documents[0].name", "Required value"},
	{"empty name", personManifest, documents(`{name: "", type: License, source: {secretKeyRef: {name: a, key: b}}}`), "spec.documents[0].name", "should be at least 1 chars long"},
	{"endless name", personManifest, documents("{name: " + strings.Repeat("x", 64) + ", type: License, source: {secretKeyRef: {name: a, key: b}}}"), "spec.documents[0].name", "may not be more than 63"},
	{"one name twice", personManifest, documents(
		"{name: front, type: License, source: {secretKeyRef: {name: a, key: b}}}",
		"{name: front, type: License, source: {secretKeyRef: {name: a, key: c}}}"), "spec.documents[1]", "Duplicate value"},
	{"too many", personManifest, documents(manyDocuments(21)...), "spec.documents", "must have at most 20 items"},
	{"no type", personManifest, documents("{name: x, source: {secretKeyRef: {name: a, key: b}}}"), "spec.documents[0].type", "Required value"},
	{"unknown type", personManifest, documents("{name: x, type: DriversLicense, source: {secretKeyRef: {name: a, key: b}}}"), "spec.documents[0].type", `supported values: "Passport", "License", "IDCard", "ResidencePermit", "Selfie", "ProofOfAddress", "Incorporation", "Other"`},
	{"category in words", personManifest, documents("{name: x, type: Other, category: utility bill, source: {secretKeyRef: {name: a, key: b}}}"), "spec.documents[0].category", "category must be the provider's own word in capitals"},
	{"inner side", personManifest, documents("{name: x, type: License, side: Inside, source: {secretKeyRef: {name: a, key: b}}}"), "spec.documents[0].side", `supported values: "Front", "Back"`},
	{"unknown subject", personManifest, documents("{name: x, type: Other, subject: Owner, source: {secretKeyRef: {name: a, key: b}}}"), "spec.documents[0].subject", `supported values: "Person", "Business", "Controller", "DBA"`},

	{"no source", personManifest, documents("{name: x, type: Other}"), "spec.documents[0].source", "Required value"},
	{"empty source", personManifest, documents("{name: x, type: Other, source: {}}"), "spec.documents[0].source", adviceSource},
	{"two sources", personManifest, documents("{name: x, type: Other, source: {secretKeyRef: {name: a, key: b}, url: 'https://x.test/a', sha256: " + someSHA + "}}"), "spec.documents[0].source", adviceSource},
	{"address without a hash", personManifest, documents("{name: x, type: Other, source: {url: 'https://x.test/a'}}"), "spec.documents[0].source", adviceHash},
	{"Secret with a hash", personManifest, documents("{name: x, type: Other, source: {secretKeyRef: {name: a, key: b}, sha256: " + someSHA + "}}"), "spec.documents[0].source", adviceHash},
	{"plain http", personManifest, documents("{name: x, type: Other, source: {url: 'http://x.test/a', sha256: " + someSHA + "}}"), "spec.documents[0].source.url", "a document's url must begin with https://"},
	{"endless address", personManifest, documents("{name: x, type: Other, source: {url: 'https://x.test/" + strings.Repeat("a", 2048) + "', sha256: " + someSHA + "}}"), "spec.documents[0].source.url", "may not be more than 2048"},
	{"hash in capitals", personManifest, documents("{name: x, type: Other, source: {url: 'https://x.test/a', sha256: " + strings.ToUpper(someSHA) + "}}"), "spec.documents[0].source.sha256", adviceDigits},
	{"short hash", personManifest, documents("{name: x, type: Other, source: {url: 'https://x.test/a', sha256: abc}}"), "spec.documents[0].source.sha256", adviceDigits},
	{"Secret without a key", personManifest, documents("{name: x, type: Other, source: {secretKeyRef: {name: a}}}"), "spec.documents[0].source.secretKeyRef.key", "Required value"},
	{"empty key", personManifest, documents("{name: x, type: Other, source: {secretKeyRef: {name: a, key: ''}}}"), "spec.documents[0].source.secretKeyRef.key", "should be at least 1 chars long"},
	{"nameless Secret", personManifest, documents("{name: x, type: Other, source: {secretKeyRef: {name: '', key: b}}}"), "spec.documents[0].source.secretKeyRef.name", "should be at least 1 chars long"},
	{"owners have the rule too", ownerManifest, documents("{name: x, type: Other, source: {}}"), "spec.documents[0].source", adviceSource},
}

const (
	adviceSource = "a document's source is either secretKeyRef or url: write one of them"
	adviceHash   = "a document's url needs the sha256 of its content beside it, and only a url has one"
	adviceDigits = "sha256 must be 64 hexadecimal digits in small letters, as sha256sum prints them"
	someSHA      = "09b0a717c6a92a1e510ece276a859248c73f3e39d2e9b031768f6585cc525586"
)

// documents replaces spec.documents by the given ones.
func documents(items ...string) tweak {
	return set("spec.documents", "["+strings.Join(items, ", ")+"]")
}

func manyDocuments(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("{name: d%d, type: Other, source: {secretKeyRef: {name: a, key: b}}}", i)
	}
	return out
}
