package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// kubectl prepares the control plane's own kubectl, as the administrator.
func (d *dev) kubectl(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(d.assets, "kubectl"), args...)
	cmd.Dir = d.root
	cmd.Env = append(os.Environ(), "KUBECONFIG="+d.kubeconfig())
	// A Ctrl-C at the terminal is this program's to act on.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// run runs kubectl and returns what it says; an error holds what it says as well.
func (d *dev) run(ctx context.Context, args ...string) (string, error) {
	var out bytes.Buffer
	cmd := d.kubectl(ctx, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("kubectl %s: %w\n%s", strings.Join(args, " "), err, out.String())
	}
	return out.String(), nil
}

// show runs kubectl as the user would, before the user's eyes.
func (d *dev) show(ctx context.Context, args ...string) error {
	d.screen.command(append([]string{"kubectl"}, args...)...)
	out, err := d.run(ctx, args...)
	d.screen.text(out)
	return err
}
