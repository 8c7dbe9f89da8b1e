package weburl

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expectation lists")

// shared finds a folder of public test data, or skips.
func shared(t *testing.T, path string) string {
	t.Helper()
	root := os.Getenv("VITRINE_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			up := filepath.Dir(dir)
			if up == dir {
				t.Skip("no go.mod above: cannot find the shared test data")
			}
			dir = up
		}
		root = filepath.Join(filepath.Dir(dir), "shared")
	}
	p := filepath.Join(root, path)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the test data %s is not there (set VITRINE_SHARED)", path)
	}
	return p
}

// readCases reads a JSON list and leaves out the comments, which are strings.
func readCases[T any](t *testing.T, path string) []T {
	t.Helper()
	b, err := os.ReadFile(shared(t, path))
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

// ratchet compares the failures with the checked-in list: a new failure and a new pass both
// fail the test until the list is updated.
func ratchet(t *testing.T, list string, total int, failed map[string]string) {
	t.Helper()
	file := filepath.Join("testdata", list)
	t.Logf("%s: %d of %d pass", list, total-len(failed), total)
	if *update {
		var keys []string
		for k := range failed {
			keys = append(keys, strconv.Quote(k))
		}
		sort.Strings(keys)
		os.MkdirAll("testdata", 0o777)
		if err := os.WriteFile(file, []byte(strings.Join(append(keys, ""), "\n")), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	expected := map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		k, err := strconv.Unquote(line)
		if err != nil {
			t.Fatalf("%s: %q: %v", file, line, err)
		}
		expected[k] = true
		if _, still := failed[k]; !still {
			t.Errorf("passes now: %q (run with -update)", k)
		}
	}
	for k, why := range failed {
		if !expected[k] {
			t.Errorf("fails: %q: %s", k, why)
		}
	}
}

func TestURLData(t *testing.T) {
	type Case struct {
		Input                                                                          string
		Base                                                                           *string
		Failure                                                                        bool
		Href, Origin, Username, Password, Host, Hostname, Port, Pathname, Search, Hash string
	}
	failed := map[string]string{}
	cases := readCases[Case](t, "net/suites/url/urltestdata.json")
	for _, c := range cases {
		key := c.Input
		var u *URL
		var err error
		if c.Base != nil {
			key += " <- " + *c.Base
			var base *URL
			if base, err = Parse(*c.Base); err == nil {
				u, err = base.Resolve(c.Input)
			}
		} else {
			u, err = Parse(c.Input)
		}
		if c.Failure {
			if err == nil {
				failed[key] = "parses as " + u.String()
			}
			continue
		}
		if err != nil {
			failed[key] = err.Error()
			continue
		}
		port := ""
		if p, ok := u.ExplicitPort(); ok {
			port = strconv.Itoa(p)
		}
		search, hash := "", ""
		if u.Query() != "" {
			search = "?" + u.Query()
		}
		if u.Fragment() != "" {
			hash = "#" + u.Fragment()
		}
		got := []string{u.String(), u.Username(), u.Password(), u.Host(), u.Hostname(), port, u.Path(), search, hash}
		want := []string{c.Href, c.Username, c.Password, c.Host, c.Hostname, c.Port, c.Pathname, c.Search, c.Hash}
		if c.Origin != "" {
			got, want = append(got, u.Origin().String()), append(want, c.Origin)
		}
		if g, w := strings.Join(got, " | "), strings.Join(want, " | "); g != w {
			failed[key] = "got " + g + ", want " + w
			continue
		}
		if again, err := Parse(u.String()); err != nil || again.String() != u.String() {
			failed[key] = "does not parse back"
		}
	}
	ratchet(t, "urltestdata.expect", len(cases), failed)
}

func TestToASCII(t *testing.T) {
	type Case struct {
		Input  string
		Output *string
	}
	failed := map[string]string{}
	total := 0
	for _, file := range []string{"toascii.json", "IdnaTestV2.json"} {
		for _, c := range readCases[Case](t, "net/suites/url/"+file) {
			total++
			host, reason := parseHost(c.Input, true)
			switch {
			case c.Output == nil && reason == "":
				failed[c.Input] = "gives " + host
			case c.Output != nil && reason != "":
				failed[c.Input] = reason
			case c.Output != nil && host != *c.Output:
				failed[c.Input] = "got " + host + ", want " + *c.Output
			}
		}
	}
	ratchet(t, "toascii.expect", total, failed)
}
