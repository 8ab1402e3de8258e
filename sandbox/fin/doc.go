// Package fin simulates Fin's API for onboarding customers: tokens, individual and business customers with
// their associated parties, the catalogue, uploads and attachments, requests for information, and webhooks.
//
// It follows the project's Fin reference page, cited by section in the code; a client of the real Sandbox
// works with it when only its base URL is changed. It shares no types with the operator, so that each tests
// the other, and it knows nothing of faults, counters or the control API, which are laid around it. What
// identifies a person (tax numbers, dates of birth, document numbers, the content of files) is checked on
// arrival and not kept.
//
// # What decides the outcome
//
// Fin documents no way to steer its Sandbox (reference 16). Here the names decide, exactly and in lower case:
// the first_name of an individual, the legal_name of a business, the first_name of an associated party.
//
//	rejected     REJECTED with a reason; of a party: the party is REJECTED, the customer ACTION_REQUIRED
//	rfi          ACTION_REQUIRED with a request for information; of a party: about the party
//	hold         IN_COMPLIANCE (ON_HOLD)
//	reviewing    stays in REVIEWING
//	processing   stays in PROCESSING (QUEUED)
//	incomplete   an attach is accepted and never processed: stays in INCOMPLETE
//
// A name decides once. Whatever is sent after that is APPROVED, and so is everybody else. Between an accepted
// attach and PROCESSING, from there to REVIEWING, and from there to the verdict passes one step each: the
// setting step, half a second, shortened by the time scale. With the setting review "manual" everybody stays
// in REVIEWING until a control call moves the customer.
//
// # Choices where the reference page has a gap or contradicts itself
//
// Two settings choose between copies of Fin's pages: dialect "older" gives the token in {"data":...}, a V2
// business in {"data":...} with status 200, and uploads as one object with several keys; strict takes the
// stricter side of the rules on owners and on transliterations, and asks for the documents of reference 12.3.
//
//	lifetimes of tokens           access one day, refresh seven days; they are opaque, not JWTs
//	refresh                       spends the refresh token; the old access token lives on
//	verification_type             required everywhere
//	duplicate creates             all succeed, whatever they repeat: Fin documents no key and no uniqueness
//	meta_data                     checked to be an object; its reference is counted, nothing is echoed
//	*_en in a business            required for non-ASCII letters; strict: required always
//	Latin in V1                   letters of the Latin script, diacritics included
//	ownership total               more than 0 and at most 100; strict: less than 100
//	roles of parties              each of shareholder and ubo is somebody's; strict: one party has both
//	tax document types            a word in capitals; SSN and EIN only in USA, with their own format
//	countries and catalogue       a small set, see countries.go and catalogue.go; what is not in it is unknown
//	unknown fields                ignored, but for PATCH, where they are an error
//	400 or 422                    a body that is no JSON object, an id in the path that is no UUID, an attach
//	                              out of season: 422 (V2 business create and V2 individual attach: 400 for
//	                              such a body); field rules: as reference 3, 400 with a map where it exists
//	catalogue without type        400 {"message"}, and so with a page that cannot be
//	RELIANCE                      423 unless the setting reliance is "allow"; then no different from STANDARD
//	names of statuses             a read answers in the vocabulary of its path's version, a webhook in that
//	                              of the version that created the customer
//	either version's details      serve any customer
//	lists                         newest first; a page past the end is empty
//	upload                        at any time; customer_id required; at least one file, each at most 20 MiB
//	files of a party              uploaded for the business
//	SELFIE                        optional
//	tos_policies_value            must be that of the customer, and does not change
//	attach of a business          needs at least one document; allowed in INCOMPLETE, ACTION_REQUIRED and
//	                              ASSOCIATED_PARTIES_REMAINING, also before or after that of its parties
//	attach of parties             likewise, and in PROCESSING as long as somebody's is missing
//	foreign or repeated URIs      refused at every attach, 403 and 422 at that of a V2 individual, 400 or 422
//	                              with the field elsewhere
//	party is complete             with one identifying document
//	ASSOCIATED_PARTIES_REMAINING  follows PROCESSING
//	RESIDENCE_PERMIT of a party   refused: it is in no list of accepted types
//	RESIDENCE_PERMIT in V1        any number of files: only V2 says that it has two sides
//	request for information       customer.rfi, without a customer.status (a control call can add one)
//	its answer                    what is answered disappears from it; when nothing is left the customer goes
//	                              through PROCESSING again. APPROVED stays APPROVED
//	answering by attach           counts as well, for what it holds, the terms among it; and PATCH takes the
//	                              fields of the attach of a V2 individual, for the section that was asked for
//	tos_policies_value in an RFI  can be answered by PATCH
//	tax_info, free text           cannot be answered; an answer for a party has at least one document
//	rejection_reason of a V1 read the V2 shape
//	REJECTED                      is final but for control calls
//	capabilities                  enabled when APPROVED
//	webhook endpoints             told by control call, as in Fin's dashboard; any number of them
//	retries of webhooks           none; the setting retries "some" makes four, up to an hour later
//	success reply                 any 2xx
//	order of webhooks             three at a time per endpoint
//	rate limits                   by control call only
//
// Not simulated: the V1 calls for businesses, deprecated on 2026-05-20; enable-preference; everything after
// onboarding.
package fin
