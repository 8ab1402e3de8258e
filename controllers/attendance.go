package controllers

import (
	"context"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
)

const (
	// backfillFresh is how old the last walk through a provider's events may be for it to say that
	// nothing was missed: three times the interval between walks.
	backfillFresh = 15 * time.Minute
	// backfillPatience is how long after a start overdue looks wait for the walk that may save them.
	backfillPatience = 5 * time.Minute
)

// attend finds out how the look at this object is paced, if it is overdue. It is the only thing that
// keeps a start after an outage from asking the provider about everybody.
func (p *pass) attend(ctx context.Context) {
	began := p.r.began.get(p.r.Clock.Now)
	next := p.status().NextSyncTime
	if next == nil || p.r.Clock.Now().Before(next.Time) {
		return
	}
	name, ok := p.s.providerName(ctx)
	if !ok {
		return
	}
	vp := &v1alpha1.VerificationProvider{}
	if p.r.Client.Get(ctx, name, vp) != nil {
		return // The pass finds out, and tells.
	}
	if interval := vp.Spec.ResyncInterval.Duration; interval > 0 {
		p.resync = interval
	}
	p.attendance = attendanceOf(vp.Status.Backfill, p.status().LastSyncTime, began, p.r.Clock.Now())
}

// attendanceOf tells since when somebody has been there to look at a customer whose look is due. b is
// nil for a provider whose events are not walked.
func attendanceOf(b *v1alpha1.BackfillStatus, lastSync *metav1.Time, began, now time.Time) lifecycle.Attendance {
	switch {
	case b == nil:
		return lifecycle.Attendance{Since: began}
	case now.Sub(b.LastRunTime.Time) > backfillFresh:
		return lifecycle.Attendance{Since: began.Add(backfillPatience)}
	case b.GapTime != nil && lastSync.Before(b.GapTime):
		return lifecycle.Attendance{Since: b.GapTime.Time}
	case b.CaughtUpTime != nil:
		return lifecycle.Attendance{Since: b.CaughtUpTime.Time, Covered: true}
	}
	return lifecycle.Attendance{}
}

// nextLook is when the provider should be asked about an object that has a time for that in status.
func (p *pass) nextLook() time.Time {
	return lifecycle.NextLook(p.status(), lifecycle.Circumstances{UID: p.o.GetUID(), ResyncInterval: p.resync}, p.attendance)
}

// onceTime is a time that is told when it is first asked for.
type onceTime struct {
	once sync.Once
	at   time.Time
}

func (t *onceTime) get(now func() time.Time) time.Time {
	t.once.Do(func() { t.at = now() })
	return t.at
}
