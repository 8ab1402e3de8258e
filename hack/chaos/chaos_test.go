package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-dev/bonafide/hack/internal/checkout"
)

// testOptions locates what a run needs, and builds the operator with the race detector: what it finds
// stands in the operator's log, where the verdict looks for it. The folder is kept if the test fails.
func testOptions(t *testing.T) options {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a control plane")
	}
	root, err := checkout.Root()
	if err != nil {
		t.Fatal(err)
	}
	o := options{root: root, replicas: 2, bound: 4 * time.Minute, resync: resync}
	if o.assets, err = checkout.Assets(root); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(o.assets, "kube-apiserver")); err != nil {
		t.Fatalf("%v: hack/controlplane/build.sh builds it", err)
	}
	if o.dir, err = os.MkdirTemp("", "bonafide-chaos-*"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !t.Failed() {
			_ = os.RemoveAll(o.dir)
		}
	})
	o.operator = filepath.Join(t.TempDir(), "bonafide")
	build := exec.Command("go", "build", "-race", "-o", o.operator, "./cmd/bonafide")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the operator: %v: %s", err, out)
	}
	return o
}

// A short run of what make chaos does for minutes. Its seed changes with every run of the tests.
func TestChaos(t *testing.T) {
	o := testOptions(t)
	o.seed, o.length = uint64(time.Now().UnixNano())%(1<<32), 35*time.Second
	var out strings.Builder
	r, err := run(t.Context(), o, &out)
	t.Log(out.String())
	if err != nil {
		t.Fatalf("the run could not be made: %v; its logs are in %s", err, o.dir)
	}
	for _, v := range r.violations {
		t.Errorf("%s", v)
	}
	// Whether any is lost for good is a matter of luck: what was dropped is delivered again.
	interfered := r.webhooks["dropped"] + r.webhooks["doubled"] + r.webhooks["delayed"] + r.webhooks["held"] + r.webhooks["corrupted"]
	if r.forged == 0 || r.delivered == 0 || interfered == 0 {
		t.Errorf("nothing was tried: %d forged events, %d delivered, %d interfered with", r.forged, r.delivered, interfered)
	}
	for _, at := range r.providers {
		if at.creates == 0 {
			t.Errorf("nothing was tried at a provider: %s", at)
		}
	}
}
