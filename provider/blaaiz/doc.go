// Package blaaiz is a client of Blaaiz's API for onboarding customers (KYC and KYB).
//
// It knows Blaaiz's endpoints, wire types, error texts, webhook signatures and limits, and how Blaaiz's
// statuses read in the vocabulary of package provider. It must not know Kubernetes, nor any other provider.
//
// # How a customer gets verified
//
// An individual is created, files are uploaded for them, and the files are registered: the request that
// holds the identity document starts the verification (UploadCustomerFile, RegisterCustomerFiles). A
// business is created with its owners; each owner gets files (GiveOwnerFiles), the business gets documents
// (AddDocument), and Submit starts the review. A verdict is announced by one event of the customer, which
// Webhooks authenticates and decodes; what it says of owners and documents is read with GetCustomer.
//
// # The driver
//
// Provider is the Client as package provider wants it. A customer is one package there: HandIn looks at what
// Blaaiz has, changes what differs by one PUT, brings files and documents that are not there, looks once more, and
// makes its last call the one that begins the review: the registration of a person's files, or Submit. Whatever
// fails before that call began no review, and a second HandIn leaves nothing twice, once a call that made an owner or a
// document and was not answered can no longer arrive: owners are told by ID and e-mail address, documents of a business by name, a side of an owner's document and a person's file replace what
// was in their place. Nothing that is under review or approved is touched, and nobody is removed who is not named.
//
// # Outcomes
//
// Blaaiz has no idempotency keys. A request that adds or submits something, and that no answer came for, may
// have had its effect: its error says OutcomeUnknown, and it is never repeated here. FindLookalikes
// looks for a customer that such a create may have left. What is absolute (reads, an upload's address, a change of what
// has an ID, a deletion) is repeated after failures that may pass.
//
// # Personal data
//
// Dates of birth, tax numbers and numbers of identity documents are pii.String until the request body is
// written, in wire.go and nowhere else, and from the moment an answer is read. No error holds a value that
// was submitted, nor text of Blaaiz's, which quotes names: messages are written here. The one text of
// Blaaiz's that is passed on is what reviewers write for the customer, without what identifies anybody; see Comment
// and pii.Scrub.
//
// # Where Blaaiz's pages say nothing, or two things
//
//	400                     a lock, of which many texts are on no page: class Conflict, ErrLocked
//	403                     class Auth, with or without a body of Blaaiz's: something before the API may block addresses
//	409                     on no page: Conflict, with an outcome that is not known
//	uniqueness of persons   not relied on
//	a second submission     never sent without being asked for: each one is a review
//	country                 one for registration and incorporation, and both are sent
//	id_type of a business   not sent: newer pages refuse it
//	25 MB                   25 MiB; Blaaiz decides in between. Held for individuals' files too
//	upload addresses        never used twice; https only, unless the API itself is called by http; any refusal asks for
//	                        another, three in all
//	answers to presigning   flat or nested, for either kind
//	files of a business     class Conflict, as the newer page's 400 says
//	verb of registering     POST, as pages have it; one client of Blaaiz's uses PUT
//	list of documents       GET where documents are registered
//	list of customers       with paginate, the only order that is documented
//	comments of a customer  the newest of recent_comments, and that of the last event where they are left out
//	webhook timestamp       seconds, milliseconds, RFC 3339, or any text, which then has no age; 72 hours
//	unknown status          InReview, UnknownStatus
//	decimals of shares      two
//
// What the driver chose:
//
//	scope                   not said: asked for all that FULL asks for. A scope that differs from the customer's is
//	                        refused; nothing is upgraded on the side
//	country of a person     that of the address; an identity document of another country is refused before any call
//	lines of a street       one, joined by commas
//	tax number              taxID, else the nine digits of an SSN or EIN; its type and country are not sent
//	associations, trusts    business_type other
//	Incorporation           INCORPORATION_DOCUMENTS; a category says which formation document it is
//	License of a business   asked for a category: it may be a driver's
//	source of funds         the first of the list
//	is_beneficial_owner     who has a share above zero, or the role Shareholder. Director is no flag of Blaaiz's
//	roles, declarations     sent either way: one that is not there is not so
//	e-mail of owners        required: it tells them apart before their IDs are known
//	what spec leaves out    is cleared at Blaaiz when a package is handed in, and left alone otherwise
//	spelling                capitals, white space and signs within numbers are no difference; a date is its first ten
//	                        characters
//	address of an owner     not shown but for the country: sent with every hand-in, unless the owner is locked
//	numbers shown in part   (with * or •) are sent, and contradict nothing
//	files of an owner       whether they are there is read where an answer tells, else taken from the caller; given
//	                        anew if the owner was rejected, is another record than the caller knows, or if Submit
//	                        misses one
//	files of a person       registered by one request with the identity document, all anew after a rejection
//	REJECTED after that     may last until the verdict: then it still counts as rejected
//	locked                  a child that is APPROVED or PROCESSING. What contradicts it is refused before anything is
//	                        sent; files of a customer that was taken over are not compared
//	documents not in spec   deleted when a package is handed in, if PENDING or REJECTED
//	owners not in spec      nothing is handed in before they are named or removed
//	PENDING after a hand-in a business: put back by Blaaiz's staff, and taken again. A person: under review
//	e-mail in lists         looked for as it is written, and in small letters
//	lookalikes              of a business by number and country, else by e-mail address; of a person by e-mail address
//
// # Sources
//
// Facts come from docs.business.blaaiz.com and the repository behind it (Blaaiz/blaaiz-platforms-docs);
// comments name the page. Where those contradict each other or say nothing, the comment says what was
// chosen.
package blaaiz
