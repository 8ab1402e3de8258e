package controllers

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// create makes a subscription with the address and the key that are wanted, unless the one that stands
// has them. Another one of the operator's stands on meanwhile.
func (s *subscription) create(ctx context.Context) error {
	if s.st.SubscriptionID != "" && s.st.URL == s.url && sameKey(s.st.Key, s.key) {
		s.st.Key = s.key
		return nil
	}
	if s.st.Intent == nil {
		if err := s.declare(ctx); err != nil {
			return err
		}
	}
	if i := s.st.Intent; i.URL != s.url || s.p.now.Before(i.NotBefore.Time) {
		if s.next.IsZero() {
			s.next = i.NotBefore.Time
		}
		return nil
	}
	id, err := s.api.CreateSubscription(ctx, provider.SubscriptionRequest{
		URL: s.url, Secret: s.p.keys.current, IdempotencyKey: s.st.Intent.IdempotencyKey,
	})
	if err != nil {
		s.reconsider(err)
		return err
	}
	return s.record(ctx, id)
}

// declare writes the finalizer and the intent, by writes that a stale cache loses, before the provider
// is asked.
func (s *subscription) declare(ctx context.Context) error {
	if err := s.p.hold(ctx); err != nil {
		return err
	}
	notBefore := s.p.now
	if s.st.Key.Fingerprint != "" && !sameKey(s.st.Key, s.key) && s.st.CheckedSecretVersion != s.p.keys.version {
		notBefore = notBefore.Add(keySettle)
	}
	s.st.Intent = &v1alpha1.SubscriptionIntent{
		IdempotencyKey: string(uuid.NewUUID()), URL: s.url, Key: s.key,
		NotBefore: metav1.Time{Time: notBefore.Truncate(time.Second)},
	}
	for _, one := range s.standing {
		if one.URL == s.url {
			s.st.Intent.Present = append(s.st.Intent.Present, one.ID)
		}
	}
	return s.write(ctx)
}

// reconsider forgets an intent that certainly came to nothing, and one whose idempotency key a provider
// has locked: what came of that, if anything, is found by its address and replaced.
func (s *subscription) reconsider(err error) {
	switch class := provider.ClassOf(err); {
	case class == provider.ClassInvalid, errors.Is(err, provider.ErrSubscriptionLimit):
		s.st.Intent = nil
	case class == provider.ClassConflict && !s.p.now.Before(s.st.Intent.NotBefore.Add(settleTime)):
		s.st.Intent = nil
	}
}

// record notes the new subscription as the one that is kept, and the one before as one to go.
func (s *subscription) record(ctx context.Context, id string) error {
	if before := s.st.SubscriptionID; before != "" {
		cause := v1alpha1.RetirementKeyRotated
		if s.st.URL != s.url {
			cause = v1alpha1.RetirementURLChanged
		}
		s.st.SubscriptionID = ""
		s.condemn(provider.Subscription{ID: before, URL: s.st.URL}, cause)
		s.st.Retiring[len(s.st.Retiring)-1].Key = s.st.Key
	}
	s.st.Retiring = slices.DeleteFunc(s.st.Retiring, func(r v1alpha1.RetiringSubscription) bool { return strings.EqualFold(r.ID, id) })
	s.st.SubscriptionID, s.st.URL, s.st.Key = id, s.url, s.key
	s.st.SubscribedTime, s.st.DeliveredTime = &metav1.Time{Time: s.p.now.Truncate(time.Second)}, nil
	s.st.Intent, s.st.Problem = nil, nil
	return s.write(ctx)
}

// write writes what was found so far.
func (s *subscription) write(ctx context.Context) error {
	s.p.conclude()
	err := s.p.write(ctx)
	s.st = s.p.vp.Status.Webhook // as the API server has it now
	return err
}

// stopped notes what stopped the look. It reports true if a later try may do, and when that is due.
func (s *subscription) stopped(err error) (again bool) {
	problem := &v1alpha1.SubscriptionProblem{Reason: v1alpha1.ReasonSubscriptionRefused, Message: told(err)}
	var paused *pausedError
	switch class := provider.ClassOf(err); {
	case errors.As(err, &paused):
		problem.Reason = v1alpha1.ReasonSubscriptionPaused
	case errors.Is(err, provider.ErrSubscriptionLimit):
		problem.Reason, problem.Message = v1alpha1.ReasonSubscriptionLimitReached, s.crowd(err)
	case class == provider.ClassInvalid:
		if names(err, provider.FieldWebhookURL) {
			problem.Reason = v1alpha1.ReasonInvalidWebhookURL
		}
	case class == provider.ClassAuth && s.p.account.checked:
		// The credentials are good, and what they lack is the right to this.
	case class == provider.ClassAuth:
		s.p.r.Suspect(s.p.account.open)
	default:
		problem.Reason = v1alpha1.ReasonProviderUnavailable
		if class == provider.ClassRateLimited {
			problem.Reason = v1alpha1.ReasonRateLimited
		}
		s.p.failure, s.p.after = err, provider.RetryAfter(err)
		again = true
	}
	// A failure that passes says nothing of a subscription that stands.
	if !again || s.st.SubscriptionID == "" {
		s.st.Problem = problem
	}
	return again
}

func names(err error, path provider.FieldPath) bool {
	e := provider.As(err)
	return e != nil && slices.ContainsFunc(e.Fields, func(f provider.FieldError) bool { return f.Path == path })
}

// crowd says what stands at the provider, so that somebody can choose what may go.
func (s *subscription) crowd(err error) string {
	const most = 10
	var lines []string
	for _, one := range s.standing {
		state := ""
		if one.Paused {
			state = ", paused"
		}
		lines = append(lines, fmt.Sprintf("%s (%s%s)", withoutSecrets(one.URL), one.ID, state))
	}
	slices.Sort(lines)
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most], fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("%s. Delete one that is not needed; the operator tries again every few minutes. There stand: %s",
		err, strings.Join(lines, ", "))
}

// withoutSecrets is an address without the parts that may hold a password or a token.
func withoutSecrets(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "an address that cannot be read"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
