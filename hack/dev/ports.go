package main

import (
	"flag"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// port is one that a user may know by heart, so it is the same at every start unless it is taken.
type port struct {
	// Number of the port, on the loopback address.
	Number int
	// flag and variable that choose another.
	flag, variable string
	// use says what listens there.
	use string
}

// ports of the operator and of the simulator. The API server and etcd take free ones: nobody types
// those.
type ports struct {
	Webhook, Metrics, Health, Dwolla, Fin, Blaaiz, Control port

	malformed []string
}

// newPorts are the defaults, or what the environment says: make passes its variables there.
func newPorts(getenv func(string) string) *ports {
	p := &ports{
		Webhook: port{8080, "webhook-port", "WEBHOOK_PORT", "the operator's webhook server"},
		Metrics: port{9090, "metrics-port", "METRICS_PORT", "the operator's metrics"},
		Health:  port{8081, "health-port", "HEALTH_PORT", "the operator's health probes"},
		Dwolla:  port{8085, "dwolla-port", "DWOLLA_PORT", "the simulated Dwolla API"},
		Fin:     port{8086, "fin-port", "FIN_PORT", "the simulated Fin API"},
		Blaaiz:  port{8087, "blaaiz-port", "BLAAIZ_PORT", "the simulated Blaaiz API"},
		Control: port{8084, "control-port", "CONTROL_PORT", "the simulator's control API"},
	}
	for _, one := range p.all() {
		value := getenv(one.variable)
		if value == "" {
			continue
		}
		n, err := strconv.Atoi(value)
		if err != nil {
			p.malformed = append(p.malformed, fmt.Sprintf("%s=%s is not a number", one.variable, value))
			continue
		}
		one.Number = n
	}
	return p
}

func (p *ports) all() []*port {
	return []*port{&p.Webhook, &p.Metrics, &p.Health, &p.Dwolla, &p.Fin, &p.Blaaiz, &p.Control}
}

// reachable are those whose addresses stand in the samples.
func (p *ports) reachable() []*port { return []*port{&p.Webhook, &p.Dwolla, &p.Fin, &p.Blaaiz} }

func (p *ports) register(flags *flag.FlagSet) {
	for _, one := range p.all() {
		flags.IntVar(&one.Number, one.flag, one.Number, fmt.Sprintf("port of %s, on 127.0.0.1 (or $%s)", one.use, one.variable))
	}
}

func (p port) address() string { return fmt.Sprintf("127.0.0.1:%d", p.Number) }
func (p port) url() string     { return "http://" + p.address() }

// check tells which ports cannot be had, and what to say instead.
func (p *ports) check(command string) error {
	problems := p.malformed
	instead := "make " + command
	seen := map[int]port{}
	for _, one := range p.all() {
		other, twice := seen[one.Number]
		switch {
		case one.Number < 1 || one.Number > 65535:
			problems = append(problems, fmt.Sprintf("%d is not a port; it is for %s", one.Number, one.use))
		case twice:
			problems = append(problems, fmt.Sprintf("port %d is for both %s and %s", one.Number, other.use, one.use))
		case !free(one.address()):
			problems = append(problems, fmt.Sprintf("port %d is taken; it is for %s", one.Number, one.use))
		default:
			seen[one.Number] = *one
			continue
		}
		instead += fmt.Sprintf(" %s=%d", one.variable, p.suggest(*one))
	}
	if len(problems) == 0 {
		return nil
	}
	return fmt.Errorf("%s\n\nEnd what listens there, or choose another port:\n\n    %s",
		strings.Join(problems, "\n       "), instead)
}

// suggest finds a port that resembles the one that cannot be had.
func (p *ports) suggest(taken port) int {
	n := taken.Number%10000 + 10000
	for ; n < 60000; n += 10000 {
		if free(port{Number: n}.address()) {
			break
		}
	}
	return n
}

// free tells whether a listener can be had at an address. Somebody may take it right after: then the
// program that wants it says so in its log.
func free(address string) bool {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return false
	}
	return l.Close() == nil
}
