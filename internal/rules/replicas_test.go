package rules

import (
	"fmt"
	"net/http"

	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
)

// elected has operators of a world choose a leader.
func elected(w *harness.World) func(*operator.Options) {
	return func(o *operator.Options) { o.LeaderElection, o.LeaderElectionNamespace = true, w.Namespace }
}

// startFollower starts an operator beside one that leads already, with a webhook address of its own.
func startFollower(w *harness.World, changes ...func(*operator.Options)) (follower *harness.Operator, url string) {
	w.Helper()
	address := harness.FreeAddress(w)
	follower = w.StartReplica(w.Config, address, append(changes, elected(w))...)
	url = fmt.Sprintf("http://%s/webhooks/%s/%s", address, w.Namespace, w.Platform.Name())
	// The first request also fills the follower's cache.
	w.Until("the follower takes webhooks", func() bool { return send(w, http.MethodGet, url, nil, nil).Code != 0 })
	return follower, url
}
