package main

import (
	"testing"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func TestCallsSince(t *testing.T) {
	before := calls{"GET /customers/{id}": 3, "POST /token": 1}
	after := callsOf(controlapi.APICounters{Calls: map[string]map[string]int{
		"GET /customers/{id}": {"total": 4, "200": 3, "404": 1},
		"POST /customers":     {"total": 1, "201": 1},
		"POST /token":         {"total": 1, "200": 1},
	}})
	if got, want := after.since(before).String(), "1 GET /customers/{id}, 1 POST /customers"; got != want {
		t.Errorf("since = %s, want %s", got, want)
	}
	if got := after.since(after).String(); got != "no call" {
		t.Errorf("since itself = %s", got)
	}
}

func TestDelivered(t *testing.T) {
	attempted, succeeded := delivered(controlapi.APICounters{Webhooks: map[string]map[string]int{
		"customer_created":  {"attempted": 4, "succeeded": 4},
		"customer_verified": {"attempted": 2, "succeeded": 1, "failed": 1},
	}})
	if attempted != 6 || succeeded != 5 {
		t.Errorf("delivered = %d, %d, want 6, 5", attempted, succeeded)
	}
}
