package operator

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/yaml"
)

// manifest reads a manifest strictly: a field that the kind does not have is an error.
func manifest[T any](t *testing.T, file string) T {
	t.Helper()
	var o T
	b, err := os.ReadFile(filepath.Join("..", "..", "config", file))
	require.NoError(t, err)
	require.NoError(t, yaml.UnmarshalStrict(b, &o), file)
	return o
}

// The manifests fit one another: what lets deliveries in leads to the port at which they are taken.
func TestManifestsFitOneAnother(t *testing.T) {
	deployment := manifest[appsv1.Deployment](t, "manager/manager.yaml")
	service := manifest[corev1.Service](t, "webhook/service.yaml")
	policy := manifest[networkingv1.NetworkPolicy](t, "network/networkpolicy.yaml")
	budget := manifest[policyv1.PodDisruptionBudget](t, "manager/poddisruptionbudget.yaml")
	ingress := manifest[networkingv1.Ingress](t, "network/samples/ingress.yaml")
	route := manifest[gatewayv1.HTTPRoute](t, "network/samples/httproute.yaml")

	pod := deployment.Spec.Template
	ports := map[string]int32{}
	for _, p := range pod.Spec.Containers[0].Ports {
		ports[p.Name] = p.ContainerPort
	}
	for name, namespace := range map[string]string{
		"Service": service.Namespace, "NetworkPolicy": policy.Namespace, "PodDisruptionBudget": budget.Namespace,
		"Ingress": ingress.Namespace, "HTTPRoute": route.Namespace,
	} {
		assert.Equal(t, deployment.Namespace, namespace, name)
	}
	assert.Equal(t, pod.Labels, service.Spec.Selector)
	assert.Equal(t, pod.Labels, policy.Spec.PodSelector.MatchLabels)
	assert.Equal(t, pod.Labels, budget.Spec.Selector.MatchLabels)
	assert.Contains(t, ports, service.Spec.Ports[0].TargetPort.StrVal)

	var admitted []string
	for _, rule := range policy.Spec.Ingress {
		for _, port := range rule.Ports {
			assert.Contains(t, ports, port.Port.StrVal)
			admitted = append(admitted, port.Port.StrVal)
		}
	}
	assert.ElementsMatch(t, []string{"webhook", "metrics"}, admitted)

	for _, path := range ingress.Spec.Rules[0].HTTP.Paths {
		assert.Equal(t, service.Name, path.Backend.Service.Name)
		assert.Equal(t, service.Spec.Ports[0].Name, path.Backend.Service.Port.Name)
		assert.Equal(t, "/webhooks/", path.Path)
	}
	for _, rule := range route.Spec.Rules {
		assert.EqualValues(t, service.Name, rule.BackendRefs[0].Name)
		assert.EqualValues(t, service.Spec.Ports[0].Port, *rule.BackendRefs[0].Port)
		assert.Equal(t, "/webhooks/", *rule.Matches[0].Path.Value)
	}
}

// The sample for TLS in the operator mounts the certificate's Secret where the operator reads it.
func TestManifestsForTLS(t *testing.T) {
	const folder = "../../config/network/samples/tls/"
	read := func(file string) []byte {
		raw, err := os.ReadFile(filepath.FromSlash(file))
		require.NoError(t, err)
		encoded, err := yaml.YAMLToJSON(raw)
		require.NoError(t, err)
		return encoded
	}
	patch, err := jsonpatch.DecodePatch(read(folder + "deployment_patch.yaml"))
	require.NoError(t, err)
	patched, err := patch.Apply(read("../../config/manager/manager.yaml"))
	require.NoError(t, err)
	var deployment appsv1.Deployment
	require.NoError(t, yaml.UnmarshalStrict(patched, &deployment))
	var certificate struct {
		Spec struct{ SecretName string }
	}
	require.NoError(t, json.Unmarshal(read(folder+"certificate.yaml"), &certificate))

	pod := deployment.Spec.Template
	require.Len(t, pod.Spec.Volumes, 1)
	require.Len(t, pod.Spec.Containers[0].VolumeMounts, 1)
	mount := pod.Spec.Containers[0].VolumeMounts[0]
	assert.Contains(t, pod.Spec.Containers[0].Args, "--leader-elect", "the others stay")
	assert.Contains(t, pod.Spec.Containers[0].Args, "--webhook-cert-dir="+mount.MountPath)
	assert.Equal(t, pod.Spec.Volumes[0].Name, mount.Name)
	assert.Equal(t, certificate.Spec.SecretName, pod.Spec.Volumes[0].Secret.SecretName)
	service := manifest[corev1.Service](t, "network/samples/tls/service.yaml")
	assert.Equal(t, deployment.Namespace, service.Namespace)
	assert.Equal(t, pod.Labels, service.Spec.Selector)
	assert.Equal(t, "webhook", service.Spec.Ports[0].TargetPort.StrVal)
}

// The time that Kubernetes gives a pod to end is enough for the delay and for what the manager waits for.
func TestManifestsGiveTimeToEnd(t *testing.T) {
	spec := manifest[appsv1.Deployment](t, "manager/manager.yaml").Spec.Template.Spec
	i := slices.IndexFunc(spec.Containers[0].Args, func(a string) bool { return strings.HasPrefix(a, "--webhook-shutdown-delay=") })
	require.GreaterOrEqual(t, i, 0, "the manifests have a shutdown delay")
	_, value, _ := strings.Cut(spec.Containers[0].Args[i], "=")
	delay, err := time.ParseDuration(value)
	require.NoError(t, err)
	assert.Positive(t, delay)
	assert.Greater(t, time.Duration(*spec.TerminationGracePeriodSeconds)*time.Second, delay+shutdownTimeout)
}
