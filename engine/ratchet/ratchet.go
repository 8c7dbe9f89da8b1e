package ratchet

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// Update is set by -update: lists are written anew instead of held against.
var Update = flag.Bool("update", false, "write the lists of expected outcomes anew")

// Root returns the module's folder, walking up from the working directory; "" when there is none.
func Root() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// Shared returns the place of a file or folder of the public data, or skips the test.
func Shared(t testing.TB, path string) string {
	t.Helper()
	base := os.Getenv("VITRINE_SHARED")
	if base == "" {
		base = filepath.Join(Root(), "..", "shared")
	}
	p := filepath.Join(base, filepath.FromSlash(path))
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the public data %s is not here: set VITRINE_SHARED", path)
	}
	return p
}

// maxLine bounds a line of the data, in bytes.
const maxLine = 16 << 20

// Lines calls each with every line of a file of the public data that is not empty.
func Lines(t testing.TB, path string, each func(line []byte)) {
	t.Helper()
	f, err := os.Open(Shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, maxLine)
	for s.Scan() {
		if len(s.Bytes()) > 0 {
			each(s.Bytes())
		}
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
}

// Cases reads a JSON list of the public data. Strings among the cases are comments.
func Cases[T any](t testing.TB, path string) []T {
	t.Helper()
	b, err := os.ReadFile(Shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatal(err)
	}
	var out []T
	for _, r := range raw {
		if len(r) > 0 && r[0] == '"' {
			continue
		}
		var v T
		if err := json.Unmarshal(r, &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// List holds outcomes against one checked-in list.
type List struct {
	t           testing.TB
	file        string
	failed      map[string]string // case: what came instead
	total       int
	groups, bad map[string]int
}

// New returns a List of a file below the test's testdata folder.
func New(t testing.TB, name string) *List {
	return &List{t: t, file: filepath.Join("testdata", name), failed: map[string]string{}, groups: map[string]int{}, bad: map[string]int{}}
}

// Check notes the outcome of one case. group is what failures are counted by; got says what
// came instead of what was wanted.
func (l *List) Check(group, name string, ok bool, got string) {
	l.total++
	l.groups[group]++
	if !ok {
		l.bad[group]++
		l.failed[name] = got
	}
}

// maxShown bounds how many surprises are reported one by one.
const maxShown = 30

// Finish compares the failures with the list, or writes it under -update. It also fails when
// fewer than atLeast percent of the cases pass.
func (l *List) Finish(atLeast float64) {
	l.t.Helper()
	head, known := l.read()
	if *Update {
		l.write(head, known)
		known = l.failed
	}
	var surprises []string
	for name, got := range l.failed {
		if _, ok := known[name]; !ok {
			surprises = append(surprises, "new failure: "+name+"\n\tgot "+got)
		}
	}
	for name := range known {
		if _, ok := l.failed[name]; !ok {
			surprises = append(surprises, "unexpected pass (run with -update): "+name)
		}
	}
	sort.Strings(surprises)
	for i, s := range surprises {
		if i == maxShown {
			l.t.Errorf("and %d more", len(surprises)-i)
			break
		}
		l.t.Error(s)
	}
	share := 100 * float64(l.total-len(l.failed)) / float64(max(l.total, 1))
	l.t.Logf("%s: %d of %d pass, %.1f %%", filepath.Base(l.file), l.total-len(l.failed), l.total, share)
	if share < atLeast {
		l.t.Errorf("%.1f %% pass, want at least %.1f %%", share, atLeast)
	}
	l.logGroups()
}

// logGroups prints the groups that hold failures, the worst first.
func (l *List) logGroups() {
	var names []string
	for g := range l.bad {
		if g != "" {
			names = append(names, g)
		}
	}
	sort.Slice(names, func(i, j int) bool {
		if a, b := l.bad[names[i]], l.bad[names[j]]; a != b {
			return a > b
		}
		return names[i] < names[j]
	})
	for _, g := range names {
		l.t.Logf("%-32s %d/%d", g, l.groups[g]-l.bad[g], l.groups[g])
	}
}

// read returns the comments at the head of the list and its cases with their reasons. A line is
// a case, quoted as in Go when it needs to be, and after a tab and # the reason.
func (l *List) read() (head []string, known map[string]string) {
	known = map[string]string{}
	b, err := os.ReadFile(l.file)
	if err != nil {
		if !os.IsNotExist(err) {
			l.t.Fatal(err)
		}
		return nil, known
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		switch {
		case line == "":
		case line[0] == '#':
			head = append(head, line)
		default:
			name, reason, _ := strings.Cut(line, "\t# ")
			if name[0] == '"' {
				if name, err = strconv.Unquote(name); err != nil {
					l.t.Fatalf("%s: %q: %v", l.file, line, err)
				}
			}
			known[name] = reason
		}
	}
	return head, known
}

func (l *List) write(head []string, known map[string]string) {
	if len(l.failed) == 0 && len(head) == 0 {
		if err := os.Remove(l.file); err != nil && !os.IsNotExist(err) {
			l.t.Fatal(err)
		}
		return
	}
	var lines []string
	for name := range l.failed {
		line := name
		if !plain(name) {
			line = strconv.Quote(name)
		}
		if r := known[name]; r != "" {
			line += "\t# " + r
		}
		lines = append(lines, line)
	}
	sort.Strings(lines)
	if err := os.MkdirAll(filepath.Dir(l.file), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(l.file, []byte(strings.Join(append(head, append(lines, "")...), "\n")), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// plain reports whether a case can stand in a list as it is.
func plain(name string) bool {
	if name == "" || name[0] == '"' || name[0] == '#' || !utf8.ValidString(name) {
		return false
	}
	return strings.IndexFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) < 0
}

// Hold is New, Check and Finish for a test that has its failures in a map already: case to what
// came instead.
func Hold(t testing.TB, name string, total int, failed map[string]string) {
	t.Helper()
	l := New(t, name)
	l.failed, l.total = failed, total
	l.Finish(0)
}
