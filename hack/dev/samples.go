package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// What the repository ships for trying Bonafide out, and the address that it has for the simulator.
const (
	samplesDir     = "config/samples"
	sampleEndpoint = "http://127.0.0.1:8085"
)

// sampleSecret reads one value of a Secret among the samples, so that it stands in one place only.
func sampleSecret(root, name, key string) (string, error) {
	path := filepath.Join(root, samplesDir, "00-secrets.yaml")
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(b), 4096)
	for {
		var secret corev1.Secret
		err := decoder.Decode(&secret)
		if errors.Is(err, io.EOF) {
			return "", fmt.Errorf("no Secret %s with a key %s in %s", name, key, path)
		}
		if err != nil {
			return "", fmt.Errorf("reading %s: %w", path, err)
		}
		if value, ok := secret.StringData[key]; ok && secret.Name == name {
			return value, nil
		}
	}
}

// samples is the folder to apply: the repository's, or a copy of it when the simulator is not at the
// address that the samples have.
func (d *dev) samples() (string, error) {
	if d.ports.Dwolla.url() == sampleEndpoint {
		return samplesDir, nil
	}
	from, to := os.DirFS(filepath.Join(d.root, samplesDir)), d.path("samples")
	if err := errors.Join(os.RemoveAll(to), os.CopyFS(to, from)); err != nil {
		return "", err
	}
	provider := filepath.Join(to, "10-provider.yaml")
	b, err := os.ReadFile(provider)
	if err != nil {
		return "", err
	}
	edited := strings.ReplaceAll(string(b), sampleEndpoint, d.ports.Dwolla.url())
	if err := os.WriteFile(provider, []byte(edited), 0o644); err != nil {
		return "", err
	}
	return filepath.Rel(d.root, to)
}
