package documents

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHosts(t *testing.T) {
	for _, tc := range []struct {
		pattern string
		allows  []string
		refuses []string
	}{
		{"files.example.com",
			[]string{"files.example.com", "FILES.Example.COM", "files.example.com.", "files.example.com:443", "files.example.com:"},
			[]string{
				"example.com", "a.files.example.com", "xfiles.example.com", "files.example.com.evil.test", "files.example.com:8443",
				"files.example.com:80", "files.example.com:0443", "files.example.com:99999", "files.example.com..", "files\u3002example.com",
				"127.0.0.1", "",
			}},
		{"Files.Example.com.", []string{"files.example.com"}, []string{"example.com"}},
		{"*.example.com",
			[]string{"a.example.com", "a.b.example.com", "A.EXAMPLE.COM", "bucket_1.example.com", "xn--bcher-kva.example.com"},
			[]string{"example.com", ".example.com", "a..example.com", "evilexample.com", "a.example.com.evil.test", "a.example.com:8443", "*.example.com"}},
		{"files.example.com:8443", []string{"files.example.com:8443"}, []string{"files.example.com", "files.example.com:443", "files.example.com:8444"}},
		{"*.example.com:8443", []string{"a.example.com:8443"}, []string{"a.example.com", "example.com:8443"}},
		{"kiosk", []string{"kiosk", "KIOSK"}, []string{"\u212Aiosk"}}, // the Kelvin sign's small letter is a k
		{"8.8.8.8", []string{"8.8.8.8"}, []string{"8.8.4.4", "08.8.8.8", "134744072", "[::ffff:8.8.8.8]"}},
		{"*.8.8.8", nil, []string{"8.8.8.8"}},
		{"[2606:4700::1111]", []string{"[2606:4700::1111]", "[2606:4700:0:0::1111]"}, []string{"[2606:4700::1112]", "[2606:4700::1111%25eth0]"}},
		{"[2606:4700::1111]:8443", []string{"[2606:4700::1111]:8443"}, []string{"[2606:4700::1111]"}},
	} {
		list, err := parseHosts([]string{" other.test", tc.pattern})
		require.NoError(t, err)
		for _, host := range tc.allows {
			assert.True(t, allowed(list, host), "%s should allow %q", tc.pattern, host)
		}
		for _, host := range tc.refuses {
			assert.False(t, allowed(list, host), "%s should refuse %q", tc.pattern, host)
		}
	}
}

// allowed tells whether list allows an address with that host.
func allowed(list hostList, host string) bool {
	u, err := url.Parse("https://" + host + "/")
	if err != nil {
		return false
	}
	e, ok := endpointOf(u)
	return ok && list.allows(e)
}

func TestBadPatterns(t *testing.T) {
	for _, pattern := range []string{
		"", " ", "*", "*.", "*.com", "*.*.example.com", "files.*.example.com", "*example.com", ".example.com", "files..example.com",
		"https://files.example.com", "files.example.com/", "files.example.com/path", "files.example.com?x", "me@files.example.com",
		"files.example.com:0", "files.example.com:https", "files.example.com:65536", "bücher.example.com", "files example.com",
		"*.127.0.0.1", "[fe80::1%25eth0]", "::1", "[::1", "a.test,b.test", strings.Repeat("a", 64) + ".test", strings.Repeat("a.", 130) + "test",
	} {
		_, err := New(nil, Options{Hosts: []string{"good.example.com", pattern}})
		require.Error(t, err, pattern)
		assert.Contains(t, err.Error(), HostsFlag+": ")
	}
}

func TestEndpointPrintsAsAPattern(t *testing.T) {
	for _, s := range []string{"files.example.com", "files.example.com:8443", "8.8.8.8", "[2606:4700::1111]", "[2606:4700::1111]:8443"} {
		p, err := parsePattern(s)
		require.NoError(t, err)
		assert.Equal(t, s, p.endpoint.String())
	}
}

// FuzzHosts: whatever is written on both sides, a list never allows what its pattern does not spell.
func FuzzHosts(f *testing.F) {
	f.Add("*.example.com", "https://a.example.com/x")
	f.Add("*.example.com:8443", "https://a.example.com:8443")
	f.Add("files.example.com", "https://FILES.example.com./?q")
	f.Add("[2606:4700::1111]", "https://[2606:4700::1111]")
	f.Fuzz(func(t *testing.T, pattern, address string) {
		list, err := parseHosts([]string{pattern})
		u, notURL := url.Parse(address)
		if err != nil || notURL != nil {
			return
		}
		e, ok := endpointOf(u)
		if !ok {
			return
		}
		assert.False(t, hostList(nil).allows(e), "an empty list allows none")
		ip, notIP := netip.ParseAddr(e.host)
		assert.True(t, notIP != nil && isName(e.host) || ip.Zone() == "" && ip.String() == e.host, "%q is neither a name nor an IP", e.host)
		if !list.allows(e) {
			return
		}
		p, err := parsePattern(e.String())
		require.NoError(t, err, "what is allowed can be written as a pattern")
		assert.True(t, p.allows(e))
		if domain, below := strings.CutPrefix(list[0].String(), "*."); below {
			assert.True(t, strings.HasSuffix(e.String(), domain))
			assert.Error(t, notIP, "an IP is below no domain")
			return
		}
		assert.Contains(t, e.String(), list[0].endpoint.String())
	})
}
