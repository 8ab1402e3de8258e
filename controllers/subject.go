package controllers

import (
	"context"
	"encoding/json"

	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/provider"
)

// subject is what a pass is about, with all in which customers and owners differ: which calls they
// make at the provider, and from what they are made. How a create, a correction or an update is done
// safely is the pass's business, and the same for both.
type subject interface {
	// bind puts the subject on the pass's copy of the object.
	bind(v1alpha1.Verifiable)
	// home is the name by which people know where it is kept.
	home() string
	// accept checks that spec is about the record that the object stands for.
	accept() error
	// account opens the provider's account; it halts while something that it takes is not there.
	account(ctx context.Context) (*account.Account, error)
	// providerName is the name of the VerificationProvider, false while it cannot be told.
	providerName(ctx context.Context) (types.NamespacedName, bool)
	// existing is the ID of the record that spec asks to be taken over; empty to have one created.
	existing() string

	// fits checks that a record that is to be taken over is of the kind that spec says.
	fits(o provider.Observation) error

	// freeze is the part of spec that is submitted. load joins it, or an earlier one, with the
	// Secrets that it names.
	freeze(ctx context.Context) (json.RawMessage, error)
	load(ctx context.Context, frozen json.RawMessage) (inputs, error)
	// desired is the profile of the present spec, and profileOf that of what was frozen.
	desired() provider.Profile
	profileOf(frozen json.RawMessage) provider.Profile

	validate(in inputs) []provider.FieldError
	validateCorrection(in inputs) []provider.FieldError
	// uniquePath names what a provider keeps unique, or tells a record by.
	uniquePath() string
	// claimants lists the other objects that stand for a record of the provider.
	claimants(ctx context.Context, id string) ([]v1alpha1.Verifiable, error)

	get(ctx context.Context, id string) (provider.Observation, error)
	create(ctx context.Context, idempotencyKey string, in inputs) (id string, err error)
	// find looks for the record of a create whose outcome is not known. An error of class NotFound
	// says that there certainly is none; a halt, that nothing can tell.
	find(ctx context.Context, intent *createIntent) (provider.Observation, error)
	// reserve halts if the provider has a record that the new one could not be told from afterwards, and keeps
	// others from creating one until end is called.
	reserve(ctx context.Context) (end func(), err error)
	// repeats tells whether a create that is sent again under its key is the same create.
	repeats() bool
	// repeatable tells whether a new attempt is safe once the old one can no longer take effect.
	repeatable() bool
	// gone is the problem that the provider does not have the record of this ID.
	gone() *v1alpha1.ProblemFact
	// unaccounted says, after find, why the record may exist although it was not found; empty if it
	// certainly does not.
	unaccounted() string
	// isOwn tells whether a record that stands in the way of a create was made by this object.
	isOwn(o provider.Observation) bool

	// barred halts while the provider certainly refuses whatever is sent of the record.
	barred() *halt

	corrects() bool
	correct(ctx context.Context, idempotencyKey string, in inputs) (provider.Observation, error)
	// update changes fields. It returns false if the provider has no such call.
	update(ctx context.Context, idempotencyKey string, fields []provider.FieldPath) (o provider.Observation, can bool, err error)

	// setState opens or closes the account, as spec says.
	setState(ctx context.Context) error
	// restless tells that something of this kind's own is left to do, and hungry that a Secret may bring what it takes.
	restless() bool
	hungry() bool
	// behind tells that the cluster holds a later observation than this object has.
	behind(ctx context.Context) bool
	// event is what brought that observation about; nil if the provider is asked by this pass itself.
	event() *provider.Event
	// finish takes the steps that only this kind has, after all others.
	finish(ctx context.Context) error
	// retains tells that a deletion leaves the record as it is. Otherwise part does the provider's
	// side of it; behind tells why the record stays all the same.
	retains() bool
	part(ctx context.Context, id string) (behind string, err error)
}

// inputs are the data of a subject as they now stand: spec and Secrets together. One of customer
// and owner is set.
type inputs struct {
	customer      provider.Customer
	owner         provider.Owner
	frozen        json.RawMessage
	fingerprint   string
	secretVersion string
	// business and controller are the fingerprints of these parts, where there are both.
	business, controller string
	// data and owners are the fingerprints of the customer's own data and of its owners', for a PackageTaker.
	data   string
	owners []v1alpha1.PackedOwner
}
