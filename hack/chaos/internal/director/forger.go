package director

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox"
)

const (
	// persistence is how often a forger tries until there is an answer that is a decision: while the API
	// server is down, nobody can tell a forgery.
	persistence  = 120
	forgeTimeout = 15 * time.Second
	forgeAgain   = 500 * time.Millisecond
)

// lies are the forged events, by their IDs.
type lies struct {
	mu   sync.Mutex
	told map[string]verdict.Forgery
}

func (l *lies) answered(id, how string, code int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.told == nil {
		l.told = map[string]verdict.Forgery{}
	}
	f := l.told[id]
	f.EventID, f.How, f.Codes = id, how, append(f.Codes, code)
	l.told[id] = f
}

func (l *lies) all() []verdict.Forgery {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []verdict.Forgery
	for _, f := range l.told {
		f.Codes = slices.Clone(f.Codes)
		all = append(all, f)
	}
	return all
}

// forge sends an event that the provider never made, and goes on until somebody decides on it.
func (d *Director) forge(ctx context.Context, a plan.Action) error {
	id, err := d.customerID(ctx, a.Who)
	if errors.Is(err, errInapplicable) {
		id, err = string(uuid.NewUUID()), nil // An event about nobody.
	}
	if err != nil {
		return err
	}
	event := string(uuid.NewUUID())
	p := d.at[a.Who]
	name := p.Traits().Name
	body := p.Announcement(event, id, int(a.At/time.Millisecond))
	header := forgedSignature(p, d.stage.Keys.Newest(name), a.How, body)
	if a.How == plan.ForgedAltered {
		body = append(body, '\n') // It says the same.
	}
	ctx = context.WithoutCancel(ctx) // It goes on after all other faults have ended.
	d.forging.Go(func() {
		for range persistence {
			code := d.post(ctx, d.stage.HookURL(name), header, body)
			d.lies.answered(event, a.How, code)
			if code/100 == 2 || code/100 == 4 || !pause(ctx, forgeAgain) {
				return
			}
		}
	})
	return nil
}

// post makes one delivery; 0 is no answer.
func (d *Director) post(ctx context.Context, url string, header http.Header, body []byte) int {
	ctx, cancel := context.WithTimeout(ctx, forgeTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	r.Header = header
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// forgedSignature is what somebody can do who does not know the key.
func forgedSignature(p platform.Platform, key, how string, body []byte) http.Header {
	name := p.SignatureHeader()
	guess := p.Sign("a-guess", body)
	switch how {
	case plan.ForgedNothing:
		guess.Del(name)
	case plan.ForgedEmpty:
		guess[name] = []string{""}
	case plan.ForgedOther:
		return p.Sign(key, []byte("{}"))
	case plan.ForgedAltered:
		return p.Sign(key, body)
	case plan.ForgedPublic:
		hash := sha256.Sum256(body)
		guess[name] = []string{hex.EncodeToString(hash[:])}
	case plan.ForgedAPIKey:
		return p.Sign(sandbox.Secret, body)
	case plan.ForgedTwoFirst:
		guess[name] = append([]string{strings.Repeat("0", 64)}, guess[name]...)
	}
	return guess
}
