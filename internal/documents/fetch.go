package documents

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider/transport"
)

// The bounds of reading an address.
const (
	maxRedirects   = 3
	maxHeaderBytes = 64 << 10
	// stepTimeout is for each step that has no progress of its own: to resolve the name and connect,
	// to shake hands, to begin the answer.
	stepTimeout = 10 * time.Second
	// totalTimeout is for all of it, redirects and the content included.
	totalTimeout = 30 * time.Second
)

// fetcher reads files from addresses. It speaks through an http.Transport without an http.Client, so
// what a client adds by itself does not arise: cookies, credentials out of an address, and the
// referrer, which would give the query of one address to the next host.
type fetcher struct {
	hosts     hostList
	dialer    *net.Dialer
	transport *http.Transport
	// total is totalTimeout, but in tests.
	total time.Duration
}

func newFetcher(hosts hostList, o Options) *fetcher {
	d := &net.Dialer{Timeout: stepTimeout, ControlContext: guard{exempt: o.AllowAddress}.control}
	return &fetcher{hosts: hosts, dialer: d, total: totalTimeout, transport: &http.Transport{
		Proxy:                  nil, // not from the environment: a proxy would resolve names out of the guard's sight
		DialContext:            d.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    stepTimeout,
		ResponseHeaderTimeout:  stepTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true,
		DisableKeepAlives:      true, // a document is read once
	}}
}

// fetch reads the file at address, which must have the given sha256.
func (f *fetcher) fetch(ctx context.Context, address, sum string) ([]byte, error) {
	want, err := parseSum(sum)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, sourceInvalid("the document's url cannot be read as an address: write one that begins with https://")
	}
	bounded, cancel := context.WithTimeout(ctx, f.total)
	defer cancel()
	content, host, err := f.get(bounded, u)
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("reading a document: %w", context.Cause(ctx))
	case err != nil:
		return nil, err
	case sha256.Sum256(content) == want:
		return content, nil
	case bounded.Err() != nil: // A host that is being hung up on can still end its answer in good form.
		return nil, unreachable(host, "it takes too long")
	}
	return nil, hashMismatch(host)
}

// get reads what u leads to, and tells which host gave it.
func (f *fetcher) get(ctx context.Context, u *url.URL) (content []byte, host string, err error) {
	resp, e, err := f.follow(ctx, u)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	content, err = readBody(resp, e)
	return content, e.String(), err
}

// follow asks u, and where it redirects to. The response's body is the caller's to close.
func (f *fetcher) follow(ctx context.Context, u *url.URL) (*http.Response, endpoint, error) {
	to, err := f.admit(u)
	if err != nil {
		return nil, to, err
	}
	for redirects := 0; ; redirects++ {
		resp, err := f.transport.RoundTrip(request(ctx, u))
		if err != nil {
			return nil, to, failed(to, err)
		}
		if !isRedirect(resp.StatusCode) {
			return resp, to, nil
		}
		_ = resp.Body.Close()
		if redirects == maxRedirects {
			return nil, to, &Problem{Reason: ReasonUnreachable, Message: fmt.Sprintf(
				"the document's url redirects more than %d times: write the address that it leads to in the end", maxRedirects)}
		}
		next, err := resp.Location()
		if err != nil {
			return nil, to, unreachable(to.String(), "it redirects to no address")
		}
		from := to
		if to, err = f.admit(next); err != nil {
			return nil, to, redirected(from, err)
		}
		u = next
	}
}

// admit tells what u connects to, or why it may not.
func (f *fetcher) admit(u *url.URL) (endpoint, error) {
	if u.Scheme != "https" {
		return endpoint{}, sourceInvalid("the document's url must begin with https://")
	}
	if u.User != nil {
		return endpoint{}, sourceInvalid("the document's url must not hold a user or a password, which everybody who sees the " +
			"manifest would know: put the file into a Secret")
	}
	to, ok := endpointOf(u)
	switch {
	case !ok:
		return endpoint{}, sourceInvalid("the document's url has no host that can be read: write its name in ASCII " +
			"(other scripts in their xn-- form)")
	case len(f.hosts) == 0:
		return to, hostNotAllowed(fmt.Sprintf("this operator reads no documents from addresses: put the file into a Secret, or have "+
			"whoever runs the operator allow the host with %s=%s", HostsFlag, to))
	case !f.hosts.allows(to):
		return to, hostNotAllowed(fmt.Sprintf("this operator reads no documents from host %q: put the file into a Secret, or have "+
			"whoever runs the operator add the host to %s", to, HostsFlag))
	}
	return to, nil
}

// redirected puts err, which refuses where a host redirects to, in the words that the user needs who
// never wrote that address.
func redirected(from endpoint, err error) error {
	if p := ProblemOf(err); p.Reason == ReasonHostNotAllowed {
		return hostNotAllowed(fmt.Sprintf("host %q redirects elsewhere: %s", from, p.Message))
	}
	return hostNotAllowed(fmt.Sprintf("host %q redirects to an address that is not plain https: write a url that leads to the file "+
		"over https alone", from))
}

func request(ctx context.Context, u *url.URL) *http.Request {
	r := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{
		"User-Agent":      {transport.DefaultUserAgent},
		"Accept":          {"image/jpeg, image/png, application/pdf"},
		"Accept-Encoding": {"identity"},
	}}
	return r.WithContext(ctx)
}

func isRedirect(status int) bool {
	return slices.Contains([]int{
		http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
	}, status)
}

// readBody reads the file that resp brings.
func readBody(resp *http.Response, from endpoint) ([]byte, error) {
	coding := resp.Header.Get("Content-Encoding")
	switch {
	case resp.StatusCode != http.StatusOK:
		return nil, answered(from.String(), resp.StatusCode)
	case coding != "" && !strings.EqualFold(coding, "identity"):
		return nil, typeUnknown(fmt.Sprintf("host %q sends the document compressed though asked not to: have it send the file as it is",
			from))
	case resp.ContentLength > MaxBytes:
		return nil, tooLarge()
	}
	content, err := io.ReadAll(io.LimitReader(resp.Body, MaxBytes+1))
	switch {
	case err != nil:
		return nil, failed(from, err)
	case len(content) > MaxBytes: // whatever the header says
		return nil, tooLarge()
	}
	return content, nil
}

// failed puts an error of the network in words.
func failed(to endpoint, err error) error {
	if errors.Is(err, errNotPublic) {
		return hostNotAllowed(fmt.Sprintf("host %q has an address that is not on the public internet, and the operator connects to no other: "+
			"put the file into a Secret", to))
	}
	var (
		dns     *net.DNSError
		trust   *tls.CertificateVerificationError
		noTLS   tls.RecordHeaderError
		timeout net.Error
	)
	why := "the connection failed"
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		why = "the DNS has no such host"
	case errors.As(err, &dns):
		why = "the DNS did not answer"
	case errors.As(err, &trust):
		why = "its certificate is not valid for it, or not trusted"
	case errors.As(err, &noTLS):
		why = "it does not speak TLS"
	case errors.As(err, &timeout) && timeout.Timeout():
		why = "it takes too long"
	case errors.Is(err, io.ErrUnexpectedEOF):
		why = "the connection ended too early"
	}
	return unreachable(to.String(), why)
}
