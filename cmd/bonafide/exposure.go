package main

import (
	"flag"
	"fmt"
	"net/netip"
	"strings"

	"github.com/bonafide-dev/bonafide/webhookserver"
)

// maxConnections is how many open connections the webhook server has room for in the memory that the
// manifests give it, all of them over TLS.
const maxConnections = 2048

// bySender stands for the default of --webhook-max-connections-per-source.
const bySender = -1

// settleExposure fills in what depends on other flags. Where TLS ends here, senders or the nodes that they come in by
// connect to here themselves: no one of them may take all there is.
func settleExposure(e *webhookserver.Exposure, endsTLS bool) {
	if e.MaxConnectionsPerSource != bySender {
		return
	}
	e.MaxConnectionsPerSource = 0
	if endsTLS {
		e.MaxConnectionsPerSource = e.MaxConnections / 4
	}
}

// exposureFlags are the flags that say how the webhook server stands towards the outside.
func exposureFlags(set *flag.FlagSet, e *webhookserver.Exposure) {
	set.Func("webhook-source-cidrs", "networks that webhooks may come from, separated by commas: 203.0.113.0/24,2001:db8::/32; from anywhere by default", cidrs(&e.SourceCIDRs))
	set.Func("webhook-trusted-proxies", "networks of the proxies in front whose X-Forwarded-For is believed, separated by commas; none by default", cidrs(&e.TrustedProxies))
	set.IntVar(&e.MaxConnections, "webhook-max-connections", maxConnections, "how many connections the webhook server has open at once; others wait; 0 for no bound")
	set.IntVar(&e.MaxConnectionsPerSource, "webhook-max-connections-per-source", bySender, "how many of them one address may have that is no trusted proxy; 0 for no bound. By default a quarter of all with --webhook-cert-dir, and no bound without: behind what ends TLS all come from a few")
	set.DurationVar(&e.IdleTimeout, "webhook-idle-timeout", webhookserver.DefaultIdleTimeout, "how long a connection stays open over which nothing comes; it has to be longer than that of what stands in front")
	set.DurationVar(&e.ShutdownDelay, "webhook-shutdown-delay", 0, "how long webhooks are still taken after readiness has ended at a shutdown, until no more are sent here")
}

// cidrs reads networks separated by commas.
func cidrs(to *[]netip.Prefix) func(string) error {
	return func(value string) error {
		*to = nil
		for part := range strings.SplitSeq(value, ",") {
			part = strings.TrimSpace(part)
			if part == "" {
				continue
			}
			prefix, err := netip.ParsePrefix(part)
			if err != nil {
				return fmt.Errorf("%q is no network: write it like 203.0.113.0/24, or 203.0.113.7/32 for one address", part)
			}
			if prefix.Addr().Is4In6() {
				return fmt.Errorf("%q is an IPv4 network in the clothes of IPv6: write it as IPv4", part)
			}
			*to = append(*to, prefix.Masked())
		}
		return nil
	}
}
