package lockfile

import (
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

func TestLock(t *testing.T) {
	if runtime.GOOS == "plan9" || runtime.GOOS == "js" {
		t.Skip("no locks here")
	}
	name := filepath.Join(t.TempDir(), "x.lock")
	unlock, err := Lock(name)
	if err != nil {
		t.Fatal(err)
	}
	var free atomic.Bool
	got := make(chan bool)
	go func() {
		u, err := Lock(name)
		got <- err == nil && free.Load()
		if err == nil {
			u()
		}
	}()
	select {
	case <-got:
		t.Fatal("two hold the lock")
	case <-time.After(50 * time.Millisecond):
	}
	free.Store(true)
	unlock()
	if !<-got {
		t.Error("the lock did not pass on")
	}
	if _, err := Lock(filepath.Join(name, "no", "folder")); err == nil {
		t.Error("a lock without a folder")
	}
}
