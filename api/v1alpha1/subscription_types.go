package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Reasons of WebhookSubscribed where the operator keeps the subscription itself, because
// spec.webhook.url is set; and of the Events about it. docs/webhooks.md has the table.
const (
	// ReasonSubscribed: the provider has one subscription for this object, and it delivers.
	ReasonSubscribed = "Subscribed"
	// ReasonSubscribing: the subscription is being created.
	ReasonSubscribing = "Subscribing"
	// ReasonRotatingSecret: a subscription with the new key stands or is about to, beside the one
	// with the key before.
	ReasonRotatingSecret = "RotatingSecret"
	// ReasonReplacingSubscription: one subscription takes over from another, for another reason than
	// a new key: a changed address, or one for this very address that the operator did not create.
	ReasonReplacingSubscription = "ReplacingSubscription"
	// ReasonSubscriptionLimitReached: the provider lets the account have no further subscription.
	ReasonSubscriptionLimitReached = "SubscriptionLimitReached"
	// ReasonSubscriptionPaused: the provider delivers nothing, and does not let the operator end that.
	ReasonSubscriptionPaused = "SubscriptionPaused"
	// ReasonNotDelivering: the provider delivers, and has not delivered any event with success: spec.webhook.url
	// does not lead to the operator.
	ReasonNotDelivering = "NotDelivering"
	// ReasonSubscriptionContested: whoever keeps another subscription for the same address removes this
	// object's, as an operator in another cluster does.
	ReasonSubscriptionContested = "SubscriptionContested"
	// ReasonSubscriptionRestored is of Events only: the subscription was paused, and delivers again.
	ReasonSubscriptionRestored = "SubscriptionRestored"
	// ReasonSubscriptionLost is of Events only: somebody deleted the subscription at the provider.
	ReasonSubscriptionLost = "SubscriptionLost"
	// ReasonSubscriptionRemoved is of Events only: the operator deleted a subscription.
	ReasonSubscriptionRemoved = "SubscriptionRemoved"
	// ReasonSubscriptionReleased is of Events only: spec.webhook.url was removed, and the
	// subscription stands on for whoever keeps it from now on.
	ReasonSubscriptionReleased = "SubscriptionReleased"
	// ReasonInvalidWebhookURL: the provider does not take spec.webhook.url.
	ReasonInvalidWebhookURL = "InvalidWebhookURL"
	// ReasonSubscriptionRefused: the provider refuses the subscription for another reason.
	ReasonSubscriptionRefused = "SubscriptionRefused"
)

// WebhookStatus is what the operator knows of the subscription that it keeps at the provider.
type WebhookStatus struct {
	// subscriptionID is the provider's ID of the subscription; empty while there is none.
	// +optional
	SubscriptionID string `json:"subscriptionID,omitempty"`

	// url that the subscription delivers to.
	// +optional
	URL string `json:"url,omitempty"`

	// key that the subscription signs with.
	// +optional
	Key SigningKeyMark `json:"key,omitzero"`

	// subscribedTime is since when the subscription delivers without a gap that is known of: its
	// creation, or the end of its last pause. Earlier events may not have been delivered.
	// +optional
	SubscribedTime *metav1.Time `json:"subscribedTime,omitempty"`

	// deliveredTime is when the operator first saw that this subscription had delivered an event.
	// +optional
	DeliveredTime *metav1.Time `json:"deliveredTime,omitempty"`

	// lastCheckTime is when the provider was last asked, to the second.
	// +optional
	LastCheckTime *metav1.Time `json:"lastCheckTime,omitempty"`

	// nextCheckTime is when the provider is asked again though nothing changed, to the second.
	// +optional
	NextCheckTime *metav1.Time `json:"nextCheckTime,omitempty"`

	// checkedGeneration is the generation of spec that the last check went by.
	// +optional
	CheckedGeneration int64 `json:"checkedGeneration,omitempty"`

	// checkedSecretVersion is the version of the signing Secret that the last check went by.
	// +optional
	CheckedSecretVersion string `json:"checkedSecretVersion,omitempty"`

	// intent is the creation of a subscription that was begun and whose outcome is not known yet.
	// +optional
	Intent *SubscriptionIntent `json:"intent,omitempty"`

	// retiring are subscriptions that are removed as soon as this one has taken over.
	// +optional
	// +listType=map
	// +listMapKey=id
	Retiring []RetiringSubscription `json:"retiring,omitempty"`

	// displaced is how often in a row this subscription was found removed and another one in its place, within
	// a day of its creation each time but the first.
	// +optional
	Displaced int32 `json:"displaced,omitempty"`

	// problem is what the last check was stopped by.
	// +optional
	Problem *SubscriptionProblem `json:"problem,omitempty"`
}

// SigningKeyMark tells one signing key from another without telling the key.
type SigningKeyMark struct {
	// fingerprint is an HMAC of the key under a key that comes from the account's credentials.
	// +optional
	Fingerprint string `json:"fingerprint,omitempty"`
	// keyID names the credentials' key: fingerprints compare only under one.
	// +optional
	KeyID string `json:"keyID,omitempty"`
	// secretVersion is the version of the Secret that the key was read from.
	// +optional
	SecretVersion string `json:"secretVersion,omitempty"`
}

// SubscriptionIntent is written before the provider is asked for a subscription.
type SubscriptionIntent struct {
	// idempotencyKey of the request.
	IdempotencyKey string `json:"idempotencyKey"`
	// url of the subscription.
	URL string `json:"url"`
	// key that it is to sign with.
	Key SigningKeyMark `json:"key"`
	// notBefore is the time before which the request is not sent.
	NotBefore metav1.Time `json:"notBefore"`
	// present are the IDs of the subscriptions for the same address that stood there before.
	// +optional
	// +listType=set
	Present []string `json:"present,omitempty"`
}

// RetirementCause is why a subscription is to be removed.
// +kubebuilder:validation:Enum=KeyRotated;URLChanged;Unrecorded
type RetirementCause string

// The causes.
const (
	// RetirementKeyRotated: it signs with a key that is no longer the Secret's.
	RetirementKeyRotated RetirementCause = "KeyRotated"
	// RetirementURLChanged: it delivers to a former spec.webhook.url.
	RetirementURLChanged RetirementCause = "URLChanged"
	// RetirementUnrecorded: it delivers to this object's address, and nobody knows its key.
	RetirementUnrecorded RetirementCause = "Unrecorded"
)

// RetiringSubscription is one that is removed as soon as another has taken over.
type RetiringSubscription struct {
	// id of the subscription at the provider.
	ID string `json:"id"`
	// url that it delivers to.
	URL string `json:"url"`
	// cause of its retirement.
	Cause RetirementCause `json:"cause"`
	// key that it signs with, if that is known.
	// +optional
	Key SigningKeyMark `json:"key,omitzero"`
	// since is when it was decided.
	Since metav1.Time `json:"since"`
}

// SubscriptionProblem is what stands in the way of a subscription.
type SubscriptionProblem struct {
	// reason as the condition has it.
	Reason string `json:"reason"`
	// message says what to do.
	Message string `json:"message"`
}
