package controllers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
)

func TestAttendance(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	at := func(ago time.Duration) *metav1.Time { return &metav1.Time{Time: now.Add(-ago)} }
	began := now.Add(-time.Minute)
	for name, tc := range map[string]struct {
		backfill *v1alpha1.BackfillStatus
		lastSync *metav1.Time
		want     lifecycle.Attendance
	}{
		"no list of events": {nil, at(7 * time.Hour), lifecycle.Attendance{Since: began}},
		"not walked since the outage": {&v1alpha1.BackfillStatus{LastRunTime: *at(24 * time.Hour)}, at(30 * time.Hour),
			lifecycle.Attendance{Since: began.Add(backfillPatience)}},
		"never away": {&v1alpha1.BackfillStatus{LastRunTime: *at(5 * time.Minute)}, at(7 * time.Hour), lifecycle.Attendance{}},
		"caught up": {&v1alpha1.BackfillStatus{LastRunTime: *at(5 * time.Minute), CaughtUpTime: at(time.Hour)}, at(30 * time.Hour),
			lifecycle.Attendance{Since: now.Add(-time.Hour), Covered: true}},
		"with a gap": {&v1alpha1.BackfillStatus{LastRunTime: *at(5 * time.Minute), CaughtUpTime: at(time.Hour), GapTime: at(time.Hour)}, at(30 * time.Hour),
			lifecycle.Attendance{Since: now.Add(-time.Hour)}},
		"with a gap before the last look": {&v1alpha1.BackfillStatus{LastRunTime: *at(5 * time.Minute), CaughtUpTime: at(time.Hour), GapTime: at(60 * time.Hour)}, at(30 * time.Hour),
			lifecycle.Attendance{Since: now.Add(-time.Hour), Covered: true}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tc.want, attendanceOf(tc.backfill, tc.lastSync, began, now)) })
	}
}
