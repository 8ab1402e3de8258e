// Drives the sandbox with dwolla, Dwolla's TypeScript SDK, which checks every answer against its schemas.
import assert from "node:assert/strict";
import { Dwolla } from "dwolla";
import { business, idOf, owner, person } from "./bodies.mjs";

const { DWOLLA_URL, HOOK_URL } = process.env;
const dwolla = new Dwolla({
  serverURL: DWOLLA_URL,
  security: { clientID: "sandbox-key", clientSecret: "sandbox-secret" },
});
const create = async (body) => idOf((await dwolla.customers.create(body)).headers.location[0]);

await dwolla.root.get();

const subscriptionId = idOf(
  (await dwolla.webhookSubscriptions.create({ url: HOOK_URL, secret: "sshhhhhh" })).headers.location[0],
);
assert.equal((await dwolla.webhookSubscriptions.get({ id: subscriptionId })).url, HOOK_URL);
assert.equal((await dwolla.webhookSubscriptions.list()).embedded.webhookSubscriptions.length, 1);

for (const [firstName, status] of Object.entries({
  Jane: "verified", retry: "retry", kba: "kba", document: "document", suspended: "suspended",
})) {
  const id = await create(person(firstName, `${firstName}@ts.example`));
  assert.equal((await dwolla.customers.get({ id })).status, status);
}
assert.equal((await dwolla.customers.list({ status: "retry" })).total, 1);

const rita = (await dwolla.customers.list({ search: "retry@ts" })).embedded.customers[0].id;
const retried = await dwolla.customers.update({
  id: rita,
  requestBody: person("Rita", "retry@ts.example", { ssn: "123456789" }),
});
assert.equal(retried.status, "verified");

await assert.rejects(dwolla.customers.create(person("Jane", "Jane@ts.example")), (err) => {
  assert.equal(err.statusCode, 400);
  assert.equal(JSON.parse(err.body)._embedded.errors[0].code, "Duplicate");
  return true;
});

const dora = (await dwolla.customers.list({ search: "document@ts" })).embedded.customers[0].id;
const uploaded = await dwolla.customers.documents.create({
  id: dora,
  requestBody: {
    documentType: "license",
    file: { fileName: "test-document-upload-success.png", content: new TextEncoder().encode("image") },
  },
});
const document = await dwolla.documents.get({ id: idOf(uploaded.headers.location[0]) });
assert.equal(document.documentVerificationStatus, "accepted");
assert.equal((await dwolla.customers.documents.list({ id: dora })).total, 1);
assert.equal((await dwolla.customers.get({ id: dora })).status, "verified");

const kim = (await dwolla.customers.list({ search: "kba@ts" })).embedded.customers[0].id;
const session = idOf((await dwolla.customers.kba.initiate({ id: kim })).headers.location[0]);
const { questions } = await dwolla.kba.getQuestions({ id: session });
const answered = await dwolla.kba.verify({
  id: session,
  requestBody: {
    answers: questions.map((q) => ({ questionId: q.id, answerId: q.answers.at(-1).id })),
  },
});
assert.equal(answered.verificationStatus, "verified");

const events = await dwolla.events.list({ limit: 25 });
assert.equal(events.embedded.events[0].topic, "customer_verified");
assert.equal((await dwolla.events.get({ id: events.embedded.events[0].id })).resourceId, kim);

const webhooks = await dwolla.webhookSubscriptions.webhooks.list({ id: subscriptionId });
const webhook = await dwolla.webhooks.get({ id: webhooks.embedded.webhooks[0].id });
assert.equal(webhook.subscriptionId, subscriptionId);
await dwolla.webhooks.retry({ id: webhook.id });
await dwolla.webhooks.retries.list({ id: webhook.id });

await dwolla.webhookSubscriptions.update({ id: subscriptionId, requestBody: { paused: true } });
await dwolla.webhookSubscriptions.delete({ id: subscriptionId });

const { businessClassifications } = (await dwolla.businessClassifications.list()).embedded;
assert.equal((await dwolla.businessClassifications.get({ id: businessClassifications[0].id })).name, "Food retail and service");

const acme = await create(business("Acme", "acme@ts.example"));
const retrieved = await dwolla.customers.get({ id: acme });
assert.equal(retrieved.controller.title, "CEO");
assert.ok(!("send" in retrieved.links));
assert.equal((await dwolla.customers.beneficialOwners.list({ id: acme })).embedded.beneficialOwners.length, 0);
const addOwner = async (firstName) =>
  idOf((await dwolla.customers.beneficialOwners.create({ id: acme, requestBody: owner(firstName) })).headers.location[0]);
const olga = await addOwner("incomplete");
assert.equal((await dwolla.beneficialOwners.get({ id: olga })).verificationStatus, "incomplete");
assert.equal(
  (await dwolla.beneficialOwners.update({ id: olga, requestBody: owner("Olga") })).verificationStatus, "verified",
);
const dan = await addOwner("document");
await dwolla.beneficialOwners.documents.create({
  id: dan,
  requestBody: {
    documentType: "passport",
    file: { fileName: "test-document-upload-success.png", content: new TextEncoder().encode("image") },
  },
});
assert.equal((await dwolla.beneficialOwners.documents.list({ id: dan })).total, 1);
assert.equal((await dwolla.beneficialOwners.get({ id: dan })).verificationStatus, "verified");
await dwolla.beneficialOwners.delete({ id: dan });
assert.equal((await dwolla.customers.beneficialOwnership.get({ id: acme })).status, "uncertified");
assert.equal(
  (await dwolla.customers.beneficialOwnership.certify({ id: acme, requestBody: { status: "certified" } })).status, "certified",
);
assert.ok("send" in (await dwolla.customers.get({ id: acme })).links);
await dwolla.sandboxSimulations.simulate();
