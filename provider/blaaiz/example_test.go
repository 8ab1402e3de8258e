package blaaiz_test

import (
	"context"
	"fmt"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox"
)

// A business, from nothing to its review.
func Example() {
	s, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		panic(err)
	}
	defer func() { _ = s.Close() }()
	client, err := blaaiz.New(provider.Config{
		Endpoint: s.BlaaizURL(), // leave it out to call Blaaiz's development API
		Credentials: map[string]pii.String{
			blaaiz.CredentialKey: pii.New(sandbox.Key), blaaiz.CredentialSecret: pii.New(sandbox.Secret),
		},
	})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	share := blaaiz.Hundred
	business := blaaiz.Business{
		Name: "Acme", Email: "acme@example.com", RegistrationNumber: "RC 123456",
		Address: blaaiz.Address{Street: "1 Marina Road", City: "Lagos", ZipCode: "100001", Country: "NG"},
		Owners: []blaaiz.Owner{{
			FirstName: "Ada", LastName: "Obi", Share: &share,
			DateOfBirth: pii.New("1980-02-29"), IDType: blaaiz.IDPassport, IDNumber: pii.New("A1234567"),
		}},
	}
	if problems := business.Validate(time.Now()); len(problems) > 0 {
		panic(provider.JoinFields(problems))
	}
	id, err := client.CreateBusiness(ctx, business)
	if err != nil {
		panic(err)
	}

	_, err = client.Submit(ctx, id)
	fmt.Println(err)

	front := blaaiz.File{MediaType: blaaiz.MediaPDF, Content: []byte("%PDF-1.7 ...")}
	certificate := blaaiz.NewDocument{Type: "CERTIFICATE_OF_INCORPORATION", Name: "Certificate", File: front}
	if _, err := client.AddDocument(ctx, id, certificate); err != nil {
		panic(err)
	}
	customer, err := client.GetCustomer(ctx, id)
	if err != nil {
		panic(err)
	}
	for _, owner := range customer.Owners {
		if err := client.GiveOwnerFiles(ctx, id, owner.ID, blaaiz.OwnerFiles{Front: &front}); err != nil {
			panic(err)
		}
	}
	fmt.Println(client.Submit(ctx, id))
	// Output:
	// Submit: the customer cannot be submitted: a formation document is missing: add one of type CERTIFICATE_OF_INCORPORATION, ARTICLES_OF_INCORPORATION, BENEFICIAL_OWNERSHIP_CERTIFICATE, INCORPORATION_DOCUMENTS or CAC_STATUS_REPORT
	// PROCESSING <nil>
}
