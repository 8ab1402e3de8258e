package operator

import (
	"fmt"
	"os"
	"testing"

	"github.com/bonafide-dev/bonafide/internal/apiserver"
)

// api is the API server of this package's tests. Most of them need none.
var api apiserver.Lazy

func TestMain(m *testing.M) {
	code := m.Run()
	if err := api.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
