package lockfile

import (
	"errors"
	"io"
	"os"
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

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "x")
	put := func(text string, fail error) error {
		return Replace(name, func(w io.Writer) error {
			io.WriteString(w, text)
			return fail
		})
	}
	if err := put("old", nil); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := put("half", broken); err != broken {
		t.Errorf("error %v", err)
	}
	if err := put("new", nil); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(name); string(b) != "new" {
		t.Errorf("%q, %v", b, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files left", len(left))
	}
	if err := Replace(filepath.Join(dir, "no", "folder"), func(io.Writer) error { return nil }); err == nil {
		t.Error("a file without a folder")
	}
}
