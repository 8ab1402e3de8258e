package testenv

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// Caller calls one simulated API with a token.
type Caller struct {
	*Env
	Base  string
	Token string
}

// Request makes a call; body is JSON unless it is nil. Headers come in pairs.
func (c *Caller) Request(method, path string, body any, headers ...string) *http.Request {
	c.T.Helper()
	req, err := httpx.NewRequest(context.Background(), method, c.Base+path, body)
	require.NoError(c.T, err)
	req.Header.Set("Authorization", "Bearer "+c.Token)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return req
}

// Call makes a call and returns the answer.
func (c *Caller) Call(method, path string, body any, headers ...string) Response {
	c.T.Helper()
	return c.Send(c.Request(method, path, body, headers...))
}

// OK makes a call that must succeed with a status and returns the body.
func (c *Caller) OK(status int, method, path string, body any) map[string]any {
	c.T.Helper()
	res := c.Call(method, path, body)
	require.Equal(c.T, status, res.Status, "%s %s: %s", method, path, res.Body)
	return res.JSON(c.T)
}

// File is a part of a multipart request; without a Name it is a text.
type File struct{ Field, Name, Content string }

// Multipart posts a form.
func (c *Caller) Multipart(path string, parts ...File) Response {
	c.T.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, p := range parts {
		if p.Name == "" {
			require.NoError(c.T, form.WriteField(p.Field, p.Content))
			continue
		}
		w, err := form.CreateFormFile(p.Field, p.Name)
		require.NoError(c.T, err)
		_, err = io.WriteString(w, p.Content)
		require.NoError(c.T, err)
	}
	require.NoError(c.T, form.Close())
	req, err := http.NewRequest(http.MethodPost, c.Base+path, &b)
	require.NoError(c.T, err)
	req.Header.Set("Authorization", "Bearer "+c.Token)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return c.Send(req)
}

// Put returns a deep copy of a body in which the field at a path such as owners.0.email has another value;
// nil removes it.
func Put(body Fields, path string, value any) Fields {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	var out Fields
	if err := json.Unmarshal(b, &out); err != nil {
		panic(err)
	}
	names := strings.Split(path, ".")
	var at any = out
	for _, name := range names[:len(names)-1] {
		switch v := at.(type) {
		case Fields:
			at = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil {
				panic(err)
			}
			at = v[i]
		}
	}
	last, object := names[len(names)-1], at.(Fields)
	if value == nil {
		delete(object, last)
	} else {
		object[last] = value
	}
	return out
}
