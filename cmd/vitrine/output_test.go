package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// What stands where a command writes is replaced only when it is a plain file, and only by a
// whole one.
func TestWriteAtomic(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.png")
	text := func(s string) func(*bufio.Writer) error {
		return func(w *bufio.Writer) error { _, err := w.WriteString(s); return err }
	}
	read := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if err := writeAtomic(name, text("one")); err != nil || read(name) != "one" {
		t.Fatalf("new file: %v", err)
	}
	failed := errors.New("failed")
	err := writeAtomic(name, func(w *bufio.Writer) error { w.WriteString("half"); return failed })
	if !errors.Is(err, failed) || read(name) != "one" {
		t.Errorf("a failure left %q, error %v", read(name), err)
	}
	full := &fs.PathError{Op: "write", Err: syscall.ENOSPC}
	err = writeAtomic(name, func(w *bufio.Writer) error {
		names, _ := filepath.Glob(filepath.Join(dir, ".*"))
		if len(names) != 1 {
			t.Fatalf("temporary files: %q", names)
		}
		full.Path = names[0]
		return fmt.Errorf("picture: %w", full)
	})
	if err == nil || err.Error() != "write "+name+": "+syscall.ENOSPC.Error() {
		t.Errorf("a full disk: %v", err)
	}
	for _, bad := range []string{dir, filepath.Join(dir, "no", "b.png")} {
		var pe *fs.PathError
		if err := writeAtomic(bad, text("x")); !errors.As(err, &pe) || pe.Path != bad || strings.Contains(err.Error(), "/.") {
			t.Errorf("writing to %s says %v", bad, err)
		}
	}
	if runtime.GOOS != "windows" {
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
		link := filepath.Join(dir, "link.png")
		if err := os.Symlink("a.png", link); err != nil {
			t.Fatal(err)
		}
		if err := writeAtomic(link, text("two")); err != nil {
			t.Fatal(err)
		}
		info, err := os.Lstat(link)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 || read(name) != "two" {
			t.Errorf("the link was replaced: %v, %v", info, err)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode is %v, %v", info.Mode(), err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("left behind: %s", e.Name())
		}
	}
}
