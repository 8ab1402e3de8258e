package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// samplesDir is what the repository ships for trying Bonafide out. The addresses that it has for the simulator
// and for the operator's webhook server are those of the default ports.
const samplesDir = "config/samples"

// samples is the folder to apply: the repository's, or a copy of it when the simulator or the operator is
// not at the addresses that the samples have.
func (d *dev) samples() (string, error) {
	moved := d.moved()
	if len(moved) == 0 {
		return samplesDir, nil
	}
	from, to := os.DirFS(filepath.Join(d.root, samplesDir)), d.path("samples")
	if err := errors.Join(os.RemoveAll(to), os.CopyFS(to, from)); err != nil {
		return "", err
	}
	if err := rewrite(to, strings.NewReplacer(moved...)); err != nil {
		return "", err
	}
	return filepath.Rel(d.root, to)
}

// moved has the addresses of the samples at which nobody listens, each with the one that stands for it.
func (d *dev) moved() []string {
	var moved []string
	sampled := newPorts(func(string) string { return "" }).reachable()
	for i, now := range d.ports.reachable() {
		if was := sampled[i]; was.url() != now.url() {
			moved = append(moved, was.url(), now.url())
		}
	}
	return moved
}

// rewrite changes the addresses in the manifests of providers, which alone have any.
func rewrite(dir string, addresses *strings.Replacer) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "-provider.yaml") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(addresses.Replace(string(b))), 0o644)
	})
}
