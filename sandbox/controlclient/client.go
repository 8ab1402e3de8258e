// Package controlclient is the Go client of the sandbox's control API, for tests and demonstrations.
//
// It knows the control API only. Tests read the simulated providers through the provider's own API, with
// the client under test, and use this package to make things happen and to see the truth.
package controlclient

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// Client calls the control API at one address. It is safe for concurrent use.
type Client struct {
	base string
	http *http.Client
}

// New returns a client of the control API at baseURL, such as http://127.0.0.1:8084.
func New(baseURL string) *Client {
	return &Client{base: strings.TrimSuffix(baseURL, "/"), http: &http.Client{Timeout: 30 * time.Second}}
}

// Error is a refusal by the control API.
type Error struct {
	Status  int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("sandbox: %d: %s", e.Status, e.Message) }

// call makes one call; in and out may be nil.
func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	req, err := httpx.NewRequest(ctx, method, c.base+path, in)
	if err != nil {
		return err
	}
	res, err := httpx.Exchange(c.http, req)
	if err != nil {
		return err
	}
	if res.Status >= 300 {
		var p controlapi.Problem
		if json.Unmarshal(res.Body, &p) != nil || p.Error == "" {
			p.Error = strings.TrimSpace(string(res.Body))
		}
		return &Error{Status: res.Status, Message: p.Error}
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(res.Body, out)
}

// Healthy returns nil when the sandbox serves.
func (c *Client) Healthy(ctx context.Context) error {
	return c.call(ctx, http.MethodGet, "/healthz", nil, nil)
}

// Reset makes the sandbox forget everything and start its seed anew.
func (c *Client) Reset(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "/reset", nil, nil)
}

// Settings returns the settings in force.
func (c *Client) Settings(ctx context.Context) (s controlapi.Settings, err error) {
	err = c.call(ctx, http.MethodGet, "/settings", nil, &s)
	return s, err
}

// Set changes the settings that are given.
func (c *Client) Set(ctx context.Context, s controlapi.Settings) error {
	return c.call(ctx, http.MethodPost, "/settings", s, nil)
}

// ExpireTokens ends the life of every access token and returns how many were alive.
func (c *Client) ExpireTokens(ctx context.Context) (int, error) {
	var e controlapi.Expired
	err := c.call(ctx, http.MethodPost, "/tokens/expire", nil, &e)
	return e.Expired, err
}

// Counters returns what the simulated API of that name ("dwolla") has seen.
func (c *Client) Counters(ctx context.Context, api string) (controlapi.APICounters, error) {
	var all controlapi.Counters
	if err := c.call(ctx, http.MethodGet, "/counters", nil, &all); err != nil {
		return controlapi.APICounters{}, err
	}
	one, ok := all[api]
	if !ok {
		return one, fmt.Errorf("sandbox: no API %q", api)
	}
	return one, nil
}

// ResetCounters sets the counters of calls, deliveries and key uses to zero.
func (c *Client) ResetCounters(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "/counters/reset", nil, nil)
}

func segment(id string) string { return "/" + url.PathEscape(id) }
