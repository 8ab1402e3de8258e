package controllers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

const (
	// contestAfter is how often this object's subscription has to be found replaced by one that the operator
	// did not create for it to leave the address to whoever does that.
	contestAfter = 2
	// contestWindow is how long the subscription must not have stood each time for that.
	contestWindow = 24 * time.Hour
)

// errContested ends a look at a subscription whose address is somebody else's.
var errContested = errors.New("somebody else keeps a subscription for the same address")

// displaced counts that the subscription is gone and another one stands in its place: an operator in another
// cluster, for an object of the same name, removes this one's as this one removes its.
func (s *subscription) displaced() {
	if s.rival() == nil {
		return
	}
	if st := s.st.SubscribedTime; st == nil || s.p.now.Sub(st.Time) >= contestWindow {
		s.st.Displaced = 0
	}
	s.st.Displaced++
}

// rival is a subscription for this object's address that the operator did not create; nil if there is none, and while a
// creation is under way, for then it may be what that brought.
func (s *subscription) rival() *provider.Subscription {
	if s.st.Intent != nil {
		return nil
	}
	i := slices.IndexFunc(s.standing, func(one provider.Subscription) bool {
		return one.URL == s.url && !strings.EqualFold(one.ID, s.st.SubscriptionID) &&
			!slices.ContainsFunc(s.st.Retiring, func(r v1alpha1.RetiringSubscription) bool {
				return strings.EqualFold(r.ID, one.ID) && r.Cause != v1alpha1.RetirementUnrecorded
			})
	})
	if i < 0 {
		return nil
	}
	return &s.standing[i]
}

// contested tells whether to leave the address to another: until that one is gone, or somebody changes spec
// or the key here. Two operators would replace each other's subscription for ever.
func (s *subscription) contested() bool {
	if s.st.SubscriptionID != "" || s.st.Intent != nil {
		return false
	}
	changed := s.st.CheckedGeneration != s.p.vp.Generation || s.st.CheckedSecretVersion != s.p.keys.version
	if changed || s.rival() == nil {
		s.st.Displaced = 0
	}
	return s.st.Displaced >= contestAfter
}

// cede takes out of status what would have the other's subscription removed.
func (s *subscription) cede() {
	s.st.Retiring = slices.DeleteFunc(s.st.Retiring, func(r v1alpha1.RetiringSubscription) bool {
		return r.Cause == v1alpha1.RetirementUnrecorded
	})
	s.st.URL = ""
}

// contest says what to do about it.
func (s *subscription) contest() *v1alpha1.SubscriptionProblem {
	return &v1alpha1.SubscriptionProblem{Reason: v1alpha1.ReasonSubscriptionContested, Message: fmt.Sprintf(
		"The subscription for %s was removed again and again, and another one (%s) put in its place: probably an operator in another cluster "+
			"keeps one for a VerificationProvider of the same namespace, name and address. The operator leaves the address to it. Give this one another "+
			"spec.webhook.url, or remove spec.webhook here or there.", s.url, s.rival().ID)}
}
