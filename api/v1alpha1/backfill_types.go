package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// BackfillStatus tells how far the provider's own list of events was compared with what its webhooks
// brought.
type BackfillStatus struct {
	// lastRunTime is when the list was last walked to the end of what was new, to the second, on the
	// operator's clock. The next walk is due a few minutes after it, over all restarts.
	LastRunTime metav1.Time `json:"lastRunTime"`

	// cursor is the event up to which every listed event has had its effect. Absent while the provider
	// has listed none.
	// +optional
	Cursor *EventPosition `json:"cursor,omitempty"`

	// found is how many events the last walk found that no webhook had brought.
	// +optional
	Found int32 `json:"found,omitempty"`

	// walk is the part of the list that a walk has covered which was interrupted, or is under way.
	// +optional
	Walk *BackfillWalk `json:"walk,omitempty"`

	// caughtUpTime is when a walk last made up for a time in which nobody had walked, on the operator's
	// clock: looks that became due before it are spread over time.
	// +optional
	CaughtUpTime *metav1.Time `json:"caughtUpTime,omitempty"`

	// gapTime is when a walk last found that the provider's list no longer reached back to the cursor,
	// on the operator's clock. Events may be missing from before: customers who were not looked at
	// since are looked at one by one, spread over time.
	// +optional
	GapTime *metav1.Time `json:"gapTime,omitempty"`
}

// EventPosition is a place in a provider's list of events.
type EventPosition struct {
	// id of the event.
	ID string `json:"id"`

	// time of the event, on the provider's clock.
	Time metav1.MicroTime `json:"time"`
}

// BackfillWalk is a stretch of a provider's list of events in which every event has had its effect.
type BackfillWalk struct {
	// newest event of the stretch.
	Newest EventPosition `json:"newest"`

	// oldest event of the stretch.
	Oldest EventPosition `json:"oldest"`

	// depth is how many entries of the list lie between the two.
	Depth int32 `json:"depth"`
}
