package prop

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"vitrine/css/value"
)

var update = flag.Bool("update", false, "rewrite the lists of expected failures")

// shared returns a file of the yardsticks, or skips the test.
func shared(t *testing.T, rel string) string {
	dir := os.Getenv("VITRINE_SHARED")
	if dir == "" {
		wd, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for wd != filepath.Dir(wd) {
			if _, err := os.Stat(filepath.Join(wd, "go.mod")); err == nil {
				break
			}
			wd = filepath.Dir(wd)
		}
		dir = filepath.Join(wd, "..", "shared")
	}
	file := filepath.Join(dir, rel)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("yardstick %s is not here: set VITRINE_SHARED", rel)
	}
	return file
}

// lines decodes a file of JSON lines.
func lines(t *testing.T, rel string, each func(raw []byte)) {
	f, err := os.Open(shared(t, rel))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		each(s.Bytes())
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
}

// ratchet compares failures with the checked-in list: a new failure fails the test, and so does a
// pass that the list does not know of. Comments in the list, "# reason" after a case, are kept.
type ratchet struct {
	t            *testing.T
	file         string
	failed       map[string]string // case: what came instead
	total        int
	byProp, good map[string]int
}

func newRatchet(t *testing.T, file string) *ratchet {
	return &ratchet{t: t, file: file, failed: map[string]string{}, byProp: map[string]int{}, good: map[string]int{}}
}

func (r *ratchet) check(property, name string, ok bool, got string) {
	r.total++
	r.byProp[property]++
	if ok {
		r.good[property]++
		return
	}
	r.failed[name] = got
}

func (r *ratchet) finish(atLeast float64) {
	r.t.Helper()
	known := map[string]string{}
	if b, err := os.ReadFile(r.file); err == nil {
		for _, line := range strings.Split(string(b), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			name, comment, _ := strings.Cut(line, "\t# ")
			known[name] = comment
		}
	}
	if *update {
		var names []string
		for n := range r.failed {
			names = append(names, n)
		}
		sort.Strings(names)
		var b strings.Builder
		b.WriteString("# Cases that fail, one a line. A comment after a tab says why when today's specification\n# disagrees with the data of 2021. Written by go test -update.\n")
		for _, n := range names {
			b.WriteString(n)
			if c := known[n]; c != "" {
				b.WriteString("\t# " + c)
			}
			b.WriteByte('\n')
		}
		if err := os.WriteFile(r.file, []byte(b.String()), 0o644); err != nil {
			r.t.Fatal(err)
		}
		known = r.failed
	}
	n := 0
	for name, got := range r.failed {
		if _, ok := known[name]; !ok {
			if n++; n <= 30 {
				r.t.Errorf("new failure: %s\n\tgot %s", name, got)
			}
		}
	}
	for name := range known {
		if _, ok := r.failed[name]; !ok {
			if n++; n <= 30 {
				r.t.Errorf("unexpected pass (run with -update): %s", name)
			}
		}
	}
	share := 100 * float64(r.total-len(r.failed)) / float64(max(r.total, 1))
	r.t.Logf("%d of %d pass, %.1f %%", r.total-len(r.failed), r.total, share)
	if share < atLeast {
		r.t.Errorf("%.1f %% pass, want at least %.1f %%", share, atLeast)
	}
	var props []string
	for p := range r.byProp {
		if r.good[p] < r.byProp[p] {
			props = append(props, p)
		}
	}
	sort.Slice(props, func(i, j int) bool {
		return r.byProp[props[i]]-r.good[props[i]] > r.byProp[props[j]]-r.good[props[j]]
	})
	for _, p := range props {
		r.t.Logf("%-32s %d/%d", p, r.good[p], r.byProp[p])
	}
	if testing.Verbose() && os.Getenv("SHOW") != "" {
		for name, got := range r.failed {
			if strings.Contains(name, os.Getenv("SHOW")) {
				r.t.Logf("%s\n\tgot %s", name, got)
			}
		}
	}
}

// roundTrip parses a declaration and serialises it again.
func roundTrip(name, text string) (string, error) {
	decls, err := ParseText(name, text, nil)
	if err != nil {
		return "", err
	}
	vals := map[ID]value.Value{}
	for _, d := range decls {
		vals[d.ID] = d.Value
	}
	id := Lookup(name)
	return Serialize(id, func(l ID) value.Value { return vals[l] }), nil
}

func TestValues(t *testing.T) {
	r := newRatchet(t, "testdata/values.txt")
	lines(t, "wpt/data/css_values.jsonl", func(raw []byte) {
		var c struct {
			Kind, Property, Value string
			Serialized            json.RawMessage
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		if id := Lookup(c.Property); id == None || id == Custom {
			return
		}
		var want []string
		if json.Unmarshal(c.Serialized, &want) != nil {
			var one string
			json.Unmarshal(c.Serialized, &one)
			want = []string{one}
		}
		got, err := roundTrip(c.Property, c.Value)
		ok := err != nil
		if c.Kind == "valid" {
			ok = false
			for _, w := range want {
				ok = ok || err == nil && got == w
			}
		}
		if err != nil {
			got = err.Error()
		}
		r.check(c.Property, fmt.Sprintf("%s %s: %s", c.Kind, c.Property, c.Value), ok, fmt.Sprintf("%s\n\twant %s", got, strings.Join(want, " OR ")))
	})
	r.finish(90)
}

func TestShorthands(t *testing.T) {
	r := newRatchet(t, "testdata/shorthands.txt")
	lines(t, "wpt/data/css_shorthands.jsonl", func(raw []byte) {
		var c struct {
			Property, Value string
			Longhands       map[string]string
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		if Lookup(c.Property) == None {
			return
		}
		decls, err := ParseText(c.Property, c.Value, nil)
		vals := map[ID]value.Value{}
		for _, d := range decls {
			vals[d.ID] = d.Value
		}
		var bad []string
		if err != nil {
			bad = append(bad, err.Error())
		} else {
			for l, want := range c.Longhands {
				if got := Serialize(Lookup(l), func(id ID) value.Value { return vals[id] }); got != want {
					bad = append(bad, fmt.Sprintf("%s: %q, want %q", l, got, want))
				}
			}
		}
		r.check(c.Property, c.Property+": "+c.Value, len(bad) == 0, strings.Join(bad, "; "))
	})
	r.finish(90)
}
