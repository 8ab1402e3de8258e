package statemachine

// blaaizStatuses are what Blaaiz's reference documents (14).
var blaaizStatuses = map[kind][]string{
	person:   {"PENDING", "VERIFIED", "REJECTED"},
	business: {"PENDING", "PROCESSING", "VERIFIED", "REJECTED"},
	owner:    {"PENDING", "PROCESSING", "APPROVED", "REJECTED"},
	document: {"PENDING", "PROCESSING", "APPROVED", "REJECTED"},
}

// blaaizDocumented are all transitions of the reference. What it marks as not documented (gap) is the simulated
// Blaaiz's choice.
var blaaizDocumented = []fact{
	{"14", person, at(none), "create", "PENDING"},
	{"12, gap", person, at("PENDING"), "identity document registered", "PENDING"},
	{"13", person, at("PENDING"), "identity document registered, nobody checks", "VERIFIED"},
	{"14", person, at("PENDING"), "KYC outcome", "VERIFIED"},
	{"14", person, at("PENDING"), "KYC outcome", "REJECTED"},
	{"14, gap", person, at("REJECTED"), "identity document registered again", "PENDING"},
	{"14", person, at("VERIFIED", "REJECTED"), "operations revert", "PENDING"},

	{"14", business, at(none), "create", "PENDING"},
	{"14", business, at(none), "create and submit", "PROCESSING"}, // Two of them, one right after the other.
	{"14", business, at("PENDING"), "submit", "PROCESSING"},
	{"14", business, at("PROCESSING"), "compliance verdict", "VERIFIED"},
	{"14", business, at("PROCESSING"), "compliance verdict", "REJECTED"},
	{"14", business, at("REJECTED"), "submit again", "PROCESSING"},
	{"14", business, at("PENDING", "REJECTED"), "submit, auto-verify", "VERIFIED"},
	{"14", business, at("VERIFIED", "REJECTED"), "operations revert", "PENDING"},
	{"13.1", business, at("VERIFIED"), "upgrade-kyb-scope", "PENDING"},

	{"10", owner, at(none), "create", "PENDING"},
	{"14", owner, at("PENDING"), "submit", "PROCESSING"},
	{"14", owner, at("PROCESSING"), "reviewer", "APPROVED"},
	{"14", owner, at("PROCESSING"), "reviewer", "REJECTED"},
	{"14", owner, at("REJECTED"), "edit", "PENDING"},
	{"16", owner, at("REJECTED"), "edit and submit", "PROCESSING"},
	{"14", owner, at("PENDING", "REJECTED"), "submit, auto-verify", "APPROVED"},
	{"14, gap", owner, at("APPROVED"), "operations revert", "APPROVED"},

	{"11", document, at(none), "register and submit", "PROCESSING"},
	{"14", document, at("PENDING"), "submit", "PROCESSING"},
	{"14", document, at("PROCESSING"), "reviewer", "APPROVED"},
	{"14", document, at("PROCESSING"), "reviewer", "REJECTED"},
	{"14", document, at("REJECTED"), "edit", "PENDING"},
	{"16", document, at("REJECTED"), "edit and submit", "PROCESSING"},
	{"14", document, at("PENDING", "REJECTED"), "submit, auto-verify", "APPROVED"},
	{"14, gap", document, at("PROCESSING"), "operations revert", "PENDING"},
	{"14, gap", document, at("APPROVED"), "operations revert", "APPROVED"},
}
