package main

import (
	"flag"
	"io"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/bonafide-dev/bonafide/webhookserver"
)

func parse(args ...string) (e webhookserver.Exposure, err error) {
	set := flag.NewFlagSet("bonafide", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	exposureFlags(set, &e)
	endsTLS := set.Bool("tls", false, "")
	err = set.Parse(args)
	settleExposure(&e, *endsTLS)
	return e, err
}

func TestExposureFlags(t *testing.T) {
	e, err := parse("--webhook-source-cidrs=198.51.100.7/24, 2001:db8::/32", "--webhook-trusted-proxies=10.0.0.0/8",
		"--webhook-max-connections=7", "--webhook-max-connections-per-source=3", "--webhook-shutdown-delay=5s", "--webhook-idle-timeout=11m")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(e.SourceCIDRs, []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("2001:db8::/32")}) ||
		!slices.Equal(e.TrustedProxies, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}) ||
		e.MaxConnections != 7 || e.MaxConnectionsPerSource != 3 || e.ShutdownDelay != 5*time.Second ||
		e.IdleTimeout != 11*time.Minute {
		t.Errorf("%+v", e)
	}
	if e, err = parse(); err != nil || e.SourceCIDRs != nil || e.TrustedProxies != nil || e.MaxConnections != maxConnections ||
		e.MaxConnectionsPerSource != 0 || e.ShutdownDelay != 0 || e.IdleTimeout != 2*time.Minute {
		t.Errorf("by default %+v, %v", e, err)
	}
	for _, wrong := range []string{"198.51.100.7", "198.51.100.0/33", "example.com", "::ffff:10.0.0.0/104", "10.0.0.0/8;11.0.0.0/8"} {
		if _, err := parse("--webhook-source-cidrs=" + wrong); err == nil {
			t.Errorf("%q was taken for a network", wrong)
		}
	}
}

// Where TLS ends in the operator, whoever connects is a sender or a node: none may take all connections.
func TestOneAddressCannotTakeAll(t *testing.T) {
	for want, args := range map[int][]string{
		maxConnections / 4: {"--tls"},
		100:                {"--tls", "--webhook-max-connections=400"},
		0:                  {"--tls", "--webhook-max-connections-per-source=0"},
		9:                  {"--tls", "--webhook-max-connections-per-source=9"},
	} {
		if e, err := parse(args...); err != nil || e.MaxConnectionsPerSource != want {
			t.Errorf("%v: %d connections, want %d (%v)", args, e.MaxConnectionsPerSource, want, err)
		}
	}
}
