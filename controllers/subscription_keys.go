package controllers

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/secrets"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// signingKeys are what the Secret of spec.webhook.signingSecretRef holds.
type signingKeys struct {
	current, previous pii.String
	version           string
}

// readSigningKeys reads the keys that the provider's events are signed with.
func (p *providerPass) readSigningKeys(ctx context.Context) {
	if p.vp.Spec.Webhook == nil {
		return
	}
	values, err := secrets.Read(ctx, p.r.Live, p.vp.Namespace, p.vp.Spec.Webhook.SigningSecretRef.Name)
	if err == nil {
		p.keys.current, err = values.Required(v1alpha1.SigningSecretKey)
	}
	if err != nil {
		p.keyProblem = account.SecretProblem(err)
		return
	}
	p.keys.previous, p.keys.version = values.Optional(v1alpha1.PreviousSigningSecretKey), values.Version
}

// mark tells a key from others without telling it.
func (p *providerPass) mark(key pii.String) v1alpha1.SigningKeyMark {
	mac := hmac.New(sha256.New, p.account.open.Key())
	mac.Write([]byte("webhook signing key v1\n" + key.Reveal()))
	return v1alpha1.SigningKeyMark{
		Fingerprint: hex.EncodeToString(mac.Sum(nil)), KeyID: p.account.open.KeyID, SecretVersion: p.keys.version,
	}
}

// sameKey tells whether two marks are of one key. After the account's credentials changed, the
// fingerprints tell nothing; then an unchanged Secret tells.
func sameKey(a, b v1alpha1.SigningKeyMark) bool {
	if a.KeyID == b.KeyID {
		return a.Fingerprint == b.Fingerprint
	}
	return a.SecretVersion == b.SecretVersion
}

// accepted tells whether the webhook server takes what is signed with a key: whether it is one of the
// Secret's. What cannot be told is taken to be so.
func (p *providerPass) accepted(key v1alpha1.SigningKeyMark) bool {
	if p.account.open == nil || key.KeyID != p.account.open.KeyID {
		return true
	}
	return sameKey(key, p.mark(p.keys.current)) || !p.keys.previous.IsEmpty() && sameKey(key, p.mark(p.keys.previous))
}
