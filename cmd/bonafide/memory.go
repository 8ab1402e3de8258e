package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// How much garbage may lie about. Most of the operator's memory is a cache that is filled once and then
// changes little: Go's own pace, as much garbage as there is in use, would only hold memory. A small cache,
// on the other hand, is no reason to look for garbage all the time while deliveries come in.
const (
	// garbagePercent is how much garbage there may be, in per cent of what is in use.
	garbagePercent = 25
	// garbageRoom is how much there may be in any case, in bytes.
	garbageRoom = 24 << 20
	// paceEvery is how often the pace is set anew.
	paceEvery = 5 * time.Second
)

// setPace keeps the garbage collector's pace while ctx lasts, unless $GOGC sets it.
func setPace(ctx context.Context) {
	if _, set := os.LookupEnv("GOGC"); set {
		return
	}
	current := garbagePercent // The caches are being filled.
	debug.SetGCPercent(current)
	go func() {
		tick := time.NewTicker(paceEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			// Each change stops the process for a moment: small ones are not worth it.
			if next := pace(inUse()); next > current+current/8 || next < current-current/8 {
				current = next
				debug.SetGCPercent(current)
			}
		}
	}()
}

// pace is the percentage for so many bytes in use.
func pace(inUse uint64) int {
	return max(garbagePercent, int(garbageRoom*100/max(inUse, garbageRoom/8)))
}

// inUse is how many bytes of the heap were in use when garbage was last collected.
func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
