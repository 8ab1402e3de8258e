package webhookserver

import (
	"context"
	"sync"

	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// maxNamed is how many topics, or whatever else, are named in the log over the life of a process.
const maxNamed = 256

// strange remembers what of the strange things that arrive was named in the log.
type strange struct {
	mu    sync.Mutex
	named map[string]struct{}
}

// isNews tells of each thing once that it is new, and of no more than maxNamed.
func (s *strange) isNews(providerName, topic string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := providerName + "/" + topic
	if _, named := s.named[name]; named || len(s.named) >= maxNamed {
		return false
	}
	if s.named == nil {
		s.named = map[string]struct{}{}
	}
	s.named[name] = struct{}{}
	return true
}

// nameOnce names a topic in the log that no driver knows.
func (s *Server) nameOnce(ctx context.Context, providerName string, e provider.Event) {
	if e.UnknownTopic && s.strange.isNews(providerName, e.Topic) {
		log.FromContext(ctx).Info("this version does not know the topic: its events are acknowledged, and nothing follows from them",
			"driver", providerName, "topic", e.Topic)
	}
}

// isElsewhere tells that an event is from another of the provider's worlds than the one that is watched: it
// says nothing of any customer in it. It is acknowledged all the same, for delivering it again helps nobody.
func isElsewhere(vp *v1alpha1.VerificationProvider, e provider.Event) bool {
	_, connection := vp.Spec.Connection()
	return e.Environment != "" && connection != nil && string(e.Environment) != string(connection.Environment)
}

// nameElsewhere tells the log once that a VerificationProvider gets events of another world.
func (s *Server) nameElsewhere(ctx context.Context, vp *v1alpha1.VerificationProvider, e provider.Event) {
	if s.strange.isNews(client.ObjectKeyFromObject(vp).String(), string(e.Environment)) {
		log.FromContext(ctx).Info("events of another environment than the VerificationProvider's arrive: they are acknowledged, and nothing follows from them",
			"environment", e.Environment)
	}
}
