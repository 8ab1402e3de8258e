package transport

import (
	"net/url"

	"github.com/bonafide-dev/bonafide/provider"
)

// endpoint is the address to call: that of the environment, unless another one overrides it.
func (own APIConfig) endpoint(environment provider.Environment, override string) (string, error) {
	if override == "" {
		switch environment {
		case provider.EnvironmentSandbox:
			return own.Sandbox, nil
		case provider.EnvironmentProduction:
			return own.Production, nil
		}
		return "", provider.Invalid("", own.Name+" has the environments Sandbox and Production")
	}
	endpoint, ok := readEndpoint(override)
	if !ok {
		return "", provider.Invalid("", "the endpoint must be an address like "+own.Sandbox+
			": http or https, a host, and no path")
	}
	return endpoint, nil
}

// readEndpoint reads the address of an API: scheme and host, with a slash at most behind it, which is left out. ok
// is false for anything else. It may be plain http: that is what somebody wrote.
func readEndpoint(address string) (endpoint string, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", false
	}
	return u.Scheme + "://" + u.Host, true
}
