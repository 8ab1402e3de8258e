package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Numbers of customers. A connection has customers of its own, so that no two meet.
const (
	subjects = 256
	twins    = 64
)

// people are the customers of measurements a to d.
type people struct {
	// subjects were verified by the operator, at the simulated provider.
	subjects []*v1alpha1.VerifiedCustomer
	// twins look like them, but no operator sees them: raw patches go to these.
	twins []*v1alpha1.VerifiedCustomer
	// operator sees the subjects, and takes events about them.
	operator *operator
}

// withPeople starts an operator and has it verify the subjects, unless that was done before.
func (s *stage) withPeople(ctx context.Context) (*people, error) {
	if s.people != nil {
		return s.people, nil
	}
	s.say("having the operator verify %d customers", subjects)
	p := &people{}
	var err error
	if p.operator, err = s.startOperator(ctx, subjectSelector); err != nil {
		return nil, err
	}
	s.people = p
	if err := s.verify(ctx, subjects); err != nil {
		return nil, err
	}
	if p.subjects, err = s.verified(ctx); err != nil {
		return nil, err
	}
	for i := range twins {
		twin := copyOf(p.subjects[0], fmt.Sprintf("twin-%d", i))
		if err := s.store(ctx, twin); err != nil {
			return nil, err
		}
		p.twins = append(p.twins, twin)
	}
	return p, nil
}

// leave ends the operator of measurements a to d.
func (s *stage) leave() {
	if s.people != nil {
		s.people.operator.stop()
		s.people = nil
	}
}

// verify has the operator take customers through verification: the way of every customer.
func (s *stage) verify(ctx context.Context, n int) error {
	if _, err := load(ctx, 8, forever, func(ctx context.Context, worker, round int) error {
		i := round*8 + worker
		if i >= n {
			return errEnough
		}
		name := fmt.Sprintf("customer-%d", i)
		identity := &corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace},
			StringData: map[string]string{"dateOfBirth": "1990-01-31", "ssn": fmt.Sprintf("%04d", 1000+i)},
		}
		return s.create(ctx, identity, person(name))
	}); err != nil {
		return err
	}
	return until(ctx, "the operator has verified everybody", func() (bool, error) {
		all, err := s.verified(ctx)
		return len(all) == n, err
	})
}

// verified lists the subjects that are Ready.
func (s *stage) verified(ctx context.Context) ([]*v1alpha1.VerifiedCustomer, error) {
	var list v1alpha1.VerifiedCustomerList
	if err := s.kube.List(ctx, &list, client.InNamespace(namespace), client.MatchingLabels{label: labelSubject}); err != nil {
		return nil, err
	}
	var out []*v1alpha1.VerifiedCustomer
	for i := range list.Items {
		if isReady(&list.Items[i]) {
			out = append(out, &list.Items[i])
		}
	}
	return out, nil
}

func isReady(vc *v1alpha1.VerifiedCustomer) bool {
	for _, c := range vc.Status.Conditions {
		if c.Type == v1alpha1.ConditionReady {
			return c.Status == metav1.ConditionTrue
		}
	}
	return false
}

// person is a manifest as a user would write it.
func person(name string) *v1alpha1.VerifiedCustomer {
	return &v1alpha1.VerifiedCustomer{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace, Labels: map[string]string{label: labelSubject}},
		Spec: v1alpha1.VerifiedCustomerSpec{
			ProviderRef: v1alpha1.ProviderReference{Name: providerName},
			Type:        v1alpha1.CustomerPersonal,
			Personal: &v1alpha1.PersonalSpec{
				FirstName: "Jane", LastName: "Doe", Email: v1alpha1.Email(name + "@example.com"), Phone: "5554321234",
				Address: v1alpha1.Address{
					Line1: "99-99 33rd St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US",
				},
				IdentitySecretRef: v1alpha1.SecretReference{Name: name},
			},
		},
	}
}

// copyOf is a customer of another name that the operator has left as it has left the first. It has no
// label, and another ID at the provider, which the provider does not know.
func copyOf(vc *v1alpha1.VerifiedCustomer, name string) *v1alpha1.VerifiedCustomer {
	out := vc.DeepCopy()
	out.ObjectMeta = metav1.ObjectMeta{
		Name: name, Namespace: vc.Namespace, Annotations: vc.Annotations, Finalizers: vc.Finalizers,
	}
	out.Status.CustomerID = newEvent("", "").id
	return out
}

// store writes a customer with its status, as the operator's two writes do.
func (s *stage) store(ctx context.Context, vc *v1alpha1.VerifiedCustomer) error {
	status := vc.Status.DeepCopy()
	if err := s.kube.Create(ctx, vc); err != nil {
		return fmt.Errorf("creating a customer: %w", err)
	}
	before := vc.DeepCopy()
	vc.Status = *status
	if err := s.kube.Status().Patch(ctx, vc, client.MergeFrom(before)); err != nil {
		return fmt.Errorf("writing a customer's status: %w", err)
	}
	return nil
}
