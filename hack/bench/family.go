package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// familyCPU is how much CPU time this process and those that it started have used so far: all that takes
// part in a measurement.
func familyCPU() (time.Duration, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	self, sum := os.Getpid(), time.Duration(0)
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // It has ended meanwhile.
		}
		parent, err := parentIn(stat)
		if err != nil {
			return 0, err
		}
		if parent != self && path != fmt.Sprintf("/proc/%d/stat", self) {
			continue
		}
		used, err := cpuIn(stat)
		if err != nil {
			return 0, err
		}
		sum += used
	}
	return sum, nil
}

// parentIn reads the ID of a process's parent, field 4, counted from behind the program's name.
func parentIn(stat []byte) (int, error) {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 2 {
		return 0, errors.New("/proc/PID/stat is not of Linux's form")
	}
	return strconv.Atoi(string(fields[1]))
}
