package v1alpha1

// Condition types. Ready, Reconciling and Stalled follow kstatus: Reconciling and Stalled are
// present only while they are True, and never both.
const (
	// ConditionReady is True while the object is what its spec asks for: a customer that is
	// verified, a provider that can be used.
	ConditionReady = "Ready"
	// ConditionSynced is True when the provider holds what spec says.
	ConditionSynced = "Synced"
	// ConditionVerified is the provider's verdict.
	ConditionVerified = "Verified"
	// ConditionOwnershipCertified is True when the ownership of a business is certified, or when
	// the provider asks for no certification.
	ConditionOwnershipCertified = "OwnershipCertified"
	// ConditionOverdue is True when a review takes longer than the provider promises. It is present
	// only while a review with a promise is under way.
	ConditionOverdue = "Overdue"
	// ConditionFundingSourceVerified tells whether a bank account of the customer is verified. It, and
	// the two that follow, are present only once an event of the provider told of the matter.
	ConditionFundingSourceVerified = "FundingSourceVerified"
	// ConditionBankConnectionHealthy tells whether the customer's bank can be reached.
	ConditionBankConnectionHealthy = "BankConnectionHealthy"
	// ConditionBalanceHealthy is False when the customer's balance went below zero.
	ConditionBalanceHealthy = "BalanceHealthy"
	// ConditionReconciling is True while something is still to happen that time or a person at the
	// customer's end will bring.
	ConditionReconciling = "Reconciling"
	// ConditionStalled is True when time will not help: somebody has to change something.
	ConditionStalled = "Stalled"
	// ConditionAuthenticated is True on a VerificationProvider whose credentials are accepted.
	ConditionAuthenticated = "Authenticated"
	// ConditionWebhookSubscribed tells on a VerificationProvider who keeps the webhook subscription; if
	// it is the operator, True says that it stands and delivers.
	ConditionWebhookSubscribed = "WebhookSubscribed"
)

// Reasons of Verified (and of Ready, Reconciling and Stalled where they follow from it). Providers'
// clients map their statuses to these; README's reference has the table.
const (
	// ReasonPending: nothing was observed yet.
	ReasonPending = "Pending"
	// ReasonVerified: the provider verified the customer.
	ReasonVerified = "Verified"
	// ReasonRetryRequired: the data did not suffice; one corrected submission is allowed.
	ReasonRetryRequired = "RetryRequired"
	// ReasonKBARequired: the customer has to answer questions about themselves.
	ReasonKBARequired = "KBARequired"
	// ReasonDocumentRequired: a document has to be uploaded.
	ReasonDocumentRequired = "DocumentRequired"
	// ReasonDocumentUnderReview: a document was uploaded and is being looked at.
	ReasonDocumentUnderReview = "DocumentUnderReview"
	// ReasonSuspended: the provider suspended the customer; only the provider can lift that.
	ReasonSuspended = "Suspended"
	// ReasonDeactivated: the customer's account is closed for now.
	ReasonDeactivated = "Deactivated"
)

