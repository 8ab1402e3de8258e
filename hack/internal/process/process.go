// Package process starts programs that outlive the one that started them, and ends them again.
//
// A program that runs holds a lock on its pid file, through a descriptor that it inherits. Whether it
// runs is asked of that lock and not of the pid: a pid may by now belong to somebody else, and nothing
// is ever signalled that was not started here.
package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// killPatience is how long the kernel may take to end a process that was killed.
const killPatience = 5 * time.Second

// Group is where a set of programs keeps its pid files and logs.
type Group struct {
	RunDir string
	LogDir string
}

// Spec is a program to start.
type Spec struct {
	// Name of the program within its group; its files are called after it.
	Name string
	Path string
	Args []string
	// KeepLog writes on where the log of an earlier life ended; otherwise the log begins anew.
	KeepLog bool
}

// LogPath is where the output of a program goes.
func (g Group) LogPath(name string) string { return filepath.Join(g.LogDir, name+".log") }

func (g Group) pidPath(name string) string { return filepath.Join(g.RunDir, name+".pid") }

// Start starts a program in a session of its own, so that neither a Ctrl-C at the terminal nor the end
// of this program reaches it.
func (g Group) Start(s Spec) error {
	if err := errors.Join(os.MkdirAll(g.RunDir, 0o700), os.MkdirAll(g.LogDir, 0o755)); err != nil {
		return err
	}
	pidFile, err := os.OpenFile(g.pidPath(s.Name), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer pidFile.Close()
	if err := lockSoon(pidFile); err != nil {
		return fmt.Errorf("%s is running already", s.Name)
	}
	log, err := os.OpenFile(g.LogPath(s.Name), s.logFlags(), 0o644)
	if err != nil {
		return err
	}
	defer log.Close()

	cmd := exec.Command(s.Path, s.Args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{pidFile}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", s.Name, err)
	}
	// Should it end while this program lives, its exit status is collected.
	go func() { _ = cmd.Wait() }()
	return writePID(pidFile, cmd.Process.Pid)
}

func (s Spec) logFlags() int {
	if s.KeepLog {
		return os.O_WRONLY | os.O_CREATE | os.O_APPEND
	}
	return os.O_WRONLY | os.O_CREATE | os.O_TRUNC
}

// Running tells whether a program of the group runs.
func (g Group) Running(name string) bool {
	f, err := os.Open(g.pidPath(name))
	if err != nil {
		return false
	}
	defer f.Close()
	return lock(f, syscall.LOCK_SH|syscall.LOCK_NB) != nil
}

// PID of a program that runs.
func (g Group) PID(name string) (int, error) {
	b, err := os.ReadFile(g.pidPath(name))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(bytes.TrimSpace(b)))
}

// Stop asks a program to end, and ends it by force after the grace or when ctx is done. It returns once
// the program is gone. A program that does not run is no error.
func (g Group) Stop(ctx context.Context, name string, grace time.Duration) error {
	if !g.Running(name) {
		return nil
	}
	pid, err := g.PID(name)
	if err != nil {
		return fmt.Errorf("stopping %s: %w", name, err)
	}
	gone, err := g.gone(name)
	if err != nil {
		return fmt.Errorf("stopping %s: %w", name, err)
	}
	signal(pid, syscall.SIGTERM)
	select {
	case <-gone:
		return nil
	case <-time.After(grace):
	case <-ctx.Done():
	}
	signal(pid, syscall.SIGKILL)
	select {
	case <-gone:
		return nil
	case <-time.After(killPatience):
		return fmt.Errorf("%s (process %d) does not end", name, pid)
	}
}

// gone returns a channel that is closed when the program has ended.
func (g Group) gone(name string) (<-chan struct{}, error) {
	f, err := os.Open(g.pidPath(name))
	if err != nil {
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		// The kernel gives the lock away the moment its last holder is gone: no polling.
		err := lock(f, syscall.LOCK_SH)
		_ = f.Close() // Whoever is told may want the lock.
		if err == nil {
			close(done)
		}
	}()
	return done, nil
}

// Tail is the end of a program's log.
func (g Group) Tail(name string, lines int) string {
	b, err := os.ReadFile(g.LogPath(name))
	if err != nil {
		return err.Error()
	}
	all := bytes.Split(bytes.TrimSpace(b), []byte("\n"))
	return string(bytes.Join(all[max(0, len(all)-lines):], []byte("\n")))
}

// askingTime is far more than Running holds a lock for, to find out whether it can be had.
const askingTime = time.Second

// lockSoon locks a file that at most somebody who asks whether a program runs has locked.
func lockSoon(f *os.File) (err error) {
	for deadline := time.Now().Add(askingTime); ; {
		if err = lock(f, syscall.LOCK_EX|syscall.LOCK_NB); err == nil || time.Now().After(deadline) {
			return err
		}
		<-time.After(time.Millisecond)
	}
}

func lock(f *os.File, how int) error {
	for {
		if err := syscall.Flock(int(f.Fd()), how); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

func writePID(f *os.File, pid int) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(pid)+"\n"), 0)
	return err
}

// signal ignores a process that is gone: that is what a signal is for here.
func signal(pid int, s syscall.Signal) { _ = syscall.Kill(pid, s) }
