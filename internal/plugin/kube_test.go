package plugin

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	testingclock "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// today is when the commands of these tests run.
var today = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

var namespaces atomic.Int64

// desk is a user's terminal, and a namespace of the cluster with an account at the fake provider.
type desk struct {
	*testing.T
	namespace string
	provider  *fakeProvider
	env       Environment
	out, err  *screen
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	f := newFakeProvider()
	d := &desk{
		T: t, namespace: fmt.Sprintf("desk-%d", namespaces.Add(1)), provider: f,
		out: &screen{}, err: &screen{},
	}
	d.env = Environment{
		IOStreams:   genericiooptions.IOStreams{In: strings.NewReader(""), Out: d.out, ErrOut: d.err},
		Interactive: true,
		Interrupts:  func() (<-chan os.Signal, func()) { return nil, func() {} },
		Drivers:     f.driver(f),
		Clock:       testingclock.NewFakePassiveClock(today),
	}
	d.create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: d.namespace}})
	d.create(&corev1.Secret{ObjectMeta: d.named("dwolla-api"), StringData: map[string]string{"key": "k", "secret": "s"}})
	d.create(&v1alpha1.VerificationProvider{
		ObjectMeta: d.named("dwolla"),
		Spec: v1alpha1.VerificationProviderSpec{
			Dwolla: &v1alpha1.ProviderConnection{CredentialsSecretRef: v1alpha1.SecretReference{Name: "dwolla-api"}},
		},
	})
	return d
}

// runs runs a command of the plugin in the desk's namespace, and returns its exit code.
func (d *desk) runs(args ...string) int {
	d.Helper()
	return Run(d.Context(), d.env, append(args, "--kubeconfig", shared.kubeconfig, "--namespace", d.namespace))
}

// types is what the person types.
func (d *desk) types(lines ...string) { d.env.In = strings.NewReader(strings.Join(lines, "\n") + "\n") }

func (d *desk) named(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: name, Namespace: d.namespace}
}

func (d *desk) create(o client.Object) {
	d.Helper()
	require.NoError(d, shared.client.Create(context.Background(), o))
}

// customer creates a person as the operator left them.
func (d *desk) customer(name string, status v1alpha1.VerificationStatus) *v1alpha1.VerifiedCustomer {
	d.Helper()
	vc := &v1alpha1.VerifiedCustomer{
		ObjectMeta: d.named(name),
		Spec: v1alpha1.VerifiedCustomerSpec{
			ProviderRef: v1alpha1.ProviderReference{Name: "dwolla"},
			Type:        v1alpha1.CustomerPersonal,
			Personal: &v1alpha1.PersonalSpec{
				FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", Phone: "5554321234", Address: address,
				IdentitySecretRef: v1alpha1.SecretReference{Name: "identity"},
			},
		},
	}
	d.create(vc)
	vc.Status = v1alpha1.VerifiedCustomerStatus{VerificationStatus: status, CustomerID: "customer-1"}
	require.NoError(d, shared.client.Status().Update(d.Context(), vc))
	return vc
}

// owner creates an owner as the operator left them.
func (d *desk) owner(name, customer string, status v1alpha1.VerificationStatus) {
	d.Helper()
	o := &v1alpha1.BeneficialOwner{
		ObjectMeta: d.named(name),
		Spec: v1alpha1.BeneficialOwnerSpec{
			CustomerRef: v1alpha1.CustomerReference{Name: customer}, FirstName: "Omar", LastName: "Doe",
			Address: address, IdentitySecretRef: v1alpha1.SecretReference{Name: "identity"},
		},
	}
	d.create(o)
	o.Status = v1alpha1.BeneficialOwnerStatus{VerificationStatus: status, OwnerID: "owner-1"}
	require.NoError(d, shared.client.Status().Update(d.Context(), o))
}

// read reads a customer back.
func (d *desk) read(name string) *v1alpha1.VerifiedCustomer {
	d.Helper()
	vc := &v1alpha1.VerifiedCustomer{}
	require.NoError(d, shared.client.Get(d.Context(), types.NamespacedName{Namespace: d.namespace, Name: name}, vc))
	return vc
}

// allow gives a user verbs on named objects of the namespace: "get secrets dwolla-api".
func (d *desk) allow(user string, rights ...string) {
	d.Helper()
	role := &rbacv1.Role{ObjectMeta: d.named(user)}
	for _, right := range rights {
		words := strings.Fields(right)
		group := v1alpha1.GroupVersion.Group
		if words[1] == "secrets" {
			group = ""
		}
		role.Rules = append(role.Rules, rbacv1.PolicyRule{
			Verbs: words[:1], APIGroups: []string{group}, Resources: words[1:2], ResourceNames: words[2:],
		})
	}
	d.create(role)
	d.create(&rbacv1.RoleBinding{
		ObjectMeta: d.named(user),
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: user},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: user}},
	})
}

var address = v1alpha1.Address{Line1: "99-99 33rd St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US"}

// standingAt is a status whose Verified has a reason, reached so long before today.
func standingAt(phase v1alpha1.Phase, reason, message string, ago time.Duration, requirements ...v1alpha1.Requirement) v1alpha1.VerificationStatus {
	status := metav1.ConditionFalse
	if phase == v1alpha1.PhaseVerified {
		status = metav1.ConditionTrue
	}
	moved := metav1.NewTime(today.Add(-ago))
	st := v1alpha1.VerificationStatus{
		Phase: phase, Requirements: requirements,
		History: []v1alpha1.HistoryEntry{{Time: moved, To: reason, Cause: v1alpha1.CauseEvent}},
	}
	for _, conditionType := range []string{v1alpha1.ConditionReady, v1alpha1.ConditionVerified} {
		st.Conditions = append(st.Conditions, metav1.Condition{
			Type: conditionType, Status: status, Reason: reason, Message: message, LastTransitionTime: moved,
		})
	}
	return st
}

// waitingForAnswers is the status of a person whom the provider has questions for.
func waitingForAnswers() v1alpha1.VerificationStatus {
	return standingAt(v1alpha1.PhaseActionRequired, v1alpha1.ReasonKBARequired, "The provider has questions.", 3*time.Hour,
		v1alpha1.Requirement{Code: "AnswerKBA", Message: "The provider has questions.", Action: "Have the person answer."})
}

func secretOf(d *desk) *corev1.Secret {
	return &corev1.Secret{ObjectMeta: d.named("dwolla-api")}
}
