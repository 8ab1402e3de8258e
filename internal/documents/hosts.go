package documents

import (
	"cmp"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// HostsFlag is the operator's flag behind Options.Hosts, as messages name it.
const HostsFlag = "--document-hosts"

// defaultPort is the only one of a host whose pattern names none.
const defaultPort = "443"

// endpoint is what an address connects to, written in one way only.
type endpoint struct {
	host string
	port string
}

// String leaves out the usual port.
func (e endpoint) String() string {
	host := e.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if e.port == defaultPort {
		return host
	}
	return host + ":" + e.port
}

// endpointOf tells what u connects to, or that it is not written in the one way that the list and
// the network are sure to read alike. So a host that is not plain ASCII is refused, not converted.
func endpointOf(u *url.URL) (endpoint, bool) {
	e := endpoint{host: u.Hostname(), port: cmp.Or(u.Port(), defaultPort)}
	if !isPort(e.port) {
		return e, false
	}
	if ip, err := netip.ParseAddr(e.host); err == nil {
		e.host = ip.String()
		return e, ip.Zone() == ""
	}
	if !isName(strings.TrimSuffix(e.host, ".")) {
		return e, false
	}
	e.host = strings.ToLower(strings.TrimSuffix(e.host, "."))
	return e, true
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0 && strconv.FormatUint(n, 10) == s
}

const nameLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// isName tells whether host is a name as the DNS has them.
func isName(host string) bool {
	if len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, nameLetters) != "" {
			return false
		}
	}
	return true
}

// hostPattern allows one endpoint, or those whose host ends as the pattern's does.
type hostPattern struct {
	endpoint
	below bool
}

// parsePattern reads "files.example.com", "*.example.com", and either with a port.
func parsePattern(s string) (hostPattern, error) {
	rest, below := strings.CutPrefix(s, "*.")
	u, err := url.Parse("https://" + rest)
	if err != nil || u.Host != rest {
		return hostPattern{}, badPattern(s)
	}
	e, ok := endpointOf(u)
	_, notIP := netip.ParseAddr(e.host)
	if !ok || below && (notIP == nil || !strings.Contains(e.host, ".")) {
		return hostPattern{}, badPattern(s)
	}
	return hostPattern{endpoint: e, below: below}, nil
}

func badPattern(s string) error {
	return fmt.Errorf("%s: %q is neither a host (files.example.com, or files.example.com:8443) nor all hosts below a domain "+
		"of two or more parts (*.example.com)", HostsFlag, s)
}

func (p hostPattern) allows(e endpoint) bool {
	if p.port != e.port {
		return false
	}
	if !p.below {
		return p.host == e.host
	}
	_, notIP := netip.ParseAddr(e.host)
	return notIP != nil && strings.HasSuffix(e.host, "."+p.host)
}

// hostList are the hosts that may be read from.
type hostList []hostPattern

func parseHosts(patterns []string) (hostList, error) {
	list := make(hostList, 0, len(patterns))
	for _, s := range patterns {
		p, err := parsePattern(strings.TrimSpace(s))
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

func (l hostList) allows(e endpoint) bool {
	return slices.ContainsFunc(l, func(p hostPattern) bool { return p.allows(e) })
}
