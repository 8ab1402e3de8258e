package webhookserver

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/types"
)

func TestParsePath(t *testing.T) {
	for path, want := range map[string]string{
		"/webhooks/onboarding/dwolla":                  "onboarding/dwolla",
		"/webhooks/a/b":                                "a/b",
		"/webhooks/kyc.eu-1/dwolla.prod-2":             "kyc.eu-1/dwolla.prod-2",
		"/webhooks/" + strings.Repeat("n", 253) + "/v": strings.Repeat("n", 253) + "/v",

		"":                               "",
		"/":                              "",
		"*":                              "",
		"webhooks/ns/vp":                 "",
		"/webhooks":                      "",
		"/webhooks/":                     "",
		"/webhooks/ns":                   "",
		"/webhooks/ns/":                  "",
		"/webhooks//vp":                  "",
		"/webhooks/ns/vp/":               "",
		"/webhooks/ns/vp/more":           "",
		"//webhooks/ns/vp":               "",
		"/webhooks/ns//vp":               "",
		"/Webhooks/ns/vp":                "",
		"/hooks/ns/vp":                   "",
		"/webhooks/NS/vp":                "",
		"/webhooks/ns/v_p":               "",
		"/webhooks/ns/v p":               "",
		"/webhooks/ns/vp%2F":             "",
		"/webhooks/ns%2Fvp":              "",
		"/webhooks/ns/%76p":              "",
		"/webhooks/ns/vp\x00":            "",
		"/webhooks/ns/vp;x":              "",
		"/webhooks/ns/vé":                "",
		"/webhooks/ns/" + long(254, "v"): "",
	} {
		got, ok := parsePath(path)
		if name := nameOf(want); got != name || ok != (want != "") {
			t.Errorf("%q: %v %t, want %q", path, got, ok, want)
		}
	}
}

func long(n int, s string) string { return strings.Repeat(s, n) }

func nameOf(s string) types.NamespacedName {
	namespace, name, _ := strings.Cut(s, "/")
	return types.NamespacedName{Namespace: namespace, Name: name}
}

// FuzzParsePath: a path that is taken is exactly the one that its object's name makes.
func FuzzParsePath(f *testing.F) {
	for _, seed := range []string{"/webhooks/ns/vp", "/webhooks/ns/vp/", "/webhooks/../vp", "/webhooks/ns%2fvp", "//webhooks/ns/vp"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		name, ok := parsePath(path)
		if ok && (path != "/webhooks/"+name.Namespace+"/"+name.Name || name.Namespace == "" || name.Name == "" ||
			strings.ContainsAny(name.Namespace+name.Name, "/%\\ ?#;")) {
			t.Errorf("%q was taken for %v", path, name)
		}
		if !ok && name != (types.NamespacedName{}) {
			t.Errorf("%q was refused, and yet names %v", path, name)
		}
	})
}
