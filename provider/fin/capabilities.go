package fin

import (
	"context"
	"encoding/json"
)

// Capabilities are what a customer can do with money (page Get customer capabilities, V2).
type Capabilities struct {
	OnRamp  []OnRamp  `json:"on_ramp"`
	OffRamp []OffRamp `json:"off_ramp"`
}

// OnRamp is a way for money to come in.
type OnRamp struct {
	Currency string     `json:"currency"`
	Rail     string     `json:"rail"`
	Status   RailStatus `json:"status"`
}

// OffRamp is where money can go.
type OffRamp struct {
	Corridor   string          `json:"corridor"`
	Currencies []CurrencyRails `json:"currency_wise_rail"`
}

// CurrencyRails are the ways for one currency.
type CurrencyRails struct {
	Currency string `json:"currency"`
	Rails    []Rail `json:"rails"`
}

// Rail is one way.
type Rail struct {
	Rail   string     `json:"rail"`
	Status RailStatus `json:"status"`
}

// RailStatus is Fin's word for whether a way is open. V1 writes true and false; of V2 the pages show the
// member without its type.
type RailStatus string

// UnmarshalJSON implements json.Unmarshaler.
func (s *RailStatus) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		text = string(b)
	}
	*s = RailStatus(text)
	return nil
}

// GetCapabilities reads what a customer can do.
func (c *Client) GetCapabilities(ctx context.Context, customerID string) (*Capabilities, error) {
	path, err := customerPath(OpGetCapabilities, "v2", customerID, "/capabilities")
	if err != nil {
		return nil, err
	}
	var out Capabilities
	if _, err := c.fetch(ctx, get(OpGetCapabilities, path, nil), &out); err != nil {
		return nil, err
	}
	return &out, nil
}
