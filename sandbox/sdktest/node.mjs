// Drives the sandbox with dwolla-v2, Dwolla's JavaScript SDK. Only its two addresses are changed.
import assert from "node:assert/strict";
import { Client } from "dwolla-v2";
import { business, owner, person } from "./bodies.mjs";

const { DWOLLA_URL, HOOK_URL } = process.env;
const client = new Client({ environment: "sandbox", key: "sandbox-key", secret: "sandbox-secret" });
client.apiUrl = DWOLLA_URL;
client.tokenUrl = `${DWOLLA_URL}/token`;

const root = await client.get("/");
assert.ok(root.body._links.customers.href.startsWith(DWOLLA_URL));

const subscription = await client.post("webhook-subscriptions", { url: HOOK_URL, secret: "sshhhhhh" });
assert.equal((await client.get(subscription.headers.get("location"))).body.url, HOOK_URL);

const created = await client.post("customers", person("Jane", "jane@node.example"));
const jane = await client.get(created.headers.get("location"));
assert.equal(jane.body.status, "verified");

const rita = (await client.post("customers", person("retry", "rita@node.example"))).headers.get("location");
assert.equal((await client.get(rita)).body.status, "retry");
await assert.rejects(client.post(rita, person("Rita", "rita@node.example")), (err) => {
  assert.equal(err.body.code, "ValidationError");
  assert.equal(err.body._embedded.errors[0].path, "/ssn");
  return true;
});
const retried = await client.post(rita, person("Rita", "rita@node.example", { ssn: "123-45-6789" }));
assert.equal(retried.body.status, "verified");

await assert.rejects(client.post("customers", person("Jane", "jane@node.example")), (err) => {
  assert.equal(err.status, 400);
  assert.equal(err.body._embedded.errors[0].code, "Duplicate");
  assert.equal(err.body._embedded.errors[0]._links.about.href, created.headers.get("location"));
  return true;
});

const headers = { "Idempotency-Key": "once" };
const once = await client.post("customers", person("Joe", "joe@node.example"), headers);
const again = await client.post("customers", person("Joe", "joe@node.example"), headers);
assert.equal(once.headers.get("location"), again.headers.get("location"));

assert.equal((await client.post(jane.body._links.self.href, { status: "deactivated" })).body.status, "deactivated");
const found = await client.get("customers", { status: "verified", search: "doe" });
assert.equal(found.body.total, 2);

const events = await client.get("events", { limit: 3 });
assert.equal(events.body._embedded.events[0].topic, "customer_deactivated");
assert.equal(events.body.total, 8);
const event = await client.get(events.body._embedded.events[0]);
assert.equal(event.body.resourceId, jane.body.id);

const acme = (await client.post("customers", business("Acme", "acme@node.example"))).headers.get("location");
const olga = (await client.post(`${acme}/beneficial-owners`, owner("incomplete"))).headers.get("location");
assert.ok((await client.get(olga)).body._links["retry-verification"]);
await assert.rejects(client.post(`${acme}/beneficial-ownership`, { status: "certified" }), { status: 403 });
assert.equal((await client.post(olga, owner("Olga"))).body.verificationStatus, "verified");
assert.equal((await client.post(`${acme}/beneficial-ownership`, { status: "certified" })).body.status, "certified");
assert.ok((await client.get(acme)).body._links.send);
assert.equal((await client.delete(olga)).body.id, olga.split("/").at(-1));
assert.equal((await client.get(`${acme}/beneficial-ownership`)).body.status, "recertify");

assert.equal((await client.delete(subscription.headers.get("location"))).status, 200);
