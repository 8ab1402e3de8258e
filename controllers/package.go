package controllers

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// isPacked tells whether the provider reviews customers as one package.
func (c *customer) isPacked() bool {
	_, ok := c.client().(provider.PackageTaker)
	return ok
}

// contents are the fingerprints of a customer's own data, and of its owners'.
func (c *customer) contents(customer provider.Customer) (data string, owners []v1alpha1.PackedOwner) {
	customer = c.pass.dataOf(customer)
	for _, m := range customer.Owners {
		owners = append(owners, v1alpha1.PackedOwner{Name: m.Name, Data: c.pass.account.OwnerFingerprint(m.Owner)})
	}
	customer.Owners, customer.Terms = nil, nil
	return c.pass.account.Fingerprint(customer), owners
}

// dataOf is a customer without what packages bring to a provider that keeps its data.
func (p *pass) dataOf(c provider.Customer) provider.Customer {
	if keeper, ok := p.account.Client.(provider.DataKeeper); ok {
		return keeper.DataOf(c)
	}
	return c
}

// keepsData tells whether the provider keeps the data that a customer was created with, so that packages bring
// no other.
func (p *pass) keepsData() bool {
	_, keeps := p.account.Client.(provider.DataKeeper)
	return keeps
}

// lastPacked is what the provider was last told of a customer that has these facts: with the last package, or
// when the customer was created. Nil if that cannot be told.
func (p *pass) lastPacked(facts *v1alpha1.Facts) *v1alpha1.PackageFact {
	if last := facts.Package; last != nil && !p.keepsData() {
		return last
	}
	if s := facts.Submission; s != nil && s.Data != "" {
		return &v1alpha1.PackageFact{Data: s.Data, Owners: s.Owners, KeyID: s.KeyID}
	}
	return nil
}

// handIn brings the provider the package that it waits for, once it is complete, and once only: one that
// was looked at is handed in again when it differs. What is about to be handed in is written down first.
func (c *customer) handIn(ctx context.Context, taker provider.PackageTaker) error {
	p := c.pass
	if !c.isWanted() {
		c.arrived()
		return c.deviation(ctx)
	}
	var deviation error
	if p.keepsData() {
		deviation = c.deviation(ctx)
	}
	pack, err := c.pack(ctx)
	if err != nil {
		return haltForSecret(err)
	}
	err = c.bring(ctx, taker, pack)
	if h := haltOf(deviation); h != nil {
		p.halts = append(p.halts, h) // Told before whatever is to be done besides.
	}
	return cmp.Or(err, deviation)
}

// bring hands a package in, unless the provider has it, or it is to stay the same for a while first.
func (c *customer) bring(ctx context.Context, taker provider.PackageTaker, pack *pack) error {
	p := c.pass
	if err := c.reckon(pack); err != nil {
		return err
	}
	if c.isWithProvider(pack) {
		p.r.steady.forget(p.o.GetUID()) // Whatever was held back was taken back.
		c.noteVersions(pack)
		return nil
	}
	if err := c.check(ctx, taker, pack); err != nil {
		return err
	}
	if c.isWantedAgain() { // A package is made of many objects.
		if h := p.holdBack(pack.fingerprint, "the package is handed in again"); h != nil {
			return h
		}
	}
	return c.giveInTurn(ctx, taker, pack)
}

// reckon notes what became of the package whose handing in was begun last, as far as that shows by now, and halts while
// it is not known.
func (c *customer) reckon(pack *pack) error {
	p := c.pass
	last := p.facts().Package
	switch {
	case last == nil && c.isWantedAgain() && p.facts().Submission == nil, last != nil && last.KeyID != p.account.KeyID && last.HandedInAt != nil:
		return c.presume(last, pack)
	case last == nil, last.HandedInAt != nil:
		return nil
	case c.moved(last):
		c.arrived()
		return nil
	case last.Earlier == pack.fingerprint:
		return nil // What was begun was taken back.
	}
	lastCall := last.StartedAt
	if last.UnansweredAt != nil { // Handing in may have taken long by then.
		lastCall = *last.UnansweredAt
	}
	if wait := settleTime - p.r.Clock.Since(lastCall.Time); wait > 0 {
		h := retry(v1alpha1.ReasonProviderUnavailable, nil,
			"it is not known yet whether the package was taken; the operator looks again before it hands it in once more")
		h.after = wait
		return h
	}
	return nil
}

