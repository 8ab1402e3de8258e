package controllers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/documents"
	"github.com/bonafide-dev/bonafide/provider"
)

// pack is a package with what the operator keeps of it. Documents behind an address are fingerprinted by the
// sha256 beside it, and read only when the package is handed in.
type pack struct {
	in         inputs
	contents   provider.Package
	enclosures []*enclosure
	// fingerprint is of everything; all is that of each owner with documents, by name.
	fingerprint string
	// versions differs whenever an object or a Secret that the package is made of does.
	versions string
	all      map[string]string
	// arrived are the documents, by their names in the customer's status, that the provider got of a package that it
	// did not take as a whole.
	arrived map[string]bool
}

// enclosure is a document of a package.
type enclosure struct {
	// name in the customer's status: that in spec, after the owner's name and a slash if it is an owner's.
	name string
	// place is where spec lists it, for messages.
	place       string
	reference   documents.Reference
	document    provider.Document
	fingerprint string
	// version of the Secret that the content is in; empty if it is behind an address.
	version  string
	isLoaded bool
}

// pack gathers what spec now says, with Secrets and owners.
func (c *customer) pack(ctx context.Context) (*pack, error) {
	owners, err := c.ownersToPack(ctx)
	if err != nil {
		return nil, err
	}
	frozen, err := c.freezeWith(owners)
	if err != nil {
		return nil, err
	}
	in, err := c.load(ctx, frozen)
	if err != nil {
		return nil, err
	}
	k := &pack{in: in, all: map[string]string{}, arrived: map[string]bool{}}
	k.contents = provider.Package{CustomerID: c.vc.Status.CustomerID, Customer: in.customer, Arrived: k.noteArrived}
	if k.contents.Documents, err = k.gather(ctx, c, "", c.vc.Spec.Documents); err != nil {
		return nil, err
	}
	for i, bo := range owners {
		m := &k.contents.Customer.Owners[i]
		if m.Documents, err = k.gather(ctx, c, m.Name, bo.Spec.Documents); err != nil {
			return nil, err
		}
		email := c.pass.account.EmailFingerprint(strings.TrimSpace(m.Owner.Email))
		if seen := seenAmong(c.vc, func(f v1alpha1.OwnerFact) bool { return email != "" && f.Email == email }); seen != nil {
			m.ID = seen.ID
		} else {
			m.ID = bo.Status.OwnerID
		}
	}
	k.versions = k.versionsOf(c.pass.generation, owners)
	told := c.pass.account.Narrow(k.contents)
	for _, m := range told.Customer.Owners {
		k.all[m.Name] = m.Fingerprint(c.pass.account.Key(), k.fingerprintOf)
	}
	k.fingerprint = told.Fingerprint(c.pass.account.Key(), k.fingerprintOf)
	return k, nil
}

