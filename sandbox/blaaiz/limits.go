package blaaiz

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// documentedPerMinute is what the headers show while no limit is set (reference 4).
const documentedPerMinute = 120

// limits are windows of calls. Real time measures them, because clients do.
type limits struct {
	mu           sync.Mutex
	minute, hour window
}

type window struct {
	most  int // 0 is any number
	count int
	end   time.Time
}

// allow counts a call, writes the headers of reference 4 and tells whether it is served.
func (l *limits) allow(h http.Header, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.minute.roll(now, time.Minute)
	l.hour.roll(now, time.Hour)
	fits := l.minute.fits() && l.hour.fits()
	if fits {
		l.minute.count++
		l.hour.count++
	}
	most, left := documentedPerMinute, documentedPerMinute
	if l.minute.most > 0 {
		most, left = l.minute.most, max(0, l.minute.most-l.minute.count)
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(most))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(l.minute.end.Unix(), 10))
	return fits
}

// roll begins a window with the first call after the last one's end.
func (w *window) roll(now time.Time, length time.Duration) {
	if !now.Before(w.end) {
		w.count, w.end = 0, now.Add(length)
	}
}

func (w *window) fits() bool { return w.most == 0 || w.count < w.most }

func (l *limits) set(perMinute, perHour *int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if perMinute != nil {
		l.minute = window{most: *perMinute}
	}
	if perHour != nil {
		l.hour = window{most: *perHour}
	}
}

func (l *limits) get() (perMinute, perHour int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.minute.most, l.hour.most
}

func (l *limits) reset() {
	perMinute, perHour := l.get()
	l.set(&perMinute, &perHour)
}
