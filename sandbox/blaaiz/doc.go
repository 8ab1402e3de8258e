// Package blaaiz simulates Blaaiz's API for onboarding customers: tokens with scopes, individual and business
// customers, owners, presigned uploads, KYB documents, submission and review, and webhooks.
//
// It follows the project's Blaaiz reference page, cited by section in the code; a client of the real
// development API works with it when only its base URL is changed. It shares no types with the operator, so
// that each tests the other, and it knows nothing of faults, counters or the control API, which are laid around
// it. What it shows again when a customer is read (as Blaaiz does: tax numbers, dates of birth, numbers of
// documents) it keeps in memory; of the content of files only the length and a checksum.
//
// # What decides the outcome
//
// Blaaiz documents no way to steer a verdict (reference 21). Here names decide, exactly and in lower case:
//
//	first_name of an individual     rejected, pending (no verdict comes)
//	business_name of a business     rejected, processing (no verdict comes)
//	first_name of an owner, name of a document
//	                                rejected: it is REJECTED with comments, and so is the customer
//
// A name decides once: what is edited or submitted again is accepted. A child that was rejected and not edited
// makes the next verdict REJECTED as well. The verdict on an individual comes one second after the id_file,
// that on a business two seconds after the submit: settings personReview and businessReview, shortened by the
// time scale. With the setting review "manual" it comes by control call only.
//
// # Choices where the reference page has a gap or contradicts itself
//
//	switches of reference 22    settings: externalKYC (on), autoVerify (off), minimalAllowed (off), retries
//	                            (the schedule of ten attempts, on), emitCreated (off), perMinute and perHour (0,
//	                            no limit)
//	rate limit headers          without a limit they show a full window; a window begins with a call
//	token lifetime              900 seconds
//	validation                  all of a request or nothing; the message names the first problem and how many
//	                            more there are
//	id_type and id_number of a business
//	                            422
//	zip codes                   checked in US, CA, GB, DE, FR, IN and NG; elsewhere letters, digits, blanks and dashes
//	business uniqueness         422, removed customers do not exist
//	owners on create            the sum of their shares and their e-mails are checked at submit
//	null on create              as absent
//	null on PUT                 clears, but for what create requires: 422
//	VERIFIED on PUT             fields that are null can be set, anything else is 400, and so are owners
//	owners on PUT               at most five, stored and new together; an unknown id is 422
//	editing a locked owner      400, as for its files
//	type on PUT                 422 unless it is the customer's
//	presigned URL               under /uploads/, good for five minutes of real time and one PUT; after that, or
//	                            without the headers that were given, 403 in S3's XML. An individual's returned
//	                            Content-Type may be replaced
//	files                       25 MB, PDF, JPEG or PNG by the Content-Type of the PUT, for individuals as well;
//	                            checked when the file is registered
//	file_id                     of its own owner, category or purpose only; registering it in the same slot
//	                            again is 200, a second document from it is 422; unused ones are kept
//	documents of an individual  400
//	files of a business         400
//	download URL of a document  null
//	lists of documents          {"message", "data": [...]}
//	individual after an id_file stays PENDING; more files are 400 until the verdict. After REJECTED it is PENDING
//	                            again, without a webhook
//	submit of an individual     as an id_file that is already there
//	order of gaps               that of reference 13
//	operating address           checked where it is set
//	rejection                   leaves no child PROCESSING: those not at fault are APPROVED
//	operations revert           children in PROCESSING become PENDING
//	comment                     of the verdict REJECTED, shown in recent_comments as well
//	enhanced_due_diligence      false
//	lists                       in order of creation, or newest first with paginate; an invalid filter finds nothing
//	webhook URLs                https, or http on this machine. Registering again replaces them and the secret
//	webhook timestamp           Unix seconds of the attempt: each attempt is signed anew
//	webhook logs                of customer events, newest first; page is understood
//	order of webhooks           three at a time
//
// Not simulated: webhook-replay and mock, which are about transactions; IP allow-lists; the hourly limit's
// headers; everything after onboarding.
package blaaiz
