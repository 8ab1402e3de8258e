// Package documents turns the source of a document into its content: the bytes under a key of a
// Secret, or the file behind an https address whose sha256 is known.
//
// It knows Secrets, HTTPS, and how the files that providers take begin. It must not know any
// provider, nor what becomes of a document; that a document is wanted at all is its caller's verdict.
//
// # What an address may do
//
// Whoever may write a manifest chooses the address, and the operator stands inside the cluster's
// network, with more in reach than that person has. So an address is trusted with nothing:
//
//   - Its host must be on the list that whoever runs the operator gave (Options.Hosts), and so must
//     the host of each of at most three redirects. An empty list allows none.
//   - Only addresses of the public internet are connected to. That is decided for each connection
//     when the name is resolved already and the socket is not connected yet, so a name that changes
//     its address between a check and its use gains nothing.
//   - Requests carry no credentials, no cookies and no referrer, and use no proxy.
//   - Time and size are bounded whatever the answer claims, and nothing is decompressed.
//   - The content must have the sha256 that the manifest states.
//
// One thing cannot be seen from here: an IPv6 network that translates to private IPv4 addresses
// under a prefix of its own, out of the global range, looks like any other. Where such a network
// exists, its prefix belongs into a NetworkPolicy; the list of hosts holds there all the same.
//
// # What errors hold
//
// Nothing of the document, and of its address the host alone: paths carry people's file names, and
// queries carry signatures which are as good as a password. The causes that net and crypto/tls give
// are put into words of ours rather than kept, also because a message that changes from one try to
// the next would rewrite the status each time.
package documents
