package webhookserver

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func prefixes(list ...string) (out []netip.Prefix) {
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// The source is the rightmost address that no trusted proxy has: what stands to its left, or comes from
// anybody who is no proxy, may be made up.
func TestSourceOfARequest(t *testing.T) {
	e := Exposure{TrustedProxies: prefixes("10.0.0.0/8", "fd00::/8")}
	for name, tc := range map[string]struct {
		peer      string
		forwarded []string
		want      string
	}{
		"no proxy":                            {"203.0.113.9:4711", nil, "203.0.113.9"},
		"no proxy, and says it is one":        {"203.0.113.9:4711", []string{"198.51.100.1"}, "203.0.113.9"},
		"proxy":                               {"10.1.2.3:4711", []string{"198.51.100.1"}, "198.51.100.1"},
		"proxy, and the sender made one up":   {"10.1.2.3:4711", []string{"192.0.2.1, 198.51.100.1"}, "198.51.100.1"},
		"the sender claims to be a proxy":     {"10.1.2.3:4711", []string{"192.0.2.1, 10.0.0.1, 198.51.100.1"}, "198.51.100.1"},
		"two proxies":                         {"10.1.2.3:4711", []string{"192.0.2.1, 198.51.100.1, 10.9.9.9"}, "198.51.100.1"},
		"two proxies, two headers":            {"10.1.2.3:4711", []string{"192.0.2.1", "198.51.100.1", "10.9.9.9"}, "198.51.100.1"},
		"garbage left of it":                  {"10.1.2.3:4711", []string{"'; --, 198.51.100.1"}, "198.51.100.1"},
		"garbage where it counts":             {"10.1.2.3:4711", []string{"198.51.100.1, unknown"}, ""},
		"an empty entry where it counts":      {"10.1.2.3:4711", []string{"198.51.100.1,"}, ""},
		"proxies all the way":                 {"10.1.2.3:4711", []string{"10.7.7.7, 10.8.8.8"}, "10.7.7.7"},
		"proxy without the header":            {"10.1.2.3:4711", nil, "10.1.2.3"},
		"with a port":                         {"10.1.2.3:4711", []string{"198.51.100.1:5555"}, "198.51.100.1"},
		"IPv6":                                {"[fd00::1]:4711", []string{"2001:db8::7"}, "2001:db8::7"},
		"IPv6 in brackets":                    {"[fd00::1]:4711", []string{"[2001:db8::7]"}, "2001:db8::7"},
		"IPv6 with a port":                    {"[fd00::1]:4711", []string{"[2001:db8::7]:99"}, "2001:db8::7"},
		"IPv4 as IPv6, peer and header":       {"[::ffff:10.1.2.3]:4711", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		"a zone":                              {"[fe80::1%eth0]:4711", nil, "fe80::1"},
		"IPv4 in brackets":                    {"10.1.2.3:4711", []string{"[198.51.100.1]"}, ""},
		"no address of a peer":                {"@", []string{"198.51.100.1"}, ""},
		"as many commas as fit into a header": {"10.1.2.3:4711", []string{strings.Repeat(",", 16000)}, ""},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.RemoteAddr = tc.peer
		r.Header["X-Forwarded-For"] = tc.forwarded
		got := e.source(r)
		if want, _ := netip.ParseAddr(tc.want); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestSourcesThatAreRefused(t *testing.T) {
	e := Exposure{SourceCIDRs: prefixes("198.51.100.0/24"), TrustedProxies: prefixes("10.0.0.0/8")}
	for request, admitted := range map[string]bool{
		"198.51.100.7:1":             true,
		"203.0.113.9:1":              false,
		"10.1.1.1:1":                 false, // a proxy that says nothing is not itself a source
		"10.1.1.1:1 198.51.100.7":    true,
		"10.1.1.1:1 203.0.113.9":     false,
		"203.0.113.9:1 198.51.100.7": false,
		"10.1.1.1:1 unknown":         false,
	} {
		peer, forwarded, _ := strings.Cut(request, " ")
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.RemoteAddr = peer
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		if err := e.admit(r); (err == nil) != admitted {
			t.Errorf("%s: %v", request, err)
		}
		if err := (Exposure{}).admit(r); err != nil {
			t.Errorf("%s: %v, although any source is taken", request, err)
		}
	}
}

// FuzzForwardedFor: however the header reads, the source is an address that the last trusted proxy
// wrote: nothing to the left of it changes the outcome.
func FuzzForwardedFor(f *testing.F) {
	for _, seed := range []string{"198.51.100.1", "1.1.1.1, 10.0.0.1", "[::1]:80,fe80::1%x", ",,", "unknown", "::ffff:10.0.0.1"} {
		f.Add(seed, "192.0.2.1, 10.0.0.9")
	}
	peer, proxies := netip.MustParseAddr("10.0.0.2"), prefixes("10.0.0.0/8")
	trusted := func(a netip.Addr) bool { return within(proxies, a) }
	f.Fuzz(func(t *testing.T, header, forged string) {
		got := forwardedFor(peer, []string{header}, trusted)
		if got.IsValid() && got != unmapped(got) {
			t.Errorf("%q: %s is not as prefixes compare it", header, got)
		}
		if header == "" && got != peer {
			t.Errorf("without a header the source is %s", got)
		}
		if got.IsValid() && trusted(got) {
			return // All of it is trusted: more to the left does change the outcome.
		}
		if again := forwardedFor(peer, []string{forged, header}, trusted); header != "" && again != got {
			t.Errorf("%q before %q makes %s of %s", forged, header, again, got)
		}
		if again := forwardedFor(peer, []string{header, "10.0.0.7"}, trusted); header != "" && again != got {
			t.Errorf("a trusted hop makes %s of %s", again, got)
		}
	})
}
