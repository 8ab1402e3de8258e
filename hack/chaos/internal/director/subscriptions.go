package director

import (
	"context"
	"errors"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/stage"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

// Calls that change subscriptions, as the simulated provider counts them.
const (
	CallSubscribe   = "POST /webhook-subscriptions"
	CallChange      = "POST /webhook-subscriptions/{id}"
	CallUnsubscribe = "DELETE /webhook-subscriptions/{id}"
)

// How often somebody tries to change a subscription while the provider fails, and to add one: of these, an account
// has room for a few only.
const (
	meddleTries = 10
	addTries    = 5
)

// keeper is a provider at which the operator keeps a subscription.
func (d *Director) keeper(name string) (platform.Keeper, error) {
	k, ok := d.of[name].(platform.Keeper)
	if !ok {
		return nil, errInapplicable
	}
	return k, nil
}

// meddle changes a subscription for our address, the Count-th that stands.
func (d *Director) meddle(ctx context.Context, a plan.Action, counted string, call func(platform.Keeper, context.Context, string) error) error {
	k, err := d.keeper(a.Who)
	if err != nil {
		return err
	}
	for range meddleTries {
		all, err := k.Subscriptions(ctx)
		own := slices.DeleteFunc(all, func(s verdict.Subscription) bool { return s.URL != d.stage.HookURL(a.Who) })
		if err == nil && len(own) == 0 {
			return errInapplicable
		}
		if err == nil {
			if err = call(k, ctx, own[a.Count%len(own)].ID); err == nil {
				d.records.meddle(counted)
				return nil
			}
		}
		if !pause(ctx, tryAgainAfter) {
			return ctx.Err()
		}
	}
	return errInapplicable
}

func (d *Director) deleteSubscription(ctx context.Context, a plan.Action) error {
	return d.meddle(ctx, a, CallUnsubscribe, platform.Keeper.DeleteSubscription)
}

func (d *Director) pauseSubscription(ctx context.Context, a plan.Action) error {
	return d.meddle(ctx, a, CallChange, platform.Keeper.PauseSubscription)
}

// addSubscription has somebody subscribe for our address with a key of their own. Nobody asks what came of a
// try whose answer was lost, so that there may be more than one in the end.
func (d *Director) addSubscription(ctx context.Context, a plan.Action) error {
	k, err := d.keeper(a.Who)
	if err != nil {
		return err
	}
	for range addTries {
		if k.AddSubscription(ctx, d.stage.HookURL(a.Who), "the-key-of-a-stranger") == nil {
			d.records.meddle(CallSubscribe)
			return nil
		}
		if !pause(ctx, tryAgainAfter) {
			return ctx.Err()
		}
	}
	return errInapplicable
}

// rotation is what people know of rotations that go on.
type rotation struct {
	// waiting is since when they see that a webhook of an old subscription waits, by its ID.
	waiting map[string]time.Time
	// spoke is when something was last announced for the sake of a new subscription.
	spoke time.Time
}

const (
	// redeliverAfter is how long people watch a webhook of an old subscription wait before they have it
	// delivered by hand.
	redeliverAfter = 10 * time.Second
	// chatterEvery is how often the provider announces something to a subscription of which nothing is known.
	chatterEvery = 3 * time.Second
)

// rotateKey has a provider's webhooks signed with another key, once the rotation before is over.
func (d *Director) rotateKey(ctx context.Context, a plan.Action) error {
	if _, err := d.keeper(a.Who); err != nil {
		return err
	}
	old := d.stage.Keys.Newest(a.Who)
	vp, err := d.providerObject(ctx, a.Who)
	if err != nil {
		return err
	}
	if d.stage.Keys.Kept(a.Who) != "" || reasonOf(vp) != v1alpha1.ReasonSubscribed {
		return errInapplicable
	}
	key := string(uuid.NewUUID())
	values := map[string]string{v1alpha1.SigningSecretKey: key, v1alpha1.PreviousSigningSecretKey: old}
	if a.How == plan.RotateLeaked {
		delete(values, v1alpha1.PreviousSigningSecretKey)
		d.stage.Keys.Drop(a.Who, 0)
	}
	if err := d.putSecret(ctx, stage.SigningSecret(a.Who), values); err != nil {
		return err
	}
	d.stage.Keys.Add(a.Who, key)
	return nil
}

// seeOffAll is seeOff at every provider.
func (d *Director) seeOffAll(ctx context.Context) error {
	for _, k := range d.stage.Keepers() {
		err := d.seeOff(ctx, plan.Action{Who: k.Traits().Name})
		if err != nil && !errors.Is(err, errInapplicable) && !errors.Is(err, platform.ErrOutOfPlace) {
			return err
		}
	}
	return nil
}

// seeOff does what people do about a rotation: they wait until it is over, and take the old key away. An old
// subscription stands on for as long as it has something to deliver, a day at most. What was lost on its way
// will not be tried again: that is delivered by hand, for a run has no day. They also see to it that nobody
// else claims the address for good.
func (d *Director) seeOff(ctx context.Context, a plan.Action) error {
	k, err := d.keeper(a.Who)
	if err != nil {
		return err
	}
	vp, err := d.providerObject(ctx, a.Who)
	if err != nil || vp.Status.Webhook == nil {
		return errors.Join(err, errInapplicable)
	}
	st, reason := vp.Status.Webhook, reasonOf(vp)
	switch {
	case reason == v1alpha1.ReasonSubscriptionContested:
		return d.deleteSubscription(ctx, a)
	case len(st.Retiring) > 0:
		if st.DeliveredTime == nil {
			return d.chatter(ctx, k)
		}
		return d.redeliver(ctx, k, st.Retiring)
	case reason != v1alpha1.ReasonSubscribed || st.Intent != nil:
		return errInapplicable
	case d.stage.Keys.Kept(a.Who) != "":
		// The operator has to have seen the new key: else it is the one before that it speaks of.
		if told, newest, err := k.SignsWith(ctx, st.SubscriptionID, d.stage.Keys.Newest(a.Who)); err != nil || told && !newest {
			return errInapplicable
		} else if !told {
			return d.chatter(ctx, k)
		}
		d.stage.Keys.Drop(a.Who, 1)
		return d.putSecret(ctx, stage.SigningSecret(a.Who), map[string]string{v1alpha1.SigningSecretKey: d.stage.Keys.Newest(a.Who)})
	}
	if told, _, err := k.SignsWith(ctx, st.SubscriptionID, ""); err == nil && !told {
		return d.chatter(ctx, k)
	}
	return errInapplicable
}

// chatter has the provider announce something: a new subscription is not trusted before it has delivered.
func (d *Director) chatter(ctx context.Context, k platform.Keeper) error {
	if time.Since(d.rotation.spoke) < chatterEvery {
		return errInapplicable
	}
	d.rotation.spoke = time.Now()
	return k.Chatter(ctx)
}

// redeliver has delivered by hand what waits at old subscriptions whose key is still taken.
func (d *Director) redeliver(ctx context.Context, k platform.Keeper, old []v1alpha1.RetiringSubscription) error {
	if d.stage.Keys.Kept(k.Traits().Name) == "" {
		return errInapplicable
	}
	waiting, done := map[string]time.Time{}, errInapplicable
	for _, r := range old {
		if r.Cause == v1alpha1.RetirementUnrecorded {
			continue
		}
		untaken, err := k.Untaken(ctx, r.ID)
		if err != nil {
			return errInapplicable // The provider fails, or it is gone already.
		}
		for _, id := range untaken {
			since, known := d.rotation.waiting[id]
			if !known {
				since = time.Now()
			}
			if time.Since(since) >= redeliverAfter && k.Redeliver(ctx, id) == nil {
				since, done = time.Now(), nil
			}
			waiting[id] = since
		}
	}
	d.rotation.waiting = waiting
	return done
}

// providerObject reads a VerificationProvider, however long that takes.
func (d *Director) providerObject(ctx context.Context, name string) (vp *v1alpha1.VerificationProvider, err error) {
	err = persist(ctx, func(ctx context.Context) error {
		vp, err = d.stage.Object(ctx, name)
		return err
	})
	return vp, err
}

// reasonOf is how the subscription stands by the object's own word.
func reasonOf(vp *v1alpha1.VerificationProvider) string {
	if c := meta.FindStatusCondition(vp.Status.Conditions, v1alpha1.ConditionWebhookSubscribed); c != nil {
		return c.Reason
	}
	return ""
}

// webhookOf is how the subscription stands that the operator keeps.
func (d *Director) webhookOf(ctx context.Context, k platform.Keeper) (*verdict.Webhook, error) {
	name := k.Traits().Name
	vp, err := d.stage.Object(ctx, name)
	if err != nil {
		return nil, err
	}
	w := &verdict.Webhook{Object: *vp, URL: d.stage.HookURL(name), Others: stage.Others}
	if w.Standing, err = k.Subscriptions(ctx); err != nil {
		return nil, err
	}
	for i := range w.Standing {
		s := &w.Standing[i]
		if s.URL != w.URL {
			continue
		}
		if s.Told, s.Newest, err = k.SignsWith(ctx, s.ID, d.stage.Keys.Newest(name)); err != nil {
			s.Told = false // It was removed since it was listed, and is listed no more at the next look.
		}
	}
	return w, nil
}
