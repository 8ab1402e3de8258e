// Package checkout finds its way in a checkout of the repository.
package checkout

import (
	"errors"
	"os"
	"path/filepath"
)

// Root looks for the top of the repository from the working directory upwards.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "PROJECT")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("run this inside the repository: no file PROJECT here or above")
		}
	}
}

// Assets is the folder of the control plane's programs: that of KUBEBUILDER_ASSETS, or else bin/k8s.
func Assets(root string) (string, error) {
	assets := os.Getenv("KUBEBUILDER_ASSETS")
	if assets == "" {
		assets = filepath.Join(root, "bin", "k8s")
	}
	return filepath.Abs(assets)
}
