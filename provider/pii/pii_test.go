package pii_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

const planted = "123-45-6789"

type outer struct {
	Visible pii.String
	hidden  pii.String
	nested  *struct{ deep pii.String }
}

func TestNothingPrintsTheValue(t *testing.T) {
	v := pii.New(planted)
	o := outer{Visible: v, hidden: v, nested: &struct{ deep pii.String }{v}}
	_ = o.hidden
	var printed bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t"} {
		fmt.Fprintf(&printed, verb+" ", v)
		fmt.Fprintf(&printed, verb+" ", &v)
		fmt.Fprintf(&printed, verb+" ", o)
		fmt.Fprintf(&printed, verb+" ", &o)
		fmt.Fprintf(&printed, verb+" ", []pii.String{v})
		fmt.Fprintf(&printed, verb+" ", map[string]any{"k": v, "o": o})
	}
	for _, x := range []any{v, o, map[string]pii.String{"ssn": v}} {
		b, err := json.Marshal(x)
		require.NoError(t, err)
		printed.Write(b)
	}
	slog.New(slog.NewTextHandler(&printed, nil)).Info("m", "v", v, "o", o)
	slog.New(slog.NewJSONHandler(&printed, nil)).Info("m", "v", v, "o", o)
	printed.WriteString(errors.Join(fmt.Errorf("wrapping %v", v)).Error())

	assert.NotContains(t, printed.String(), planted)
	assert.NotContains(t, printed.String(), fmt.Sprintf("%x", planted))
	assert.NotContains(t, printed.String(), fmt.Sprintf("%X", planted))
	assert.Equal(t, planted, v.Reveal())
}

func TestString(t *testing.T) {
	assert.True(t, pii.New("").IsEmpty())
	assert.Empty(t, pii.String{}.Reveal())
	assert.Equal(t, "1990-01-31", pii.FromBytes([]byte(" 1990-01-31\n")).Reveal())
	assert.Equal(t, "123456789", pii.New(planted).Digits().Reveal())
	assert.True(t, pii.New("a").Equal(pii.New("a")))
	assert.False(t, pii.New("a").Equal(pii.New("b")))
	assert.False(t, pii.New("a").Equal(pii.String{}))
}