// presume notes the package as it is as the one that was looked at: of a customer who was taken over, or after the
// account's credentials were rotated, nobody can tell. If something that it is made of changed at the same time, only
// people know whether it was corrected.
func (c *customer) presume(last *v1alpha1.PackageFact, pack *pack) error {
	fact := pack.fact(c, true)
	if last != nil && c.isWantedAgain() && last.Versions != "" && last.Versions != pack.versions {
		if c.pass.facts().ReconcileAt == c.pass.reconcileAt {
			return await(v1alpha1.ReasonPackageUnconfirmed,
				"the account's credentials changed after the package was handed in, and so did something that the package is made of: nothing tells any more "+
					"whether it differs from the one that was looked at; if it was corrected, set the annotation %s to a new value to have it handed in, and otherwise correct it first",
				v1alpha1.AnnotationReconcileAt)
		}
		fact.Fingerprint = "" // It differs: somebody says so.
		for i := range fact.Owners {
			fact.Owners[i].All = ""
		}
	}
	c.notePackage(fact)
	return nil
}

// isWithProvider tells that the provider has the package already, or has looked at it.
func (c *customer) isWithProvider(pack *pack) bool {
	last := c.pass.facts().Package
	switch {
	case last == nil:
		return false
	case last.HandedInAt == nil:
		return last.Earlier == pack.fingerprint
	}
	return last.Fingerprint == pack.fingerprint
}

// noteVersions notes of what the package is made by now, if it still is the one that was handed in.
func (c *customer) noteVersions(pack *pack) {
	if last := c.pass.facts().Package; last.HandedInAt != nil && last.Versions != pack.versions {
		fact := last.DeepCopy()
		fact.Versions = pack.versions
		c.notePackage(fact)
	}
}

// isWanted tells that the provider would take a package, as far as it shows.
func (c *customer) isWanted() bool {
	return c.pass.facts().Observation.Package != string(provider.PackageNone)
}

func (c *customer) isWantedAgain() bool {
	return c.pass.facts().Observation.Package == string(provider.PackageWantedAgain)
}

// check halts on a package that would be refused, or come to nothing.
func (c *customer) check(ctx context.Context, taker provider.PackageTaker, pack *pack) error {
	p := c.pass
	if h := p.refusedBefore(pack.fingerprint); h != nil {
		return h
	}
	if names := c.unedited(pack); len(names) > 0 {
		return await(v1alpha1.ReasonPackageUnchanged,
			"the provider rejected these, and they are still the same: %s; the package is handed in again once each of them is corrected", strings.Join(names, ", "))
	}
	made := makeup{versions: pack.versions, keyID: p.account.KeyID, serial: p.serial}
	if h := p.incompleteBefore(made); h != nil {
		return h
	}
	if err := pack.load(ctx, c); err != nil {
		return err
	}
	if fields := taker.ValidatePackage(pack.contents); len(fields) > 0 {
		h := await(v1alpha1.ReasonPackageIncomplete,
			"%s reviews a customer once everything is there, so nothing was handed in yet: %s", p.account.Driver.Name, provider.JoinFields(fields))
		p.r.incomplete.Store(p.o.GetUID(), incomplete{made, h.problem})
		return h
	}
	return nil
}

// makeup is of what a package was made, and after which observation.
type makeup struct {
	versions, keyID string
	serial          int64
}

// incomplete is what a package of a makeup lacked.
type incomplete struct {
	made    makeup
	problem v1alpha1.ProblemFact
}

