package fetch

import (
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
		if b, err := os.ReadFile(file); err == nil { // the reasons stay
			var why []string
			for line := range strings.SplitSeq(string(b), "\n") {
				if strings.HasPrefix(line, "#") {
					why = append(why, line)
				}
			}
			keys = append(why, keys...)
		}
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
