package main

import (
	"testing"
	"time"
)

func TestCPUIn(t *testing.T) {
	took, err := cpuIn([]byte("42 (a) b (c) S 1 42 42 0 -1 4194560 2061 0 0 0 150 25 0 0 20 0 9 0 1234 0 0"))
	if err != nil || took != 1750*time.Millisecond {
		t.Errorf("%s, %v", took, err)
	}
	if _, err := cpuIn([]byte("42 (a) S")); err == nil {
		t.Error("a line that ends early is no error")
	}
}

func TestParentIn(t *testing.T) {
	parent, err := parentIn([]byte("42 (a) b (c) S 7 42 42 0 -1 4194560 2061 0 0 0 150 25 0 0 20 0 9 0 1234 0 0"))
	if err != nil || parent != 7 {
		t.Errorf("%d, %v", parent, err)
	}
	if _, err := parentIn([]byte("42 (a) S")); err == nil {
		t.Error("a line that ends early is no error")
	}
}
