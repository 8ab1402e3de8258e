package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Environment is which of a provider's worlds is addressed.
// +kubebuilder:validation:Enum=Sandbox;Production
type Environment string

// The environments.
const (
	EnvironmentSandbox    Environment = "Sandbox"
	EnvironmentProduction Environment = "Production"
)

// VerificationProviderSpec says which provider verifies customers, with which account.
// +kubebuilder:validation:XValidation:rule="[has(self.dwolla), has(self.fin), has(self.blaaiz)].filter(x, x).size() == 1",message="exactly one provider must be set: write one of spec.dwolla, spec.fin or spec.blaaiz"
// +kubebuilder:validation:XValidation:rule="!has(self.webhook) || !has(self.webhook.url) || self.webhook.url.startsWith('https://') || has(self.dwolla) && has(self.dwolla.endpoint) || has(self.fin) && has(self.fin.endpoint) || has(self.blaaiz) && has(self.blaaiz.endpoint)",fieldPath=".webhook",message="url must begin with https://: providers deliver to nothing else. Plain http is for a simulator, whose address stands in endpoint"
// +kubebuilder:validation:XValidation:rule="has(self.dwolla) == has(oldSelf.dwolla) && has(self.fin) == has(oldSelf.fin) && has(self.blaaiz) == has(oldSelf.blaaiz)",message="the provider cannot be exchanged for another one, its customers live there: create a second VerificationProvider instead"
type VerificationProviderSpec struct {
	// dwolla connects to an account at Dwolla (https://developers.dwolla.com).
	// +optional
	Dwolla *ProviderConnection `json:"dwolla,omitempty"`

	// fin connects to an account at Fin.
	// +optional
	Fin *ProviderConnection `json:"fin,omitempty"`

	// blaaiz connects to an account at Blaaiz.
	// +optional
	Blaaiz *ProviderConnection `json:"blaaiz,omitempty"`

	// webhook says how the provider's events are authenticated, and where they arrive.
	// +optional
	Webhook *WebhookSpec `json:"webhook,omitempty"`

	// allowedNamespaces says which namespaces may hold customers that refer to this provider.
	// +optional
	// +kubebuilder:default={"from":"Same"}
	AllowedNamespaces AllowedNamespaces `json:"allowedNamespaces,omitempty"`

	// resyncInterval is how often a settled customer is looked at again although no event came.
	// The operator spreads these looks by up to 15 percent. Between 1s and 30 days.
	// +optional
	// +kubebuilder:default="6h"
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:XValidation:rule="duration(self) >= duration('1s') && duration(self) <= duration('720h')",message="resyncInterval must be between 1s and 720h, for example 6h"
	ResyncInterval metav1.Duration `json:"resyncInterval,omitzero"`

	// rateLimit bounds the operator's calls to the provider over all customers of this account. What it
	// leaves out is what suits the provider. Each replica of the operator keeps it for itself: together they
	// may call as often as that times their number.
	// +optional
	RateLimit RateLimit `json:"rateLimit,omitzero"`
}

// ProviderConnection is an account at a provider.
type ProviderConnection struct {
	// environment is the provider's world: Sandbox for trying out, Production for real people.
	// +optional
	// +kubebuilder:default=Sandbox
	Environment Environment `json:"environment,omitempty"`

	// endpoint overrides the environment's address: scheme and host without a path, for example
	// http://127.0.0.1:8085 for a simulator.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="isURL(self) && url(self).getScheme() in ['http', 'https'] && url(self).getHostname() != '' && url(self).getEscapedPath() in ['', '/'] && !self.matches('[?#@]')",message="endpoint must be an address like https://api-sandbox.dwolla.com: http or https, a host, and nothing behind it"
	Endpoint string `json:"endpoint,omitempty"`

	// credentialsSecretRef names the Secret, in this namespace, with the account's API credentials:
	// the keys key and secret.
	CredentialsSecretRef SecretReference `json:"credentialsSecretRef"`
}

// SecretReference names a Secret in the same namespace as the object.
type SecretReference struct {
	// name of the Secret.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`
}

// WebhookSpec says how the provider's events reach the operator.
type WebhookSpec struct {
	// url is the public base address at which the operator's webhook server can be reached, for
	// example https://hooks.example.com. The provider delivers to
	// {url}/webhooks/{namespace}/{name} of this object. When it is set, the operator keeps the
	// subscription for that address at the provider by itself; without it, people do.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="isURL(self) && url(self).getScheme() in ['http', 'https'] && url(self).getHostname() != '' && !self.matches('[?#@]')",message="url must be an address like https://hooks.example.com, without a query or a user"
	URL string `json:"url,omitempty"`

	// signingSecretRef names the Secret, in this namespace, with the key that the provider signs its
	// events with: secret, and previous while the key is being rotated.
	SigningSecretRef SecretReference `json:"signingSecretRef"`
}

