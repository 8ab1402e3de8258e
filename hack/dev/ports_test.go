package main

import (
	"net"
	"strings"
	"testing"
)

// chosen are ports that are free, as an environment that names them all would have it.
func chosen(t *testing.T, over map[string]string) *ports {
	t.Helper()
	p := newPorts(func(name string) string { return over[name] })
	for _, one := range p.all() {
		if over[one.variable] == "" {
			one.Number = freePort(t)
		}
	}
	return p
}

func freePort(t *testing.T) int {
	t.Helper()
	l := listen(t)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestPortsCheck(t *testing.T) {
	taken := listen(t).Addr().(*net.TCPAddr).Port
	tests := map[string]struct {
		over   map[string]string
		number func(*ports)
		want   []string
	}{
		"all free": {},
		"taken": {
			number: func(p *ports) { p.Webhook.Number = taken },
			want:   []string{"is taken; it is for the operator's webhook server", "make demo WEBHOOK_PORT="},
		},
		"two taken": {
			number: func(p *ports) { p.Webhook.Number, p.Dwolla.Number = taken, taken },
			want:   []string{"the operator's webhook server", "the simulated Dwolla API", " WEBHOOK_PORT=", " DWOLLA_PORT="},
		},
		"one for two": {
			number: func(p *ports) { p.Metrics.Number = p.Health.Number },
			want:   []string{"is for both the operator's metrics and the operator's health probes"},
		},
		"out of range": {
			over: map[string]string{"CONTROL_PORT": "70000"},
			want: []string{"70000 is not a port; it is for the simulator's control API"},
		},
		"no number": {
			over: map[string]string{"CONTROL_PORT": "http"},
			want: []string{"CONTROL_PORT=http is not a number"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := chosen(t, test.over)
			if test.number != nil {
				test.number(p)
			}
			err := p.check("demo")
			if (err != nil) != (len(test.want) > 0) {
				t.Fatalf("check = %v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("check = %v\nwant in it: %s", err, want)
				}
			}
		})
	}
}
