// Package secrets reads Secrets by name, when they are needed. The operator has no list or watch on
// Secrets, so nothing here caches: what is read is personal data or a credential, and lives only as
// long as its user keeps it.
//
// It knows Secrets and how their absence is told to a user. It must not know what the values mean.
package secrets

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Values are a Secret's contents, each wrapped so that it cannot be printed.
type Values struct {
	// Namespace and Name of the Secret, for messages.
	Namespace, Name string
	// Version changes whenever the Secret does.
	Version string

	data map[string]pii.String
}

// Optional is the value of a key, empty if the Secret lacks it.
func (v Values) Optional(key string) pii.String { return v.data[key] }

// Required is the value of a key, or a *MissingError that says what to do.
func (v Values) Required(key string) (pii.String, error) {
	if s := v.data[key]; !s.IsEmpty() {
		return s, nil
	}
	return pii.String{}, v.Missing(key, "")
}

// Missing is the error of a key that is not there. instead, if not empty, says what does as well.
func (v Values) Missing(key, instead string) *MissingError {
	return &MissingError{Namespace: v.Namespace, Secret: v.Name, Key: key, Instead: instead}
}

// MissingError tells that a Secret, or a key of it, is not there.
type MissingError struct {
	// Namespace of the Secret, which need not be that of the object that waits for it: a customer may refer to a
	// VerificationProvider in another one.
	Namespace, Secret string
	// Key is empty when the whole Secret is missing.
	Key string
	// Instead says what does as well as the key, if anything does.
	Instead string
}

// Error says what to do.
func (e *MissingError) Error() string {
	switch {
	case e.Key == "":
		return fmt.Sprintf("Secret %q does not exist in namespace %q: create it, or correct its name in spec", e.Secret, e.Namespace)
	case e.Instead != "":
		return fmt.Sprintf("Secret %q has no value under the key %q: add it, or %s", e.Secret, e.Key, e.Instead)
	}
	return fmt.Sprintf("Secret %q has no value under the key %q: add it, nothing else needs to change", e.Secret, e.Key)
}

// Missing returns the *MissingError in err's chain, or nil.
func Missing(err error) *MissingError {
	var m *MissingError
	if errors.As(err, &m) {
		return m
	}
	return nil
}

// Read gets a Secret from the API server. The error is a *MissingError when there is none.
func Read(ctx context.Context, live client.Reader, namespace, name string) (Values, error) {
	s, err := get(ctx, live, namespace, name)
	if err != nil {
		return Values{}, err
	}
	v := Values{Namespace: namespace, Name: name, Version: versionOf(s), data: make(map[string]pii.String, len(s.Data))}
	for key, value := range s.Data {
		v.data[key] = pii.FromBytes(value)
	}
	return v, nil
}

// ReadFile gets the bytes under a key of a Secret as they are: Values are text, without the white space at
// its ends, in which a file may well end. The error is a *MissingError when there are none.
func ReadFile(ctx context.Context, live client.Reader, namespace, name, key string) (content []byte, version string, err error) {
	s, err := get(ctx, live, namespace, name)
	if err != nil {
		return nil, "", err
	}
	if len(s.Data[key]) == 0 {
		return nil, "", &MissingError{Namespace: namespace, Secret: name, Key: key}
	}
	return s.Data[key], versionOf(s), nil
}

// versionOf changes whenever a Secret does.
func versionOf(s *corev1.Secret) string { return string(s.UID) + "/" + s.ResourceVersion }

// get is the only place where the operator reads a Secret. At high levels of verbosity client-go logs
// answers, with the logger of the context: so there is none.
func get(ctx context.Context, live client.Reader, namespace, name string) (*corev1.Secret, error) {
	ctx = logr.NewContext(ctx, logr.Discard())
	s := &corev1.Secret{}
	if err := live.Get(ctx, types.NamespacedName{Namespace: namespace, Name: name}, s); err != nil {
		if apierrors.IsNotFound(err) {
			return nil, &MissingError{Namespace: namespace, Secret: name}
		}
		return nil, fmt.Errorf("reading Secret %q: %w", name, err)
	}
	return s, nil
}
