// Package plugin is kubectl bonafide: what a person does at a terminal that no manifest can say.
//
// It knows the API types, the user's kubeconfig, and providers through the registry's drivers. It
// acts with the user's own rights and from the user's own machine. It must not know any provider by
// name, and nothing that a provider asks or a person answers may leave it for the cluster, a log or
// a file.
package plugin
