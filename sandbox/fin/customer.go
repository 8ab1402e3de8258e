package fin

import (
	"net/url"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/later"
)

// version of the API, and of the vocabulary of statuses that goes with it (reference 14).
type version int

const (
	version1 version = 1
	version2 version = 2
)

// Types of customers.
const (
	typeIndividual = "INDIVIDUAL"
	typeBusiness   = "BUSINESS"
)

// Statuses of a customer, by their V2 names.
const (
	statusIncomplete       = "INCOMPLETE"
	statusProcessing       = "PROCESSING"
	statusPartiesRemaining = "ASSOCIATED_PARTIES_REMAINING"
	statusReviewing        = "REVIEWING"
	statusInCompliance     = "IN_COMPLIANCE"
	statusActionRequired   = "ACTION_REQUIRED"
	statusApproved         = "APPROVED"
	statusRejected         = "REJECTED"
)

var statuses = []string{
	statusIncomplete, statusProcessing, statusPartiesRemaining, statusReviewing, statusInCompliance,
	statusActionRequired, statusApproved, statusRejected,
}

// v1Names are the statuses that V1 calls otherwise.
var v1Names = map[string]string{
	statusProcessing:     "QUEUED",
	statusInCompliance:   "ON_HOLD",
	statusActionRequired: "REINITIATE",
}

// name is what a version calls a status.
func (v version) name(status string) string {
	if old, ok := v1Names[status]; ok && v == version1 {
		return old
	}
	return status
}

// canonical is the V2 name of a status that either version may have named.
func canonical(status string) string {
	for name, old := range v1Names {
		if status == old {
			return name
		}
	}
	return status
}

// Statuses of an associated party (reference 9.1).
const (
	partyInitiated = "INITIATED"
	partyReviewing = "REVIEWING"
	partyApproved  = "APPROVED"
	partyRejected  = "REJECTED"
)

var partyStatuses = []string{partyInitiated, partyReviewing, partyApproved, partyRejected}

// customer is a record and where its verification stands.
type customer struct {
	id           string
	version      version // that created it
	kind         string
	verification string
	email, phone string
	// country of residence, or of incorporation.
	country             string
	firstName, lastName string
	businessName        string
	entityType          string
	reference           string // meta_data.reference
	tos                 string
	parties             []*party

	status                          string // by its V2 name
	created, updated, statusUpdated time.Time
	rejection                       *rejection
	rfi                             []*request
	documents                       []document

	// submissions is how many attaches and answers were accepted.
	submissions int
	// attaching tells that an attach was accepted and not processed yet.
	attaching bool
	// decided tells that the customer's name has had its effect.
	decided bool
	// turn is what goes on by itself.
	turn later.Turn
}

// party is somebody associated with a business.
type party struct {
	id       string
	customer *customer
	// firstName and email are kept; of the rest only the share.
	firstName, email string
	ownership        float64
	country          string

	status                    string
	forCustomer, forDeveloper string
	updated                   time.Time
	// identified tells that a document of the party was attached, decided that its name has had its effect.
	identified, decided bool
}

// document is a piece of an attach, without what it says.
type document struct {
	section, documentType, party string
	uris                         []string
}

// tosURL is the page of the terms, as Fin's form of it (reference 7.3).
func (c *customer) tosURL() string {
	return "https://orchestration.fin.com/orchestration-customer-tos?customer_id=" + url.QueryEscape(c.id) +
		"&tos_policies_value=" + url.QueryEscape(c.tos)
}

// partiesComplete tells whether every party has shown who it is.
func (c *customer) partiesComplete() bool {
	for _, p := range c.parties {
		if !p.identified {
			return false
		}
	}
	return true
}
