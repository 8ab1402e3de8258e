package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// measured is the name of the customer that is measured: the simplest there is.
const measured = "kim-quick"

// lap is what one stretch of a customer's way took.
type lap struct {
	took  time.Duration
	calls calls
	// writes of the customer at the API server, after the user's own.
	writes int
}

func (l lap) String() string {
	return fmt.Sprintf("writes here: %d   calls there: %s", l.writes, l.calls)
}

// measurement is what it took to verify one customer at a control plane that was warm.
type measurement struct {
	// verified goes from sending the manifest until a watch shows Ready.
	verified lap
	// settled is what the events that Dwolla sent meanwhile led to after that.
	settled lap
	// suspended goes from Dwolla's decision to suspend the customer, by way of its webhook, until a
	// watch shows it.
	suspended lap
}

// measure applies one more customer, has Dwolla suspend it, and counts.
func (d *dev) measure(ctx context.Context) (*measurement, error) {
	ctx, cancel := within(ctx, 30*time.Second, "what "+measured+" should go through")
	defer cancel()
	m, err := d.newMeter(ctx, dwolla, measured)
	if err != nil {
		return nil, err
	}
	defer m.watcher.Stop()
	if err := m.cluster.Create(ctx, quickIdentity()); err != nil {
		return nil, err
	}

	var result measurement
	create := func() error { return m.cluster.Create(ctx, quickCustomer()) }
	if result.verified, err = m.lap(ctx, create, isVerified); err != nil {
		return nil, err
	}
	if result.settled, err = m.settle(ctx); err != nil {
		return nil, err
	}
	suspend := func() error { return m.provider.suspend(ctx, m.last.Status.CustomerID) }
	result.suspended, err = m.lap(ctx, suspend, isSuspended)
	return &result, err
}

// meter counts what happens to one customer, by watching it as any client could.
type meter struct {
	provider *provider
	cluster  client.WithWatch
	watcher  watch.Interface
	// last state that the watch showed, when it showed the first, and how many changes led to the last.
	last     *v1alpha1.VerifiedCustomer
	appeared time.Time
	writes   int
}

// newMeter prepares to measure a customer of that name, once nothing else is under way at its provider.
func (d *dev) newMeter(ctx context.Context, provider, name string) (*meter, error) {
	cluster, err := d.cluster()
	if err != nil {
		return nil, err
	}
	m := &meter{provider: d.provider(provider), cluster: cluster}
	if err := m.provider.settle(ctx); err != nil {
		return nil, err
	}
	m.watcher, err = cluster.Watch(ctx, &v1alpha1.VerifiedCustomerList{}, client.InNamespace(namespace),
		client.MatchingFields{"metadata.name": name})
	return m, err
}

// lap does something, follows the customer until it is as it should be, and says what that took.
func (m *meter) lap(ctx context.Context, do func() error, until func(*v1alpha1.VerifiedCustomer) bool) (lap, error) {
	before, err := m.provider.calls(ctx)
	if err != nil {
		return lap{}, err
	}
	writes, begin := m.writes, time.Now()
	if err := do(); err != nil {
		return lap{}, err
	}
	if err := m.follow(ctx, until); err != nil {
		return lap{}, err
	}
	took := time.Since(begin)
	after, err := m.provider.calls(ctx)
	return lap{took: took, calls: after.since(before), writes: m.writes - writes}, err
}

// settle is a lap until the customer's events are dealt with, whether they changed anything or not.
func (m *meter) settle(ctx context.Context) (lap, error) {
	now := v1alpha1.VerifiedCustomer{}
	wait := func() error {
		if err := m.provider.settle(ctx); err != nil {
			return err
		}
		return m.cluster.Get(ctx, client.ObjectKeyFromObject(m.last), &now)
	}
	return m.lap(ctx, wait, func(c *v1alpha1.VerifiedCustomer) bool {
		return c.ResourceVersion == now.ResourceVersion
	})
}

// follow counts changes until one is as it should be.
func (m *meter) follow(ctx context.Context, until func(*v1alpha1.VerifiedCustomer) bool) error {
	for m.last == nil || !until(m.last) {
		select {
		case event := <-m.watcher.ResultChan():
			customer, ok := event.Object.(*v1alpha1.VerifiedCustomer)
			if !ok {
				return fmt.Errorf("the watch of a customer ended early: %v", context.Cause(ctx))
			}
			switch event.Type {
			case watch.Added:
				m.appeared = time.Now()
			case watch.Modified:
				m.writes++
			}
			m.last = customer
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func isVerified(c *v1alpha1.VerifiedCustomer) bool {
	return c.Status.Phase == v1alpha1.PhaseVerified &&
		meta.IsStatusConditionTrue(c.Status.Conditions, v1alpha1.ConditionReady)
}

func isSuspended(c *v1alpha1.VerifiedCustomer) bool { return c.Status.Phase == v1alpha1.PhaseSuspended }

func quickIdentity() *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: measured + "-identity", Namespace: namespace},
		StringData: map[string]string{"dateOfBirth": "1990-09-09", "ssn": "2468"},
	}
}

func quickCustomer() *v1alpha1.VerifiedCustomer {
	return &v1alpha1.VerifiedCustomer{
		ObjectMeta: metav1.ObjectMeta{Name: measured, Namespace: namespace},
		Spec: v1alpha1.VerifiedCustomerSpec{
			ProviderRef: v1alpha1.ProviderReference{Name: dwolla},
			Type:        v1alpha1.CustomerPersonal,
			Personal: &v1alpha1.PersonalSpec{
				FirstName: "Kim",
				LastName:  "Quick",
				Email:     "kim.quick@example.com",
				Address: v1alpha1.Address{
					Line1: "1 Main Street", City: "Austin", State: "TX", PostalCode: "78701", Country: "US",
				},
				IdentitySecretRef: v1alpha1.SecretReference{Name: measured + "-identity"},
			},
		},
	}
}
