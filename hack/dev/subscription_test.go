package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestSubscribe(t *testing.T) {
	var got map[string]string
	api := http.NewServeMux()
	api.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		if key, secret, _ := r.BasicAuth(); key != sandboxKey || secret != sandboxSecret {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(`{"access_token":"let-me-in"}`))
	})
	api.HandleFunc("POST /webhook-subscriptions", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer let-me-in" || r.Header.Get("Accept") != halJSON {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusCreated)
	})
	server := httptest.NewServer(api)
	defer server.Close()

	if err := subscribe(t.Context(), server.URL, "http://127.0.0.1:1/hook", "hush"); err != nil {
		t.Fatal(err)
	}
	if got["url"] != "http://127.0.0.1:1/hook" || got["secret"] != "hush" {
		t.Errorf("subscribed %v", got)
	}
}

func TestSubscribeSaysWhatIsWrong(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	err := subscribe(t.Context(), server.URL, "http://127.0.0.1:1/hook", "hush")
	if err == nil || !strings.Contains(err.Error(), "/token: 404") {
		t.Errorf("subscribe = %v", err)
	}
}
