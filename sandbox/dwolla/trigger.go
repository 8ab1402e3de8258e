package dwolla

// outcome is the status that the Sandbox's triggers lead to (reference 9.1), and which part of a business
// they find wanting.
type outcome struct {
	status                         string
	wantsBusiness, wantsController bool
}

// triggered returns the outcome of a first submission.
func (p *profile) triggered() outcome {
	if p.Type == typePersonal {
		switch p.FirstName {
		case statusRetry, statusKBA, statusDocument, statusSuspended:
			return outcome{status: p.FirstName}
		}
		return outcome{status: statusVerified}
	}
	if p.Type != typeBusiness {
		return outcome{status: statusUnverified}
	}
	person := p.checked()
	for _, status := range []string{statusSuspended, statusRetry, statusDocument} {
		business, human := p.BusinessName == status, person == status
		if status == statusSuspended && human || status != statusSuspended && (business || human) {
			return outcome{status, business, human}
		}
	}
	return outcome{status: statusVerified}
}

// checked is the first name of who is identified besides a business.
func (p *profile) checked() string {
	switch {
	case p.Controller != nil:
		return p.Controller.FirstName
	case p.BusinessType == soleProprietorship:
		return p.FirstName
	}
	return ""
}

// triggeredAgain returns the outcome of a retry: repeating the name that failed leads to document, for the
// business and for the person.
func (p *profile) triggeredAgain() outcome {
	o := p.triggered()
	if o.status != statusRetry {
		return o
	}
	wants := func(name string) bool { return name == statusRetry || name == statusDocument }
	return outcome{statusDocument, wants(p.BusinessName), wants(p.checked())}
}
