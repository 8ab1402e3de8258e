// Package controlplane runs etcd, kube-apiserver and kube-controller-manager on the loopback address.
//
// It is what a cluster's control plane is to an operator: RBAC is on, service accounts get tokens, the
// garbage collector and the aggregation of cluster roles run. There are no nodes, so no pods.
package controlplane

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/bonafide-dev/bonafide/hack/internal/process"
)

// Names of the programs.
const (
	Etcd              = "etcd"
	APIServer         = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
)

// Config says where a control plane lives.
type Config struct {
	// Assets is the folder of the programs.
	Assets string
	// DataDir is the folder of etcd's data and the certificates.
	DataDir string
	// Kubeconfig is where the administrator's kubeconfig is written.
	Kubeconfig string
	// Namespace is what the kubeconfig's context names.
	Namespace string
	// Processes keeps the programs.
	Processes process.Group
	// WithoutControllers leaves the controller manager out, for those who rely on none of its controllers.
	WithoutControllers bool
}

// Plane is a control plane.
type Plane struct {
	Config
	pki                  string
	etcdPort, securePort int
}

// Start starts the control plane and returns when its API server is ready.
func Start(ctx context.Context, c Config) (*Plane, error) {
	p := &Plane{Config: c, pki: filepath.Join(c.DataDir, "pki")}
	if err := os.MkdirAll(p.pki, 0o700); err != nil {
		return nil, err
	}
	if err := p.choosePorts(); err != nil {
		return nil, err
	}
	if err := p.writeCredentials(); err != nil {
		return nil, fmt.Errorf("making certificates: %w", err)
	}
	// The API server waits for etcd by itself.
	if err := p.start(Etcd, p.etcdArgs()); err != nil {
		return nil, err
	}
	if err := p.StartAPIServer(ctx); err != nil {
		return nil, err
	}
	if !slices.Contains(p.Programs(), ControllerManager) {
		return p, nil
	}
	return p, p.start(ControllerManager, p.controllerManagerArgs())
}

// StartAPIServer starts the API server, again if it was ended in between: etcd has kept all data, and it
// listens where it did before. It returns when the API server is ready.
func (p *Plane) StartAPIServer(ctx context.Context) error {
	if err := p.start(APIServer, p.apiServerArgs()); err != nil {
		return err
	}
	return p.waitReady(ctx)
}

// Programs of the control plane, in the order in which they start. The assets that envtest's own tool
// downloads have no controller manager: then it goes without.
func (c Config) Programs() []string {
	names := []string{Etcd, APIServer}
	if _, err := os.Stat(filepath.Join(c.Assets, ControllerManager)); err == nil && !c.WithoutControllers {
		names = append(names, ControllerManager)
	}
	return names
}

func (p *Plane) start(name string, args []string) error {
	return p.Processes.Start(process.Spec{Name: name, Path: filepath.Join(p.Assets, name), Args: args})
}

func (p *Plane) address() string { return fmt.Sprintf("https://127.0.0.1:%d", p.securePort) }

func (p *Plane) controllerManagerKubeconfig() string {
	return filepath.Join(p.pki, "controller-manager.kubeconfig")
}

// writeCredentials makes an authority, the certificates of all programs, the key for service-account
// tokens, and the kubeconfigs of the administrator and of the controller manager.
func (p *Plane) writeCredentials() error {
	ca, err := newAuthority()
	if err != nil {
		return err
	}
	server, err1 := ca.issue("kube-apiserver")
	manager, err2 := ca.issue("system:kube-controller-manager")
	admin, err3 := ca.issue("admin", "system:masters")
	key, err4 := signingKey()
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	user := func(c pair) *clientcmdapi.AuthInfo {
		return &clientcmdapi.AuthInfo{ClientCertificateData: c.cert, ClientKeyData: c.key}
	}
	return errors.Join(
		os.WriteFile(filepath.Join(p.pki, "ca.crt"), ca.bundle(), 0o600),
		os.WriteFile(filepath.Join(p.pki, "service-account.key"), key, 0o600),
		server.write(p.pki, "server"),
		kubeconfig(p.Kubeconfig, p.address(), ca.bundle(), p.Namespace, user(admin)),
		kubeconfig(p.controllerManagerKubeconfig(), p.address(), ca.bundle(), "", user(manager)),
	)
}

// Stop ends what runs of the control plane, last started first.
func Stop(ctx context.Context, processes process.Group) error {
	var errs []error
	for _, name := range []string{ControllerManager, APIServer, Etcd} {
		errs = append(errs, processes.Stop(ctx, name, 10*time.Second))
	}
	return errors.Join(errs...)
}
