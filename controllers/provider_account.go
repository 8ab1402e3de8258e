package controllers

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/provider"
)

// How long a proof of the credentials is believed.
const (
	refusedRecheck = time.Minute
	suspicionAge   = 5 * time.Second
	proofAge       = 6 * time.Hour
)

// findings are what an examination of an account brought.
type findings struct {
	// open is the account; nil if it cannot be opened.
	open *account.Account
	// problem is nil if the account can be used.
	problem *account.Problem
	// checked tells that the provider was asked, with this version of the credentials.
	checked            bool
	credentialsVersion string
}

// examine opens the account and proves the credentials if that is due.
func (p *providerPass) examine(ctx context.Context) {
	p.r.Accounts.Distrust(client.ObjectKeyFromObject(p.vp)) // The Secret may have been corrected.
	a, err := p.r.Accounts.Open(ctx, p.vp)
	if err != nil {
		p.account = findings{problem: account.ProblemOf(err)}
		return
	}
	if !p.r.proofDue(p.vp, a) {
		p.account = findings{open: a, problem: standing(p.vp), credentialsVersion: a.CredentialsVersion}
		return
	}
	f := findings{open: a, checked: true, credentialsVersion: a.CredentialsVersion}
	p.r.suspected.Delete(a.Name)
	if err := a.Client.Check(ctx); err != nil {
		f.problem = checkProblem(err)
		// A failure that passes is no proof of anything; noting its time would only wake this
		// reconciler again at once.
		f.checked = f.problem.Severity == v1alpha1.ProblemStalled
	}
	p.account = f
}

// proofDue tells whether the provider has to be asked. A restart with unchanged credentials asks
// nothing.
func (r *ProviderReconciler) proofDue(vp *v1alpha1.VerificationProvider, a *account.Account) bool {
	st := vp.Status
	if st.ObservedGeneration != vp.Generation || st.CredentialsVersion != a.CredentialsVersion || st.LastCheckTime == nil {
		return true
	}
	age := r.Clock.Since(st.LastCheckTime.Time)
	authenticated := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionAuthenticated)
	switch {
	case authenticated == nil:
		return true
	case authenticated.Status == metav1.ConditionTrue:
		return age >= proofAge || age >= suspicionAge && r.isSuspect(a.Name)
	case authenticated.Reason == v1alpha1.ReasonCredentialsRefused, authenticated.Reason == v1alpha1.ReasonInvalidEndpoint:
		return age >= refusedRecheck
	}
	return true
}

// standing is the problem that status tells of, if the provider was not asked again.
func standing(vp *v1alpha1.VerificationProvider) *account.Problem {
	c := meta.FindStatusCondition(vp.Status.Conditions, v1alpha1.ConditionAuthenticated)
	if c == nil || c.Status == metav1.ConditionTrue {
		return nil
	}
	return &account.Problem{Severity: v1alpha1.ProblemStalled, Reason: c.Reason, Message: c.Message}
}

// checkProblem puts the provider's refusal in the words of conditions.
func checkProblem(err error) *account.Problem {
	p := &account.Problem{Severity: v1alpha1.ProblemRetrying, Reason: v1alpha1.ReasonProviderUnavailable, Message: told(err), Err: err}
	switch provider.ClassOf(err) {
	case provider.ClassAuth:
		p.Severity, p.Reason = v1alpha1.ProblemStalled, v1alpha1.ReasonCredentialsRefused
	case provider.ClassInvalid, provider.ClassNotFound:
		p.Severity, p.Reason = v1alpha1.ProblemStalled, v1alpha1.ReasonInvalidEndpoint
	case provider.ClassRateLimited:
		p.Reason = v1alpha1.ReasonRateLimited
	}
	return p
}

// concludeAccount sets the conditions of the account.
func (p *providerPass) concludeAccount() {
	st, f := &p.vp.Status, p.account
	if f.credentialsVersion != "" {
		st.CredentialsVersion = f.credentialsVersion
	}
	if f.checked {
		st.LastCheckTime = &metav1.Time{Time: p.now.Truncate(time.Second)}
	}
	c := metav1.Condition{Status: metav1.ConditionTrue, Reason: v1alpha1.ReasonAuthenticated, Message: "The provider accepts the credentials."}
	if f.problem != nil {
		c.Status, c.Reason, c.Message = metav1.ConditionFalse, f.problem.Reason, f.problem.Message
	}
	p.set(v1alpha1.ConditionReady, c)
	p.set(v1alpha1.ConditionAuthenticated, c)
	stalled := f.problem != nil && f.problem.Severity == v1alpha1.ProblemStalled
	p.onlyWhile(stalled, v1alpha1.ConditionStalled, c)
	p.onlyWhile(f.problem != nil && !stalled, v1alpha1.ConditionReconciling, c)
}
