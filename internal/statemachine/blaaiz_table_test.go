package statemachine

// Reference 14, with 12 for what hands in an individual.
var blaaizPersons = []arrow{
	{nobody, "create", "without documents", nil, zpPending, ""},
	{nobody, "create", "with all documents", nil, zpChecked, ""},
	{zpPending, "identity document registered", "", completes, zpChecked, ""},
	{zpPending, "identity document registered, nobody checks", "", then(withoutChecks, completes), zpVerified.automatic(), "VERIFIED"},
	{zpChecked, "KYC outcome", "", blaaizVerifies, zpVerified, "VERIFIED"},
	{zpChecked, "KYC outcome", "with a comment", blaaizRejects("It is not legible."), zpRejected, "REJECTED"},
	{zpChecked, "KYC outcome", "without a comment", blaaizRejects(""), zpMute, "REJECTED"},
	{zpRejected, "identity document registered again", "", then(goesAnew, correctsWanting), zpChecked, ""},
	{zpVerified, "operations revert", "", blaaizMoves("PENDING"), zpChecked, "PENDING"},
	{zpRejected, "operations revert", "", blaaizMoves("PENDING"), zpChecked, "PENDING"},
}

// Reference 14 and 16, with 13.1 for the upgrade.
var blaaizBusinesses = []arrow{
	{nobody, "create", "without documents", nil, zbPending, ""},
	{nobody, "create and submit", "", nil, zbProcessing, "PROCESSING"},
	{zbPending, "submit", "", completes, zbProcessing, "PROCESSING"},
	{zbProcessing, "compliance verdict", "", blaaizVerifies, zbVerified, "VERIFIED"},
	{zbProcessing, "compliance verdict", "with a comment", blaaizRejects("It is not plausible."), zbRejected, "REJECTED"},
	{zbProcessing, "compliance verdict", "without a comment", blaaizRejects(""), zbMute, "REJECTED"},
	{zbProcessing, "compliance verdict", "an owner rejected", blaaizRejectsOwner, zbOfOwner, "REJECTED"},
	{zbProcessing, "compliance verdict", "a document rejected", blaaizRejectsPaper, zbOfPaper, "REJECTED"},
	{zbRejected, "submit again", "the data corrected", changesElsewhere, zbProcessing, "PROCESSING"},
	{zbOfOwner, "submit again", "the owner corrected", correctsWanting, zbProcessing, "PROCESSING"},
	{zbOfPaper, "submit again", "the document replaced", replacesCharter, zbProcessing, "PROCESSING"},
	{zbVerified, "operations revert", "", blaaizMoves("PENDING"), zbReverted, "PENDING"},
	{zbRejected, "operations revert", "", blaaizMoves("PENDING"), zbReverted, "PENDING"},
	{zbOfOwner, "operations revert", "an owner rejected", blaaizMoves("PENDING"), zbRevertedOwner, "PENDING"},
	{zbReverted, "submit", "once it differs", changesElsewhere, zbProcessing, "PROCESSING"},
	{zbRevertedOwner, "submit", "the owner corrected", correctsWanting, zbProcessing, "PROCESSING"},
	{zbPending, "submit, auto-verify", "", then(autoVerifies, completes), zbVerified.automatic(), "VERIFIED"},
	{zbOfOwner, "submit, auto-verify", "", then(autoVerifies, correctsWanting), zbVerified.automatic(), "VERIFIED"},

	{nobody, "create", "minimal, without documents", nil, zmPending, ""},
	{zmPending, "submit", "minimal", completes, zmProcessing, "PROCESSING"},
	{zmProcessing, "compliance verdict", "minimal", blaaizVerifies, zmVerified, "VERIFIED"},
	{zmVerified, "upgrade-kyb-scope", "not by the operator", blaaizUpgrades, zmUpgraded, "PENDING"},
}

// Reference 14. The events are those of the business.
var blaaizOwners = []arrow{
	{nobody, "create", "", nil, zoPending, ""},
	{zoPending, "submit", "", completes, zoProcessing, "PROCESSING"},
	{zoProcessing, "reviewer", "with the verdict", blaaizVerifies, zoApproved, "VERIFIED"},
	{zoProcessing, "reviewer", "with the verdict", blaaizRejectsOwner, zoRejected, "REJECTED"},
	{zoProcessing, "reviewer", "before the verdict", blaaizReviews("APPROVED"), zoApproved, ""},
	{zoProcessing, "reviewer", "before the verdict", blaaizReviews("REJECTED"), zoLocked, ""},
	{zoRejected, "edit", "not by the operator", editsOwner, zoEdited, ""},
	{zoRejected, "edit and submit", "", correctsWanting, zoProcessing, "PROCESSING"},
	{zoPending, "submit, auto-verify", "", then(autoVerifies, completes), zoApproved.automatic(), "VERIFIED"},
	{zoRejected, "submit, auto-verify", "", then(autoVerifies, correctsWanting), zoApproved.automatic(), "VERIFIED"},
	{zoApproved, "operations revert", "of the business alone", blaaizMoves("PENDING"), zoApproved, "PENDING"},
}

// Reference 14. The events are those of the business.
var blaaizDocuments = []arrow{
	{nobody, "register and submit", "", nil, zdProcessing, "PROCESSING"},
	{zdProcessing, "reviewer", "with the verdict", blaaizVerifies, zdApproved, "VERIFIED"},
	{zdProcessing, "reviewer", "with the verdict", blaaizRejectsPaper, zdRejected, "REJECTED"},
	{zdProcessing, "reviewer", "before the verdict", blaaizReviews("APPROVED"), zdApprovedEarly, ""},
	{zdProcessing, "reviewer", "before the verdict", blaaizReviews("REJECTED"), zdRejectedEarly, ""},
	{zdRejected, "edit", "not by the operator", editsCharter, zdEdited, ""},
	{zdRejected, "edit and submit", "", replacesCharter, zdProcessing, "PROCESSING"},
	{zdProcessing, "operations revert", "", blaaizMoves("PENDING"), zdPending, "PENDING"},
	{zdPending, "submit", "", changesElsewhere, zdProcessing, "PROCESSING"},
	{zdPending, "submit, auto-verify", "", then(autoVerifies, changesElsewhere), zdApproved.automatic(), "VERIFIED"},
	{zdRejected, "submit, auto-verify", "", then(autoVerifies, replacesCharter), zdApproved.automatic(), "VERIFIED"},
	{zdApproved, "operations revert", "of the business alone", blaaizMoves("PENDING"), zbReverted.of("APPROVED"), "PENDING"},
}
