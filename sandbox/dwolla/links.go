package dwolla

import "slices"

// The relations of a person by status (reference 2.4); for kba, suspended, deactivated and unverified the
// sandbox's choice, see the package's documentation.
var relations = map[string][]string{
	statusVerified:    {"self", "receive", "edit-form", "edit", "funding-sources", "transfers", "send", "deactivate"},
	statusRetry:       {"deactivate", "self", "edit-form", "edit", "funding-sources", "retry-verification", "transfers"},
	statusDocument:    {"document-form", "self", "funding-sources", "transfers"},
	statusKBA:         {"self", "deactivate", "funding-sources", "transfers"},
	statusSuspended:   {"self", "funding-sources", "transfers"},
	statusDeactivated: {"self", "funding-sources", "transfers"},
	statusUnverified:  {"self", "receive", "edit-form", "edit", "funding-sources", "transfers", "send", "deactivate"},
}

// Whose document is wanted: the person's, be it the controller, the business's, or both.
const (
	relDocument         = "verify-with-document"
	relBusinessDocument = "verify-business-with-document"
	relBothDocument     = "verify-controller-and-business-with-document"
)

// links returns what may be done with a customer in its status.
func (c *customer) links(b base) links {
	rels := slices.Clone(relations[c.Status])
	if c.Type == typeReceiveOnly {
		rels = without(rels, "send")
	}
	if !c.maySend() {
		rels = without(rels, "send")
	}
	if c.hasController() && c.takesOwners() {
		rels = append(rels, c.ownershipRelations()...)
	}
	if c.Status == statusRetry && c.wantsController && c.Controller != nil {
		rels = append(rels, "retry-with-full-ssn")
	}
	if c.Status == statusDocument {
		rels = append(rels, c.documentRelation())
	}
	l := make(links, len(rels))
	for _, rel := range rels {
		l[rel] = c.relation(b, rel)
	}
	for _, d := range c.directives {
		if d.Link != "" {
			l[d.Link] = c.relation(b, d.Link)
		}
	}
	return l
}

func without(rels []string, one string) []string {
	return slices.DeleteFunc(rels, func(rel string) bool { return rel == one })
}

// documentRelation says whose document is wanted.
func (c *customer) documentRelation() string {
	switch {
	case c.wantsBusiness && c.wantsController:
		return relBothDocument
	case c.wantsBusiness:
		return relBusinessDocument
	default:
		return relDocument
	}
}

// relation is the link of one relation.
func (c *customer) relation(b base, rel string) link {
	switch rel {
	case "edit-form":
		return link{Href: string(b) + c.path(), ResourceType: kindCustomer, Type: formsMediaType}
	case "document-form":
		return link{Href: string(b) + c.path() + "/documents", ResourceType: kindDocument, Type: formsMediaType}
	case relDocument, relBusinessDocument, relBothDocument, "upload-dba-document", "upload-ein-document":
		return b.link(c.path()+"/documents", kindDocument)
	case "receive", "send":
		return b.link("/transfers", "transfer")
	case "transfers":
		return b.link(c.path()+"/transfers", "transfer")
	case "funding-sources":
		return b.link(c.path()+"/funding-sources", "funding-source")
	case "beneficial-owners", "verify-beneficial-owners":
		return b.link(c.path()+"/beneficial-owners", kindOwner)
	case "certify-beneficial-ownership":
		return b.link(c.path()+"/beneficial-ownership", kindOwnership)
	default: // self, edit, deactivate, retry-verification, retry-with-full-ssn, update-customer
		return b.link(c.path(), kindCustomer)
	}
}
