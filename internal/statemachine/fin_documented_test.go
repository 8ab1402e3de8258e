package statemachine

// finStatuses are what Fin's reference documents (9.1 and 14).
var finStatuses = map[kind][]string{
	person:   {"INCOMPLETE", "PROCESSING", "REVIEWING", "IN_COMPLIANCE", "ACTION_REQUIRED", "APPROVED", "REJECTED"},
	personV1: {"INCOMPLETE", "QUEUED", "REVIEWING", "ON_HOLD", "REINITIATE", "APPROVED", "REJECTED"},
	business: {"INCOMPLETE", "PROCESSING", "ASSOCIATED_PARTIES_REMAINING", "REVIEWING", "IN_COMPLIANCE", "ACTION_REQUIRED", "APPROVED", "REJECTED"},
	owner:    {"INITIATED", "REVIEWING", "APPROVED", "REJECTED"},
}

// finDocumented are all transitions of the reference. What it marks as not documented (gap) is the simulated
// Fin's choice.
func finDocumented(k kind, status func(string) string) []fact {
	s := status
	facts := []fact{
		{"14", k, at(none), "create", "INCOMPLETE"},
		{"14", k, at("INCOMPLETE"), "attach worked on", s("PROCESSING")},
		{"14", k, at(s("PROCESSING")), "review begins", "REVIEWING"},
		{"14", k, at("REVIEWING"), "decision", "APPROVED"},
		{"14", k, at("REVIEWING"), "decision", "REJECTED"},
		{"14", k, at("REVIEWING"), "decision", s("IN_COMPLIANCE")},
		{"14", k, at("REVIEWING"), "decision", s("ACTION_REQUIRED")},
		{"14", k, at("REVIEWING"), "RFI", s("ACTION_REQUIRED")},
		{"14", k, at("APPROVED"), "RFI", "APPROVED"},
		{"14, gap", k, at(s("ACTION_REQUIRED")), "RFI answered", "REVIEWING"},
		{"14, gap", k, at(s("IN_COMPLIANCE")), "compliance lets go", "APPROVED"},
		{"14, gap", k, at("REJECTED"), "reopened", "REVIEWING"},
	}
	if k == personV1 {
		return facts
	}
	return append(facts,
		fact{"12.1", k, at("INCOMPLETE"), "attach accepted, not worked on yet", "INCOMPLETE"},
		fact{"14", k, at(none), "create", "REVIEWING"}, // As the guides abbreviate it.
		fact{"14", k, at("INCOMPLETE", "PROCESSING", "IN_COMPLIANCE", "REJECTED"), "RFI", "ACTION_REQUIRED"},
		fact{"14, gap", k, at("IN_COMPLIANCE"), "compliance lets go", "REVIEWING"},
		fact{"14, gap", k, at("IN_COMPLIANCE"), "compliance lets go", "REJECTED"},
		fact{"13, gap", k, at("APPROVED"), "RFI answered", "APPROVED"},
		fact{"13, gap", k, at("ACTION_REQUIRED"), "attached again", "REVIEWING"},
	)
}

// finFacts are those of all machines, and the requests for information (13): sections of each machine, with
// what can be wrong with which kind of field.
func finFacts() []fact {
	same := func(s string) string { return s }
	old := func(s string) string {
		if v1 := map[string]string{"PROCESSING": "QUEUED", "IN_COMPLIANCE": "ON_HOLD", "ACTION_REQUIRED": "REINITIATE"}[s]; v1 != "" {
			return v1
		}
		return s
	}
	all := append(finDocumented(person, same), finDocumented(personV1, old)...)
	all = append(all, finDocumented(business, same)...)
	all = append(all,
		fact{"14", business, at("INCOMPLETE", "PROCESSING"), "attached, parties incomplete", "ASSOCIATED_PARTIES_REMAINING"},
		fact{"14", business, at("ASSOCIATED_PARTIES_REMAINING"), "all documents received", "REVIEWING"},
		fact{"14", business, at("ASSOCIATED_PARTIES_REMAINING"), "RFI", "ACTION_REQUIRED"},

		fact{"9.1", owner, at(none), "create", "INITIATED"},
		fact{"12.4, gap", owner, at("INITIATED"), "attach accepted, not worked on yet", "INITIATED"},
		fact{"14", owner, at("INITIATED"), "review begins", "REVIEWING"},
		fact{"14", owner, at("REVIEWING"), "decision", "APPROVED"},
		fact{"14", owner, at("REVIEWING"), "decision", "REJECTED"},
		fact{"13, gap", owner, at("REVIEWING"), "RFI", "REVIEWING"},
		fact{"13, gap", owner, at("REJECTED"), "RFI", "REJECTED"},
		fact{"13, gap", owner, at("APPROVED"), "RFI", "APPROVED"},
		fact{"13, gap", owner, at("REVIEWING", "REJECTED"), "RFI answered", "REVIEWING"},
		fact{"14, gap", owner, at("REJECTED"), "attached again", "REVIEWING"},
	)
	for _, r := range []struct {
		kind     kind
		to       string
		sections map[string][]string
	}{
		{person, "ACTION_REQUIRED", map[string][]string{
			"proof_of_identity": {"URI MISSING", "URI EXPIRED", "URI INVALID", "DATE MISSING", "DATE EXPIRED", "ENUM INVALID", "TEXT MISSING"},
			"proof_of_address":  {"URI EXPIRED"}, "tos_policies_value": {"TEXT MISSING"},
		}},
		{business, "ACTION_REQUIRED", map[string][]string{
			"formation_documents": {"URI MISSING"}, "ownership_documents": {"URI INVALID"},
			"supporting_documents": {"URI EXPIRED", "TEXT MISSING"}, "tos_policies_value": {"TEXT MISSING"},
		}},
		{owner, "REVIEWING", map[string][]string{
			"identifying_documents": {"URI EXPIRED", "DATE EXPIRED"}, "address_documents": {"URI MISSING"}, "tax_info": {"TEXT INVALID"},
		}},
	} {
		for section, fields := range r.sections {
			for _, field := range fields {
				all = append(all, fact{"13", r.kind, at("REVIEWING"), "RFI, " + section + ", " + field, r.to})
			}
		}
	}
	return all
}
