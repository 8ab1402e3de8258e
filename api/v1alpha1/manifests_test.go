package v1alpha1_test

// Manifests that the API server accepts as they are. Every test starts from one of them.

const providerManifest = `
apiVersion: bonafide.dev/v1alpha1
kind: VerificationProvider
metadata: {name: dwolla}
spec:
  dwolla:
    endpoint: http://127.0.0.1:8085
    credentialsSecretRef: {name: dwolla-api}
  webhook:
    url: https://hooks.example.com
    signingSecretRef: {name: dwolla-webhook}
`

const personManifest = `
apiVersion: bonafide.dev/v1alpha1
kind: VerifiedCustomer
metadata: {name: jane-doe}
spec:
  providerRef: {name: dwolla}
  type: Personal
  personal:
    firstName: Jane
    lastName: Doe
    email: jane@example.com
    phone: "5554321234"
    address: {line1: 99-99 33rd St, city: Brooklyn, state: NY, postalCode: "11101", country: US}
    identitySecretRef: {name: jane-doe-identity}
  documents:
  - {name: license, type: License, source: {secretKeyRef: {name: jane-docs, key: front.png}}}
`

const businessManifest = `
apiVersion: bonafide.dev/v1alpha1
kind: VerifiedCustomer
metadata: {name: acme}
spec:
  providerRef: {name: dwolla}
  type: Business
  business:
    name: Acme Widgets LLC
    structure: LLC
    classification: 9ed3f66f-7d6f-11e3-beb8-5404a6144203
    website: https://www.example.com
    phone: "5554321234"
    address: {line1: 1 Main St, city: Des Moines, state: IA, postalCode: "50309", country: US}
    admin: {firstName: Ada, lastName: Min, email: ada@example.com}
    controller:
      firstName: Grace
      lastName: Hopper
      title: Chief Executive Officer
      address: {line1: 2 Main St, city: Des Moines, state: IA, postalCode: "50309", country: US}
      identitySecretRef: {name: grace-identity}
    identitySecretRef: {name: acme-identity}
    beneficialOwnership: {owners: [grace-hopper], certified: true}
`

const ownerManifest = `
apiVersion: bonafide.dev/v1alpha1
kind: BeneficialOwner
metadata: {name: grace-hopper}
spec:
  customerRef: {name: acme}
  firstName: Grace
  lastName: Hopper
  email: grace@example.com
  ownershipPercent: 51
  address: {line1: 2 Main St, city: Des Moines, state: IA, postalCode: "50309", country: US}
  identitySecretRef: {name: grace-identity}
`
