package documents

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/secrets"
	"github.com/bonafide-dev/bonafide/provider"
)

// secretStore is an API server with Secrets alone, or one that fails.
type secretStore struct {
	client.Reader
	secrets map[types.NamespacedName]map[string][]byte
	err     error
}

func (s secretStore) Get(_ context.Context, name client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	if s.err != nil {
		return s.err
	}
	data, ok := s.secrets[name]
	if !ok {
		return apierrors.NewNotFound(schema.GroupResource{Resource: "secrets"}, name.Name)
	}
	into.(*corev1.Secret).Data = data
	return nil
}

func storeOf(data map[string][]byte) secretStore {
	return secretStore{secrets: map[types.NamespacedName]map[string][]byte{{Namespace: "onboarding", Name: "jane-docs"}: data}}
}

func fromSecret(name, key string) Reference {
	return Reference{Type: provider.DocumentLicense, Subject: provider.SubjectPerson, Source: Source{SecretName: name, SecretKey: key}}
}

func TestSecretKeepsEveryByte(t *testing.T) {
	content := []byte(jpegMagic + "\x00\xfe \n\t\r\n")
	l, err := New(storeOf(map[string][]byte{"Jane Doe.jpeg": content}), Options{})
	require.NoError(t, err)
	d, err := l.Load(t.Context(), "onboarding", fromSecret("jane-docs", "Jane Doe.jpeg"))
	require.NoError(t, err)
	assert.Equal(t, provider.Document{
		Type: provider.DocumentLicense, Subject: provider.SubjectPerson, FileName: "document.jpg", Content: content,
	}, d)
}

func TestSecretProblems(t *testing.T) {
	store := storeOf(map[string][]byte{
		"empty": nil, "text": []byte("hello"), "large": []byte(pngMagic + strings.Repeat(" ", MaxBytes)),
		"just": []byte(pngMagic + strings.Repeat(" ", MaxBytes-len(pngMagic))),
	})
	l, err := New(store, Options{})
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		namespace string
		reference Reference
		reason    string
		missing   *secrets.MissingError
	}{
		"no such Secret":      {"onboarding", fromSecret("john-docs", "front"), v1alpha1.ReasonSecretNotFound, &secrets.MissingError{Namespace: "onboarding", Secret: "john-docs"}},
		"another namespace":   {"default", fromSecret("jane-docs", "text"), v1alpha1.ReasonSecretNotFound, &secrets.MissingError{Namespace: "default", Secret: "jane-docs"}},
		"no such key":         {"onboarding", fromSecret("jane-docs", "front"), v1alpha1.ReasonSecretKeyMissing, &secrets.MissingError{Namespace: "onboarding", Secret: "jane-docs", Key: "front"}},
		"nothing under a key": {"onboarding", fromSecret("jane-docs", "empty"), v1alpha1.ReasonSecretKeyMissing, &secrets.MissingError{Namespace: "onboarding", Secret: "jane-docs", Key: "empty"}},
		"text":                {"onboarding", fromSecret("jane-docs", "text"), ReasonTypeUnknown, nil},
		"too large":           {"onboarding", fromSecret("jane-docs", "large"), ReasonTooLarge, nil},
		"no source":           {"onboarding", Reference{}, ReasonSourceInvalid, nil},
		"two sources":         {"onboarding", Reference{Source: Source{SecretName: "jane-docs", SecretKey: "just", URL: "https://x.test"}}, ReasonSourceInvalid, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := l.Load(t.Context(), tc.namespace, tc.reference)
			p := ProblemOf(err)
			require.NotNil(t, p, "%v", err)
			assert.Equal(t, tc.reason, p.Reason)
			assert.False(t, p.Retryable)
			assert.Equal(t, tc.missing, secrets.Missing(err))
			assert.Empty(t, d)
		})
	}
	_, err = l.Load(t.Context(), "onboarding", fromSecret("jane-docs", "just"))
	require.NoError(t, err, "just as large as may be")
}

func TestServerFailureIsNoProblemOfTheDocument(t *testing.T) {
	down := errors.New("the API server is down")
	l, err := New(secretStore{err: down}, Options{})
	require.NoError(t, err)
	_, err = l.Load(t.Context(), "onboarding", fromSecret("jane-docs", "front"))
	require.ErrorIs(t, err, down)
	assert.Nil(t, ProblemOf(err))
}

func TestNothingPrintsContentOrQuery(t *testing.T) {
	l, err := New(storeOf(map[string][]byte{"k": []byte(pngMagic + "CONTENT")}), Options{})
	require.NoError(t, err)
	d, err := l.Load(t.Context(), "onboarding", fromSecret("jane-docs", "k"))
	require.NoError(t, err)
	r := Reference{Source: Source{URL: "https://me:PASSWORD@files.example.com/JANE.png?sig=TOKEN#FRAGMENT"}}
	var prints strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&prints, verb+"\n", r)
		fmt.Fprintf(&prints, verb+"\n", &r.Source)
		if verb != "%d" {
			fmt.Fprintf(&prints, verb+"\n", d)
		}
	}
	text, err := json.Marshal(r)
	require.NoError(t, err)
	prints.Write(text)
	for _, secret := range []string{"CONTENT", fmt.Sprintf("%x", "CONTENT"), "PASSWORD", "JANE", "TOKEN", fmt.Sprintf("%x", "TOKEN"), "FRAGMENT"} {
		assert.NotContains(t, prints.String(), secret)
	}
	assert.Contains(t, prints.String(), "https://files.example.com")
	assert.Equal(t, `key "k" of Secret "s"`, Source{SecretName: "s", SecretKey: "k"}.String())
	assert.NotContains(t, Source{URL: "https://h%zz/TOKEN"}.String(), "TOKEN")
}
