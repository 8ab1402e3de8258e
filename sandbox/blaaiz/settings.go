package blaaiz

import (
	"fmt"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// settings are the switches of reference 22.
type settings struct {
	manual                       bool
	personReview, businessReview time.Duration
	uploadTTL                    time.Duration
	externalKYC, autoVerify      bool
	minimalAllowed               bool
	retries, emitCreated         bool
	omitComments                 bool
}

func defaultSettings() settings {
	return settings{
		personReview: time.Second, businessReview: 2 * time.Second, uploadTTL: 5 * time.Minute,
		externalKYC: true, retries: true,
	}
}

const (
	reviewAuto   = "auto"
	reviewManual = "manual"
)

// Settings returns those in force.
func (a *API) Settings() controlapi.BlaaizSettings {
	a.mu.Lock()
	defer a.mu.Unlock()
	s, review := a.settings, reviewAuto
	if s.manual {
		review = reviewManual
	}
	person, business := controlapi.Duration(s.personReview), controlapi.Duration(s.businessReview)
	upload := controlapi.Duration(s.uploadTTL)
	perMinute, perHour := a.limits.get()
	return controlapi.BlaaizSettings{
		Review: &review, PersonReview: &person, BusinessReview: &business, UploadTTL: &upload,
		ExternalKYC: &s.externalKYC, AutoVerify: &s.autoVerify, MinimalAllowed: &s.minimalAllowed,
		Retries: &s.retries, EmitCreated: &s.emitCreated, OmitComments: &s.omitComments, PerMinute: &perMinute, PerHour: &perHour,
	}
}

// Set changes the settings that are given, all or none.
func (a *API) Set(v controlapi.BlaaizSettings) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.settings
	if v.Review != nil {
		if *v.Review != reviewAuto && *v.Review != reviewManual {
			return fmt.Errorf("review %q: must be %q or %q", *v.Review, reviewAuto, reviewManual)
		}
		s.manual = *v.Review == reviewManual
	}
	for _, n := range []*int{v.PerMinute, v.PerHour} {
		if n != nil && *n < 0 {
			return fmt.Errorf("limit %d: must not be negative", *n)
		}
	}
	set(&s.externalKYC, v.ExternalKYC)
	set(&s.autoVerify, v.AutoVerify)
	set(&s.minimalAllowed, v.MinimalAllowed)
	set(&s.retries, v.Retries)
	set(&s.emitCreated, v.EmitCreated)
	set(&s.omitComments, v.OmitComments)
	set(&s.personReview, (*time.Duration)(v.PersonReview))
	set(&s.businessReview, (*time.Duration)(v.BusinessReview))
	set(&s.uploadTTL, (*time.Duration)(v.UploadTTL))
	a.limits.set(v.PerMinute, v.PerHour)
	a.settings = s
	return nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
