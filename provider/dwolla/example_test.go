package dwolla_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/dwolla"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// server stands in for Dwolla.
func server() *httptest.Server {
	const id = "22222222-2222-4222-8222-222222222222"
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"t","token_type":"bearer","expires_in":3600}`)
	})
	mux.HandleFunc("POST /customers", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+"/customers/"+id)
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("GET /customers/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.dwolla.v1.hal+json")
		_, _ = io.WriteString(w, `{"id":"`+id+`","firstName":"Jane","type":"personal","status":"verified"}`)
	})
	businessRoutes(mux)
	return httptest.NewServer(mux)
}

// businessRoutes adds what the example of a business calls.
func businessRoutes(mux *http.ServeMux) {
	const owner = "66666666-6666-4666-8666-666666666666"
	answer := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/vnd.dwolla.v1.hal+json")
			_, _ = io.WriteString(w, body)
		}
	}
	mux.HandleFunc("GET /business-classifications", answer(`{"_embedded":{"business-classifications":[{"name":"Food retail and service",
		"_embedded":{"industry-classifications":[{"id":"9ed3f66b-7d6f-11e3-95ac-5404a6144203","name":"Wineries"}]}}]}}`))
	mux.HandleFunc("POST /customers/{id}/beneficial-owners", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+"/beneficial-owners/"+owner)
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("GET /beneficial-owners/{id}", answer(`{"id":"`+owner+`","verificationStatus":"verified"}`))
	mux.HandleFunc("POST /customers/{id}/beneficial-ownership", answer(`{"status":"certified"}`))
}

// Creating a customer, and reading what became of it.
func Example() {
	s := server()
	defer s.Close()
	client, err := dwolla.New(provider.Config{
		Endpoint: s.URL, // leave it out to call Dwolla's Sandbox
		Credentials: map[string]pii.String{
			dwolla.CredentialKey: pii.New("key"), dwolla.CredentialSecret: pii.New("secret"),
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	id, err := client.CreatePersonalCustomer(ctx, dwolla.PersonalCustomer{
		FirstName: "Jane", LastName: "Doe", Email: "jane@example.com",
		Address1: "99-99 33rd St", City: "Brooklyn", State: "NY", PostalCode: "11101",
		DateOfBirth:   pii.New("1990-01-31"),
		SSN:           pii.New("6789"),
		CorrelationID: "order-4711",
	}, "order-4711-attempt-1")
	if provider.OutcomeOf(err) == provider.OutcomeUnknown && err != nil {
		// The customer may exist all the same: look for it before creating it again.
		found, findErr := client.FindByEmailAndCorrelationID(ctx, "jane@example.com", "order-4711")
		if findErr == nil {
			id, err = found.ID, nil
		}
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	customer, err := client.GetCustomer(ctx, id)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(customer.ID, customer.Status)
	// Output: 22222222-2222-4222-8222-222222222222 verified
}

// A business: its industry by name, an owner, and the statement that there is no other.
func ExampleClient_CreateBusinessCustomer() {
	s := server()
	defer s.Close()
	client, err := dwolla.New(provider.Config{Endpoint: s.URL, Credentials: credentials("key", "secret")})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	if _, err := client.Industry(ctx, "winery"); err != nil {
		fmt.Println(err)
	}
	industry, _ := client.Industry(ctx, "wineries")
	home := dwolla.InternationalAddress{
		Address1: "1 Main St", City: "Des Moines", StateProvinceRegion: "IA", Country: "US", PostalCode: "50309",
	}
	id, err := client.CreateBusinessCustomer(ctx, dwolla.BusinessCustomer{
		FirstName: "Jane", LastName: "Doe", Email: "jane@example.com",
		BusinessName: "Acme Wines Inc.", BusinessType: dwolla.BusinessLLC, BusinessClassification: industry,
		EIN:      pii.New("12-3456789"),
		Address1: "99-99 33rd St", City: "Brooklyn", State: "NY", PostalCode: "11101",
		Controller: &dwolla.Controller{
			FirstName: "Ada", LastName: "Byron", Title: "CEO",
			DateOfBirth: pii.New("1990-01-31"), SSN: pii.New("6789"), Address: home,
		},
	}, "order-4712-attempt-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	owner, err := client.CreateOwner(ctx, id, dwolla.BeneficialOwner{
		FirstName: "Ada", LastName: "Byron", DateOfBirth: pii.New("1990-01-31"), SSN: pii.New("123-45-6789"), Address: home,
	}, "order-4712-owner-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	if o, err := client.GetOwner(ctx, owner); err == nil && o.VerificationStatus == dwolla.OwnerVerified {
		certification, _ := client.CertifyOwnership(ctx, id, "order-4712-certification")
		fmt.Println(certification)
	}
	// Output:
	// CreateCustomer: Dwolla refuses the data: business.classification: is not in Dwolla's list of industries; similar ones are "Wineries"
	// certified
}

// Verifying a delivery before reading it, while the subscription's secret is being rotated.
func ExampleWebhooks() {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 256<<10))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		var webhooks dwolla.Webhooks
		secrets := []pii.String{pii.New("the new one"), pii.New("sshhhhhh")}
		if _, err := webhooks.Verify(r.Header, body, secrets); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		event, err := webhooks.Decode(body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, _ = fmt.Fprintln(w, event.Topic, event.CustomerID)
	})

	deliver := func(signature string) {
		body := `{"id":"1","topic":"customer_verified","created":"2026-01-02T03:04:05.678Z",` +
			`"_links":{"customer":{"href":"https://api.dwolla.com/customers/22222222-2222-4222-8222-222222222222"}}}`
		r := httptest.NewRequest(http.MethodPost, "/webhooks", strings.NewReader(body))
		r.Header.Set(dwolla.SignatureHeader, signature)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		fmt.Print(w.Code, " ", w.Body)
	}
	deliver("879a18f3f4ff6c4b5ba6b7d32e63328e39f825bf7f847e37fcc49b7db3eea480")
	deliver(strings.Repeat("0", 64))
	// Output:
	// 200 customer_verified 22222222-2222-4222-8222-222222222222
	// 401 the signature matches no secret
}
