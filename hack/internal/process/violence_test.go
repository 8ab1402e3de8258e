package process

import (
	"strings"
	"testing"
)

func TestKillEndsAFrozenProgramAndItsLogGoesOn(t *testing.T) {
	g := newGroup(t)
	s := shell("echo alive; exec sleep 60")
	s.KeepLog = true
	for life := 1; life <= 2; life++ {
		if err := g.Start(s); err != nil {
			t.Fatal(err)
		}
		eventually(t, "it says so", func() bool { return strings.Count(g.Tail("it", 5), "alive") == life })
		if err := g.Freeze("it"); err != nil {
			t.Fatal(err)
		}
		if err := g.Kill("it"); err != nil {
			t.Fatal(err)
		}
		if g.Running("it") {
			t.Fatal("it runs after it was killed")
		}
	}
	if err := g.Kill("it"); err != nil {
		t.Fatalf("killing it again: %v", err)
	}
}

func TestAFrozenProgramGoesOnWhereItStood(t *testing.T) {
	g := newGroup(t)
	if err := g.Start(shell("i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done")); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it counts", func() bool { return g.Tail("it", 1) != "" })
	if err := g.Freeze("it"); err != nil {
		t.Fatal(err)
	}
	var frozen string
	eventually(t, "it stands", func() bool {
		before := frozen
		frozen = g.Tail("it", 1)
		return before == frozen
	})
	if err := g.Thaw("it"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it counts on", func() bool { return g.Tail("it", 1) != frozen })
}
