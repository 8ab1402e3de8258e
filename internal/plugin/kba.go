package plugin

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

const kbaHelp = `Put a provider's questions (knowledge-based authentication) to the person who is a VerifiedCustomer.

There is one session and one attempt, and the time is short. The command says so first, and asks
before it opens the session and before it shows the questions. Declining, or Ctrl-C, uses nothing up
to then.

Questions and answers go between this machine and the provider. Nothing of them reaches the cluster,
a log or a file, and no flag takes an answer.

You need the rights to get the VerifiedCustomer, its VerificationProvider, and the Secret with the
provider's credentials. With the right to patch the VerifiedCustomer too, the operator is told to
look at once; otherwise it learns the outcome from the provider's event.`

const kbaExample = `  # Put the provider's questions to jane-doe, who sits here
  kubectl bonafide kba jane-doe

  # In a script, against a simulator: a line of the input for each answer
  printf '%s\n' 5 5 5 5 | kubectl bonafide kba jane-doe --yes`

// kbaCommand is one run of kubectl bonafide kba.
type kbaCommand struct {
	Environment
	flags *genericclioptions.ConfigFlags
	yes   bool

	cluster *cluster
}

func newKBA(env Environment, flags *genericclioptions.ConfigFlags) *cobra.Command {
	k := &kbaCommand{Environment: env, flags: flags}
	cmd := &cobra.Command{
		Use:     "kba NAME",
		Short:   "Put a provider's questions to a customer who waits for them",
		Long:    kbaHelp,
		Example: kbaExample,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("name one VerifiedCustomer: kubectl bonafide kba NAME")
			}
			return nil
		},
		ValidArgsFunction: customerNames(flags, waitsForAnswers),
		RunE:              func(cmd *cobra.Command, args []string) error { return k.run(cmd.Context(), objectName(args[0])) },
	}
	cmd.Flags().BoolVarP(&k.yes, "yes", "y", false, "do not ask whether to begin; without a terminal, read the answers from the input line by line")
	return cmd
}

func (k *kbaCommand) run(ctx context.Context, name string) (err error) {
	if !k.Interactive && !k.yes {
		return errors.New("this needs a person at a terminal, and input or output is redirected: nothing was begun")
	}
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	guard := &guard{}
	pressed, stop := k.Interrupts()
	defer stop()
	go guard.watch(ctx, pressed, leave)

	if k.cluster, err = connect(k.flags); err != nil {
		return err
	}
	examinee, err := k.find(ctx, name)
	if err != nil {
		if ctx.Err() != nil {
			return explainBefore(context.Cause(ctx))
		}
		return err
	}
	s := &sitting{
		console: newConsole(ctx, k.In, k.Out), guard: guard,
		quizzer: examinee.quizzer, customerID: examinee.customer.Status.CustomerID, person: examinee.person(),
		confirmed: k.yes, scripted: !k.Interactive,
	}
	s.say(introduction, examinee.customer.Namespace, examinee.customer.Name, s.person)
	answered, err := s.fillIn(ctx)
	if err != nil {
		return err
	}
	passed, err := s.send(ctx, answered)
	k.conclude(ctx, s.console, examinee.customer, passed, err)
	if err == nil && !passed {
		return errExit
	}
	return err
}

const introduction = `VerifiedCustomer %s/%s waits for answers: the provider has questions that only %s
can answer, without help.

  - There is one session and one attempt. Nothing is used until the questions are shown.
  - From then on the time runs, usually 2 minutes, and the questions cannot be shown again.
  - Questions and answers go between this machine and the provider, and are kept nowhere else.

`

// conclude prints what came of the answers, and where to look next.
func (k *kbaCommand) conclude(ctx context.Context, c *console, vc *v1alpha1.VerifiedCustomer, passed bool, err error) {
	switch {
	case passed:
		c.say("Passed: the provider accepts the answers.\n")
	case err == nil:
		c.say("Not passed: the provider does not accept the answers, and will ask for something else, usually a document.\n")
	}
	if k.askForLook(ctx, vc) {
		c.say("The operator was told to look. ")
	} else {
		c.say("The operator learns of it from the provider's event. ")
	}
	c.say("Follow the customer with:\n  kubectl get vcust %s -n %s -w\n", vc.Name, vc.Namespace)
}

// askForLook tells the operator that there is something to see. It is a courtesy: it fails when the
// user may not patch the customer, and then the provider's event does the same a moment later.
func (k *kbaCommand) askForLook(ctx context.Context, vc *v1alpha1.VerifiedCustomer) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return k.cluster.annotate(ctx, vc, v1alpha1.AnnotationReconcileAt, k.Clock.Now().UTC().Format(time.RFC3339Nano)) == nil
}
