package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/visitor"
)

// openAccounts applies the accounts at Fin and at Blaaiz and tells both where their webhooks go, which the
// operator does not do: at the real ones a person does.
func (d *dev) openAccounts(ctx context.Context) error {
	d.screen.step("The accounts at Fin and at Blaaiz, where a person says in the dashboard where webhooks go")
	samples, err := d.samples()
	if err != nil {
		return err
	}
	if err := d.show(ctx, "apply", "-f", samples+"/fin/00-provider.yaml", "-f", samples+"/blaaiz/00-provider.yaml"); err != nil {
		return err
	}
	if err := d.hookFin(ctx); err != nil {
		return fmt.Errorf("entering the webhook at Fin: %w", err)
	}
	if err := d.hookBlaaiz(ctx); err != nil {
		return fmt.Errorf("entering the webhook at Blaaiz: %w", err)
	}
	if err := d.show(ctx, "wait", "--for=condition=Ready", "vprov", "--all", "--timeout=60s"); err != nil {
		return err
	}
	return d.show(ctx, "get", "vprov", "-o", "wide")
}

// hookURL is where a provider delivers to.
func (d *dev) hookURL(provider string) string {
	return d.ports.Webhook.url() + "/webhooks/" + namespace + "/" + provider
}

// hookFin does what a person does in Fin's dashboard: the key that signs webhooks is entered there as it
// stands in the Secret.
func (d *dev) hookFin(ctx context.Context) error {
	cluster, err := d.cluster()
	if err != nil {
		return err
	}
	var s corev1.Secret
	if err := cluster.Get(ctx, types.NamespacedName{Namespace: namespace, Name: fin + "-webhook"}, &s); err != nil {
		return err
	}
	_, err = d.provider(fin).control.AddFinEndpoint(ctx, controlapi.FinEndpoint{
		URL: d.hookURL(fin), Secret: string(s.Data[v1alpha1.SigningSecretKey]),
	})
	if err == nil {
		d.screen.say("Entered at the simulated Fin: %s, with the key in the Secret fin-webhook.", d.hookURL(fin))
	}
	return err
}

// hookBlaaiz registers the webhook by Blaaiz's own API, which answers with the key that signs it, and puts
// that into the Secret.
func (d *dev) hookBlaaiz(ctx context.Context) error {
	key, err := visitor.RegisterBlaaizWebhook(ctx, d.ports.Blaaiz.url(), d.hookURL(blaaiz))
	if err != nil {
		return err
	}
	cluster, err := d.cluster()
	if err != nil {
		return err
	}
	err = cluster.Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: blaaiz + "-webhook"},
		StringData: map[string]string{v1alpha1.SigningSecretKey: key},
	})
	if err == nil {
		d.screen.say("Entered at the simulated Blaaiz: %s. It answered with its key, which is in the Secret blaaiz-webhook now.", d.hookURL(blaaiz))
	}
	return err
}
