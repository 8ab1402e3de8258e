package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/hack/internal/controlplane"
	"github.com/bonafide-dev/bonafide/hack/internal/process"
)

// serviceAccount is the operator's, as config/rbac has it.
var serviceAccount = types.NamespacedName{Namespace: "bonafide-system", Name: "bonafide-manager"}

// errRunning says that there is nothing to start.
var errRunning = errors.New("it is running already")

// prepare makes sure that a start can succeed, before anything is started.
func (d *dev) prepare(ctx context.Context, cleanup context.Context) error {
	if len(d.running()) > 0 {
		started, err := d.loadState()
		if err != nil {
			return fmt.Errorf("%s still run from an earlier start: make down ends them (%w)", strings.Join(d.running(), ", "), err)
		}
		if started.Command != "demo" {
			d.adopt(started)
			return errRunning
		}
		// A demo ends what it started; this one was killed before it could.
		d.screen.say("An earlier demo was killed: ending what it left behind.")
		if err := d.stop(cleanup); err != nil {
			return err
		}
	}
	for _, program := range []string{
		filepath.Join(d.assets, controlplane.APIServer), filepath.Join(d.assets, controlplane.Etcd),
		filepath.Join(d.assets, "kubectl"), d.binary(operator), d.binary(simulator),
	} {
		if _, err := os.Stat(program); err != nil {
			return fmt.Errorf("%w: make %s builds it first", err, d.command)
		}
	}
	if err := d.ports.check(d.command); err != nil {
		return err
	}
	return errors.Join(d.clear(), ctx.Err())
}

func (d *dev) binary(name string) string { return filepath.Join(d.root, "bin", name) }

// start brings everything up that a user of the samples needs.
func (d *dev) start(ctx context.Context) error {
	if err := d.saveState(); err != nil {
		return err
	}
	steps := []func(context.Context) error{d.startControlPlane, d.install, d.startPrograms, d.subscribe, d.openAccounts}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *dev) startControlPlane(ctx context.Context) error {
	d.screen.step("Control plane")
	begin := time.Now()
	config := controlplane.Config{
		Assets:     d.assets,
		DataDir:    d.path("data"),
		Kubeconfig: d.kubeconfig(),
		Namespace:  namespace,
		Processes:  d.processes,
	}
	if _, err := controlplane.Start(ctx, config); err != nil {
		return err
	}
	d.screen.say("%s are ready after %s.", strings.Join(config.Programs(), ", "), short(time.Since(begin)))
	return nil
}

// install installs what make deploy would, but for the pods: there is no node to run them. The operator
// runs as a process with the token of its service account instead.
func (d *dev) install(ctx context.Context) error {
	d.screen.step("The kinds, and what the operator may do")
	for _, args := range [][]string{
		{"apply", "-k", "config/crd"},
		{"apply", "-f", "config/manager/namespace.yaml"},
		{"apply", "-k", "config/rbac"},
		{"create", "namespace", namespace},
		{"wait", "--for=condition=Established", "--timeout=30s", "crd", "--all"},
	} {
		if _, err := d.run(ctx, args...); err != nil {
			return err
		}
	}
	d.screen.say("Installed config/crd and config/rbac.")
	return controlplane.ServiceAccountKubeconfig(ctx, d.kubeconfig(), d.operatorKubeconfig(), serviceAccount)
}

func (d *dev) startPrograms(ctx context.Context) error {
	d.screen.step("Three simulated providers, and the operator")
	if err := d.launch(ctx, simulator, d.ports.Control.url()+"/healthz",
		"--dwolla-bind-address="+d.ports.Dwolla.address(),
		"--fin-bind-address="+d.ports.Fin.address(),
		"--blaaiz-bind-address="+d.ports.Blaaiz.address(),
		"--control-bind-address="+d.ports.Control.address(),
	); err != nil {
		return err
	}
	d.screen.say("bin/sandbox is Dwolla's API at %s, Fin's at %s and Blaaiz's at %s.",
		d.ports.Dwolla.url(), d.ports.Fin.url(), d.ports.Blaaiz.url())
	if err := d.launch(ctx, operator, d.ports.Health.url()+"/readyz",
		"--kubeconfig="+d.operatorKubeconfig(),
		"--webhook-bind-address="+d.ports.Webhook.address(),
		"--metrics-bind-address="+d.ports.Metrics.address(),
		"--health-probe-bind-address="+d.ports.Health.address(),
		// There is no other replica that deliveries could go to instead.
	); err != nil {
		return err
	}
	d.screen.say("bin/bonafide runs as service account %s, and takes webhooks at %s.", serviceAccount, d.ports.Webhook.url())
	return nil
}

// launch starts a program and waits until it says that it is ready.
func (d *dev) launch(ctx context.Context, name, probe string, args ...string) error {
	err := d.processes.Start(process.Spec{Name: name, Path: d.binary(name), Args: args})
	if err != nil {
		return err
	}
	return d.processes.WaitReady(ctx, name, probe)
}

// subscribe applies the account at the provider, whose manifest has the address of the operator's webhook
// server: the operator subscribes there by itself.
func (d *dev) subscribe(ctx context.Context) error {
	d.screen.step("The account at Dwolla, as a manifest; the operator subscribes to its webhooks")
	samples, err := d.samples()
	if err != nil {
		return err
	}
	for _, args := range [][]string{
		{"apply", "-f", samples + "/00-secrets.yaml", "-f", samples + "/10-provider.yaml"},
		{"wait", "--for=condition=WebhookSubscribed", "vprov/dwolla", "--timeout=60s"},
	} {
		if err := d.show(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}
