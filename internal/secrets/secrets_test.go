package secrets_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/bonafide-dev/bonafide/internal/secrets"
)

// What is missing is told with all that it takes to find it: the Secret may be in another namespace than the
// object that waits for it.
func TestMissing(t *testing.T) {
	c := fake.NewClientBuilder().WithObjects(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: "onboarding", Name: "ada"}, Data: map[string][]byte{"ssn": []byte(" \n")},
	}).Build()
	_, err := secrets.Read(t.Context(), c, "onboarding", "eve")
	assert.EqualError(t, err, `Secret "eve" does not exist in namespace "onboarding": create it, or correct its name in spec`)
	_, _, err = secrets.ReadFile(t.Context(), c, "onboarding", "ada", "front.png")
	assert.EqualError(t, err, `Secret "ada" has no value under the key "front.png": add it, nothing else needs to change`)

	values, err := secrets.Read(t.Context(), c, "onboarding", "ada")
	require.NoError(t, err)
	_, err = values.Required("ssn")
	assert.EqualError(t, err, `Secret "ada" has no value under the key "ssn": add it, nothing else needs to change`)
	assert.EqualError(t, values.Missing("ein", "taxID"), `Secret "ada" has no value under the key "ein": add it, or taxID`)
}
