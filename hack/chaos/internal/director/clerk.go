package director

import (
	"fmt"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

// pngHeader is how an image begins; what follows is a canary.
const pngHeader = "\x89PNG\r\n\x1a\n"

// clerk makes what nobody else has, and notes what of it must be found nowhere. It is a platform.Registry.
type clerk struct{ d *Director }

func (c clerk) Email(name string, n int) v1alpha1.Email { return c.d.email(name, n) }

func (d *Director) email(name string, n int) v1alpha1.Email {
	return v1alpha1.Email(fmt.Sprintf("%s-%d@seed-%d.example.com", name, n, d.plan.Seed))
}

// plant makes a value of a number that no other value is made of.
func (c clerk) plant(what string, value func(n int) string) (planted string) {
	c.d.records.plant(func(n int) []verdict.Canary {
		planted = value(n)
		canaries := []verdict.Canary{{What: what, Value: planted}}
		if digits := strings.ReplaceAll(planted, "-", ""); what != birthday && digits != planted {
			canaries = append(canaries, verdict.Canary{What: what, Value: digits})
		}
		return canaries
	})
	return planted
}

const birthday = "a date of birth"

func (c clerk) SSN() string {
	return c.plant("a social security number", func(n int) string { return fmt.Sprintf("%03d-%02d-%04d", 401+n%200, 10+n%89, 1000+n%9000) })
}

func (c clerk) EIN() string {
	return c.plant("an EIN", func(n int) string { return fmt.Sprintf("%02d-%07d", 20+n%60, 3000000+n*7919%6000000) })
}

func (c clerk) Birthday() string {
	return c.plant(birthday, func(n int) string {
		return time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n*7%18000).Format(time.DateOnly)
	})
}

func (c clerk) Number() string {
	return c.plant("the number of an identity document", func(n int) string { return fmt.Sprintf("K%07dQ", 7000000+n) })
}

func (c clerk) File() string {
	return pngHeader + c.plant("the content of a document", func(n int) string { return fmt.Sprintf("scan_%d_of_seed_%d", n, c.d.plan.Seed) })
}
