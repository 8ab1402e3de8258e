package process

import (
	"os"
	"strings"
	"testing"
	"time"
)

func newGroup(t *testing.T) Group {
	t.Helper()
	dir := t.TempDir()
	g := Group{RunDir: dir + "/run", LogDir: dir + "/logs"}
	t.Cleanup(func() { _ = g.Stop(t.Context(), "it", 0) })
	return g
}

func shell(script string) Spec {
	return Spec{Name: "it", Path: "/bin/sh", Args: []string{"-c", script}}
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("timed out waiting until %s", what)
		}
	}
}

func TestStartRunsOnceAndStopEndsIt(t *testing.T) {
	g := newGroup(t)
	if g.Running("it") {
		t.Fatal("it runs before it was started")
	}
	if err := g.Start(shell("echo hello; exec sleep 60")); err != nil {
		t.Fatal(err)
	}
	if !g.Running("it") {
		t.Fatal("it does not run after it was started")
	}
	if err := g.Start(shell("exec sleep 60")); err == nil {
		t.Fatal("it was started twice")
	}
	eventually(t, "it says hello", func() bool { return g.Tail("it", 5) == "hello" })
	if err := g.Stop(t.Context(), "it", 10*time.Second); err != nil {
		t.Fatal(err)
	}
	if g.Running("it") {
		t.Fatal("it runs after it was stopped")
	}
	if err := g.Stop(t.Context(), "it", time.Second); err != nil {
		t.Fatalf("stopping it again: %v", err)
	}
}

func TestStopEndsWhatDoesNotListen(t *testing.T) {
	g := newGroup(t)
	if err := g.Start(shell(`trap "" TERM; echo ready; while :; do sleep 0.05; done`)); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is ready", func() bool { return g.Tail("it", 1) == "ready" })
	if err := g.Stop(t.Context(), "it", 50*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if g.Running("it") {
		t.Fatal("it runs after it was killed")
	}
}

// A pid file is left behind by a program that was killed, and its pid may be anybody's by now.
func TestStopSignalsNobodyElse(t *testing.T) {
	g := newGroup(t)
	if err := os.MkdirAll(g.RunDir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(g.pidPath("it"), []byte("1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if g.Running("it") {
		t.Fatal("a stale pid file counts as running")
	}
	if err := g.Stop(t.Context(), "it", time.Second); err != nil {
		t.Fatal(err)
	}
	if err := g.Start(shell("exec sleep 60")); err != nil {
		t.Fatalf("a stale pid file is in the way: %v", err)
	}
}

func TestTailOfAProgramThatDied(t *testing.T) {
	g := newGroup(t)
	if err := g.Start(shell("for i in 1 2 3; do echo line $i; done; exit 3")); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is gone", func() bool { return !g.Running("it") })
	if got, want := g.Tail("it", 2), "line 2\nline 3"; got != want {
		t.Errorf("Tail = %q, want %q", got, want)
	}
	if got := g.Tail("nobody", 2); !strings.Contains(got, "no such file") {
		t.Errorf("Tail without a log = %q", got)
	}
}
