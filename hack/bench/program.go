package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// program is a process that this one started.
type program struct {
	name string
	cmd  *exec.Cmd
	log  string
	gone chan struct{}
}

// start starts a program; its output goes to a log in dir.
func start(dir, name, path string, args ...string) (*program, error) {
	log, err := os.CreateTemp(dir, name+"-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p := &program{name: name, cmd: exec.Command(path, args...), log: log.Name(), gone: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	go func() { _ = p.cmd.Wait(); close(p.gone) }()
	return p, nil
}

// stop ends a program and waits until it is gone.
func (p *program) stop() {
	if p == nil {
		return
	}
	_ = p.cmd.Process.Signal(os.Interrupt)
	select {
	case <-p.gone:
	case <-time.After(20 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.gone
	}
}

// ready waits until a probe of the program's says 200.
func (p *program) ready(ctx context.Context, probe string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	client := http.Client{Timeout: 5 * time.Second}
	for {
		if response, err := client.Get(probe); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-p.gone:
			return p.failed("ended before it was ready")
		case <-ctx.Done():
			return p.failed("did not become ready")
		case <-time.After(50 * time.Millisecond): // Each probe that fails is a line in the operator's log.
		}
	}
}

// get reads a page.
func get(ctx context.Context, url string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

// failed is an error with the end of the program's log.
func (p *program) failed(what string) error {
	text, _ := os.ReadFile(p.log)
	return fmt.Errorf("%s %s; the end of its log:\n%s", p.name, what, text[max(0, len(text)-2000):])
}

// freeAddress is an address on which nobody listens.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// freeAddresses are several of them.
func freeAddresses(n int) ([]string, error) {
	out, errs := make([]string, n), make([]error, n)
	for i := range out {
		out[i], errs[i] = freeAddress()
	}
	return out, errors.Join(errs...)
}

// operator is a running operator.
type operator struct {
	*program
	webhooks, metrics, health string
}

// startOperator starts the operator and waits until it is ready. It sees the customers that the label
// selector chooses, and all with an empty one.
func (s *stage) startOperator(ctx context.Context, selector string) (*operator, error) {
	addresses, err := freeAddresses(3)
	if err != nil {
		return nil, err
	}
	o := &operator{webhooks: addresses[0], metrics: addresses[1], health: addresses[2]}
	args := []string{
		"--kubeconfig=" + s.kubeconfig, "--webhook-bind-address=" + o.webhooks,
		"--metrics-bind-address=" + o.metrics, "--health-probe-bind-address=" + o.health,
		"--watch-label-selector=" + selector,
	}
	if s.pprof != "" {
		args = append(args, "--pprof-bind-address="+s.pprof)
	}
	if o.program, err = start(s.dir, "bonafide", filepath.Join(s.binaries, "bonafide"), args...); err != nil {
		return nil, err
	}
	if err := o.ready(ctx, "http://"+o.health+"/readyz"); err != nil {
		o.stop()
		return nil, err
	}
	return o, nil
}
