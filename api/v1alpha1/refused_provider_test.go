package v1alpha1_test

import "strings"

var refusedProviders = []refusal{
	{"no provider", providerManifest, remove("spec.dwolla"), "spec", "exactly one provider must be set: write one of spec.dwolla, spec.fin or spec.blaaiz"},
	{"two providers", providerManifest, set("spec.fin", "{credentialsSecretRef: {name: fin-api}}"), "spec", "exactly one provider must be set"},
	{"three providers", providerManifest, all(
		set("spec.fin", "{credentialsSecretRef: {name: fin-api}}"),
		set("spec.blaaiz", "{credentialsSecretRef: {name: blaaiz-api}}")), "spec", "exactly one provider must be set"},
	{"no spec", providerManifest, remove("spec"), "spec", "Required value"},

	{"unknown world", providerManifest, setText("spec.dwolla.environment", "Staging"), "spec.dwolla.environment", `supported values: "Sandbox", "Production"`},
	{"no credentials", providerManifest, remove("spec.dwolla.credentialsSecretRef"), "spec.dwolla.credentialsSecretRef", "Required value"},
	{"nameless credentials", providerManifest, setText("spec.dwolla.credentialsSecretRef.name", ""), "spec.dwolla.credentialsSecretRef.name", "should be at least 1 chars long"},
	{"endless secret name", providerManifest, setText("spec.dwolla.credentialsSecretRef.name", strings.Repeat("x", 254)), "spec.dwolla.credentialsSecretRef.name", "may not be more than 253"},

	{"host alone", providerManifest, setText("spec.dwolla.endpoint", "api.dwolla.com"), "spec.dwolla.endpoint", adviceEndpoint},
	{"other scheme", providerManifest, setText("spec.dwolla.endpoint", "ftp://api.dwolla.com"), "spec.dwolla.endpoint", adviceEndpoint},
	{"path", providerManifest, setText("spec.dwolla.endpoint", "https://api.dwolla.com/v2"), "spec.dwolla.endpoint", adviceEndpoint},
	{"query", providerManifest, setText("spec.dwolla.endpoint", "https://api.dwolla.com?v=2"), "spec.dwolla.endpoint", adviceEndpoint},
	{"credentials in the address", providerManifest, setText("spec.dwolla.endpoint", "https://key:secret@api.dwolla.com"), "spec.dwolla.endpoint", adviceEndpoint},
	{"port without a host", providerManifest, setText("spec.dwolla.endpoint", "http://:8085"), "spec.dwolla.endpoint", adviceEndpoint},
	{"no host", providerManifest, setText("spec.dwolla.endpoint", "https://"), "spec.dwolla.endpoint", adviceEndpoint},
	{"not an address", providerManifest, setText("spec.dwolla.endpoint", "sandbox"), "spec.dwolla.endpoint", adviceEndpoint},
	{"endless", providerManifest, setText("spec.dwolla.endpoint", "https://"+strings.Repeat("a", 250)), "spec.dwolla.endpoint", "may not be more than 253"},
	{"fin has the rule too", providerManifest, all(remove("spec.dwolla"),
		set("spec.fin", "{endpoint: fin.com, credentialsSecretRef: {name: x}}")), "spec.fin.endpoint", adviceEndpoint},

	{"host alone", providerManifest, setText("spec.webhook.url", "hooks.example.com"), "spec.webhook.url", adviceWebhookURL},
	{"other scheme", providerManifest, setText("spec.webhook.url", "ws://hooks.example.com"), "spec.webhook.url", adviceWebhookURL},
	{"query, which would swallow the path", providerManifest, setText("spec.webhook.url", "https://hooks.example.com?a=b"), "spec.webhook.url", adviceWebhookURL},
	{"credentials in the address", providerManifest, setText("spec.webhook.url", "https://a:b@hooks.example.com"), "spec.webhook.url", adviceWebhookURL},
	{"port without a host", providerManifest, setText("spec.webhook.url", "https://:443"), "spec.webhook.url", adviceWebhookURL},
	{"endless", providerManifest, setText("spec.webhook.url", "https://"+strings.Repeat("a", 250)), "spec.webhook.url", "may not be more than 253"},
	{"plain http", providerManifest, all(remove("spec.dwolla.endpoint"), setText("spec.webhook.url", "http://hooks.example.com")), "spec.webhook", adviceHTTPS},
	{"plain http on this machine", providerManifest, all(remove("spec.dwolla.endpoint"), setText("spec.webhook.url", "http://127.0.0.1:8080")), "spec.webhook", adviceHTTPS},
	{"no signing secret", providerManifest, remove("spec.webhook.signingSecretRef"), "spec.webhook.signingSecretRef", "Required value"},

	{"unknown choice", providerManifest, set("spec.allowedNamespaces", "{from: Some}"), "spec.allowedNamespaces.from", `supported values: "Same", "All", "Selector"`},
	{"Selector without one", providerManifest, set("spec.allowedNamespaces", "{from: Selector}"), "spec.allowedNamespaces", adviceSelector},
	{"selector that is not asked for", providerManifest, set("spec.allowedNamespaces", "{from: All, selector: {matchLabels: {a: b}}}"), "spec.allowedNamespaces", adviceSelector},
	{"selector without from", providerManifest, set("spec.allowedNamespaces", "{selector: {matchLabels: {a: b}}}"), "spec.allowedNamespaces", adviceSelector},

	{"too often", providerManifest, setText("spec.resyncInterval", "500ms"), "spec.resyncInterval", adviceResync},
	{"never", providerManifest, setText("spec.resyncInterval", "0s"), "spec.resyncInterval", adviceResync},
	{"negative", providerManifest, setText("spec.resyncInterval", "-6h"), "spec.resyncInterval", adviceResync},
	{"too seldom", providerManifest, setText("spec.resyncInterval", "721h"), "spec.resyncInterval", adviceResync},
	{"days, which Go does not know", providerManifest, setText("spec.resyncInterval", "1d"), "spec.resyncInterval", adviceResync},
	{"words", providerManifest, setText("spec.resyncInterval", "six hours"), "spec.resyncInterval", adviceResync},
	{"empty", providerManifest, setText("spec.resyncInterval", ""), "spec.resyncInterval", adviceResync},
	{"number", providerManifest, set("spec.resyncInterval", "6"), "spec.resyncInterval", "must be of type string"},

	{"standstill", providerManifest, set("spec.rateLimit", "{requestsPerSecond: 0}"), "spec.rateLimit.requestsPerSecond", "should be greater than or equal to 1"},
	{"flood", providerManifest, set("spec.rateLimit", "{requestsPerSecond: 1001}"), "spec.rateLimit.requestsPerSecond", "should be less than or equal to 1000"},
	{"empty bucket", providerManifest, set("spec.rateLimit", "{burst: 0}"), "spec.rateLimit.burst", "should be greater than or equal to 1"},
	{"bottomless bucket", providerManifest, set("spec.rateLimit", "{burst: 1001}"), "spec.rateLimit.burst", "should be less than or equal to 1000"},
}

const (
	adviceEndpoint   = "endpoint must be an address like https://api-sandbox.dwolla.com"
	adviceWebhookURL = "url must be an address like https://hooks.example.com"
	adviceHTTPS      = "url must begin with https://"
	adviceSelector   = "selector must be set when from is Selector, and only then"
	adviceResync     = "resyncInterval must be between 1s and 720h, for example 6h"
)
