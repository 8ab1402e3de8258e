package controlplane

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/bonafide-dev/bonafide/internal/loopback"
)

// startTimeout is generous: a laptop that also compiles takes a multiple of the usual three seconds.
const startTimeout = 90 * time.Second

// waitReady returns when the API server says that it is ready, or says which program died.
func (p *Plane) waitReady(ctx context.Context) error {
	config, err := clientcmd.BuildConfigFromFlags("", p.Kubeconfig)
	if err != nil {
		return err
	}
	config.Timeout = 5 * time.Second
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		_, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		if err == nil {
			return nil
		}
		for _, name := range []string{Etcd, APIServer} {
			if !p.Processes.Running(name) {
				return fmt.Errorf("%s ended right after it was started; the end of its log:\n%s",
					name, p.Processes.Tail(name, 10))
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the API server is not ready: %w (its log: %s)", err, p.Processes.LogPath(APIServer))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// choosePorts finds ports that stay free while the API server is down.
func (p *Plane) choosePorts() error {
	for _, port := range []*int{&p.etcdPort, &p.securePort} {
		address, err := loopback.Free()
		if err != nil {
			return err
		}
		_, number, err := net.SplitHostPort(address)
		if err != nil {
			return err
		}
		if *port, err = strconv.Atoi(number); err != nil {
			return err
		}
	}
	return nil
}
