package prop

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"vitrine/engine/ratchet"
)

// supportFile is the table that Support returns.
const supportFile = "support.txt"

// TestSupport holds the table of supported properties against the property table, the code that
// asks styles for values, and the properties that the public data tests. With -update the table is
// written anew, for which the data has to be there.
func TestSupport(t *testing.T) {
	asked := askedFields(t)
	status := map[string]string{}
	var of func(id ID) string
	of = func(id ID) string {
		if id.IsLogical() {
			id = Physical(id, 0, 0)
		}
		if !id.IsShorthand() {
			if asked[fieldName(id.String())] {
				return "supported"
			}
			return "parsed"
		}
		for _, l := range id.Longhands() {
			if of(l) == "supported" {
				return "supported"
			}
		}
		return "parsed"
	}
	for id := ID(1); id < numProps; id++ {
		status[id.String()] = of(id)
	}
	status["all"] = "supported"
	for alias, name := range aliases {
		status[alias] = "alias of " + name
	}
	table := readSupport(t)
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		for name := range dataProperties(t) {
			if status[name] == "" {
				status[name] = "unsupported"
			}
		}
		writeSupport(t, status, table)
		return
	}
	for name, s := range status {
		if got := table[name].status; got != s {
			t.Errorf("%s is %s, the table says %q (run with -update)", name, s, got)
		}
	}
	for name, row := range table {
		switch {
		case row.status == "unsupported" && status[name] != "":
			t.Errorf("%s is %s now (run with -update)", name, status[name])
		case row.status != "unsupported" && status[name] == "":
			t.Errorf("%s is in the table and not supported (run with -update)", name)
		case row.status == "unsupported" && row.why == "":
			t.Errorf("%s is unsupported without a reason", name)
		}
	}
	for name := range dataProperties(t) {
		if _, ok := table[name]; !ok {
			t.Errorf("%s is in the data and not in the table (run with -update)", name)
		}
	}
}

type supportRow struct{ status, why string }

func readSupport(t *testing.T) map[string]supportRow {
	rows := map[string]supportRow{}
	for _, l := range strings.Split(Support(), "\n") {
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		name, rest, _ := strings.Cut(l, "\t")
		st, why, _ := strings.Cut(rest, "\t")
		if _, twice := rows[name]; twice {
			t.Errorf("%s stands in %s twice", name, supportFile)
		}
		rows[name] = supportRow{st, why}
	}
	return rows
}

func writeSupport(t *testing.T, status map[string]string, old map[string]supportRow) {
	names := make([]string, 0, len(status))
	count := map[string]int{}
	for n, s := range status {
		names = append(names, n)
		count[strings.Fields(s)[0]]++
	}
	sort.Strings(names)
	var b strings.Builder
	fmt.Fprintf(&b, "# CSS properties, written by go test -update ./css/prop: %d supported, %d parsed only (computed, but nothing\n", count["supported"], count["parsed"])
	fmt.Fprintf(&b, "# asks for them), %d other names of properties, %d that the public data tests and that are not supported.\n", count["alias"], count["unsupported"])
	for _, n := range names {
		b.WriteString(n + "\t" + status[n])
		if why := old[n].why; why != "" && status[n] == "unsupported" {
			b.WriteString("\t" + why)
		}
		b.WriteByte('\n')
	}
	if err := os.WriteFile(supportFile, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
}

// fieldName returns the name of a longhand's field in style.Style.
func fieldName(name string) string {
	parts := strings.Split(strings.TrimPrefix(name, "-"), "-")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}

// askedFields returns the fields of styles that code outside of the generated file reads, and
// those whose accessor, which has the name of the field with a capital, is called.
func askedFields(t *testing.T) map[string]bool {
	asked := map[string]bool{}
	root := ratchet.Root()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if rel, _ := filepath.Rel(root, path); rel == filepath.Join("css", "prop") || name == "testdata" || strings.HasPrefix(name, ".") && path != root {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || name == "style_gen.go" {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // somebody is at work on it
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name != "" {
				asked[strings.ToLower(s.Sel.Name[:1])+s.Sel.Name[1:]] = true
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return asked
}

// dataProperties returns the names of the properties that the public data tests; none when the
// data is not here.
func dataProperties(t *testing.T) map[string]bool {
	out := map[string]bool{}
	for _, file := range []string{"values", "computed", "shorthands", "inheritance"} {
		ratchet.Lines(t, "wpt/data/css_"+file+".jsonl", func(raw []byte) {
			var c struct{ Property string }
			if json.Unmarshal(raw, &c) == nil && c.Property != "" && !strings.HasPrefix(c.Property, "--") && !strings.ContainsAny(c.Property, " (,") {
				out[c.Property] = true
			}
		})
	}
	return out
}
