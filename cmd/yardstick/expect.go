package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// expectations holds what is known not to pass: name to outcome ("FAIL" or "ERROR"). What is
// not named is expected to pass.
type expectations map[string]string

// readExpectations reads every list in a folder. A line is "OUTCOME name"; # starts a comment.
func readExpectations(dir string) (expectations, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	e := expectations{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		sc := bufio.NewScanner(strings.NewReader(string(text)))
		for sc.Scan() {
			line, _, _ := strings.Cut(sc.Text(), " #")
			if line == "" || line[0] == '#' {
				continue
			}
			outcome, name, ok := strings.Cut(line, " ")
			if !ok {
				return nil, fmt.Errorf("%s: bad line %q", f, line)
			}
			e[name] = outcome
		}
	}
	return e, nil
}

// writeExpectations writes one list per group, replacing the lists of those groups only.
func writeExpectations(dir string, groupOf func(name string) string, outcomes map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	lines := map[string][]string{}
	for name, outcome := range outcomes {
		g := groupOf(name)
		if _, ok := lines[g]; !ok {
			lines[g] = nil
		}
		if outcome != "PASS" {
			lines[g] = append(lines[g], outcome+" "+name)
		}
	}
	for g, l := range lines {
		file := filepath.Join(dir, strings.ReplaceAll(g, "/", "_")+".txt")
		if len(l) == 0 {
			if err := os.Remove(file); err != nil && !os.IsNotExist(err) {
				return err
			}
			continue
		}
		sort.Strings(l)
		if err := os.WriteFile(file, []byte(strings.Join(l, "\n")+"\n"), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// check compares outcomes with the lists and returns a line per surprise, sorted.
func (e expectations) check(outcomes map[string]string) []string {
	var surprises []string
	for name, got := range outcomes {
		want := e[name]
		if want == "" {
			want = "PASS"
		}
		if got != want {
			surprises = append(surprises, fmt.Sprintf("%s: expected %s, got %s", name, want, got))
		}
	}
	sort.Strings(surprises)
	return surprises
}
