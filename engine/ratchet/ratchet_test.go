package ratchet

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorder is a test that only notes what it is told.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Log(...any)                {}
func (r *recorder) Logf(string, ...any)       {}
func (r *recorder) Error(a ...any)            { r.errors = append(r.errors, fmt.Sprint(a...)) }
func (r *recorder) Errorf(f string, a ...any) { r.errors = append(r.errors, fmt.Sprintf(f, a...)) }

func TestList(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	list := "# why\nold\t# a reason\n\"two\\nlines\"\n"
	if err := os.WriteFile(filepath.Join("testdata", "l.txt"), []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(old, lines, fresh bool) []string {
		r := &recorder{TB: t}
		l := New(r, "l.txt")
		l.Check("g", "old", old, "x")
		l.Check("g", "two\nlines", lines, "x")
		l.Check("g", "fresh", fresh, "x")
		l.Finish(0)
		return r.errors
	}
	if e := run(false, false, true); len(e) != 0 {
		t.Errorf("as expected, but %q", e)
	}
	if e := run(true, false, true); len(e) != 1 || !strings.Contains(e[0], "unexpected pass") {
		t.Errorf("a pass that the list does not know: %q", e)
	}
	if e := run(false, false, false); len(e) != 1 || !strings.Contains(e[0], "new failure: fresh") {
		t.Errorf("a failure that the list does not know: %q", e)
	}
	*Update = true
	defer func() { *Update = false }()
	if e := run(false, false, false); len(e) != 0 {
		t.Errorf("updating: %q", e)
	}
	b, err := os.ReadFile(filepath.Join("testdata", "l.txt"))
	if want := "# why\n\"two\\nlines\"\nfresh\nold\t# a reason\n"; err != nil || string(b) != want {
		t.Errorf("list is %q, want %q (%v)", b, want, err)
	}
}

func TestFewPasses(t *testing.T) {
	t.Chdir(t.TempDir())
	*Update = true
	defer func() { *Update = false }()
	r := &recorder{TB: t}
	l := New(r, "l.txt")
	l.Check("", "a", false, "")
	l.Check("", "b", true, "")
	l.Finish(60)
	if len(r.errors) != 1 {
		t.Errorf("50 %% where 60 %% are wanted: %q", r.errors)
	}
}
