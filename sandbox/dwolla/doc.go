// Package dwolla simulates Dwolla's API for verified customers: tokens, customers and their verification,
// beneficial owners and the certification of ownership, documents, knowledge-based questions, events and
// webhook subscriptions.
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
//	                                    together: suspended wins over retry over document; those of a
//	                                    sole proprietor are businessName and firstName
//	trigger repeated in a retry         retry and document: document; kba: kba; suspended: suspended; a
//	                                    controller who was not sent again is looked at again
//	trigger repeated in an owner's update
//	                                    incomplete and document: document
//	embedded errors of a person         none, unless a control call sets directives
//	update in kba, deactivated          403 InvalidResourceState
//	update in document                  403 InvalidResourceState, unless a directive has the link
//	                                    update-customer: then of the fields that may change in verified
//	body with ssn and dateOfBirth, or with ein and businessType, for a verified customer
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
//	controller of a sole proprietorship, or in a retry that asks for the business alone
//	                                    400 NotAllowed at /controller; a controller from abroad may always
//	                                    be sent again, and one of whom ForeignPassportNumberRequired asks
//	neither ssn nor passport            Required at /controller/ssn, /ssn for an owner; both: both are checked
//	errors in nested objects            at the field, /controller/address/city; the message names its last
//	                                    part, "City required."
//	region of a US address              a state or territory; elsewhere any two capitals
//	business classifications            27, of which those with ids that begin with zeros are invented, see
//	                                    classifications.go; any other id is InvalidFormat
//	directives of sandbox-simulations   ControllerNonResidential, POBoxNotAllowed and
//	                                    AddressNotAssociatedWithBusiness: link update-customer, with the
//	                                    event customer_address_verification_failed; EINDocumentRequired:
//	                                    upload-ein-document; PersonalIDRequired: verify-with-document. They
//	                                    end with the status; the same one twice is one
//	sandbox-simulations elsewhere       403 InvalidResourceState unless the business is in retry or document
//	documents that a directive asks for may be uploaded outside document as well
//	business and controller both have to show a document
//	                                    type other settles the business, an ID the controller; where one of
//	                                    them has to, any approved document settles it
//	document type other of a person     400 Invalid at /documentType
//	owners of a customer without a controller
//	                                    none: the list is empty, adding one is 403 Forbidden, ownership 403
//	owners of a suspended or deactivated customer
//	                                    adding and updating is 403, removing is not
//	the same owner added twice          two owners
//	owner's document outside document   403 invalidResourceState; one of a removed owner can still be
//	                                    reviewed, to no effect on anybody
//	link verify-beneficial-owners       while an owner is not verified, or there is none and ownership is not
//	                                    certified
//	link beneficial-owners              in verified, retry and document
//	certifying with unverified owners   403, unless the setting certifyUnverified allows it; the customer
//	                                    itself need not be verified, but neither suspended nor deactivated
//	certifying again                    200, counted
//	recertify for 30 days               then uncertified, shortened by the time scale
//	documents by the test images' names reviewed before the 201 is sent; the failing one for
//	                                    ScanFailedOther
//	any other document                  pending until a control call reviews it
//	rejection that asks for other data  a business goes to retry, a person or owner stays in document
//	KBA session                         one per entry into kba; once its questions were read, or its two
//	                                    minutes are over, it is spent; expiry leaves the customer in kba
//	KBA answers that fail               verificationStatus "document"
//	order of events of one call         that of the reference's section 3, a millisecond may be shared
//	events of one millisecond           listed in the reverse of the order in which they were fired
//	events after 30 days                neither listed nor found, shortened by the time scale; one that a
//	                                    control call dated counts from when it was fired
//	webhook retries of a paused or deleted subscription
//	                                    not made; POST /webhooks/{id}/retries is, once, even if paused
//	subscription to localhost           allowed, unlike at Dwolla
//	rate limits                         by control call only
//
// Not simulated: HAL forms (the Accept header is understood, the answer is the plain resource), funding
// sources, transfers and their simulation.
package dwolla
