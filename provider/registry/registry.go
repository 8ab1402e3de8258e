// Package registry lists the providers that this build of Bonafide has.
//
// It knows every driver by name. It must not know what any of them does; nothing registers itself,
// so that importing a driver has no effect.
package registry

import (
	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/provider/dwolla"
	"github.com/bonafide-dev/bonafide/provider/fin"
)

// Drivers returns the drivers by name. The map is the caller's own.
func Drivers() map[string]provider.Driver {
	drivers := map[string]provider.Driver{}
	for _, d := range []provider.Driver{
		blaaiz.Driver(),
		dwolla.Driver(),
		fin.Driver(),
	} {
		drivers[d.Name] = d
	}
	return drivers
}
