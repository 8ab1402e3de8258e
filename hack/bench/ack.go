package main

import (
	"context"
	"fmt"
	"os"
)

// prepared is how many deliveries each connection of measurement c has ready, all signed beforehand.
const prepared = 256

// acknowledge is measurement c: deliveries of genuine events that need no write.
func acknowledge(ctx context.Context, s *stage) ([]row, error) {
	p, err := s.withPeople(ctx)
	if err != nil {
		return nil, err
	}
	bare, err := s.startBare(ctx)
	if err != nil {
		return nil, err
	}
	defer bare.stop()
	var rows []row
	for _, connections := range []int{10, 64} {
		requests := make([][][]byte, connections)
		for i := range requests {
			for j := range prepared {
				vc := p.subjects[(i+j)%len(p.subjects)]
				requests[i] = append(requests[i], newEvent(topicNothing, vc.Status.CustomerID).request(hookPath))
			}
		}
		deliver := func(address string) side {
			return func(ctx context.Context) (float64, error) {
				return deliveries(ctx, address, connections, s.slice, func(worker, n int) []byte {
					return requests[worker][n%prepared]
				})
			}
		}
		baseline, subject := deliver(bare.address), deliver(p.operator.webhooks)
		if err := warm(ctx, baseline, subject); err != nil {
			return nil, err
		}
		var bareCPU, operatorCPU []float64
		rates, err := alternate(ctx, s.pairs, perCPU(bare.cpu, baseline, &bareCPU), perCPU(p.operator.cpu, subject, &operatorCPU))
		if err != nil {
			return nil, err
		}
		rows = append(rows, compared(fmt.Sprintf("(c) verify and acknowledge, %d connections", connections),
			rates[0], rates[1], "%.0f", "/s", atLeast(0.8)),
			compared(fmt.Sprintf("(c) the same per second of the server's CPU time, %d connections", connections),
				bareCPU, operatorCPU, "%.0f", "/s", nil))
	}
	return rows, nil
}

// bareServer is a process that checks the HMAC and nothing else.
type bareServer struct {
	*program
	address string
}

func (s *stage) startBare(ctx context.Context) (*bareServer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p, err := start(s.dir, bareCommand, self, bareCommand, "-address="+address)
	if err != nil {
		return nil, err
	}
	b := &bareServer{p, address}
	return b, until(ctx, "the bare handler serves", func() (bool, error) {
		probe, err := dial(address)
		if err == nil {
			probe.close()
		}
		return err == nil, nil
	})
}
