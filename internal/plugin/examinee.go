package plugin

import (
	"context"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/provider"
)

// examinee is a customer who waits for a provider's questions, and the way to them.
type examinee struct {
	customer *v1alpha1.VerifiedCustomer
	quizzer  provider.Quizzer
}

// person is whom the questions are for, as the manifest names them.
func (e *examinee) person() string {
	if p := e.customer.Spec.Personal; p != nil {
		return printable(string(p.FirstName) + " " + string(p.LastName))
	}
	return e.customer.Name
}

// find looks for a customer who waits for questions, and opens the account at the provider with the
// user's own rights.
func (k *kbaCommand) find(ctx context.Context, name string) (*examinee, error) {
	vc, err := k.cluster.customer(ctx, name)
	if err != nil {
		return nil, err
	}
	if !waitsForAnswers(vc) {
		return nil, fmt.Errorf("VerifiedCustomer %q does not wait for questions: %s", name, standing(vc))
	}
	vp, err := k.cluster.provider(ctx, vc)
	if err != nil {
		return nil, err
	}
	pool := account.Pool{Live: k.cluster, Drivers: k.Drivers, UserAgent: userAgent(), Clock: k.Clock}
	a, err := pool.Open(ctx, vp)
	if err != nil {
		return nil, explainAccount(err, vp)
	}
	quizzer, ok := a.Client.(provider.Quizzer)
	if !ok {
		return nil, noQuestions(vp, a.Driver.Name)
	}
	return &examinee{customer: vc, quizzer: quizzer}, nil
}

// waitsForAnswers tells whether the provider has questions for the customer.
func waitsForAnswers(vc *v1alpha1.VerifiedCustomer) bool {
	return vc.Status.CustomerID != "" &&
		condition(vc.Status.Conditions, v1alpha1.ConditionVerified).Reason == v1alpha1.ReasonKBARequired
}

// standing says where a customer stands instead.
func standing(vc *v1alpha1.VerifiedCustomer) string {
	ready := condition(vc.Status.Conditions, v1alpha1.ConditionReady)
	if ready.Reason == "" {
		return "the operator has not looked at it yet"
	}
	text := fmt.Sprintf("it is %s (%s)", vc.Status.Phase, ready.Reason)
	if ready.Message != "" {
		text += ". " + strings.TrimSuffix(printable(ready.Message), ".")
	}
	return text
}

// provider reads the VerificationProvider that a customer names.
func (c *cluster) provider(ctx context.Context, vc *v1alpha1.VerifiedCustomer) (*v1alpha1.VerificationProvider, error) {
	key := types.NamespacedName{Namespace: vc.Spec.ProviderRef.Namespace, Name: vc.Spec.ProviderRef.Name}
	if key.Namespace == "" {
		key.Namespace = vc.Namespace
	}
	vp := &v1alpha1.VerificationProvider{}
	err := c.Get(ctx, key, vp)
	switch {
	case apierrors.IsNotFound(err):
		return nil, fmt.Errorf("there is no VerificationProvider %q in the namespace %q", key.Name, key.Namespace)
	case apierrors.IsForbidden(err):
		return nil, fmt.Errorf("you may not read the VerificationProvider %q in the namespace %q: %s", key.Name, key.Namespace, remedy)
	case err != nil:
		return nil, explainRead(err)
	}
	return vp, nil
}

// remedy is what helps against missing rights.
const remedy = "ask for the right to get it, or have somebody who has it run this command"

// explainAccount says why an account cannot be opened, to a user instead of in a condition.
func explainAccount(err error, vp *v1alpha1.VerificationProvider) error {
	name, connection := vp.Spec.Connection()
	problem := account.ProblemOf(err)
	switch {
	case apierrors.IsForbidden(err):
		return fmt.Errorf("you may not read the Secret %q in the namespace %q, which holds the provider's credentials: %s",
			connection.CredentialsSecretRef.Name, vp.Namespace, remedy)
	case problem.Reason == v1alpha1.ReasonProviderNotSupported:
		return noQuestions(vp, name)
	case problem.Reason == v1alpha1.ReasonProviderUnavailable:
		// Its message speaks of what the operator does; the cause is what a user needs.
		return fmt.Errorf("reading the credentials of the VerificationProvider %q: %w", vp.Name, problem.Err)
	default:
		return fmt.Errorf("the VerificationProvider %q in the namespace %q cannot be used: %w", vp.Name, vp.Namespace, err)
	}
}

func noQuestions(vp *v1alpha1.VerificationProvider, driver string) error {
	return fmt.Errorf("the VerificationProvider %q is an account at %q, and this provider asks no questions", vp.Name, driver)
}
