package visitor_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/visitor"
)

func start(t *testing.T) *sandbox.Sandbox {
	s, err := sandbox.Start(sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestEachIsLetIn(t *testing.T) {
	s := start(t)
	for path, v := range map[string]*visitor.Visitor{
		"/customers":                   visitor.Dwolla(s.DwollaURL()),
		"/v2/customers?type=BUSINESS":  visitor.Fin(s.FinURL()),
		"/api/external/customer?page=": visitor.Blaaiz(s.BlaaizURL(), "customer:read"),
	} {
		var answer map[string]any
		require.NoError(t, v.Call(t.Context(), http.MethodGet, path, nil, &answer), path)
		assert.NotEmpty(t, answer, path)
		assert.ErrorContains(t, v.Call(t.Context(), http.MethodPost, "/nowhere", map[string]string{"a": "b"}, nil), "404", path)
	}
	assert.ErrorContains(t, visitor.Blaaiz(s.BlaaizURL(), "webhook:read").Call(t.Context(), http.MethodGet, "/api/external/customer", nil, nil), "403")
}

func TestRegisterBlaaizWebhook(t *testing.T) {
	s := start(t)
	const hook = "http://127.0.0.1:8080/webhooks/onboarding/blaaiz"
	secret, err := visitor.RegisterBlaaizWebhook(t.Context(), s.BlaaizURL(), hook)
	require.NoError(t, err)
	got, err := s.Control().BlaaizWebhook(t.Context())
	require.NoError(t, err)
	assert.Equal(t, hook, got.CollectionURL)
	assert.Equal(t, secret, got.Secret, "the one that it answered with")
	_, err = visitor.RegisterBlaaizWebhook(t.Context(), s.BlaaizURL(), "ftp://elsewhere")
	assert.ErrorContains(t, err, "400")
}
