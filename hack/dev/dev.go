package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/bonafide-dev/bonafide/hack/internal/checkout"
	"github.com/bonafide-dev/bonafide/hack/internal/controlplane"
	"github.com/bonafide-dev/bonafide/hack/internal/process"
)

// The programs that are Bonafide's own, and the namespace that the samples go to.
const (
	operator  = "bonafide"
	simulator = "sandbox"
	namespace = "onboarding"
)

// dev is a development environment on this machine. At most one runs in a checkout.
type dev struct {
	command   string
	root      string
	assets    string
	ports     *ports
	screen    screen
	processes process.Group
}

func newDev(command string, ports *ports) (*dev, error) {
	root, err := checkout.Root()
	if err != nil {
		return nil, err
	}
	assets, err := checkout.Assets(root)
	if err != nil {
		return nil, err
	}
	d := &dev{command: command, root: root, assets: assets, ports: ports, screen: screen{os.Stdout}}
	d.processes = process.Group{RunDir: d.path("run"), LogDir: d.path("logs")}
	return d, os.MkdirAll(d.path(), 0o755)
}

// path within the folder that holds everything this program keeps.
func (d *dev) path(elements ...string) string {
	return filepath.Join(append([]string{d.root, ".dev"}, elements...)...)
}

func (d *dev) kubeconfig() string         { return d.path("kubeconfig") }
func (d *dev) operatorKubeconfig() string { return d.path("operator.kubeconfig") }

// programs in the order in which they start.
func (d *dev) programs() []string {
	return append(controlplane.Config{Assets: d.assets}.Programs(), simulator, operator)
}

// running are the programs that run, whichever assets they came from.
func (d *dev) running() []string {
	var names []string
	for _, name := range []string{
		controlplane.Etcd, controlplane.APIServer, controlplane.ControllerManager, simulator, operator,
	} {
		if d.processes.Running(name) {
			names = append(names, name)
		}
	}
	return names
}

// state is what a later call has to know of the one that started the programs.
type state struct {
	// Command that started them.
	Command string `json:"command"`
	// Assets that the control plane came from.
	Assets string `json:"assets"`
	// Ports they were given.
	Ports *ports `json:"ports"`
}

func (d *dev) saveState() error {
	b, err := json.MarshalIndent(state{Command: d.command, Assets: d.assets, Ports: d.ports}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(d.path("state.json"), append(b, '\n'), 0o600)
}

// loadState reads what the call that started the programs left.
func (d *dev) loadState() (state, error) {
	var s state
	b, err := os.ReadFile(d.path("state.json"))
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("reading %s: %w", d.path("state.json"), err)
	}
	return s, nil
}

// adopt goes on with what runs, however this call was started.
func (d *dev) adopt(s state) { d.assets, d.ports = s.Assets, s.Ports }
