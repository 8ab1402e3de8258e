package controllers

import (
	"context"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// member is a BeneficialOwner of a business that the provider knows as one package with its owners. Nothing is
// asked of the provider for it: the business is created, handed in and looked at with all its owners, and
// what was seen of this one stands in the facts of the business.
type member struct {
	*owner
	business *v1alpha1.VerifiedCustomer
}

// join has the object stand for the owner of its e-mail address, once the provider has one.
func (m *member) join(ctx context.Context) error {
	fact := m.seenByEmail()
	if fact == nil {
		return m.absent()
	}
	if err := m.pass.claim(ctx, fact.ID, nothingElse); err != nil {
		return err
	}
	m.pass.sight(observed(*fact), v1alpha1.CauseCreated)
	return nil
}

// absent says why the provider does not have the owner.
func (m *member) absent() error {
	switch {
	case m.bo.Spec.Email == "":
		return stall(v1alpha1.ReasonInvalidInput, "spec.email is missing: %s knows the owners of a business by it", m.pass.account.Driver.Name)
	case !m.isNamed():
		return await(v1alpha1.ReasonDependencyNotReady,
			"spec.business.beneficialOwnership.owners of VerifiedCustomer %q does not name this owner: only those whom it names go along with the business", m.business.Name)
	case m.pass.keepsData():
		return stall(v1alpha1.ReasonFieldsNotUpdatable,
			"%s takes the owners of a business only when the business is created, and has none with the e-mail address in spec.email: have the owner added there", m.pass.account.Driver.Name)
	}
	return await(v1alpha1.ReasonDependencyNotReady,
		"the provider does not have this owner yet: it goes along when VerifiedCustomer %q is handed in next", m.business.Name)
}

func (m *member) isNamed() bool {
	o := m.business.Spec.Business.BeneficialOwnership
	return o != nil && slices.Contains(o.Owners, m.bo.Name)
}

func (m *member) seenByEmail() *v1alpha1.OwnerFact {
	email := m.pass.account.EmailFingerprint(strings.TrimSpace(string(m.bo.Spec.Email)))
	return seenAmong(m.business, func(f v1alpha1.OwnerFact) bool { return email != "" && f.Email == email })
}

// seenAmong finds what the provider said of an owner along with the business; nil if nothing, or if it no
// longer has the business.
func seenAmong(business *v1alpha1.VerifiedCustomer, is func(v1alpha1.OwnerFact) bool) *v1alpha1.OwnerFact {
	facts := business.Status.Facts
	if facts == nil || facts.Observation == nil || facts.Observation.Gone {
		return nil
	}
	if at := slices.IndexFunc(facts.Observation.Owners, is); at >= 0 {
		return &facts.Observation.Owners[at]
	}
	return nil
}

// get implements subject.
func (m *member) get(_ context.Context, id string) (provider.Observation, error) {
	fact := seenAmong(m.business, func(f v1alpha1.OwnerFact) bool { return strings.EqualFold(f.ID, id) })
	if fact == nil {
		return provider.Observation{}, &provider.Error{Class: provider.ClassNotFound, Outcome: provider.OutcomeRefused, Message: "the business has no such owner"}
	}
	return observed(*fact), nil
}

// observed is what was noted of an owner, as it was observed.
func observed(f v1alpha1.OwnerFact) provider.Observation {
	o := provider.Observation{CustomerID: f.ID, Status: f.Status, Phase: provider.Phase(f.Phase), Reason: f.Reason}
	for _, r := range f.Requirements {
		o.Requirements = append(o.Requirements, provider.Requirement{
			Code: r.Code, Message: r.Message, Action: r.Action, Subject: provider.Subject(r.Subject), Link: r.Link,
			Document: provider.DocumentKind(r.Document),
		})
	}
	return o
}

// gone implements subject: without the business there is none of its owners.
func (m *member) gone() *v1alpha1.ProblemFact {
	if !isGone(m.business) {
		return m.owner.gone()
	}
	return &await(v1alpha1.ReasonDependencyNotReady,
		"the provider no longer has the business of this owner: VerifiedCustomer %q says what to do; this object goes on by itself after that", m.business.Name).problem
}

// isGone tells that the provider no longer has a business.
func isGone(business *v1alpha1.VerifiedCustomer) bool {
	facts := business.Status.Facts
	return facts != nil && facts.Observation != nil && facts.Observation.Gone
}

// find implements subject: no owner of such a business is created by itself.
func (m *member) find(context.Context, *createIntent) (provider.Observation, error) {
	return provider.Observation{}, &provider.Error{Class: provider.ClassNotFound, Outcome: provider.OutcomeRefused, Message: "owners are created with their business"}
}

// event implements subject: it is that of the business. An owner that did not move by it keeps the one before.
func (m *member) event() *provider.Event {
	facts := m.business.Status.Facts
	if facts == nil || facts.Observation == nil || facts.Observation.Event == nil {
		return nil
	}
	e := facts.Observation.Event
	return &provider.Event{ID: e.ID, Topic: e.Topic, Time: e.Time.Time}
}

func (m *member) desired() provider.Profile { return nil }

func (m *member) corrects() bool { return false }

func (m *member) replaceable() bool { return false }

func (m *member) restless() bool { return false }

func (m *member) hungry() bool { return false }

// finish implements subject: data that differ from what went along with the business go along the next time,
// if there is one.
func (m *member) finish(ctx context.Context) error {
	packed := m.packed()
	if packed == nil {
		return nil
	}
	in, err := m.pass.load(ctx)
	if err != nil {
		return nil // What cannot be read now was read when it went along.
	}
	data := m.pass.dataOf(provider.Customer{Owners: []provider.Member{{Owner: in.owner}}}).Owners[0].Owner
	if m.pass.account.OwnerFingerprint(data) == packed.Data {
		return nil
	}
	m.pass.applied = false
	o := m.business.Status.Facts.Observation
	if !m.pass.keepsData() && o.Package != string(provider.PackageNone) {
		return await(v1alpha1.ReasonDependencyNotReady, "the changed data go along when VerifiedCustomer %q is handed in next", m.business.Name)
	}
	return stall(v1alpha1.ReasonFieldsNotUpdatable,
		"%s does not let the data of an owner change while the business is %q: set them back in spec and in the identity Secret, or have them changed at the provider",
		m.pass.account.Driver.Name, o.Status).besides()
}

// packed is what last went along with the business of this owner; nil if that cannot be told.
func (m *member) packed() *v1alpha1.PackedOwner {
	facts := m.business.Status.Facts
	if facts == nil || facts.Observation == nil {
		return nil
	}
	last := m.pass.lastPacked(facts)
	if last == nil || last.KeyID != m.pass.account.KeyID {
		return nil
	}
	if at := slices.IndexFunc(last.Owners, func(o v1alpha1.PackedOwner) bool { return o.Name == m.bo.Name }); at >= 0 {
		return &last.Owners[at]
	}
	return nil
}

// part implements subject.
func (m *member) part(ctx context.Context, id string) (behind string, err error) {
	remover, ok := m.pass.account.Client.(provider.OwnerRemover)
	if !ok {
		return "the provider has no way to remove an owner", nil
	}
	return "", remover.RemoveOwner(ctx, m.business.Status.CustomerID, id)
}