// versionsOf is a digest of the versions of all that the package is made of.
func (k *pack) versionsOf(generation int64, owners []*v1alpha1.BeneficialOwner) string {
	h := sha256.New()
	fmt.Fprintln(h, generation, k.in.secretVersion)
	for _, bo := range owners {
		fmt.Fprintln(h, bo.UID, bo.Generation)
	}
	for _, e := range k.enclosures {
		fmt.Fprintln(h, e.name, e.version)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// gather fingerprints documents of spec.
func (k *pack) gather(ctx context.Context, c *customer, owner string, specs []v1alpha1.DocumentSpec) ([]provider.Document, error) {
	var out []provider.Document
	for _, spec := range specs {
		p := &enclosure{name: nameOfEnclosure(owner, spec.Name), place: placeOfDocument(owner, spec.Name), reference: referenceOf(spec)}
		if err := p.recognise(ctx, c); err != nil {
			return nil, err
		}
		p.document.Name, p.document.Side, p.document.Category = spec.Name, provider.DocumentSide(spec.Side), spec.Category
		p.document.Type, p.document.Subject = p.reference.Type, p.reference.Subject
		k.enclosures = append(k.enclosures, p)
		out = append(out, p.document)
	}
	return out, nil
}

// recognise finds the fingerprint of a document, reading it if need be.
func (p *enclosure) recognise(ctx context.Context, c *customer) error {
	if fingerprint, known := p.reference.Fingerprint(c.pass.account.Key()); known {
		p.fingerprint = fingerprint
		return nil
	}
	return p.load(ctx, c)
}

func (p *enclosure) load(ctx context.Context, c *customer) error {
	document, version, err := c.r.Documents.LoadVersion(ctx, c.vc.Namespace, p.reference)
	if err != nil {
		return haltForDocument(p.place, err)
	}
	p.document.Content, p.document.FileName, p.version, p.isLoaded = document.Content, document.FileName, version, true
	p.fingerprint = documents.Fingerprint(c.pass.account.Key(), document)
	return nil
}

// load reads what was not read yet, and tells which documents the provider has.
func (k *pack) load(ctx context.Context, c *customer) error {
	next := 0
	fill := func(list []provider.Document) error {
		for i := range list {
			p := k.enclosures[next]
			next++
			if !p.isLoaded {
				if err := p.load(ctx, c); err != nil {
					return err
				}
			}
			list[i] = p.document
			list[i].Known = p.isKnown(c)
		}
		return nil
	}
	if err := fill(k.contents.Documents); err != nil {
		return err
	}
	for i := range k.contents.Customer.Owners {
		if err := fill(k.contents.Customer.Owners[i].Documents); err != nil {
			return err
		}
	}
	return nil
}

// fingerprintOf is the fingerprint of a document of the package.
func (k *pack) fingerprintOf(owner string, d provider.Document) string {
	if p := k.enclosure(nameOfEnclosure(owner, d.Name)); p != nil {
		return p.fingerprint
	}
	return ""
}

// enclosure is the document of a name in the customer's status; nil if the package has none.
func (k *pack) enclosure(name string) *enclosure {
	if at := slices.IndexFunc(k.enclosures, func(p *enclosure) bool { return p.name == name }); at >= 0 {
		return k.enclosures[at]
	}
	return nil
}

// nameOfEnclosure is the name of a document in the customer's status.
func nameOfEnclosure(owner, document string) string {
	if owner == "" {
		return document
	}
	return owner + "/" + document
}

// isKnown tells that this content is at the provider under this name.
func (p *enclosure) isKnown(c *customer) bool {
	return slices.ContainsFunc(c.pass.status().Documents, func(d v1alpha1.DocumentStatus) bool {
		return d.Name == p.name && d.StartedAt == nil && d.KeyID == c.pass.account.KeyID && d.Fingerprint == p.fingerprint
	})
}

// has tells that the package still has the content that status has of a document.
func (k *pack) has(d v1alpha1.DocumentStatus) bool {
	p := k.enclosure(d.Name)
	return p != nil && p.fingerprint == d.Fingerprint
}

// begin makes what notes which documents are about to be given to the provider.
func (k *pack) begin(c *customer) func(*v1alpha1.VerificationStatus) {
	at := metav1.NewMicroTime(c.r.Clock.Now())
	var entries []v1alpha1.DocumentStatus
	for _, p := range k.enclosures {
		if p.isKnown(c) {
			continue
		}
		entries = append(entries, v1alpha1.DocumentStatus{Name: p.name, Fingerprint: p.fingerprint, KeyID: c.pass.account.KeyID, StartedAt: &at})
	}
	return func(st *v1alpha1.VerificationStatus) {
		st.Documents = slices.DeleteFunc(st.Documents, func(d v1alpha1.DocumentStatus) bool { return k.enclosure(d.Name) == nil })
		for _, entry := range entries {
			entry.ID = entryOf(st, entry.Name).ID
			setEntry(st, entry)
		}
	}
}

// noteArrived is told of documents that the provider has, whatever becomes of the rest.
func (k *pack) noteArrived(owner string, list ...provider.Document) {
	for _, d := range list {
		k.arrived[nameOfEnclosure(owner, d.Name)] = true
	}
}

// takenBack are the documents of a status after a package was not taken: those that were about to be given as they were
// before, unless they arrived. The others may have been decided on meanwhile.
func (k *pack) takenBack(now, before []v1alpha1.DocumentStatus) (kept []v1alpha1.DocumentStatus) {
	k.markArrived(now)
	for _, d := range now {
		if d.StartedAt == nil {
			kept = append(kept, d)
		} else if was := documentAt(before, d.Name); was >= 0 {
			kept = append(kept, before[was])
		}
	}
	return kept
}

// markArrived makes the entries of the documents that arrived those of ones that the provider has.
func (k *pack) markArrived(documents []v1alpha1.DocumentStatus) {
	for i := range documents {
		if d := &documents[i]; d.StartedAt != nil && k.arrived[d.Name] {
			markArrived(d)
		}
	}
}

// markArrived makes the entry of a document that was about to be given that of one which the provider has.
func markArrived(d *v1alpha1.DocumentStatus) {
	d.StartedAt, d.Status, d.FailureReason = nil, string(provider.DocumentPending), ""
}

// fact is the package as it is written down.
func (k *pack) fact(c *customer, handedIn bool) *v1alpha1.PackageFact {
	at := metav1.NewMicroTime(c.r.Clock.Now())
	f := &v1alpha1.PackageFact{
		Fingerprint: k.fingerprint, Data: k.in.data, KeyID: c.pass.account.KeyID, Generation: c.pass.generation, Versions: k.versions,
		Status: c.pass.facts().Observation.Status, StartedAt: at,
	}
	if handedIn {
		f.HandedInAt = &at
	}
	switch last := c.pass.facts().Package; {
	case last == nil:
	case last.HandedInAt == nil:
		f.Earlier = last.Earlier
	default:
		f.Earlier = last.Fingerprint
	}
	for _, o := range k.in.owners {
		o.All = k.all[o.Name]
		f.Owners = append(f.Owners, o)
	}
	return f
}
