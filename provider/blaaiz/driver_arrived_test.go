package blaaiz_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// arrivedOf notes what is told of a package, and marks that as Known when it is handed in again.
type arrivedOf struct{ names map[string]bool }

func (a *arrivedOf) handIn(d *driven, pkg provider.Package) error {
	d.Helper()
	mark := func(owner string, list []provider.Document) {
		for i := range list {
			list[i].Known = a.names[owner+"/"+list[i].Name]
		}
	}
	mark("", pkg.Documents)
	for _, m := range pkg.Customer.Owners {
		mark(m.Name, m.Documents)
	}
	pkg.Arrived = func(owner string, documents ...provider.Document) {
		for _, one := range documents {
			a.names[owner+"/"+one.Name] = true
		}
	}
	return d.p.HandIn(d.Context(), pkg)
}

// withIDs fills the owners' IDs, as the operator does.
func (d *driven) withIDs(pkg provider.Package) provider.Package {
	d.Helper()
	for i, w := range d.look(pkg.CustomerID, false).Owners {
		pkg.Customer.Owners[i].ID = w.OwnerID
	}
	return pkg
}

// A hand-in that breaks off brings each file once all the same, however far it came: but for the one that was on its way.
func TestDriverBringsWhatArrivedOnce(t *testing.T) {
	for skip := 0; ; skip++ {
		require.Less(t, skip, 30)
		d := drive(t)
		pkg := d.withIDs(globexPackage(d.create(globex())))
		f, err := d.control.AddFault(t.Context(), controlapi.Fault{API: "blaaiz", Path: "^/api/", Skip: skip, Status: 503, Headers: map[string]string{"Retry-After": "1"}})
		require.NoError(t, err)
		a := arrivedOf{names: map[string]bool{}}
		if err := a.handIn(d, pkg); err != nil {
			require.NoError(t, a.handIn(d, pkg))
		}
		d.assertOneOfEach(pkg.CustomerID, 1)
		assert.LessOrEqual(t, d.uploads(), 5+2, "after %d calls", skip)
		if d.hits(f.ID) == 0 {
			require.Greater(t, skip, 12)
			break
		}
	}
}

// What is approved is not taken for another file because the hand-in of the others broke off.
func TestDriverTellsOfWhatIsApproved(t *testing.T) {
	d := drive(t)
	id := d.create(globex())
	d.handIn(globexPackage(id))
	o := d.look(id, true)
	d.move(id, controlapi.BlaaizMove{Status: blaaiz.StatusRejected, Reviews: []controlapi.BlaaizReview{
		{ID: o.Owners[0].OwnerID, Status: blaaiz.ReviewApproved}, {ID: o.Documents[0].ID, Status: blaaiz.ReviewApproved},
		{ID: o.Owners[1].OwnerID, Status: blaaiz.ReviewRejected}, {ID: o.Documents[1].ID, Status: blaaiz.ReviewRejected},
	}})
	pkg := d.withIDs(globexPackage(id)) // As of somebody who took the customer over, and knows of no file.
	_, err := d.control.AddFault(t.Context(), controlapi.Fault{API: "blaaiz", Path: "/owner/", Status: 503, Headers: map[string]string{"Retry-After": "1"}})
	require.NoError(t, err)
	a := arrivedOf{names: map[string]bool{}}
	require.Error(t, a.handIn(d, pkg))
	require.NoError(t, a.handIn(d, pkg))
	d.assertOneOfEach(id, 2)
}
