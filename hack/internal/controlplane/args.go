package controlplane

import (
	"fmt"
	"path/filepath"
	"strings"
)

func (p *Plane) file(name string) string { return filepath.Join(p.pki, name) }

func (p *Plane) etcdURL() string { return fmt.Sprintf("https://127.0.0.1:%d", p.etcdPort) }

func (p *Plane) etcdArgs() []string {
	return []string{
		"--data-dir=" + filepath.Join(p.DataDir, "etcd"),
		"--listen-client-urls=" + p.etcdURL(),
		"--advertise-client-urls=" + p.etcdURL(),
		// There is one member, which has no peer to talk to.
		"--listen-peer-urls=http://127.0.0.1:0",
		"--cert-file=" + p.file("server.crt"),
		"--key-file=" + p.file("server.key"),
		"--client-cert-auth",
		"--trusted-ca-file=" + p.file("ca.crt"),
		// The data do not outlive a development control plane.
		"--unsafe-no-fsync",
		"--log-level=warn",
	}
}

func (p *Plane) apiServerArgs() []string {
	return []string{
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", p.securePort),
		// Without it the machine must have an address besides the loopback's.
		"--advertise-address=127.0.0.1",
		"--endpoint-reconciler-type=none",
		"--service-cluster-ip-range=10.0.0.0/24",
		"--etcd-servers=" + p.etcdURL(),
		"--etcd-cafile=" + p.file("ca.crt"),
		"--etcd-certfile=" + p.file("server.crt"),
		"--etcd-keyfile=" + p.file("server.key"),
		"--tls-cert-file=" + p.file("server.crt"),
		"--tls-private-key-file=" + p.file("server.key"),
		"--client-ca-file=" + p.file("ca.crt"),
		"--authorization-mode=RBAC",
		"--anonymous-auth=false",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + p.file("service-account.key"),
		"--service-account-signing-key-file=" + p.file("service-account.key"),
		"--profiling=false",
	}
}

// controllers are the ones that something here relies on; the others look after nodes and pods.
var controllers = []string{
	"clusterrole-aggregation-controller",
	"garbage-collector-controller",
	"namespace-controller",
	"root-ca-certificate-publisher-controller",
	"serviceaccount-controller",
}

func (p *Plane) controllerManagerArgs() []string {
	return []string{
		"--kubeconfig=" + p.controllerManagerKubeconfig(),
		"--controllers=" + strings.Join(controllers, ","),
		"--use-service-account-credentials",
		"--service-account-private-key-file=" + p.file("service-account.key"),
		"--root-ca-file=" + p.file("ca.crt"),
		// It is the only one, and nobody asks for its metrics.
		"--leader-elect=false",
		"--secure-port=0",
	}
}
