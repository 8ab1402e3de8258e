package controllers

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// requireNewest fails if spec is no longer what this pass acts on, by the API server's word. It goes right before calls
// that nothing is written down before, which a write would lose otherwise: an operator that no longer leads, and does
// not know it yet, must not undo what the one that leads has done since, nor make a statement that was withdrawn.
func (p *pass) requireNewest(ctx context.Context) error {
	newest := p.o.Empty()
	if err := p.r.Live.Get(ctx, client.ObjectKeyFromObject(p.o), newest); err != nil {
		return fmt.Errorf("reading the object past the cache: %w", err)
	}
	if newest.GetUID() != p.o.GetUID() || newest.GetGeneration() != p.generation {
		return outdated(newest)
	}
	return nil
}

// outdated ends a pass whose object changed: the object's own event brings the next one.
func outdated(o v1alpha1.Verifiable) error {
	return apierrors.NewConflict(schema.GroupResource{Group: v1alpha1.GroupVersion.Group, Resource: o.Kind()}, o.GetName(),
		errors.New("spec changed since this pass began"))
}
