package fin

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// AddEndpoint tells where webhooks go from now on, as somebody does in Fin's dashboard, and returns it with
// its id and its secret.
func (a *API) AddEndpoint(e controlapi.FinEndpoint) (controlapi.FinEndpoint, error) {
	u, err := url.Parse(e.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return e, fmt.Errorf("url: must be an http or https address")
	}
	if e.Algorithm == "" {
		e.Algorithm = "sha256"
	}
	if algorithms[e.Algorithm] == nil {
		return e, fmt.Errorf("algorithm %q: must be sha256, sha384, sha512 or sha1", e.Algorithm)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	e.ID = a.cfg.IDs.UUID("fin-endpoint")
	if e.Secret == "" {
		e.Secret = a.cfg.IDs.Token("fin-webhook-secret")
	}
	a.endpoints = append(a.endpoints, &endpointRecord{
		id: e.ID, url: e.URL, secret: e.Secret, algorithm: e.Algorithm, unnamed: e.OmitAlgorithm,
		production: e.Production,
	})
	return e, nil
}

// Endpoints returns where webhooks go, oldest first.
func (a *API) Endpoints() []controlapi.FinEndpoint {
	a.mu.Lock()
	defer a.mu.Unlock()
	return records.Show(a.endpoints, (*endpointRecord).truth)
}

func (e *endpointRecord) truth() controlapi.FinEndpoint {
	return controlapi.FinEndpoint{
		ID: e.id, URL: e.url, Secret: e.secret, Algorithm: e.algorithm, OmitAlgorithm: e.unnamed, Production: e.production,
	}
}

// RemoveEndpoint ends the deliveries to an endpoint.
func (a *API) RemoveEndpoint(id string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, e := range a.endpoints {
		if e.id == id {
			e.removed = true
			a.endpoints = slices.Delete(a.endpoints, i, i+1)
			return nil
		}
	}
	return records.Unknown("endpoint", id)
}
