package walks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// witness reads along what the operator sends to the provider, over all its lives.
type witness struct {
	walk *walk

	mu sync.Mutex
	// submitted is, by a business's correlation ID or an owner's last name, what was last submitted.
	submitted map[string]*submitted
	// names are the last names by owner ID.
	names    map[string]string
	problems []string
}

// submitted is what was submitted of somebody, field by field, and how often that changed since the
// creation.
type submitted struct {
	fields  map[string]string
	changes int
}

func newWitness(w *walk) *witness {
	return &witness{walk: w, submitted: map[string]*submitted{}, names: map[string]string{}}
}

// testimony is one operator's way to the provider, past the witness.
type testimony struct {
	*witness
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t testimony) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodDelete && toCorrectOwner.MatchString(r.URL.Path) {
		t.walk.ledger.removes(path.Base(r.URL.Path))
	}
	if r.Method == http.MethodPost && r.Body != nil {
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
		t.read(r.URL.Path, body)
	}
	return t.next.RoundTrip(r)
}

var (
	toCreate       = regexp.MustCompile(`^/customers$`)
	toChange       = regexp.MustCompile(`^/customers/[^/]+$`)
	toAddOwner     = regexp.MustCompile(`^/customers/[^/]+/beneficial-owners$`)
	toCorrectOwner = regexp.MustCompile(`^/beneficial-owners/[^/]+$`)
	toCertify      = regexp.MustCompile(`^/customers/[^/]+/beneficial-ownership$`)
)

func (t *witness) read(to string, body []byte) {
	var said map[string]any
	if json.Unmarshal(body, &said) != nil {
		return // A document, or a request for a token.
	}
	switch {
	case toCertify.MatchString(to):
		t.checkCertification(path.Base(path.Dir(to)))
	case toCreate.MatchString(to):
		t.submit(fmt.Sprint(said["correlationId"]), said, true)
	case toChange.MatchString(to) && said["businessType"] != nil:
		if key := t.correlationOf(path.Base(to)); key != "" {
			t.submit(key, said, false)
		}
	case toAddOwner.MatchString(to):
		t.submit(fmt.Sprint(said["lastName"]), said, true)
	case toCorrectOwner.MatchString(to):
		t.submit(fmt.Sprint(said["lastName"]), said, false)
		t.mu.Lock()
		t.names[path.Base(to)] = fmt.Sprint(said["lastName"])
		t.mu.Unlock()
	}
}

func (t *witness) correlationOf(customerID string) string {
	truth, err := t.walk.Control.Customer(t.walk.Context, customerID)
	if err != nil {
		t.complain("the operator changes a customer %s that the provider does not know: %v", customerID, err)
		return ""
	}
	return truth.CorrelationID
}

// submit notes what is submitted of somebody. What it does not mention stays as it was, unless it is all of
// somebody new; whoever replaces an owner has the changes of that one counted as well.
func (t *witness) submit(who string, said map[string]any, first bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.submitted[who]
	if s == nil {
		s = &submitted{}
		t.submitted[who] = s
	}
	if s.fields == nil || first {
		s.fields = map[string]string{}
	}
	changed := false
	for field, value := range flat("", said) {
		changed = changed || s.fields[field] != value
		s.fields[field] = value
	}
	if changed && !first {
		s.changes++
	}
}

// changesOf is how many submissions about somebody differed from the one before.
func (t *witness) changesOf(who string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.submitted[who]; s != nil {
		return s.changes
	}
	return 0
}

// flat puts nested fields beside one another.
func flat(prefix string, in map[string]any) map[string]string {
	out := map[string]string{}
	for name, value := range in {
		if nested, ok := value.(map[string]any); ok {
			for field, v := range flat(prefix+name+".", nested) {
				out[field] = v
			}
			continue
		}
		out[prefix+name] = fmt.Sprint(value)
	}
	delete(out, "correlationId")
	return out
}

// checkCertification checks, at the moment at which the operator certifies an ownership, that spec said
// so, and that every owner whom it then named was verified at that business.
func (t *witness) checkCertification(customerID string) {
	w := t.walk
	if err := w.ledger.trySample(); err != nil {
		return // The walk is over.
	}
	var list v1alpha1.VerifiedCustomerList
	if err := w.Kube.List(w.Context, &list, client.InNamespace(w.Namespace)); err != nil {
		return
	}
	key := t.correlationOf(customerID)
	i := slices.IndexFunc(list.Items, func(vc v1alpha1.VerifiedCustomer) bool { return "bonafide-"+string(vc.UID) == key })
	if i < 0 {
		t.complain("the operator certifies the ownership of %s, for whom there is no object", customerID)
		return
	}
	vc := &list.Items[i]
	var acted int64
	if vc.Status.Facts != nil {
		acted = vc.Status.Facts.Generation
	}
	var why []string
	for _, s := range w.statementsSince(vc.UID, acted) {
		missing := slices.DeleteFunc(slices.Clone(s.owners), func(name string) bool { return w.ledger.wasVerified(customerID, name) })
		if s.certified && len(missing) == 0 {
			return
		}
		why = append(why, fmt.Sprintf("generation %d: certified %t, owners not verified yet %v", s.generation, s.certified, missing))
	}
	t.complain("the operator certifies the ownership of business %s: %s", vc.Name, strings.Join(why, "; "))
}

func (t *witness) complain(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.problems = append(t.problems, fmt.Sprintf(format, args...))
}

// complaints are what the operator should not have done.
func (t *witness) complaints() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.problems)
}
