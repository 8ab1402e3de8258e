// Package fin is a client of Fin's customer API (Fin Orchestration, developer.fin.com).
//
// It knows Fin's endpoints, wire types, error bodies, webhook signatures and event types, and how
// Fin's statuses and requests for information read in the vocabulary of package provider. It must not
// know Kubernetes, nor any other provider.
//
// # What it does
//
// Client creates individuals and businesses (V2), reads and lists customers, uploads and attaches
// documents, answers requests for information and reads the catalogue. Reading and the Validate
// methods find what Fin certainly refuses, in terms of Fin's own field names. Webhooks authenticates
// and decodes what Fin delivers, and needs no credentials. Observe and ObserveParty read a customer in
// the vocabulary of package provider. Provider is a Client as Bonafide's controllers call it; Driver is its
// entry in the registry.
//
// # What Fin does not have
//
// No idempotency key and no lookup by the caller's own reference: a POST that no answer ended is
// repeated by nobody here, has OutcomeUnknown, and FindByEmail is how to look before creating again.
// No list of events: what no webhook brought is found by reading the customer.
//
// # Packages
//
// Provider is a provider.PackageTaker: Fin begins nothing before the documents are attached and the terms are
// accepted, and from the create on its API takes documents and terms only. No call changes what a customer is
// made of, nor adds an owner or removes one: the e-mail address of a party is how it is told later on. A first
// package goes in as attaches, and what Fin requests after that as one answer, which holds what is requested and
// nothing else. A file that Fin has refused is not sent again.
//
// HandIn looks before it sends anything and once more before the first call that hands something in; it plans
// from what it sees, so that a hand-in that broke off is taken up where Fin's status says it ended. Of a business
// its own documents go before those of its parties, since the status ASSOCIATED_PARTIES_REMAINING tells that the
// first happened and the second did not; from the first on the rest of the package is wanted, also in PROCESSING.
// What the status does not tell yet, because Fin works on an attach after it answered, the customer's updated_at
// does: for 20 seconds after a change nothing is attached. Fin itself refuses a second attach of an individual
// while one is worked on. An attach of a business that was not answered may arrive later still: its error says
// OutcomeUnknown or, where no status would tell how much arrived, RetryAfter.
//
// # Defaults
//
// Where Fin's pages are silent or contradict each other, this is what is done:
//
//	verification_type               STANDARD
//	names and streets with accents  are sent as they are, with the text without accents as transliteration; other
//	                                scripts are refused before the call, for there is no one way to write those
//	e-mail addresses                in lower case
//	lines of an address             the third goes behind the second
//	subdivision_code                the state, behind the country's code if it has none ("NY" is "US-NY")
//	country of residence            that of the address, which Fin wants equal; country of incorporation likewise
//	tax_info                        one number: that of the manifest with its type, or else the social security
//	                                number or EIN as USA, with hyphens
//	roles of a party                shareholder and ubo for whoever owns a share, ubo for whoever controls the
//	                                business without one, shareholder where the manifest says so
//	ownership total                 up to 100 percent, as in Fin's examples
//	third_party_fund_usage          false: there is no field for true, which Fin wants of money services only
//	purpose Other of a business     Fin wants a remark, for which there is no field: its refusal says so
//	public listings, risk, AML      are not sent: PubliclyTradedCorporation is refused before the call
//	UnincorporatedAssociation       is refused before the call: no entity type is it
//	NonProfitLLC                    NONPROFIT_ORGANIZATION
//	lists                           names are looked up in the list of the customer's type; numbers are IDs and
//	                                are not looked up
//	phone, postal code, state       are checked against Fin's list of countries right before the create; what the list
//	                                does not have is left for Fin to decide
//	which version reads a customer  V1 individuals and V2 businesses, and the other if it is of another type, or if
//	                                V1 does not say, or not readably, what an individual is asked for or rejected for
//	INCOMPLETE after a hand-in      is queued: the status changes when Fin begins to work on it
//	required documents              one that says how a business was founded; one identifying document of each
//	                                party; what else Fin misses it requests
//	country of an address document  the customer's country of residence, which Fin wants
//	issue date of a document        optional in an individual's attach, required in answers and of parties
//	state of a licence              as the state of an address, "US-NY"; a name as the manifest writes it
//	side of a file                  FRONT where the kind has two and none is said
//	PERMANENT_RESIDENCY_ID          any number of files, of a party who lives in the USA
//	RESIDENCE_PERMIT of a party     refused before the call: it is in neither list of what Fin takes
//	request about a document        is answered with the whole document, also if it lists single fields; of a side
//	                                only webhooks tell, and what the details show is gone by
//	type of document unheard of     is answered with any document of its section that Fin does not have
//	section of an individual        by either name, proof_of_identity as identifying_documents
//	request for a selfie            is answered by another attach, since an answer has no room for it
//	request for the terms           is answered with the value: Fin asks, and documents no other way
//	request for tax_info or text    has no answer through the API: an error that says so, if nothing else is open
//	ACTION_REQUIRED, no request     an individual's attach anew; of a business and its parties what is new
//	APPROVED with a request         stays Verified, and is answered
//	REJECTED, IN_COMPLIANCE         take nothing
//	customers created by V1         are read; Fin's attaches of V2 refuse individuals among them
//
// # Personal data
//
// Tax numbers, dates of birth, document numbers and secrets are pii.String until the request body is
// written, in wire.go and nowhere else. No error of this package holds a value that was submitted, nor
// text of Fin's that could echo one: messages are written here, from the names of Fin's fields. What Fin's
// staff wrote is repeated in requirements only, without digits and addresses: see pii.Scrub.
//
// # Sources
//
// Facts about Fin come from its OpenAPI description, its API reference and its guides; comments name
// the page. Those contradict each other in many places. Where they do, the comment says so, and both
// readings are accepted wherever that is possible.
package fin
