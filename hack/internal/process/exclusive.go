package process

import (
	"errors"
	"os"
	"syscall"
)

// ErrBusy says that another program holds the lock.
var ErrBusy = errors.New("another program holds the lock")

// Exclusive locks a file until release is called or this program ends, however it ends.
func Exclusive(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(f, syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrBusy, f.Close())
	}
	return func() { _ = f.Close() }, nil
}
