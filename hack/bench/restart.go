package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// restarts is measurement e: an operator is started beside many customers who are all verified.
func restarts(ctx context.Context, s *stage) ([]row, error) {
	p, err := s.withPeople(ctx)
	if err != nil {
		return nil, err
	}
	example := p.subjects[len(p.subjects)-1]
	s.leave()
	if err := s.populate(ctx, example); err != nil {
		return nil, err
	}
	var ready, resident, peak, calls []float64
	for range s.restarts {
		if err := s.control.ResetCounters(ctx); err != nil {
			return nil, err
		}
		began := time.Now()
		o, err := s.startOperator(ctx, "")
		if err != nil {
			return nil, err
		}
		ready = append(ready, time.Since(began).Seconds())
		r, h, err := s.settled(ctx, o)
		o.stop()
		if err != nil {
			return nil, err
		}
		resident, peak = append(resident, r), append(peak, h)
		n, err := s.providerCalls(ctx)
		if err != nil {
			return nil, err
		}
		calls = append(calls, float64(n))
		s.say("e: ready after %.1f s, %.0f MB (peak %.0f MB), %d calls", ready[len(ready)-1], r, h, n)
	}
	among := fmt.Sprintf(" with %d customers", s.customers)
	return []row{
		single("(e) resident memory"+among+", MB", resident, "%.0f", below(150, "MB")),
		single("(e) peak of it, MB", peak, "%.0f", below(150, "MB")),
		single("(e) time to ready"+among+", s", ready, "%.1f", below(10, "s")),
		single("(e) provider calls of a restart", calls, "%.0f", atMost(0)),
	}, nil
}

// populate fills the API server up with verified customers, who are not due for hours.
func (s *stage) populate(ctx context.Context, example *v1alpha1.VerifiedCustomer) error {
	s.say("storing %d customers", s.customers)
	next := metav1.NewTime(time.Now().Add(6 * time.Hour).UTC().Truncate(time.Second))
	const writers = 16
	_, err := load(ctx, writers, forever, func(ctx context.Context, worker, n int) error {
		i := n*writers + worker
		if i >= s.customers-subjects-twins {
			return errEnough
		}
		vc := copyOf(example, fmt.Sprintf("resident-%d", i))
		vc.Status.NextSyncTime = &next
		return s.store(ctx, vc)
	})
	return err
}

// settled waits until the operator has looked at every customer, and returns its resident memory and
// the peak of it, in MB.
func (s *stage) settled(ctx context.Context, o *operator) (resident, peak float64, err error) {
	// Each scrape counts all customers: that is work, too, which nobody would ask for without a pause.
	err = untilEach(ctx, time.Second, "the operator has passed over every customer", func() (bool, error) {
		passes, err := o.metric(ctx, `controller_runtime_reconcile_total{controller="verifiedcustomer"`)
		return passes >= float64(s.customers), err
	})
	if err != nil {
		return 0, 0, err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", o.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		kB, _ := strconv.ParseFloat(fields[1], 64)
		switch fields[0] {
		case "VmRSS:":
			resident = kB / 1000 * 1.024
		case "VmHWM:":
			peak = kB / 1000 * 1.024
		}
	}
	return resident, peak, nil
}

// metric is the sum of the operator's series that begin with prefix.
func (o *operator) metric(ctx context.Context, prefix string) (float64, error) {
	text, err := get(ctx, "http://"+o.metrics+"/metrics")
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, prefix) {
			continue
		}
		fields := strings.Fields(line)
		v, err := strconv.ParseFloat(fields[len(fields)-1], 64)
		if err != nil {
			return 0, err
		}
		sum += v
	}
	return sum, nil
}

// providerCalls is how many calls the simulated provider had since the counters were reset.
func (s *stage) providerCalls(ctx context.Context) (int, error) {
	counters, err := s.control.Counters(ctx, "dwolla")
	if err != nil {
		return 0, err
	}
	sum := counters.TokenRequests
	for _, byStatus := range counters.Calls {
		sum += byStatus["total"]
	}
	return sum, nil
}
