package director

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/stage"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

// tryAgainAfter is how long people wait before they repeat what the API server did not take.
const tryAgainAfter = 300 * time.Millisecond

// persist repeats a call at the API server until it is taken: people do not give up because of an outage.
func persist(ctx context.Context, call func(context.Context) error) error {
	for {
		err := call(ctx)
		switch {
		case err == nil, apierrors.IsInvalid(err), apierrors.IsNotFound(err), apierrors.IsBadRequest(err):
			return err
		case !pause(ctx, tryAgainAfter):
			return ctx.Err()
		}
	}
}

// create creates an object, or finds that an earlier call, whose answer was lost, has done so.
func (d *Director) create(ctx context.Context, o client.Object) error {
	return persist(ctx, func(ctx context.Context) error {
		err := d.stage.Kube.Create(ctx, o)
		if apierrors.IsAlreadyExists(err) {
			return d.stage.Kube.Get(ctx, client.ObjectKeyFromObject(o), o)
		}
		return err
	})
}

// apply applies the manifests of somebody of the cast.
func (d *Director) apply(ctx context.Context, a plan.Action) error {
	m, life, err := d.manifests(a.Who)
	if err != nil {
		return err
	}
	first := func() error {
		for _, s := range m.Secrets {
			if err := d.create(ctx, s); err != nil {
				return err
			}
		}
		return nil
	}
	second := func() error {
		if err := d.create(ctx, m.Object); err != nil {
			return err
		}
		life.UID = m.Object.GetUID()
		d.records.born(a.Who, life)
		return nil
	}
	if a.Do == plan.ApplyLate {
		first, second = second, first
	}
	if err := first(); err != nil {
		return err
	}
	return second()
}

// manifests are the object and the Secrets of somebody of the cast, and the life that begins with them.
func (d *Director) manifests(name string) (platform.Manifests, verdict.Life, error) {
	p := d.at[name]
	for _, one := range d.plan.Persons {
		if one.Name == name {
			m := p.Person(one, clerk{d})
			return m, verdict.Life{Provider: one.Provider, Email: m.Email}, nil
		}
	}
	for _, b := range d.plan.Businesses {
		if b.Name == name {
			m := p.Business(b, clerk{d})
			life := verdict.Life{Provider: b.Provider, Email: m.Email}
			if m.Certified {
				life.Statements = 1
			}
			return m, life, nil
		}
		for _, o := range b.Owners {
			if o.Name == name {
				return p.Owner(b, o, clerk{d}), verdict.Life{Provider: b.Provider, Owner: true, Of: b.Name}, nil
			}
		}
	}
	return platform.Manifests{}, verdict.Life{}, fmt.Errorf("%s is not of the cast", name)
}

// object reads the object of a life that goes on.
func (d *Director) object(ctx context.Context, name string) (v1alpha1.Verifiable, error) {
	l, ok := d.records.life(name)
	if !ok {
		return nil, errInapplicable
	}
	var o v1alpha1.Verifiable = &v1alpha1.VerifiedCustomer{}
	if l.Owner {
		o = &v1alpha1.BeneficialOwner{}
	}
	err := persist(ctx, func(ctx context.Context) error {
		return d.stage.Kube.Get(ctx, types.NamespacedName{Namespace: stage.Namespace, Name: name}, o)
	})
	return o, err
}

// patch changes an object; the outcome of a call that was cut may be that it is done twice, which must
// come to the same.
func (d *Director) patch(ctx context.Context, o v1alpha1.Verifiable, change func()) error {
	before := o.DeepCopyObject().(client.Object)
	change()
	p := client.MergeFrom(before)
	after := o.DeepCopyObject().(client.Object)
	return persist(ctx, func(ctx context.Context) error {
		return d.stage.Kube.Patch(ctx, after.DeepCopyObject().(client.Object), p)
	})
}

// putSecret has a Secret hold new values.
func (d *Director) putSecret(ctx context.Context, name string, values map[string]string) error {
	s := platform.Secret(name, values)
	return persist(ctx, func(ctx context.Context) error {
		err := d.stage.Kube.Update(ctx, s.DeepCopy())
		if apierrors.IsNotFound(err) {
			err = d.stage.Kube.Create(ctx, s.DeepCopy())
		}
		return err
	})
}

func (d *Director) changed(name string) {
	d.records.note(name, func(l *verdict.Life) { l.Changes++ })
}
