package plugin

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/utils/clock"

	"github.com/bonafide-dev/bonafide/provider"
)

// Environment is what the commands need of the world around them.
type Environment struct {
	genericiooptions.IOStreams
	// Interactive tells that a person reads Out and types into In.
	Interactive bool
	// Width is how many columns the terminal behind Out has, 0 if there is none.
	Width int
	// Interrupts takes Ctrl-C from the runtime until stop is called.
	Interrupts func() (pressed <-chan os.Signal, stop func())
	// Drivers of the providers, by name.
	Drivers map[string]provider.Driver
	Clock   clock.PassiveClock
}

// errExit ends the program with a failure of which the user was told already.
var errExit = errors.New("exit")

// Run runs one command and returns the program's exit code.
func Run(ctx context.Context, env Environment, args []string) int {
	root := newRoot(env)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if !errors.Is(err, errExit) {
		fmt.Fprintln(env.ErrOut, "error:", err)
	}
	return 1
}

const rootHelp = `Look at the customers that Bonafide carries through identity verification, and do the one step
that only a person at a terminal can.

Everything is done with your own rights in the cluster, and from this machine.

For completion of "kubectl bonafide" put an executable file named kubectl_complete-bonafide on your
PATH, with these two lines:

  #!/bin/sh
  exec kubectl bonafide __complete "$@"`

const rootExample = `  # Who waits for what, in this namespace
  kubectl bonafide status

  # Put the provider's questions to a customer who waits for them
  kubectl bonafide kba jane-doe`

func newRoot(env Environment) *cobra.Command {
	flags := genericclioptions.NewConfigFlags(true).WithWarningPrinter(env.IOStreams)
	root := &cobra.Command{
		Use:           "kubectl-bonafide",
		Short:         "Look at customers under verification, and answer a provider's questions",
		Long:          rootHelp,
		Example:       rootExample,
		Annotations:   map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl bonafide"},
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.ErrOut)
	flags.AddFlags(root.PersistentFlags())
	root.AddCommand(newKBA(env, flags), newStatus(env, flags), newVersion(env))
	return root
}

func newVersion(env Environment) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of this plugin",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(env.Out, "kubectl-bonafide", version())
			return err
		},
	}
}

// version is the module's version, or the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	if info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
