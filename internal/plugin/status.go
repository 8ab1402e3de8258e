package plugin

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

const statusHelp = `Print who waits for what: every VerifiedCustomer, each followed by its BeneficialOwners, with what
keeps it from being verified or is asked of it afterwards, since when, and what to do next.

With NAME, only the customer or owner of that name; a customer comes with its owners.`

const statusExample = `  # Everybody in the current namespace
  kubectl bonafide status

  # One business and its owners
  kubectl bonafide status acme

  # Everybody
  kubectl bonafide status -A`

// statusCommand is one run of kubectl bonafide status.
type statusCommand struct {
	Environment
	flags         *genericclioptions.ConfigFlags
	allNamespaces bool
}

func newStatus(env Environment, flags *genericclioptions.ConfigFlags) *cobra.Command {
	s := &statusCommand{Environment: env, flags: flags}
	cmd := &cobra.Command{
		Use:     "status [NAME]",
		Short:   "Print who waits for what, and what to do next",
		Long:    statusHelp,
		Example: statusExample,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return errors.New("name one customer or owner, or none for all: kubectl bonafide status [NAME]")
			}
			return nil
		},
		ValidArgsFunction: customerNames(flags, func(*v1alpha1.VerifiedCustomer) bool { return true }),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := ""
			if len(args) == 1 {
				name = objectName(args[0])
			}
			return s.run(cmd.Context(), name)
		},
	}
	cmd.Flags().BoolVarP(&s.allNamespaces, "all-namespaces", "A", false, "look at all namespaces")
	return cmd
}

func (s *statusCommand) run(ctx context.Context, name string) error {
	c, err := connect(s.flags)
	if err != nil {
		return err
	}
	in, where := client.InNamespace(c.namespace), fmt.Sprintf("the namespace %q", c.namespace)
	if s.allNamespaces {
		in, where = "", "any namespace"
	}
	var customers v1alpha1.VerifiedCustomerList
	var owners v1alpha1.BeneficialOwnerList
	for _, list := range []client.ObjectList{&customers, &owners} {
		if err := c.List(ctx, list, in); err != nil {
			return explainRead(err)
		}
	}
	subjects := subjectsOf(customers.Items, owners.Items, name)
	switch {
	case len(subjects) == 0 && name != "":
		return fmt.Errorf("there is no VerifiedCustomer or BeneficialOwner %q in %s", name, where)
	case len(subjects) == 0:
		_, err := fmt.Fprintf(s.ErrOut, "There are no customers or owners in %s.\n", where)
		return err
	}
	return s.print(subjects)
}

func (s *statusCommand) print(subjects []subject) error {
	t := table{width: s.Width, header: []string{"NAME", "PHASE", "WAITS FOR", "SINCE", "NEXT STEP"}}
	if s.allNamespaces {
		t.header = append([]string{"NAMESPACE"}, t.header...)
	}
	for _, subject := range subjects {
		for _, w := range subject.waits() {
			row := []string{subject.name, subject.phase(), w.what, age(s.Clock.Since(w.since)), w.next}
			if s.allNamespaces {
				row = append([]string{subject.namespace}, row...)
			}
			t.rows = append(t.rows, row)
		}
	}
	return t.write(s.Out)
}