// Reasons of Synced, and of Ready, Reconciling and Stalled where a problem stands behind them.
const (
	// ReasonSynced: the provider holds what spec says.
	ReasonSynced = "Synced"
	// ReasonSubmitting: the submission is on its way.
	ReasonSubmitting = "Submitting"
	// ReasonProviderNotFound: there is no VerificationProvider of that name.
	ReasonProviderNotFound = "ProviderNotFound"
	// ReasonProviderNotReady: the VerificationProvider is not Ready; its own conditions say why.
	ReasonProviderNotReady = "ProviderNotReady"
	// ReasonNamespaceNotAllowed: the VerificationProvider does not serve this namespace.
	ReasonNamespaceNotAllowed = "NamespaceNotAllowed"
	// ReasonSecretNotFound: a Secret that spec names does not exist.
	ReasonSecretNotFound = "SecretNotFound"
	// ReasonSecretKeyMissing: a Secret lacks a key.
	ReasonSecretKeyMissing = "SecretKeyMissing"
	// ReasonInvalidInput: the provider refuses the data, or certainly would.
	ReasonInvalidInput = "InvalidInput"
	// ReasonCorrectionInvalid: the correction is not complete; it was not sent.
	ReasonCorrectionInvalid = "CorrectionInvalid"
	// ReasonHeldBack: what differs is sent once it has stayed the same for a while.
	ReasonHeldBack = "HeldBack"
	// ReasonDuplicateCustomer: the provider has such a customer already, which is not this object's.
	ReasonDuplicateCustomer = "DuplicateCustomer"
	// ReasonCreateOutcomeUnknown: a create may have happened, and nothing can tell.
	ReasonCreateOutcomeUnknown = "CreateOutcomeUnknown"
	// ReasonCustomerIDTaken: another object claims the customer that spec.customerID names.
	ReasonCustomerIDTaken = "CustomerIDTaken"
	// ReasonCustomerIDMismatch: spec.customerID names another customer than the one that this
	// object already has.
	ReasonCustomerIDMismatch = "CustomerIDMismatch"
	// ReasonCustomerNotFound: the provider no longer has, or never had, the customer.
	ReasonCustomerNotFound = "CustomerNotFound"
	// ReasonFieldsNotUpdatable: spec differs in fields that the provider does not let change now.
	ReasonFieldsNotUpdatable = "FieldsNotUpdatable"
	// ReasonDocumentSourceInvalid: the source of a document cannot be read as written.
	ReasonDocumentSourceInvalid = "DocumentSourceInvalid"
	// ReasonDocumentHostNotAllowed: a document's address, or one that it leads to, is none that may be read.
	ReasonDocumentHostNotAllowed = "DocumentHostNotAllowed"
	// ReasonDocumentUnreachable: a document's address gave no file.
	ReasonDocumentUnreachable = "DocumentUnreachable"
	// ReasonDocumentTooLarge: a document is larger than the operator reads.
	ReasonDocumentTooLarge = "DocumentTooLarge"
	// ReasonDocumentHashMismatch: the file behind a document's address is not the one that the manifest means.
	ReasonDocumentHashMismatch = "DocumentHashMismatch"
	// ReasonDocumentTypeUnknown: a document is neither JPEG, PNG nor PDF.
	ReasonDocumentTypeUnknown = "DocumentTypeUnknown"
	// ReasonPackageIncomplete: the provider reviews a customer once everything is there, and spec lacks some of it.
	ReasonPackageIncomplete = "PackageIncomplete"
	// ReasonPackageUnchanged: what the provider rejected is still the same.
	ReasonPackageUnchanged = "PackageUnchanged"
	// ReasonPackageUnconfirmed: only people know whether what the provider rejected was corrected.
	ReasonPackageUnconfirmed = "PackageUnconfirmed"
	// ReasonDocumentNotComparable: a document was rejected, and nobody can tell whether its content is another one now.
	ReasonDocumentNotComparable = "DocumentNotComparable"
	// ReasonStateNotAllowed: the provider does not let the customer take the state that spec asks for.
	ReasonStateNotAllowed = "StateNotAllowed"
	// ReasonTypeNotSupported: this version cannot verify customers of this type at this provider.
	ReasonTypeNotSupported = "TypeNotSupported"
	// ReasonRateLimited: the provider asked to be left alone for a while.
	ReasonRateLimited = "RateLimited"
	// ReasonProviderUnavailable: the provider cannot be reached, or fails.
	ReasonProviderUnavailable = "ProviderUnavailable"
	// ReasonConflict: another request at the provider is under way, or its state moved on.
	ReasonConflict = "Conflict"
	// ReasonReviewOverdue: the review takes longer than the provider promises.
	ReasonReviewOverdue = "ReviewOverdue"
	// ReasonWithinPromise: the review is within what the provider promises.
	ReasonWithinPromise = "WithinPromise"
)

