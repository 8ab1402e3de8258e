package process

import (
	"fmt"
	"syscall"
	"time"
)

// Kill ends a program at once, as a lost power supply would, and returns when it is gone. A program that
// does not run is no error.
func (g Group) Kill(name string) error {
	if !g.Running(name) {
		return nil
	}
	gone, err := g.gone(name)
	if err != nil {
		return fmt.Errorf("killing %s: %w", name, err)
	}
	if err := g.send(name, syscall.SIGKILL); err != nil {
		return err
	}
	select {
	case <-gone:
		return nil
	case <-time.After(killPatience):
		return fmt.Errorf("%s does not end", name)
	}
}

// Freeze stops a program where it stands: its connections stay open, and nobody answers on them.
func (g Group) Freeze(name string) error { return g.send(name, syscall.SIGSTOP) }

// Thaw lets a frozen program go on.
func (g Group) Thaw(name string) error { return g.send(name, syscall.SIGCONT) }

// send signals a program that runs; one that does not is left alone, whoever has its pid by now.
func (g Group) send(name string, s syscall.Signal) error {
	if !g.Running(name) {
		return nil
	}
	pid, err := g.PID(name)
	if err != nil {
		return fmt.Errorf("signalling %s: %w", name, err)
	}
	signal(pid, s)
	return nil
}
