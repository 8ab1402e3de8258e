package webhookserver

import (
	"context"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
)

// Bounds of what a walk through a provider's list asks of the API server. An account that others use
// too lists thousands of customers whom nobody manages here.
const (
	// askedSingly is how many unknown customers are asked for one by one before all customers of the
	// provider are read instead.
	askedSingly = 20
	// directoryLife is how long such a reading serves. Listed events are older than that when they are
	// taken, so that their customers, if managed here, were there or being created when it was made.
	directoryLife = 30 * time.Second
	// knownStrangers and strangerLife bound the memory of customers whom nobody manages. Somebody who
	// is taken over meanwhile is looked at then, which is later than what a list has of them; a delivery
	// asks the API server for them all the same.
	knownStrangers = 16384
	strangerLife   = 10 * time.Minute
)

// directory finds customers that are not in the cache, as the API server has them.
type directory struct {
	server *Server
	vp     *v1alpha1.VerificationProvider

	mu      sync.Mutex
	asked   int
	readAt  time.Time
	names   map[string]types.NamespacedName // by controllers.CustomerIDKey
	pending bool
}

// find gets a customer, nil if there is none; then pending tells whether one is being created.
func (d *directory) find(ctx context.Context, customerID string) (vc *v1alpha1.VerifiedCustomer, pending bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asked < askedSingly {
		d.asked++
		// The order counts; see Server.find.
		if pending, err = d.server.creates(ctx, d.vp); err != nil {
			return nil, false, err
		}
		vc, err = d.server.stored(ctx, d.vp, customerID)
		return vc, pending, err
	}
	if d.names == nil || d.server.Clock.Since(d.readAt) >= directoryLife {
		if err := d.read(ctx); err != nil {
			return nil, false, err
		}
	}
	name, known := d.names[controllers.CustomerIDKey(customerID)]
	if !known {
		return nil, d.pending, nil
	}
	vc = &v1alpha1.VerifiedCustomer{}
	if err := d.server.Live.Get(ctx, name, vc); err != nil {
		if apierrors.IsNotFound(err) {
			return nil, d.pending, nil
		}
		return nil, false, err
	}
	return vc, false, nil
}

// read reads all customers of the provider, page by page, and keeps their IDs.
func (d *directory) read(ctx context.Context) error {
	now := d.server.Clock.Now()
	names, pending, token := map[string]types.NamespacedName{}, false, ""
	for {
		var list v1alpha1.VerifiedCustomerList
		if err := d.server.Live.List(ctx, &list, client.MatchingFields{"spec.providerRef.name": d.vp.Name},
			client.Limit(pageSize), client.Continue(token)); err != nil {
			return err
		}
		for i := range list.Items {
			vc := &list.Items[i]
			if controllers.ProviderOf(vc) != client.ObjectKeyFromObject(d.vp) {
				continue
			}
			if vc.Status.CustomerID != "" {
				names[controllers.CustomerIDKey(vc.Status.CustomerID)] = client.ObjectKeyFromObject(vc)
			}
			pending = pending || controllers.CreateBegunWithin(vc, now, createWindow)
		}
		if token = list.Continue; token == "" {
			break
		}
	}
	d.readAt, d.names, d.pending = now, names, pending
	return nil
}
