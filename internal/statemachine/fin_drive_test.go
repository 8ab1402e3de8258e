package statemachine

import (
	"net/http"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// What Fin and its staff do.

func finMoves(status string) func(*actor) { return finStaff(controlapi.FinMove{Status: status}) }

func finStaff(m controlapi.FinMove) func(*actor) {
	return func(a *actor) {
		_, err := a.Control.MoveFinCustomer(a.Context, a.remote(), m)
		require.NoError(a, err)
	}
}

// finRefuses says which document of a business is refused, without requesting another.
var finRefuses = finStaff(controlapi.FinMove{Status: "ACTION_REQUIRED", Reason: &controlapi.FinReason{
	Documents: []controlapi.FinDocumentReason{{Category: "SUPPORTING_DOCUMENTS", Comment: "It is not legible.", Labels: []string{"LOW_QUALITY"}}},
}})

// finRejectsParty rejects an owner, beside which the business has to act (reference 14).
func finRejectsParty(a *actor) {
	finPartyMoves("REJECTED")(a)
	finStaff(controlapi.FinMove{Status: "ACTION_REQUIRED", Reason: &controlapi.FinReason{Parties: []controlapi.FinPartyReason{{
		PartyID:   a.party(),
		Documents: []controlapi.FinDocumentReason{{Category: "PROOF_OF_IDENTITY", Comment: "It is not legible.", Labels: []string{"LOW_QUALITY"}}},
	}}}})(a)
}

// finPartyMoves puts an owner into a status, which no event tells.
func finPartyMoves(status string) func(*actor) {
	return func(a *actor) {
		_, err := a.Control.MoveFinParty(a.Context, a.party(), controlapi.FinPartyMove{Status: status})
		require.NoError(a, err)
	}
}

// party is Fin's ID of the first owner.
func (a *actor) party() string {
	a.Helper()
	c, err := a.Control.FinCustomer(a.Context, a.remote())
	require.NoError(a, err)
	require.NotEmpty(a, c.Parties)
	return c.Parties[0].ID
}

// finRequest is what Fin asks for: of the customer, or of the first owner.
type finRequest struct {
	ofParty           bool
	section, document string
	field             controlapi.FinField
	withStatus        bool
}

func (q finRequest) ask(a *actor) {
	one := controlapi.FinRequest{Section: q.section, Categories: []controlapi.FinCategory{{
		DocumentType: q.document, Fields: []controlapi.FinField{q.field},
	}}}
	if q.ofParty {
		one.PartyID = a.party()
	}
	_, err := a.Control.AskFinCustomer(a.Context, a.remote(), controlapi.FinRFI{Requests: []controlapi.FinRequest{one}, WithStatus: q.withStatus})
	require.NoError(a, err)
}

func illegible(side string) controlapi.FinField {
	return controlapi.FinField{Name: "files", DataType: "URI", Status: "INVALID", Reason: "It is not legible.", Side: side}
}

var (
	finAsksPassport = finRequest{section: "proof_of_identity", document: "PASSPORT", field: illegible("FRONT")}.ask
	finAsksRegister = finRequest{section: "supporting_documents", document: "SHAREHOLDER_REGISTER", field: illegible("")}.ask
	finAsksParty    = finRequest{ofParty: true, section: "identifying_documents", document: "PASSPORT", field: illegible("FRONT")}.ask
)

// What somebody does.

// takesOverV1 takes over a person whom V1 of Fin's API created.
func takesOverV1(a *actor) {
	a.who = a.applicant()
	withoutDocuments(a.who)
	a.who.Customer.Spec.CustomerID = a.Platform.Stranger(a.World, a.who.Email)
	a.ApplyAll(a.who)
}

// completesHalf adds the documents, of which those of the owners do not get through: the connection is cut.
func completesHalf(a *actor) {
	_, err := a.Control.AddFault(a.Context, controlapi.Fault{
		API: "fin", Method: http.MethodPost, Path: "^/v2/customers/" + a.remote() + "/associated-parties/individual/attach$",
		Drop: controlapi.DropBefore, Count: -1,
	})
	require.NoError(a, err)
	completes(a)
	a.handIns-- // What does not get through counts nothing.
	goesAnew(a) // It may be tried again, when another arrow has set the clock forward.
}

// completesOther has what was cut off get through, once it can no longer arrive by itself.
func completesOther(a *actor) {
	all, err := a.Control.Faults(a.Context)
	require.NoError(a, err)
	for _, f := range all {
		if f.API == "fin" && f.Path == "^/v2/customers/"+a.remote()+"/associated-parties/individual/attach$" {
			require.NoError(a, a.Control.RemoveFault(a.Context, f.ID))
		}
	}
	a.clock.Advance(3 * time.Minute)
	a.ask()
	a.handIns++
	goesAnew(a) // A file that was uploaded and is part of nothing is uploaded again.
}
