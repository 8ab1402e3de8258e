package walks

import (
	"net/http"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// The steps that the provider, or its staff, takes.

func moveCustomer(t *rapid.T) step {
	name := anyBusiness(t)
	m := controlapi.Move{
		Status: rapid.SampledFrom([]string{"verified", "verified", "retry", "retry", "document", "document", "suspended", "activated", "deactivated"}).Draw(t, "status"),
		Silent: rapid.IntRange(0, 5).Draw(t, "silent") == 0,
	}
	if m.Status == "retry" || m.Status == "document" {
		m.Wants = rapid.SampledFrom([]string{controlapi.WantsBusiness, controlapi.WantsController, controlapi.WantsBoth}).Draw(t, "wants")
	}
	return stepf(func(w *walk) {
		vc := w.business(name)
		if vc == nil || vc.Status.CustomerID == "" {
			return
		}
		if m.Status == "activated" && w.Truth(vc.Status.CustomerID).Status != "suspended" {
			return
		}
		if m.Status == "deactivated" {
			w.closed[vc.UID] = true
		}
		w.Move(vc.Status.CustomerID, m)
	}, "the provider moves business %s to %s %s, silently %t", name, m.Status, m.Wants, m.Silent)
}

func moveOwner(t *rapid.T) step {
	name := anyOwner(t)
	m := controlapi.OwnerMove{
		Status: rapid.SampledFrom([]string{"verified", "verified", "incomplete", "document"}).Draw(t, "status"),
		Silent: rapid.IntRange(0, 5).Draw(t, "silent") == 0,
	}
	return stepf(func(w *walk) {
		id := w.presentOwner(name)
		if id == "" {
			return
		}
		w.ledger.sample() // Whoever is verified now was so, whatever they are next.
		_, err := w.Control.MoveOwner(w.Context, id, m)
		w.unlessRemoved(id, err)
	}, "the provider moves owner %s to %s, silently %t", name, m.Status, m.Silent)
}

// presentOwner is the ID of an owner whom the provider has; empty if there is none.
func (w *walk) presentOwner(name string) string {
	w.Helper()
	bo := w.owner(name)
	if bo == nil || bo.Status.OwnerID == "" {
		return ""
	}
	truth, err := w.Control.Owner(w.Context, bo.Status.OwnerID)
	require.NoError(w, err)
	if truth.Removed {
		return ""
	}
	return truth.ID
}

// unlessRemoved checks that only the operator's own removal of an owner came in between.
func (w *walk) unlessRemoved(ownerID string, err error) {
	w.Helper()
	if err == nil {
		return
	}
	truth, lookErr := w.Control.Owner(w.Context, ownerID)
	require.NoError(w, lookErr)
	require.True(w, truth.Removed, "%v", err)
}

func moveOwnership(t *rapid.T) step {
	name := anyBusiness(t)
	m := controlapi.OwnershipMove{Status: rapid.SampledFrom([]string{"recertify", "uncertified"}).Draw(t, "status")}
	return stepf(func(w *walk) {
		vc := w.business(name)
		if vc == nil || vc.Status.CustomerID == "" {
			return
		}
		_, err := w.Control.MoveOwnership(w.Context, vc.Status.CustomerID, m)
		require.NoError(w, err)
		w.reopened[vc.UID] = true
	}, "the provider moves the ownership of business %s to %s", name, m.Status)
}

// review decides on one of the documents that wait.
func review(t *rapid.T) step {
	which := rapid.IntRange(0, 3).Draw(t, "which")
	v := controlapi.Review{Result: rapid.SampledFrom([]string{controlapi.ReviewApproved, controlapi.ReviewRejected}).Draw(t, "result")}
	if v.Result == controlapi.ReviewApproved {
		v.MoreNeeded = rapid.IntRange(0, 3).Draw(t, "more needed") == 0
	} else {
		v.Reason = rapid.SampledFrom([]string{"ScanNotReadable", "ScanNotReadable", "ScanIdExpired", "ScanNameMismatch"}).Draw(t, "reason")
	}
	return stepf(func(w *walk) {
		waiting := w.waitingDocuments()
		if len(waiting) == 0 {
			return
		}
		_, err := w.Control.ReviewDocument(w.Context, waiting[which%len(waiting)], v)
		require.NoError(w, err)
	}, "the provider reviews a document: %s %s, more needed %t", v.Result, v.Reason, v.MoreNeeded)
}

// waitingDocuments are the IDs of the documents that wait for a review.
func (w *walk) waitingDocuments() (ids []string) {
	w.Helper()
	keep := func(all []controlapi.Document) {
		for _, d := range all {
			if d.Status == "pending" {
				ids = append(ids, d.ID)
			}
		}
	}
	customers, err := w.Control.Customers(w.Context)
	require.NoError(w, err)
	for _, c := range customers {
		keep(c.Documents)
	}
	all, err := w.Control.AllOwners(w.Context)
	require.NoError(w, err)
	for _, o := range all {
		keep(o.Documents)
	}
	return ids
}

// removeOwner removes an owner at the provider, as somebody can in its dashboard.
func removeOwner(t *rapid.T) step {
	name := anyOwner(t)
	return stepf(func(w *walk) {
		if id := w.presentOwner(name); id != "" {
			w.Dwolla(http.MethodDelete, "/beneficial-owners/"+id, "")
		}
	}, "somebody removes owner %s at the provider", name)
}
