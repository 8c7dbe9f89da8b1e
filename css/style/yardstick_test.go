package style

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

	"vitrine/css/prop"
	"vitrine/css/value"
	"vitrine/layout/geom"
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

const testSize = "font-size: 40px"

// testSheets are what the pages of the data declare for the element under test; the data does not
// hold the declarations. All of them but some of background's make the font 40px.
var testSheets = [][]string{
	{testSize, "color: lime", "border-style: solid", "outline-style: solid", "column-rule-style: solid", "background-image: url(a)"},
	{testSize, "color: blue"},
	{"color: blue"},
}

// compute returns the computed value, as text, of a property on an element with declarations,
// each "name: value" or "name: value" of the parent when it begins with "^".
func compute(t *testing.T, name string, decls ...string) (string, error) {
	s, err := computeStyle(name, decls...)
	if err != nil {
		return "", err
	}
	return s.Text(prop.Lookup(name)), nil
}

func computeStyle(name string, decls ...string) (*Style, error) {
	root := &Context{Context: value.Context{RootFontSize: 16, RootLineHeight: 18, ViewportW: 800, ViewportH: 600}}
	var b Builder
	b.Start(root)
	var own []prop.Decl
	for _, d := range decls {
		up := strings.HasPrefix(d, "^")
		n, v, _ := strings.Cut(strings.TrimPrefix(d, "^"), ":")
		ds, err := prop.ParseText(n, v, nil)
		if err != nil {
			return nil, err
		}
		if up {
			b.Apply(ds)
		} else {
			own = append(own, ds...)
		}
	}
	parent := b.Style(true)
	c := *root
	c.Parent = parent
	b.Start(&c)
	b.Apply(own)
	return b.Style(false), nil
}

func TestComputedData(t *testing.T) {
	r := newRatchet(t, "testdata/computed.txt")
	damaged := 0
	lines(t, "wpt/data/css_computed.jsonl", func(raw []byte) {
		var c struct {
			File, Property, Pseudo, Specified string
			Computed                          json.RawMessage
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		if id := prop.Lookup(c.Property); id == prop.None || id == prop.Custom || c.Specified == "" {
			return
		}
		want := []string{c.Specified}
		if len(c.Computed) > 0 && json.Unmarshal(c.Computed, &want) != nil {
			var one string
			json.Unmarshal(c.Computed, &one)
			want = []string{one}
		}
		// Some expectations were lost when the data was taken from the pages' scripts: what is left
		// is no value of the property.
		if _, err := prop.ParseText(c.Property, want[0], nil); err != nil {
			if _, err := prop.ParseText(c.Property, c.Specified, nil); err == nil {
				damaged++
				return
			}
		}
		got, ok := "", false
		for _, sheet := range testSheets {
			decls := append([]string(nil), sheet...)
			if p := prop.Lookup(c.Property); p == prop.FontSize || p == prop.Font {
				decls = []string{"^" + testSize}
			}
			var err error
			if got, err = compute(t, c.Property, append(decls, c.Property+":"+c.Specified)...); err != nil {
				got = err.Error()
			}
			for _, w := range want {
				ok = ok || err == nil && got == w
			}
			if ok {
				break
			}
		}
		r.check(c.Property, fmt.Sprintf("%s: %s", c.Property, c.Specified), ok, fmt.Sprintf("%s\n\twant %s", got, strings.Join(want, " OR ")))
	})
	t.Logf("%d cases without a usable expectation", damaged)
	r.finish(80)
}

func TestInheritanceData(t *testing.T) {
	r := newRatchet(t, "testdata/inheritance.txt")
	lines(t, "wpt/data/css_inheritance.jsonl", func(raw []byte) {
		var c struct {
			Property, Other string
			Inherited       bool
			Initial         json.RawMessage
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		id := prop.Lookup(c.Property)
		if id == prop.None || id.IsShorthand() {
			return
		}
		var initial []string
		if json.Unmarshal(c.Initial, &initial) != nil {
			var one string
			json.Unmarshal(c.Initial, &one)
			initial = []string{one}
		}
		if len(c.Initial) > 0 && string(c.Initial) != "null" {
			got, _ := compute(t, c.Property)
			ok := false
			for _, w := range initial {
				ok = ok || got == w
			}
			r.check(c.Property, c.Property+" initial", ok, got+" want "+strings.Join(initial, " OR "))
		}
		line := ""
		if strings.HasSuffix(c.Property, "-width") {
			line = strings.TrimSuffix(c.Property, "-width") + "-style: solid"
		}
		pre := []string{}
		if line != "" && prop.Lookup(strings.TrimSuffix(c.Property, "-width")+"-style") != prop.None {
			pre = []string{line, "^" + line}
		}
		other, err := compute(t, c.Property, append(pre, c.Property+":"+c.Other)...)
		ok := err == nil && other == c.Other
		r.check(c.Property, c.Property+" other", ok, fmt.Sprint(other, err))
		for decl, want := range map[string]bool{"": c.Inherited, "inherit": true, "unset": c.Inherited, "initial": false} {
			ds := append(append([]string{}, pre...), "^"+c.Property+":"+c.Other)
			if decl != "" {
				ds = append(ds, c.Property+":"+decl)
			}
			got, err := compute(t, c.Property, ds...)
			ok := err == nil && (got == other) == want
			r.check(c.Property, c.Property+" child "+decl, ok, got)
		}
	})
	r.finish(90)
}

func TestMathData(t *testing.T) {
	r := newRatchet(t, "testdata/math.txt")
	lines(t, "wpt/data/css_math.jsonl", func(raw []byte) {
		var c struct{ Stage, Expr, Expected, Prop, Base, Type string }
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		name := c.Prop
		if name == "" {
			name = map[string]string{"": "margin-left", "number": "scale", "integer": "z-index", "angle": "rotate", "time": "transition-delay", "resolution": "image-resolution"}[c.Type]
		}
		if prop.Lookup(name) == prop.None {
			return
		}
		// The pages use two font sizes and three widths of the containing block.
		ok, got, want := false, "", ""
		for _, font := range []string{"font-size: 20px", "font-size: 10px"} {
			a, err1 := computeStyle(name, font, name+":"+c.Expr)
			b, err2 := computeStyle(name, font, name+":"+c.Expected)
			if err1 != nil || err2 != nil {
				got = fmt.Sprint(err1, err2)
				break
			}
			got, want = a.Text(prop.Lookup(name)), b.Text(prop.Lookup(name))
			ok = ok || got == want
			for _, width := range []int{400, 200, 100} {
				basis := geom.Int(width)
				ok = ok || name == "margin-left" && a.MarginLeft().Resolve(basis) == b.MarginLeft().Resolve(basis)
			}
		}
		r.check(name, c.Stage+" "+c.Expr+" = "+c.Expected, ok, got+" want "+want)
	})
	r.finish(80)
}
