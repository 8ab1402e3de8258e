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

export const idOf = (location) => location.split("/").at(-1);
