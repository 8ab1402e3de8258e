// What both scripts submit.
export const person = (firstName, email, more = {}) => ({
  type: "personal",
  firstName,
  lastName: "Doe",
  email,
  address1: "99-99 33rd St",
  city: "Brooklyn",
  state: "NY",
  postalCode: "11101",
  dateOfBirth: "1980-02-29",
  ssn: "1234",
  ...more,
});

const address = { address1: "2 Main St", city: "Des Moines", stateProvinceRegion: "IA", country: "US", postalCode: "50309" };

export const business = (businessName, email, more = {}) => ({
  type: "business",
  firstName: "Ada",
  lastName: "Admin",
  email,
  address1: "1 Main St",
  city: "Des Moines",
  state: "IA",
  postalCode: "50309",
  businessName,
  businessType: "llc",
  businessClassification: "9ed3f66b-7d6f-11e3-95ac-5404a6144203",
  ein: "12-3456789",
  controller: {
    firstName: "Cora", lastName: "Controller", title: "CEO", dateOfBirth: "1970-01-31", ssn: "1234", address,
  },
  ...more,
});

export const owner = (firstName) => ({
  firstName, lastName: "Owner", dateOfBirth: "1975-06-07", ssn: "123-45-6789", address,
});

export const idOf = (location) => location.split("/").at(-1);
