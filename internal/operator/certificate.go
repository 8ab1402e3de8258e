package operator

import (
	"crypto/tls"
	"fmt"
	"path/filepath"

	"sigs.k8s.io/controller-runtime/pkg/certwatcher"
)

// certificate reads tls.crt and tls.key of a folder. While the watcher runs, files that change are
// read again, and new connections get what they hold; files that cannot be used are told in the log,
// and the last good ones serve on.
func certificate(dir string) (*certwatcher.CertWatcher, *tls.Config, error) {
	w, err := certwatcher.New(filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key"))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the certificate in --webhook-cert-dir: %w", err)
	}
	return w, &tls.Config{GetCertificate: w.GetCertificate, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}, nil
}
