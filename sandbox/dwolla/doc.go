// Package dwolla simulates Dwolla's API for verified customers: tokens, customers and their verification,
// documents, knowledge-based questions, events and webhook subscriptions.
//
// It follows the project's Dwolla reference page, cited by section in the code; a client of the real
// Sandbox works with it when only its base URL is changed. It shares no types with the operator, so that
// each tests the other, and it knows nothing of faults, counters or the control API, which are laid
// around it. What identifies a person (social security number, date of birth, EIN, passport, IP address,
// the content of documents) is checked on arrival and not kept.
//
// # Choices where the reference page has a gap
//
//	links in kba                        self, deactivate, funding-sources, transfers
//	links in suspended, deactivated     self, funding-sources, transfers
//	links in unverified                 those of verified; receive-only has no send
//	triggers                            exact, in lower case; a business's two names are looked at
//	                                    together: suspended wins over retry over document
//	trigger repeated in a retry         retry and document: document; kba: kba; suspended: suspended
//	embedded errors of a person         none, unless a control call sets directives
//	update in kba, deactivated          403 InvalidResourceState
//	body with ssn and dateOfBirth for a verified customer
//	                                    a second retry: 403 InvalidResourceState, not ReadOnly
//	read-only field with the same value ReadOnly all the same
//	deactivate a deactivated customer   200, no event
//	deactivate a suspended customer     403 InvalidResourceState
//	reactivate what is not deactivated  403 InvalidResourceState
//	events of an upgrade                that of the new status; none of customer_created
//	duplicate correlationId             400, as for the e-mail, at /correlationId
//	e-mail addresses                    compared without regard to case
//	[ and ] in names                    refused
//	too long                            InvalidFormat, "FirstName must be 50 or fewer characters."
//	PO box                              NotAllowed, "Address1 value not allowed."
//	value that is not a string          InvalidFormat
//	unknown field                       ignored
//	customers list                      newest first; search is a case-insensitive substring
//	limit over 200                      as 200; a limit or offset that is no number: 400 InvalidFormat
//	wrong Accept header                 406 after the token has been checked
//	idempotency keys                    see package idempotency; an answer 409 has code Conflict
//	document upload outside document    403 invalidResourceState
//	documents by the test images' names reviewed before the 201 is sent; the failing one for
//	                                    ScanFailedOther
//	any other document                  pending until a control call reviews it
//	rejection that asks for other data  a business goes to retry, a person stays in document
//	KBA session                         one per entry into kba; once its questions were read, or its two
//	                                    minutes are over, it is spent; expiry leaves the customer in kba
//	KBA answers that fail               verificationStatus "document"
//	order of events of one call         that of the reference's section 3, a millisecond may be shared
//	webhook retries of a paused or deleted subscription
//	                                    not made; POST /webhooks/{id}/retries is, once, even if paused
//	subscription to localhost           allowed, unlike at Dwolla
//	rate limits                         by control call only
//
// Not simulated: HAL forms (the Accept header is understood, the answer is the plain resource), funding
// sources, transfers, beneficial owners, sandbox-simulations.
package dwolla
