package blaaiz

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// submit serves POST .../submit (reference 13).
func (a *API) submit(w http.ResponseWriter, _ *http.Request, c *customer) *apiError {
	if c.locked() || c.checking {
		return locked("Customer is already verified or under review.")
	}
	if c.kind == typeIndividual {
		if c.files["id_file"] == "" {
			return invalid("Cannot verify individual customer: id_file is required.")
		}
		a.verifyIndividual(c)
	} else {
		if gap := c.gap(); gap != "" {
			return invalid("Cannot verify business customer: %s", gap)
		}
		a.verifyBusiness(c)
	}
	v := a.view(c)
	return write(w, http.StatusOK, "Customer submitted for verification successfully", map[string]any{
		"id": c.id, "type": c.kind, "verification_status": c.status, "owners": v["owners"], "documents": v["documents"],
	})
}

// gap is the first thing that a business lacks to be verified.
func (c *customer) gap() string {
	for _, name := range []string{"business_name", "registration_number", "incorporation_country"} {
		if c.values.text(name) == "" {
			return name + " is required."
		}
	}
	for _, name := range []string{"incorporation_country", "country"} {
		if country(c.values.text(name)) != "" {
			return name + " must be a valid ISO 3166-1 alpha-2 country code."
		}
	}
	if c.values["country"] != c.values["incorporation_country"] {
		return "country must equal incorporation_country."
	}
	formation := slices.ContainsFunc(c.documents, func(d *document) bool {
		return slices.Contains(formationTypes, d.kind)
	})
	if !formation {
		return "at least one formation document is required."
	}
	if c.kybScope == kybMinimal {
		return ""
	}
	return c.ownersGap()
}

func (c *customer) ownersGap() string {
	if len(c.owners) == 0 {
		return "at least one owner is required."
	}
	if sum := hundredths(c.owners); sum != 100_00 {
		return fmt.Sprintf("ownership_percentage of all owners must sum to 100%%, but currently sums to %s%%.",
			strconv.FormatFloat(float64(sum)/100, 'f', -1, 64))
	}
	if repeated(c.emails(nil)) {
		return ownersRepeated
	}
	for _, o := range c.owners {
		if gap := o.gap(); gap != "" {
			return "owner " + o.name() + " " + gap
		}
	}
	return ""
}

const ownersRepeated = "owner emails must be unique within the customer."

// emails are the addresses of the owners that a customer has once the entries of a request are applied.
func (c *customer) emails(entries []ownerEntry) []string {
	of := make(map[*owner]string)
	for _, o := range c.owners {
		of[o] = o.values.text("email")
	}
	var all []string
	for _, e := range entries {
		switch _, sent := e.values["email"]; {
		case e.owner == nil:
			all = append(all, e.values.text("email"))
		case sent:
			of[e.owner] = e.values.text("email")
		}
	}
	return slices.AppendSeq(all, maps.Values(of))
}

// repeated tells whether an address is there twice, whatever the case of its letters (reference 6.2).
func repeated(emails []string) bool {
	seen := make(map[string]bool)
	for _, one := range emails {
		email := strings.ToLower(one)
		if email != "" && seen[email] {
			return true
		}
		seen[email] = true
	}
	return false
}

// hundredths adds shares up without the errors of floating point.
func hundredths(owners []*owner) int {
	sum := 0
	for _, o := range owners {
		n, _ := o.values["ownership_percentage"].(float64)
		sum += int(n*100 + 0.5)
	}
	return sum
}

func (o *owner) gap() string {
	kind := o.values.text("id_document_type")
	switch {
	case o.front == "":
		return "is missing id_document_front."
	case o.back == "" && slices.Contains([]string{"drivers_license", "id_card", "resident_permit"}, kind):
		return "id_document_type=" + kind + " requires id_document_back."
	case o.back != "" && kind == "passport":
		return "id_document_type=passport must not have id_document_back."
	case o.values.text("date_of_birth") != "" && input.Age(18, 150)(o.values.text("date_of_birth")) != "":
		return "date_of_birth must be at least 18 years ago."
	case o.values.text("id_expiry_date") != "" && input.Future(o.values.text("id_expiry_date")) != "":
		return "id_expiry_date must be a future date."
	}
	return ""
}

// upgrade serves POST .../upgrade-kyb-scope (reference 13.1).
func (a *API) upgrade(w http.ResponseWriter, _ *http.Request, c *customer, in *input.Object) *apiError {
	switch {
	case c.kind != typeBusiness:
		return invalid("Only business customers have a kyb_scope.")
	case c.kybScope == kybFull:
		return invalid("Customer is already on FULL scope.")
	case c.status == statusProcessing:
		return locked("Customer cannot be upgraded while verification is in progress.")
	}
	forbid(in, c.kind)
	changes := read(in, fieldsOf(c.kind), false)
	entries := c.matchOwners(in)
	if len(entries) == 0 {
		in.Require("owners")
	}
	var owners []*owner
	for i, e := range entries {
		if e.values["ownership_percentage"] == nil {
			in.Require(fmt.Sprintf("owners[%d].ownership_percentage", i))
		}
		owners = append(owners, &owner{values: e.values})
	}
	merged := make(values)
	merged.merge(c.values)
	merged.merge(changes)
	checkPlaces(in, merged, c.kind)
	if err := problemsOf(in); err != nil {
		return err
	}
	if sum := hundredths(owners); sum != 100_00 {
		return invalid("ownership_percentage of all owners must sum to 100%%.")
	}
	if repeated(c.emails(entries)) {
		return invalid(ownersRepeated)
	}
	if a.taken(c, merged) {
		return errTaken
	}
	c.values, c.kybScope, c.updated = merged, kybFull, a.now()
	a.applyOwners(c, entries)
	if c.status == statusVerified {
		a.set(c, statusPending, "", false)
	}
	return write(w, http.StatusOK, "Customer upgraded to FULL KYB scope successfully", a.view(c))
}
