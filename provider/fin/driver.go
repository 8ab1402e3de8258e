package fin

import (
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// The names of the credentials that Provider needs: the client ID and the client secret.
const (
	CredentialKey    = "key"
	CredentialSecret = "secret"
)

// Driver is Fin's entry in the registry of providers.
func Driver() provider.Driver {
	return provider.Driver{
		Name:           "fin",
		CredentialKeys: []string{CredentialKey, CredentialSecret},
		Open:           open,
		Webhooks:       Webhooks{},
	}
}

func open(cfg provider.Config) (provider.Client, error) {
	client, err := New(cfg)
	if err != nil {
		return nil, err
	}
	return NewProvider(client), nil
}

// Provider is a Client as package provider wants it.
type Provider struct {
	client *Client
	now    func() time.Time
}

// NewProvider wraps a Client.
func NewProvider(c *Client) *Provider { return &Provider{client: c, now: time.Now} }

var (
	_ provider.Client       = (*Provider)(nil)
	_ provider.Scout        = (*Provider)(nil)
	_ provider.PackageTaker = (*Provider)(nil)
)
