package documents

import (
	"context"
	"crypto/x509"
	"net/netip"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/internal/secrets"
	"github.com/bonafide-dev/bonafide/provider"
)

// MaxBytes is how large a document may be.
const MaxBytes = 10 << 20

// Options say what a Loader may read. The zero value reads from Secrets alone.
type Options struct {
	// Hosts that documents may be read from: files.example.com, or *.example.com for every host
	// below example.com but not itself. The port is 443 unless one is written: files.example.com:8443.
	Hosts []string
	// RootCAs are the authorities that hosts are held against; nil means those of the system.
	RootCAs *x509.CertPool
	// AllowAddress is for tests alone, and no flag sets it: it lets connections to addresses through
	// that are not public, as that of a server on loopback.
	AllowAddress func(netip.AddrPort) bool
}

// Loader reads documents. It keeps nothing of them, and is safe for concurrent use.
type Loader struct {
	live client.Reader
	web  *fetcher
}

// New makes a Loader. Secrets are read through live, which must not be a cache. The error tells of a
// host pattern that cannot be read, and names the flag.
func New(live client.Reader, o Options) (*Loader, error) {
	hosts, err := parseHosts(o.Hosts)
	if err != nil {
		return nil, err
	}
	return &Loader{live: live, web: newFetcher(hosts, o)}, nil
}

// Load reads a document; a Secret is looked for in namespace. The error is a *Problem, unless the API
// server failed or ctx ended.
func (l *Loader) Load(ctx context.Context, namespace string, r Reference) (provider.Document, error) {
	d, _, err := l.LoadVersion(ctx, namespace, r)
	return d, err
}

// LoadVersion is Load with a version, which differs whenever the content of a Secret does. What is behind an address has
// none: its sha256 stands beside it.
func (l *Loader) LoadVersion(ctx context.Context, namespace string, r Reference) (d provider.Document, version string, err error) {
	content, version, err := l.read(ctx, namespace, r.Source)
	if err != nil {
		return provider.Document{}, "", err
	}
	if len(content) > MaxBytes {
		return provider.Document{}, "", tooLarge()
	}
	name, err := fileName(content)
	if err != nil {
		return provider.Document{}, "", err
	}
	return provider.Document{Type: r.Type, Subject: r.Subject, FileName: name, Content: content}, version, nil
}

func (l *Loader) read(ctx context.Context, namespace string, s Source) (content []byte, version string, err error) {
	if err := s.validate(); err != nil {
		return nil, "", err
	}
	if s.URL != "" {
		content, err = l.web.fetch(ctx, s.URL, s.SHA256)
		return content, "", err
	}
	content, version, err = secrets.ReadFile(ctx, l.live, namespace, s.SecretName, s.SecretKey)
	if m := secrets.Missing(err); m != nil {
		return nil, "", missing(m)
	}
	return content, version, err
}
