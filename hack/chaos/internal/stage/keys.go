package stage

import (
	"sync"
	"time"
)

// Keys are the keys that sign the providers' webhooks, over time.
type Keys struct {
	mu   sync.Mutex
	held map[string][]term
}

// term is a key and the time in which the cluster certainly had it: from the end of the write that brought
// it to the beginning of the one that took it away.
type term struct {
	key         string
	from, until time.Time
}

// Add notes that the cluster has another key of a provider's from now on.
func (k *Keys) Add(provider, key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held == nil {
		k.held = map[string][]term{}
	}
	k.held[provider] = append(k.held[provider], term{key: key, from: time.Now()})
}

// Drop notes that from now on the cluster may have no more than so many of a provider's newest keys.
func (k *Keys) Drop(provider string, but int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := k.held[provider]
	for i := range len(all) - but {
		if all[i].until.IsZero() {
			all[i].until = time.Now()
		}
	}
}

// Newest is the key of a provider's that came last.
func (k *Keys) Newest(provider string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := k.held[provider]
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1].key
}

// Kept is the one before the newest, as long as the cluster has it; else it is empty.
func (k *Keys) Kept(provider string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := k.held[provider]
	if n := len(all) - 2; n >= 0 && all[n].until.IsZero() {
		return all[n].key
	}
	return ""
}

// All are all keys that there ever were, by their providers.
func (k *Keys) All() map[string][]string {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := map[string][]string{}
	for provider, terms := range k.held {
		for _, one := range terms {
			all[provider] = append(all[provider], one.key)
		}
	}
	return all
}

// during are the keys of a provider's that the cluster had from a moment on until now.
func (k *Keys) during(provider string, since time.Time) (all []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, one := range k.held[provider] {
		if one.from.Before(since) && one.until.IsZero() {
			all = append(all, one.key)
		}
	}
	return all
}
