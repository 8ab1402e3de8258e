package webhook

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/counters"
)

// maxAnswer is how much of an endpoint's answer is read, so that the connection can be used again.
const maxAnswer = 64 << 10

// work delivers what is queued in a lane until nothing is.
func (e *Engine) work(r *run, l *lane) {
	for {
		d, ok := e.pop(r, l)
		if !ok {
			return
		}
		again := e.attempt(r.ctx, &d)
		e.mu.Lock()
		r.inFlight--
		if again && r.ctx.Err() == nil {
			e.reschedule(r, d)
		}
		e.mu.Unlock()
	}
}

func (e *Engine) pop(r *run, l *lane) (delivery, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(l.queue) == 0 || r.ctx.Err() != nil {
		l.running--
		return delivery{}, false
	}
	d := l.queue[0]
	l.queue[0] = delivery{}
	l.queue = l.queue[1:]
	r.inFlight++
	return d, true
}

// attempt makes one request and tells whether it has to be made again.
func (e *Engine) attempt(ctx context.Context, d *delivery) (again bool) {
	if !d.Wanted() {
		return false
	}
	body := d.Body
	if d.corrupt {
		body, d.corrupt = damaged(body), false
	}
	a := e.send(ctx, d, body)
	if ctx.Err() != nil {
		return false // the sandbox was reset or closed meanwhile
	}
	if d.first.IsZero() {
		d.first = a.Sent
	}
	outcome := Succeeded
	if !a.OK() {
		outcome = Failed
	}
	e.cfg.Counters.Add(d.API, counters.Webhooks, d.Topic, Attempted)
	e.cfg.Counters.Add(d.API, counters.Webhooks, d.Topic, outcome)
	d.Record(a)
	return !a.OK()
}

func (e *Engine) send(ctx context.Context, d *delivery, body []byte) Attempt {
	ctx, cancel := context.WithTimeout(ctx, e.cfg.Timeout)
	defer cancel()
	a := Attempt{Sent: time.Now().UTC()}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(body))
	if err != nil {
		a.Answered = a.Sent
		return a
	}
	req.Header = d.Header.Clone()
	if d.Stamp != nil {
		d.Stamp(req.Header, a.Sent, d.Body)
	}
	res, err := e.client.Do(req)
	a.Answered = time.Now().UTC()
	if err != nil {
		e.cfg.Logger.Debug("webhook not delivered", "api", d.API, "topic", d.Topic, "lane", d.Lane, "err", err)
		return a
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxAnswer))
	a.Status = res.StatusCode
	return a
}

// reschedule plans the next attempt of a failed delivery, if it has one left. The engine is locked.
func (e *Engine) reschedule(r *run, d delivery) {
	if d.retries >= len(d.Schedule) {
		e.cfg.Logger.Info("webhook given up", "api", d.API, "topic", d.Topic, "lane", d.Lane)
		return
	}
	due := d.first.Add(e.cfg.Clock.Shrink(d.Schedule[d.retries]))
	d.retries++
	d.lane, d.limit = d.Lane, max(1, d.Concurrency)
	r.scheduled++
	r.after(e, max(0, time.Until(due)), func(r *run) {
		r.scheduled--
		r.push(e, d)
	})
}

// damaged returns a copy with its last digit changed: still good JSON, but no signature over the original
// holds for it.
func damaged(body []byte) []byte {
	b := slices.Clone(body)
	if i := bytes.LastIndexAny(b, "0123456789"); i >= 0 {
		b[i] ^= 1
	}
	return b
}
