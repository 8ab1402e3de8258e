package blaaiz

import "github.com/bonafide-dev/bonafide/provider/pii"

// Comment is what Blaaiz's staff wrote about a customer.
type Comment struct {
	ID      string    `json:"id"`
	Text    Text      `json:"comment"`
	Type    string    `json:"type"`
	Created Timestamp `json:"created_at"`
}

// Text is a text that Blaaiz's reviewers wrote. They write freely, and may quote what a person submitted, so
// it prints as personal data does. Clean makes of it what may be shown; Reveal gives it as it is.
type Text struct{ Private }

// maxComment bounds what is shown of a text, in characters.
const maxComment = 300

// Clean is the text as it may be shown: see pii.Scrub. It is empty if nothing is left.
func (t Text) Clean(private ...pii.String) string {
	return pii.Scrub(t.Reveal(), maxComment, private...)
}

// private is what identifies somebody in the customer, as Blaaiz shows it.
func (c *Customer) private() []pii.String {
	out := []pii.String{c.IDNumber.String, c.TIN.String, c.KYC.DateOfBirth.String, c.KYC.IDIssueDate.String, c.KYC.IDExpiryDate.String}
	for _, w := range c.Owners {
		out = append(out, w.IDNumber.String, w.TIN.String, w.DateOfBirth.String, w.IDExpiryDate.String)
	}
	return out
}

// clean is what may be shown of texts, without empty ones.
func (c *Customer) clean(texts []Text) []string {
	private := c.private()
	var out []string
	for _, t := range texts {
		if s := t.Clean(private...); s != "" {
			out = append(out, s)
		}
	}
	return out
}
