package blaaiz

import (
	"context"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// match finds the package's owners among those at Blaaiz: by ID and, where that finds nobody, by e-mail
// address, which Blaaiz keeps unique.
func (h *handingIn) match(c *Customer) {
	members := h.pkg.Customer.Owners
	h.owners, h.strangers = make([]*ShownOwner, len(members)), nil
	taken := make([]bool, len(c.Owners))
	find := func(is func(m provider.Member, w ShownOwner) bool) {
		for i, m := range members {
			for k := range c.Owners {
				if h.owners[i] == nil && !taken[k] && is(m, c.Owners[k]) {
					h.owners[i], taken[k] = &c.Owners[k], true
				}
			}
		}
	}
	find(func(m provider.Member, w ShownOwner) bool { return m.ID != "" && m.ID == w.ID })
	find(func(m provider.Member, w ShownOwner) bool { return w.Email != "" && alike(m.Owner.Email, w.Email) })
	for k, w := range c.Owners {
		if !taken[k] {
			h.strangers = append(h.strangers, w)
		}
	}
}

// strangerProblems: nobody is removed who is not named, and nobody is reviewed unnoticed.
func (h *handingIn) strangerProblems() []provider.FieldError {
	if len(h.strangers) == 0 {
		return nil
	}
	ids := make([]string, len(h.strangers))
	for i, w := range h.strangers {
		ids[i] = w.ID
	}
	return []provider.FieldError{{
		Path: ownersPath,
		Message: "does not name all owners that Blaaiz has of the business: name a BeneficialOwner with the e-mail address of each, " +
			"or remove at Blaaiz those with the IDs " + strings.Join(ids, ", "),
	}}
}

// ownerProblems: an owner who is approved or under review stays as he is. What Blaaiz does not show of one is
// not compared.
func (h *handingIn) ownerProblems() []provider.FieldError {
	var problems []provider.FieldError
	for i, there := range h.owners {
		if there == nil || !lockedChild(there.Status) {
			continue
		}
		m := h.pkg.Customer.Owners[i]
		_, d := ownerUpdate(h.want.Owners[i], *there)
		for _, field := range d.contradicted {
			problems = append(problems, provider.FieldError{
				Path:    provider.MemberPath(m.Name, ownerPaths[field]),
				Message: "is not what Blaaiz has, and the owner is approved or under review: write what was handed in",
			})
		}
		for _, document := range m.Documents {
			if h.before && m.ID == there.ID && !document.Known {
				problems = append(problems, provider.FieldError{
					Path:    provider.MemberPath(m.Name, provider.DocumentPath(document.Name, "source")),
					Message: "is another file than was handed in, and the owner is approved or under review: give that one",
				})
			}
		}
	}
	return problems
}

// bringOwnersFiles gives the owners the sides of their identity documents that are not there.
func (h *handingIn) bringOwnersFiles(ctx context.Context) error {
	for i, m := range h.pkg.Customer.Owners {
		if err := h.bringFiles(ctx, m, h.owners[i]); err != nil {
			return err
		}
		h.pkg.Tell(m.Name, m.Documents...)
	}
	return nil
}

func (h *handingIn) bringFiles(ctx context.Context, m provider.Member, there *ShownOwner) error {
	if lockedChild(there.Status) {
		return nil
	}
	var files OwnerFiles
	var brought []provider.Document
	for _, d := range m.Documents {
		place, presence := &files.Front, there.FrontFile
		if sideOf(d) == sideBack {
			place, presence = &files.Back, there.BackFile
		}
		if !h.anew && d.Known && m.ID == there.ID && there.Status != ReviewRejected && presence != PresenceMissing {
			h.skipped = true
			continue
		}
		file := fileOf(d)
		*place, brought = &file, append(brought, d)
	}
	if files == (OwnerFiles{}) {
		return nil
	}
	return beforeReview(aboutFiles(h.client.GiveOwnerFiles(ctx, h.seen.ID, there.ID, files), ofMember(m), brought...))
}
