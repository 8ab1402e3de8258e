package main

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPace(t *testing.T) {
	const MiB = 1 << 20
	for inUse, percent := range map[uint64]int{
		0: 800, MiB: 800, 3 * MiB: 800, 6 * MiB: 400, 24 * MiB: 100, 48 * MiB: 50, 96 * MiB: 25, 1024 * MiB: 25,
	} {
		assert.Equal(t, percent, pace(inUse), "%d bytes in use", inUse)
	}
}

func TestInUse(t *testing.T) {
	held := make([]byte, 64<<20)
	runtime.GC()
	assert.Greater(t, inUse(), uint64(64<<20))
	runtime.KeepAlive(held)
}
