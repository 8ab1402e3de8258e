package director

import (
	"context"
	"errors"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/stage"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

// takeOver does what a person does about creates of which nobody else can find out what became: look at the
// provider whether the customer is there and, if it is the right one, write its ID into the manifest.
func (d *Director) takeOver(ctx context.Context, _ plan.Action) error {
	var all v1alpha1.VerifiedCustomerList
	if err := persist(ctx, func(ctx context.Context) error {
		return d.stage.Kube.List(ctx, &all, client.InNamespace(stage.Namespace))
	}); err != nil {
		return err
	}
	done := errInapplicable
	for i := range all.Items {
		vc := &all.Items[i]
		c := meta.FindStatusCondition(vc.Status.Conditions, v1alpha1.ConditionSynced)
		if c == nil || c.Reason != v1alpha1.ReasonCreateOutcomeUnknown || vc.Spec.CustomerID != "" || vc.DeletionTimestamp != nil {
			continue
		}
		if err := d.takeOverFor(ctx, vc, c.Message); err != nil {
			return err
		}
		done = nil
	}
	return done
}

func (d *Director) takeOverFor(ctx context.Context, vc *v1alpha1.VerifiedCustomer, message string) error {
	if _, lives := d.records.life(vc.Name); !lives {
		return nil
	}
	id, err := d.customerID(ctx, vc.Name)
	if errors.Is(err, errInapplicable) {
		// It is not there: then the provider may be asked once more.
		return d.patch(ctx, vc, func() { delete(vc.Annotations, v1alpha1.AnnotationCreateIntent) })
	}
	if err != nil {
		return err
	}
	d.records.note(vc.Name, func(l *verdict.Life) { l.TakenOver, l.Unnamed = id, !strings.Contains(message, id) })
	return client.IgnoreNotFound(d.patch(ctx, vc, func() { vc.Spec.CustomerID = id }))
}
