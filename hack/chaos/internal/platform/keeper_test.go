package platform

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// What others may do to a subscription, and what can be told of it, is what the simulator offers.
func TestKeepersSubscriptions(t *testing.T) {
	d := start(t)[0].(dwolla)
	var taken, heard atomic.Int32
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		heard.Add(1)
		if taken.Load() == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(hook.Close)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Chatter(ctx); !errors.Is(err, ErrOutOfPlace) {
		t.Errorf("there is nobody to talk about: %v", err)
	}
	must(d.visit(ctx, http.MethodPost, "/customers", map[string]string{"firstName": "Jane", "lastName": "Doe", "email": "jane@example.com"}, nil))
	must(d.AddSubscription(ctx, hook.URL, "key"))
	all, err := d.Subscriptions(ctx)
	must(err)
	if len(all) != 1 || all[0].URL != hook.URL || all[0].Paused {
		t.Fatalf("subscriptions: %+v", all)
	}
	id := all[0].ID
	if told, _, err := d.SignsWith(ctx, id, "key"); told || err != nil {
		t.Errorf("nothing was delivered yet: %t, %v", told, err)
	}
	must(d.Chatter(ctx))
	until(t, func() bool { told, is, err := d.SignsWith(ctx, id, "key"); return err == nil && told && is })
	if told, is, err := d.SignsWith(ctx, id, "another key"); !told || is || err != nil {
		t.Errorf("another key: %t, %t, %v", told, is, err)
	}
	untaken, err := d.Untaken(ctx, id)
	must(err)
	if len(untaken) != 1 || heard.Load() != 1 {
		t.Fatalf("untaken: %v, after %d attempts", untaken, heard.Load())
	}
	taken.Store(1)
	must(d.Redeliver(ctx, untaken[0]))
	until(t, func() bool { left, err := d.Untaken(ctx, id); return err == nil && len(left) == 0 })

	must(d.PauseSubscription(ctx, id))
	all, err = d.Subscriptions(ctx)
	must(err)
	if !all[0].Paused {
		t.Error("it is not paused")
	}
	must(d.DeleteSubscription(ctx, id))
	if all, err = d.Subscriptions(ctx); err != nil || len(all) > 0 {
		t.Errorf("after it was deleted: %+v, %v", all, err)
	}
}

func until(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never came to hold")
		}
	}
}