// Reasons of OwnershipCertified, and of Ready where a business cannot act because of it.
const (
	// ReasonCertified: the ownership is certified.
	ReasonCertified = "Certified"
	// ReasonCertificationNotNeeded: the provider asks for no certification of this business.
	ReasonCertificationNotNeeded = "CertificationNotNeeded"
	// ReasonCertificationRequired: a person has to state that the owners are complete.
	ReasonCertificationRequired = "CertificationRequired"
	// ReasonRecertificationRequired: the provider asks for the statement anew, as when the owners changed.
	ReasonRecertificationRequired = "RecertificationRequired"
	// ReasonOwnersMissing: an owner that spec names has no object yet, or is not among those that the provider has.
	ReasonOwnersMissing = "OwnersMissing"
	// ReasonOwnersNotVerified: an owner that spec names is not verified yet, or the provider does not take the
	// certification, as before all owners are verified.
	ReasonOwnersNotVerified = "OwnersNotVerified"
	// ReasonUnnamedOwner: the provider has an owner that spec does not name.
	ReasonUnnamedOwner = "UnnamedOwner"
	// ReasonDependencyNotReady: the customer that an owner belongs to is not there yet, or is closed, or the owners of a
	// business that is being deleted are still to be removed.
	ReasonDependencyNotReady = "DependencyNotReady"
	// ReasonNotAbleToAct: the provider does not let the customer act yet.
	ReasonNotAbleToAct = "NotAbleToAct"
)

// Reasons of what events tell of a customer's ability to act.
const (
	// ReasonFundingSourceVerified: a bank account was verified.
	ReasonFundingSourceVerified = "FundingSourceVerified"
	// ReasonFundingSourceUnverified: a bank account lost its verification, as after returned payments.
	ReasonFundingSourceUnverified = "FundingSourceUnverified"
	// ReasonFundingSourceRemoved: a bank account was removed.
	ReasonFundingSourceRemoved = "FundingSourceRemoved"
	// ReasonBankConnectionExpiring: the bank connection needs to be renewed soon.
	ReasonBankConnectionExpiring = "BankConnectionExpiring"
	// ReasonBankConnectionLost: the bank cut the connection off.
	ReasonBankConnectionLost = "BankConnectionLost"
	// ReasonBankConnectionHealthy: the bank can be reached.
	ReasonBankConnectionHealthy = "BankConnectionHealthy"
	// ReasonBalanceNegative: the balance went below zero.
	ReasonBalanceNegative = "BalanceNegative"
)

// Reasons on a VerificationProvider.
const (
	// ReasonAuthenticated: the provider accepts the credentials.
	ReasonAuthenticated = "Authenticated"
	// ReasonCredentialsRefused: the provider refuses the credentials.
	ReasonCredentialsRefused = "CredentialsRefused"
	// ReasonInvalidEndpoint: what answers at the endpoint is not the provider's API.
	ReasonInvalidEndpoint = "InvalidEndpoint"
	// ReasonProviderNotSupported: this version has no client for the provider.
	ReasonProviderNotSupported = "ProviderNotSupported"
	// ReasonNotConfigured: spec.webhook is not set, so no events are taken.
	ReasonNotConfigured = "NotConfigured"
	// ReasonNotManaged: the subscription is kept by people, not by the operator.
	ReasonNotManaged = "NotManaged"
)

// Keys of the Secret that holds the key of a provider's signatures.
const (
	// SigningSecretKey is the key that events are signed with.
	SigningSecretKey = "secret"
	// PreviousSigningSecretKey is the one before, while it is being rotated.
	PreviousSigningSecretKey = "previous"
)

// Names that the operator puts on objects.
const (
	// Finalizer holds an object until the provider's side of its deletion is done.
	Finalizer = "bonafide.dev/finalizer"
	// AnnotationCreateIntent records, before the provider is called, that a create is about to
	// happen and under which key. It is removed only after a definite refusal.
	AnnotationCreateIntent = "bonafide.dev/create-intent"
	// AnnotationReconcileAt asks for a look now whenever its value changes.
	AnnotationReconcileAt = "bonafide.dev/reconcile-at"
)
