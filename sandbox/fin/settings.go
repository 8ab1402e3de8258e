package fin

import (
	"fmt"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// settings choose where Fin's pages are silent or contradict each other, see the package's comment.
type settings struct {
	step     time.Duration
	manual   bool
	older    bool
	strict   bool
	reliance bool
	retries  bool
}

func defaultSettings() settings { return settings{step: 500 * time.Millisecond} }

// Values of settings.
const (
	reviewAuto      = "auto"
	reviewManual    = "manual"
	dialectOpenAPI  = "openapi"
	dialectOlder    = "older"
	relianceRefuse  = "refuse"
	relianceAllow   = "allow"
	retriesNone     = "none"
	retriesSome     = "some"
	errSettingWords = "%s %q: must be %q or %q"
)

// Settings returns those in force.
func (a *API) Settings() controlapi.FinSettings {
	a.mu.Lock()
	defer a.mu.Unlock()
	s, word := a.settings, func(on bool, yes, no string) *string {
		if on {
			return &yes
		}
		return &no
	}
	step := controlapi.Duration(s.step)
	return controlapi.FinSettings{
		Step: &step, Strict: &s.strict,
		Review:   word(s.manual, reviewManual, reviewAuto),
		Dialect:  word(s.older, dialectOlder, dialectOpenAPI),
		Reliance: word(s.reliance, relianceAllow, relianceRefuse),
		Retries:  word(s.retries, retriesSome, retriesNone),
	}
}

// Set changes the settings that are given, all or none.
func (a *API) Set(v controlapi.FinSettings) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.settings
	for _, one := range []struct {
		name    string
		value   *string
		yes, no string
		set     *bool
	}{
		{"review", v.Review, reviewManual, reviewAuto, &s.manual},
		{"dialect", v.Dialect, dialectOlder, dialectOpenAPI, &s.older},
		{"reliance", v.Reliance, relianceAllow, relianceRefuse, &s.reliance},
		{"retries", v.Retries, retriesSome, retriesNone, &s.retries},
	} {
		switch {
		case one.value == nil:
		case *one.value == one.yes, *one.value == one.no:
			*one.set = *one.value == one.yes
		default:
			return fmt.Errorf(errSettingWords, one.name, *one.value, one.no, one.yes)
		}
	}
	if v.Step != nil {
		s.step = time.Duration(*v.Step)
	}
	if v.Strict != nil {
		s.strict = *v.Strict
	}
	a.settings = s
	return nil
}

func (a *API) older() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.settings.older
}
