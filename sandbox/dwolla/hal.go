package dwolla

import (
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// MediaType of every answer but that of the token endpoint.
const MediaType = "application/vnd.dwolla.v1.hal+json"

// formsMediaType is MediaType with the HAL-Forms profile.
const formsMediaType = MediaType + `; profile="https://github.com/dwolla/hal-forms"`

// Resource types.
const (
	kindAccount      = "account"
	kindCustomer     = "customer"
	kindDocument     = "document"
	kindEvent        = "event"
	kindKBA          = "kba"
	kindOwner        = "beneficial-owner"
	kindOwnership    = "beneficial-ownership"
	kindSubscription = "webhook-subscription"
	kindWebhook      = "webhook"
)

type links map[string]link

// link is a HAL link; its fields stand in the order of Dwolla's samples.
type link struct {
	Href         string `json:"href"`
	ResourceType string `json:"resource-type,omitempty"`
	Type         string `json:"type,omitempty"`
}

// base is the scheme and host under which a client reached the API: links lead back there.
type base string

func baseOf(r *http.Request) base {
	if r.TLS != nil {
		return base("https://" + r.Host)
	}
	return base("http://" + r.Host)
}

func (b base) link(path, kind string) link {
	return link{Href: string(b) + path, ResourceType: kind, Type: MediaType}
}

// timestamp renders a time as the API does: 2015-09-03T23:56:10.023Z.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", MediaType+"; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(marshal(body))
}

func marshal(body any) []byte { return httpx.Marshal(body) }

func writeError(w http.ResponseWriter, e *apiError) { writeJSON(w, e.status, e) }

// writeCreated is the answer to every creation: the address of the new resource and no body.
func writeCreated(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Content-Type", MediaType+"; charset=UTF-8")
	w.Header().Set("Location", string(baseOf(r))+path)
	w.WriteHeader(http.StatusCreated)
}
