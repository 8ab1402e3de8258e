package plugin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Short names of the kinds, as kubectl takes them in front of an object's name.
const (
	customerPrefix = "vcust/"
	ownerPrefix    = "bowner/"
)

// cluster is the API server as the user's kubeconfig reaches it.
type cluster struct {
	client.Client
	// namespace that the user chose, by flag or by context.
	namespace string
}

func connect(flags *genericclioptions.ConfigFlags) (*cluster, error) {
	config, err := flags.ToRESTConfig()
	if err != nil {
		return nil, err
	}
	namespace, _, err := flags.ToRawKubeConfigLoader().Namespace()
	if err != nil {
		return nil, err
	}
	config.UserAgent = userAgent()
	scheme := runtime.NewScheme()
	if err := errors.Join(corev1.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return nil, err
	}
	c, err := client.New(config, client.Options{Scheme: scheme})
	if err != nil {
		return nil, fmt.Errorf("connecting to the cluster: %w", err)
	}
	return &cluster{Client: c, namespace: namespace}, nil
}

func userAgent() string { return "kubectl-bonafide/" + version() }

// customer reads a VerifiedCustomer.
func (c *cluster) customer(ctx context.Context, name string) (*v1alpha1.VerifiedCustomer, error) {
	vc := &v1alpha1.VerifiedCustomer{}
	err := c.Get(ctx, types.NamespacedName{Namespace: c.namespace, Name: name}, vc)
	switch {
	case apierrors.IsNotFound(err):
		return nil, fmt.Errorf("there is no VerifiedCustomer %q in the namespace %q", name, c.namespace)
	case err != nil:
		return nil, explainRead(err)
	}
	return vc, nil
}

// annotate sets an annotation of a customer.
func (c *cluster) annotate(ctx context.Context, vc *v1alpha1.VerifiedCustomer, key, value string) error {
	before := vc.DeepCopy()
	metav1.SetMetaDataAnnotation(&vc.ObjectMeta, key, value)
	return c.Patch(ctx, vc, client.MergeFrom(before), client.FieldOwner("kubectl-bonafide"))
}

// explainRead adds what a user can do about an error of reading.
func explainRead(err error) error {
	if meta.IsNoMatchError(err) {
		return errors.New("this cluster does not have Bonafide's kinds: install the operator first, or choose another context")
	}
	return err
}

// objectName is the name in an argument, which may have the prefix that status prints.
func objectName(argument string) string {
	return strings.TrimPrefix(strings.TrimPrefix(argument, customerPrefix), ownerPrefix)
}

// customerNames completes an argument with the names of the customers that match.
func customerNames(flags *genericclioptions.ConfigFlags, match func(*v1alpha1.VerifiedCustomer) bool) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
		const directive = cobra.ShellCompDirectiveNoFileComp
		if len(args) > 0 {
			return nil, directive
		}
		c, err := connect(flags)
		if err != nil {
			return nil, directive
		}
		var list v1alpha1.VerifiedCustomerList
		if err := c.List(cmd.Context(), &list, client.InNamespace(c.namespace)); err != nil {
			return nil, directive
		}
		var names []cobra.Completion
		for i := range list.Items {
			if vc := &list.Items[i]; strings.HasPrefix(vc.Name, prefix) && match(vc) {
				names = append(names, vc.Name)
			}
		}
		return names, directive
	}
}

// condition is a condition by its type; the zero value if there is none.
func condition(conditions []metav1.Condition, conditionType string) metav1.Condition {
	if c := meta.FindStatusCondition(conditions, conditionType); c != nil {
		return *c
	}
	return metav1.Condition{}
}
