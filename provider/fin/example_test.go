package fin_test

import (
	"context"
	"errors"
	"log"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/fin"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Create a person's customer, without ever making two, and hand in the documents.
func Example() {
	ctx := context.Background()
	client, err := fin.New(provider.Config{
		Environment: provider.EnvironmentSandbox,
		Credentials: map[string]pii.String{
			fin.CredentialKey: pii.New("client id"), fin.CredentialSecret: pii.New("client secret"),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	var jane fin.Individual // filled from wherever
	if wrong := jane.Validate(time.Now()); len(wrong) > 0 {
		log.Fatal(provider.JoinFields(wrong))
	}
	created, err := client.CreateIndividual(ctx, jane)
	if err != nil && provider.OutcomeOf(err) == provider.OutcomeUnknown {
		// The customer may exist all the same: look before doing it again.
		same, err := client.FindByEmail(ctx, fin.TypeIndividual, jane.BasicInfo.Email)
		log.Fatalf("%d customers have the address (%v)", len(same), err)
	}
	if err != nil {
		log.Fatal(err)
	}
	var passport, bill []byte // the files
	uris, err := client.Upload(ctx, created.CustomerID, fin.File{Content: passport}, fin.File{Content: bill})
	if err != nil {
		log.Fatal(err)
	}
	err = client.AttachIndividualDocuments(ctx, created.CustomerID, fin.IndividualDocuments{
		Identifying: []fin.IdentifyingDocument{{
			Type: fin.DocumentPassport, Number: pii.New("number"), Country: "USA", ExpiryDate: pii.New("2030-01-01"),
			Files: []fin.DocumentFile{{URI: uris[0]}},
		}},
		Address: []fin.AddressDocument{{Type: fin.DocumentUtilityBill, Country: "USA", Files: []fin.DocumentFile{{URI: uris[1]}}}},
		// Only once Jane has seen the terms at created.TOSPoliciesURL, and accepted them.
		TOSValue: fin.TOSValue(created.TOSPoliciesURL),
	})
	var refused *provider.Error
	if errors.As(err, &refused) && refused.Class == provider.ClassConflict {
		log.Print("an earlier attach is still worked on, or nothing more is taken now")
	}
}
