// Package backfill finds the events that no webhook brought. The leader walks a provider's own list
// of events, newest first, back to where the last walk began, and hands every event to the webhook
// server's path: what both bring takes effect once.
//
// A walk is cheap where nothing was missed: one call for the list, and none for any customer. It is
// due a few minutes after the last one by the time that stands in status, so that restarts neither
// hasten nor repeat it. One that is interrupted goes on where it was.
//
// What could not be taken is in arrears: it is tried again for hours, and the cursor in status waits for
// it, but no walk does.
//
// It is a package of its own because it is the opposite of the webhook server in all but the effect of
// an event: it runs on the leader only, asks instead of being asked, and answers nobody. It knows
// VerificationProviders, package provider's list of events, and a Taker; of package webhookserver it has
// the words for what became of an event, and which events last, and nothing else. It must not know HTTP,
// signing keys, customers, nor any provider's wire format or name.
package backfill
