// Package controllers reconciles Bonafide's kinds: one reconciler a kind, each a short list of
// named steps from the desired spec over calls at the provider to facts in status.
//
// It knows Kubernetes, package provider's interface, and lifecycle, which draws the conclusions. It
// must not know any provider's wire format or name: what only some providers can do it asks for by
// type assertion.
package controllers

// +kubebuilder:rbac:groups=bonafide.dev,resources=verificationproviders,verbs=get;list;watch;patch
// +kubebuilder:rbac:groups=bonafide.dev,resources=verificationproviders/status,verbs=get;patch
// +kubebuilder:rbac:groups=bonafide.dev,resources=verificationproviders/finalizers,verbs=update
// +kubebuilder:rbac:groups=bonafide.dev,resources=verifiedcustomers,verbs=get;list;watch;patch
// +kubebuilder:rbac:groups=bonafide.dev,resources=verifiedcustomers/status,verbs=get;patch;update
// +kubebuilder:rbac:groups=bonafide.dev,resources=verifiedcustomers/finalizers,verbs=update
// +kubebuilder:rbac:groups=bonafide.dev,resources=beneficialowners,verbs=get;list;watch;patch
// +kubebuilder:rbac:groups=bonafide.dev,resources=beneficialowners/status,verbs=get;patch;update
// +kubebuilder:rbac:groups=bonafide.dev,resources=beneficialowners/finalizers,verbs=update
// +kubebuilder:rbac:groups="",resources=secrets,verbs=get
// +kubebuilder:rbac:groups="",resources=namespaces,verbs=get;list;watch
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
