package blaaiz

import (
	"context"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// Sought describes a customer whose creation was sent and not answered.
//
// Blaaiz keeps no mark of the caller's: no field of a customer is free for one. What is left is when a
// customer was created, and what it is. Of a business Blaaiz keeps registration number and country unique, so
// there is at most one, and a second create cannot make another. Of individuals it does not say so; two
// callers that create the same person at the same moment cannot be told apart.
type Sought struct {
	// Type is TypeIndividual or TypeBusiness.
	Type  string
	Email string
	// FirstName and LastName of an individual.
	FirstName string
	LastName  string
	// Name, RegistrationNumber and Country of a business.
	Name               string
	RegistrationNumber string
	Country            string
	// NotBefore and NotAfter bound when it was created, on Blaaiz's clock: from when the request was sent to
	// when it was given up, with a margin for the two clocks. A customer that was created at another time is
	// somebody else's. Zero does not bound.
	NotBefore time.Time
	NotAfter  time.Time
}

// maxPages bounds the pages that are looked through: more than that under one e-mail address or registration
// number is no list to find anything in.
const maxPages = 10

// FindCreated returns the one customer that fits. Class NotFound if there certainly is none, and Conflict if
// more than one fits, or if one is there that nearly does: then it takes a person to decide. What was created
// a moment ago is in the list at once as far as Blaaiz's pages say, which is nothing: a caller waits a little
// before it takes NotFound for an answer.
func (c *Client) FindCreated(ctx context.Context, s Sought) (id string, err error) {
	f := Filter{Type: s.Type, Email: s.Email}
	if s.Type == TypeBusiness {
		f = Filter{Type: s.Type, RegistrationNumber: s.RegistrationNumber}
	}
	if f.Email == "" && f.RegistrationNumber == "" {
		return "", provider.Invalid(OpListCustomers, "a customer is looked for by e-mail address, a business by registration number")
	}
	var fitting []string
	near := false
	for f.Page = 1; ; f.Page++ {
		page, err := c.ListCustomers(ctx, f)
		if err != nil {
			return "", err
		}
		for _, row := range page.Customers {
			is, err := c.compare(ctx, row, s)
			if err != nil {
				return "", err
			}
			switch is {
			case likenessSame:
				fitting = append(fitting, row.ID)
			case likenessNear:
				near = true
			}
		}
		if !page.More {
			break
		}
		if f.Page == maxPages {
			near = true
			break
		}
	}
	return verdict(fitting, near)
}

func verdict(fitting []string, near bool) (string, error) {
	e := &provider.Error{Outcome: provider.OutcomeRefused, Operation: OpListCustomers}
	switch {
	case near || len(fitting) > 1:
		e.Class = provider.ClassConflict
		e.Message = "Blaaiz has a customer like this that may or may not be the one that was created: compare them in the dashboard"
	case len(fitting) == 0:
		e.Class = provider.ClassNotFound
		e.Message = "Blaaiz has no customer that was created by this"
	default:
		return fitting[0], nil
	}
	return "", e
}

// likeness is how much a customer is like the one that is sought.
type likeness int

const (
	likenessNone likeness = iota
	likenessNear
	likenessSame
)

// compare looks at a row of a list. A business of another country is another business; rows may lack the
// country, and then the customer is read. An individual of another time or name under the e-mail address is
// another customer. A business of another time or name stands in the way, and is told as near.
func (c *Client) compare(ctx context.Context, row Customer, s Sought) (likeness, error) {
	inTime := within(row.Created.Time, s.NotBefore, s.NotAfter)
	if s.Type != TypeBusiness {
		if !row.Created.IsZero() && !inTime || !alike(row.FirstName, s.FirstName) || !alike(row.LastName, s.LastName) {
			return likenessNone, nil
		}
		return known(inTime), nil
	}
	if row.Country == "" && row.IncorporationCountry == "" {
		whole, err := c.GetCustomer(ctx, row.ID)
		if provider.ClassOf(err) == provider.ClassNotFound {
			return likenessNone, nil
		}
		if err != nil {
			return likenessNone, err
		}
		row = *whole
	}
	if !alike(row.Country, s.Country) && !alike(row.IncorporationCountry, s.Country) {
		return likenessNone, nil
	}
	return known(inTime && alike(row.Name, s.Name) && alike(row.Email, s.Email)), nil
}

func known(same bool) likeness {
	if same {
		return likenessSame
	}
	return likenessNear
}

func within(t, from, to time.Time) bool {
	return !t.IsZero() && !t.Before(from) && (to.IsZero() || !t.After(to))
}

func alike(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
