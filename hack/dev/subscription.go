package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// The credentials that the simulator accepts.
const (
	sandboxKey    = "sandbox-key"
	sandboxSecret = "sandbox-secret"
)

// halJSON is the one media type that Dwolla's API speaks.
const halJSON = "application/vnd.dwolla.v1.hal+json"

// subscribe has a Dwolla API send its events to url, signed with secret. It is what Dwolla's
// documentation has a user do with two calls of curl.
func subscribe(ctx context.Context, api, url, secret string) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, api+"/token",
		strings.NewReader("grant_type=client_credentials"))
	if err != nil {
		return err
	}
	request.SetBasicAuth(sandboxKey, sandboxSecret)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := call(request, http.StatusOK, &token); err != nil {
		return err
	}

	body, err := json.Marshal(map[string]string{"url": url, "secret": secret})
	if err != nil {
		return err
	}
	request, err = http.NewRequestWithContext(ctx, http.MethodPost, api+"/webhook-subscriptions", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token.AccessToken)
	request.Header.Set("Accept", halJSON)
	request.Header.Set("Content-Type", "application/json")
	return call(request, http.StatusCreated, nil)
}

// call sends a request and decodes the answer when it has the status that it should have.
func call(request *http.Request, want int, into any) error {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return err
	}
	if response.StatusCode != want {
		return fmt.Errorf("%s %s: %s: %s", request.Method, request.URL, response.Status, body)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(body, into)
}
