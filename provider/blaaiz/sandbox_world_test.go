package blaaiz_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// These tests run against the simulator, which was written from the same pages by other hands and shares no
// code with this package.

// patience bounds a wait on a slow machine.
const patience = 20 * time.Second

// What the tests of all drivers share, under the names that it has here.
var (
	credentials = wiretest.Credentials
	failure     = wiretest.Failure
)

// world is a simulator with a client of it.
type world struct {
	*testing.T
	sandbox *sandbox.Sandbox
	control *controlclient.Client
	client  *blaaiz.Client
}

// newWorld starts one in which reviews take a millisecond, or wait for a control call if manual.
func newWorld(t *testing.T, review string) *world {
	t.Helper()
	s, err := sandbox.Start(sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	w := &world{T: t, sandbox: s, control: s.Control(), client: open(t, s.BlaaizURL(), sandbox.Secret, nil)}
	quick := controlapi.Duration(time.Millisecond)
	w.set(controlapi.BlaaizSettings{Review: &review, PersonReview: &quick, BusinessReview: &quick})
	return w
}

func open(t *testing.T, endpoint, secret string, via http.RoundTripper) *blaaiz.Client {
	t.Helper()
	c, err := blaaiz.New(provider.Config{
		Endpoint: endpoint, Credentials: credentials(sandbox.Key, secret), Transport: via,
		RequestsPerSecond: 1e6, Burst: 1000,
	})
	require.NoError(t, err)
	return c
}

// scoped asks for tokens of another scope, as if the credential had no more.
type scoped string

func (s scoped) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == "/oauth/token" {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		form.Set("scope", string(s))
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(form.Encode())), int64(len(form.Encode()))
	}
	return http.DefaultTransport.RoundTrip(r)
}

func (w *world) set(s controlapi.BlaaizSettings) {
	w.Helper()
	require.NoError(w, w.control.Set(w.Context(), controlapi.Settings{Blaaiz: &s}))
}

func (w *world) fault(f controlapi.Fault) {
	w.Helper()
	_, err := w.control.AddFault(w.Context(), f)
	require.NoError(w, err)
}

func (w *world) get(id string) *blaaiz.Customer {
	w.Helper()
	c, err := w.client.GetCustomer(w.Context(), id)
	require.NoError(w, err)
	return c
}

func (w *world) eventually(id, status string) *blaaiz.Customer {
	w.Helper()
	var c *blaaiz.Customer
	require.Eventually(w, func() bool { c = w.get(id); return c.Status == status }, patience, time.Millisecond, status)
	return c
}

func (w *world) move(id string, m controlapi.BlaaizMove) {
	w.Helper()
	_, err := w.control.MoveBlaaizCustomer(w.Context(), id, m)
	require.NoError(w, err)
}

func png() blaaiz.File {
	return blaaiz.File{MediaType: blaaiz.MediaPNG, Content: []byte("\x89PNG\r\n\x1a\nrest")}
}

func jane(firstName, email string) blaaiz.Individual {
	return blaaiz.Individual{
		FirstName: firstName, LastName: "Doe", Email: email, Phone: "+2348012345678",
		Address:     blaaiz.Address{Street: "1 Marina Road", City: "Lagos", State: "Lagos", ZipCode: "100001", Country: "NG"},
		DateOfBirth: pii.New("1980-02-29"), TIN: pii.New("55512345"),
		IDType: blaaiz.IDPassport, IDNumber: pii.New("A1234567"), IDExpiryDate: pii.New("2999-01-01"),
	}
}

func owner(firstName, email string, share blaaiz.Percent, idType string) blaaiz.Owner {
	yes := true
	return blaaiz.Owner{
		FirstName: firstName, LastName: "Owner", Email: email, Share: &share, HasControl: &yes,
		DateOfBirth: pii.New("1975-06-07"), Address: blaaiz.Address{Street: "3 Marina Road", Country: "NG"},
		IDType: idType, IDNumber: pii.New("B7654321"), IDCountry: "NG", IDExpiryDate: pii.New("2999-01-01"),
	}
}

func acme(name, registration string) blaaiz.Business {
	return blaaiz.Business{
		Name: name, Email: "acme@example.com", RegistrationNumber: registration, TIN: pii.New("998877665"),
		Address:         blaaiz.Address{Street: "1 Marina Road", City: "Lagos", ZipCode: "100001", Country: "NG"},
		BusinessDetails: blaaiz.BusinessDetails{Type: "llc", Website: "https://acme.example.com"},
		Owners: []blaaiz.Owner{
			owner("Ada", "ada@example.com", 66_67, blaaiz.IDPassport),
			owner("Bob", "bob@example.com", 33_33, blaaiz.IDDriversLicense),
		},
	}
}

func (w *world) createBusiness(b blaaiz.Business) *blaaiz.Customer {
	w.Helper()
	require.Empty(w, b.Validate(time.Now()))
	id, err := w.client.CreateBusiness(w.Context(), b)
	require.NoError(w, err)
	return w.get(id)
}

// complete gives a business all that it lacks.
func (w *world) complete(c *blaaiz.Customer) {
	w.Helper()
	for _, o := range c.Owners {
		files := blaaiz.OwnerFiles{Front: ptr(png())}
		if blaaiz.HasBack(o.IDType) {
			files.Back = ptr(png())
		}
		require.Empty(w, files.Validate(o.IDType))
		require.NoError(w, w.client.GiveOwnerFiles(w.Context(), c.ID, o.ID, files))
	}
	w.addDocument(c.ID, "certificate")
}

func (w *world) addDocument(id, name string) string {
	w.Helper()
	d := blaaiz.NewDocument{Type: blaaiz.FormationDocuments[0], Name: name, Description: "of 2020", File: png()}
	require.Empty(w, d.Validate())
	documentID, err := w.client.AddDocument(w.Context(), id, d)
	require.NoError(w, err)
	return documentID
}

func ptr[T any](v T) *T { return &v }