// incompleteBefore halts on a package that is still made of what it was made of when it was found incomplete: it is
// looked at every few seconds, and what it has behind addresses is not to be read each time.
func (p *pass) incompleteBefore(made makeup) *halt {
	stored, known := p.r.incomplete.Load(p.o.GetUID())
	if !known || stored.(incomplete).made != made || p.facts().ReconcileAt != p.reconcileAt {
		return nil
	}
	return &halt{problem: stored.(incomplete).problem}
}

// moved tells that the provider has looked at a package whose handing in was begun.
func (c *customer) moved(begun *v1alpha1.PackageFact) bool {
	if c.pass.facts().Observation.Package == string(provider.PackageRestWanted) {
		return false // It moved by a part of the package.
	}
	if c.pass.facts().Observation.Status != begun.Status {
		return true
	}
	// That the record could not be found for a while says nothing about a package.
	return slices.ContainsFunc(c.pass.status().History, func(h v1alpha1.HistoryEntry) bool {
		return h.Time.After(begun.StartedAt.Time) && h.From != "" &&
			h.From != v1alpha1.ReasonCustomerNotFound && h.To != v1alpha1.ReasonCustomerNotFound
	})
}

// unedited names what the provider rejected and is still the same.
func (c *customer) unedited(pack *pack) []string {
	last := c.pass.facts().Package
	if last == nil || last.HandedInAt == nil || !c.isWantedAgain() {
		return nil // One that was begun was edited.
	}
	var names []string
	for _, d := range c.pass.status().Documents {
		if d.Status == string(provider.DocumentRejected) && d.StartedAt == nil && pack.has(d) {
			names = append(names, "documents["+d.Name+"]")
		}
	}
	for _, m := range pack.contents.Customer.Owners {
		seen := seenAmong(c.vc, func(f v1alpha1.OwnerFact) bool { return m.ID != "" && f.ID == m.ID })
		was := slices.IndexFunc(last.Owners, func(o v1alpha1.PackedOwner) bool { return o.Name == m.Name })
		if seen != nil && seen.Phase == v1alpha1.PhaseRejected && was >= 0 && last.Owners[was].All == pack.all[m.Name] {
			names = append(names, "BeneficialOwner "+m.Name)
		}
	}
	return names
}

func (c *customer) notePackage(fact *v1alpha1.PackageFact) {
	c.pass.note(func(o v1alpha1.Verifiable) { lifecycle.FactsOf(o.Verification()).Package = fact })
}

// deviation halts, besides, on data that differ from what the provider was told and cannot be told now.
func (c *customer) deviation(ctx context.Context) error {
	p := c.pass
	facts := p.facts()
	last := p.lastPacked(&facts)
	if last == nil || last.KeyID != p.account.KeyID {
		return nil
	}
	in, err := p.load(ctx)
	if err != nil {
		return nil // What cannot be read now was read when it was handed in.
	}
	var differing []string
	if in.data != last.Data {
		differing = append(differing, "the customer")
	}
	differing = append(differing, differingOwners(in.owners, last.Owners)...)
	if len(differing) == 0 {
		return nil
	}
	p.applied = false
	return stall(v1alpha1.ReasonFieldsNotUpdatable,
		"%s does not let these data change while the customer's status is %q: %s; set them back in spec and in the identity Secrets, or have them changed at the provider",
		p.account.Driver.Name, p.facts().Observation.Status, strings.Join(differing, ", ")).besides()
}

// differingOwners names the owners in whom two packages differ.
func differingOwners(now, last []v1alpha1.PackedOwner) []string {
	var out []string
	find := func(in []v1alpha1.PackedOwner, name string) int {
		return slices.IndexFunc(in, func(o v1alpha1.PackedOwner) bool { return o.Name == name })
	}
	for _, o := range now {
		if at := find(last, o.Name); at < 0 {
			out = append(out, "the owner "+o.Name+", who is new")
		} else if last[at].Data != o.Data {
			out = append(out, "the owner "+o.Name)
		}
	}
	for _, o := range last {
		if find(now, o.Name) < 0 {
			out = append(out, "the owner "+o.Name+", who is no longer named")
		}
	}
	return out
}
