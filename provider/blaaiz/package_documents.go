package blaaiz

import (
	"context"

	"github.com/bonafide-dev/bonafide/provider"
)

// documentNamed is the business's document of a name; nil if there is none. Of several the last one that cannot
// be changed counts, and else the last.
func (h *handingIn) documentNamed(name string) *Document {
	var found *Document
	for i := range h.seen.Documents {
		d := &h.seen.Documents[i]
		if d.Name == name && (found == nil || lockedChild(d.Status) || !lockedChild(found.Status)) {
			found = d
		}
	}
	return found
}

// documentProblems: a document that is approved or under review stays as it is.
func (h *handingIn) documentProblems() []provider.FieldError {
	var problems []provider.FieldError
	for _, d := range h.pkg.Documents {
		there := h.documentNamed(d.Name)
		if there == nil || !lockedChild(there.Status) {
			continue
		}
		if there.Type != kindOf(d) {
			problems = append(problems, provider.FieldError{
				Path:    provider.DocumentPath(d.Name, fieldOfKind(d)),
				Message: "is not what Blaaiz has of the document of this name, which is approved or under review: write what was handed in",
			})
		}
		if h.before && !d.Known {
			problems = append(problems, provider.FieldError{
				Path: provider.DocumentPath(d.Name, "source"),
				Message: "is another file than was handed in under this name, which is approved or under review: " +
					"give that one, and another file under a name of its own",
			})
		}
	}
	return problems
}

// bringDocuments adds the business's documents that are not there, and gives those a new file that have another.
// They are told apart by name.
func (h *handingIn) bringDocuments(ctx context.Context) error {
	for _, d := range h.pkg.Documents {
		if err := h.bringDocument(ctx, d); err != nil {
			return aboutFiles(err, ofCustomer, d)
		}
		h.pkg.Tell("", d)
	}
	return nil
}

func (h *handingIn) bringDocument(ctx context.Context, d provider.Document) error {
	there := h.documentNamed(d.Name)
	if there == nil {
		_, err := h.client.AddDocument(ctx, h.seen.ID, NewDocument{Type: kindOf(d), Name: d.Name, File: fileOf(d)})
		return err
	}
	var u DocumentUpdate
	if there.Type != kindOf(d) {
		u.Type = To(kindOf(d))
	}
	if !d.Known {
		file := fileOf(d)
		u.File = &file
	}
	if lockedChild(there.Status) || u == (DocumentUpdate{}) {
		return nil
	}
	return beforeReview(h.client.UpdateDocument(ctx, h.seen.ID, there.ID, u))
}

// dropDocuments deletes the documents that the package no longer has: what was rejected would be rejected again.
// Those that are approved stay.
func (h *handingIn) dropDocuments(ctx context.Context) error {
	kept := map[string]bool{}
	for _, d := range h.pkg.Documents {
		if there := h.documentNamed(d.Name); there != nil {
			kept[there.ID] = true
		}
	}
	for _, d := range h.seen.Documents {
		if kept[d.ID] || d.Status != ReviewPending && d.Status != ReviewRejected {
			continue
		}
		if err := h.client.DeleteDocument(ctx, h.seen.ID, d.ID); err != nil {
			return beforeReview(err)
		}
	}
	return nil
}
