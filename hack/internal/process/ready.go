package process

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// readyTimeout is generous: a laptop that also compiles takes a multiple of the usual second.
const readyTimeout = 60 * time.Second

// WaitReady returns when the probe at an address is answered with 200, or says why it will not be.
func (g Group) WaitReady(ctx context.Context, name, probe string) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	for {
		err := get(ctx, probe)
		if err == nil {
			return nil
		}
		if !g.Running(name) {
			return fmt.Errorf("%s ended right after it was started; the end of its log:\n%s", name, g.Tail(name, 10))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w (its log: %s)", name, err, g.LogPath(name))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func get(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	return nil
}