// FromNamespaces says how namespaces are chosen.
// +kubebuilder:validation:Enum=Same;All;Selector
type FromNamespaces string

// The ways to choose namespaces.
const (
	// NamespacesFromSame allows the namespace of the VerificationProvider alone.
	NamespacesFromSame FromNamespaces = "Same"
	// NamespacesFromAll allows every namespace.
	NamespacesFromAll FromNamespaces = "All"
	// NamespacesFromSelector allows the namespaces that a label selector chooses.
	NamespacesFromSelector FromNamespaces = "Selector"
)

// AllowedNamespaces chooses namespaces, as the listeners of the Gateway API do.
// +kubebuilder:validation:XValidation:rule="(self.from == 'Selector') == has(self.selector)",message="selector must be set when from is Selector, and only then"
type AllowedNamespaces struct {
	// from is Same (this object's namespace), All, or Selector (those that selector chooses).
	// +optional
	// +kubebuilder:default=Same
	From FromNamespaces `json:"from,omitempty"`

	// selector chooses namespaces by their labels, when from is Selector.
	// +optional
	Selector *metav1.LabelSelector `json:"selector,omitempty"`
}

// RateLimit is a token bucket.
type RateLimit struct {
	// requestsPerSecond is the steady rate. Left out, it is the provider's: 10 at Dwolla and Fin, and
	// 0.4 at Blaaiz, which takes 1500 calls an hour.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000
	RequestsPerSecond int32 `json:"requestsPerSecond,omitempty"`

	// burst is how many requests may go at once after a quiet time. Left out, it is the provider's: 20
	// at Dwolla and Fin, and 60 at Blaaiz.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000
	Burst int32 `json:"burst,omitempty"`
}

// VerificationProviderStatus is what the operator found.
type VerificationProviderStatus struct {
	// observedGeneration is the generation of spec that the conditions speak of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// conditions: Ready, Authenticated, WebhookSubscribed; Reconciling or Stalled while True.
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// webhookPath is where the provider's events for this account arrive at the webhook server.
	// +optional
	WebhookPath string `json:"webhookPath,omitempty"`

	// credentialsVersion is the version of the credentials Secret that the conditions speak of.
	// +optional
	CredentialsVersion string `json:"credentialsVersion,omitempty"`

	// lastCheckTime is when the credentials were last proven, to the second.
	// +optional
	LastCheckTime *metav1.Time `json:"lastCheckTime,omitempty"`

	// webhook is the subscription that the operator keeps, when spec.webhook.url is set.
	// +optional
	Webhook *WebhookStatus `json:"webhook,omitempty"`

	// backfill tells how far the provider's list of events was walked for what the webhooks did not
	// bring. Absent for providers that keep no such list.
	// +optional
	Backfill *BackfillStatus `json:"backfill,omitempty"`
}

// VerificationProvider is an account at a payment provider that verifies customers.
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=vprov,categories=bonafide
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Subscription",type=string,JSONPath=`.status.conditions[?(@.type=="WebhookSubscribed")].reason`
// +kubebuilder:printcolumn:name="Webhook",type=string,JSONPath=`.status.webhookPath`,priority=1
// +kubebuilder:printcolumn:name="Checked",type=date,JSONPath=`.status.lastCheckTime`,priority=1
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
type VerificationProvider struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec says which provider and which account.
	Spec VerificationProviderSpec `json:"spec"`

	// status is what the operator found.
	// +optional
	// +kubebuilder:default={"observedGeneration":-1}
	Status VerificationProviderStatus `json:"status,omitempty"`
}

// VerificationProviderList is a list of VerificationProviders.
// +kubebuilder:object:root=true
type VerificationProviderList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []VerificationProvider `json:"items"`
}

// Connection is the member of the union that is set, with the provider's name as the registry has
// it. The name is empty for an object that names no provider, which the schema refuses.
func (s *VerificationProviderSpec) Connection() (name string, connection *ProviderConnection) {
	switch {
	case s.Dwolla != nil:
		return "dwolla", s.Dwolla
	case s.Fin != nil:
		return "fin", s.Fin
	case s.Blaaiz != nil:
		return "blaaiz", s.Blaaiz
	}
	return "", nil
}
