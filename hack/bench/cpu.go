package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// clockTick is the unit of CPU times in /proc: Linux reports 100 to a second on every architecture that
// Go runs on.
const clockTick = 10 * time.Millisecond

// cpu is how much CPU time the program has used so far.
func (p *program) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	return cpuIn(stat)
}

// cpuIn reads user and system time, fields 14 and 15, counted from behind the program's name, which
// may hold anything.
func cpuIn(stat []byte) (time.Duration, error) {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0, errors.New("/proc/PID/stat is not of Linux's form")
	}
	user, errUser := strconv.ParseInt(string(fields[11]), 10, 64)
	system, errSystem := strconv.ParseInt(string(fields[12]), 10, 64)
	return time.Duration(user+system) * clockTick, errors.Join(errUser, errSystem)
}

// perCPU has, besides what a side says, how often it did one per second of CPU time put into rates; used
// tells how much was used so far, by the program or the programs that are compared. Whoever else uses the
// machine changes that little.
func perCPU(used func() (time.Duration, error), do side, rates *[]float64) side {
	return func(ctx context.Context) (float64, error) {
		before, err := used()
		if err != nil {
			return 0, err
		}
		began := time.Now()
		rate, err := do(ctx)
		if err != nil {
			return 0, err
		}
		took := time.Since(began)
		after, err := used()
		if err != nil {
			return 0, err
		}
		*rates = append(*rates, rate*took.Seconds()/max(after-before, clockTick).Seconds())
		return rate, nil
	}
}
