package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Where the lists of what is expected lie, below the module's root.
const (
	wptLists  = "testdata/suite/wpt"
	pagesList = "testdata/suite/pages.txt"
)

// groups returns a function from a test's name to its directory in the manifest.
func groups(tests []reftest) func(string) string {
	dirs := make(map[string]string, len(tests))
	for i := range tests {
		dirs[tests[i].Test] = tests[i].Dir
	}
	return func(name string) string { return dirs[name] }
}

func statuses(tests []reftest, outs []outcome) map[string]string {
	m := make(map[string]string, len(tests))
	for i := range tests {
		m[tests[i].Test] = outs[i].status
	}
	return m
}

func updateWPT(dir string, tests []reftest, outs []outcome) error {
	return writeExpectations(dir, groups(tests), statuses(tests, outs))
}

// pageTolerance is how far a page's score may move, in points, before the list must be
// written anew: rounding in fonts and images differs a little between machines.
const pageTolerance = 1.0

// readPageList reads lines "id visual geom".
func readPageList(file string) (map[string][2]float64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	m := map[string][2]float64{}
	for _, line := range strings.Split(string(text), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || f[0][0] == '#' {
			continue
		}
		if len(f) != 3 {
			return nil, fmt.Errorf("%s: bad line %q", file, line)
		}
		v, err1 := strconv.ParseFloat(f[1], 64)
		g, err2 := strconv.ParseFloat(f[2], 64)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%s: bad line %q", file, line)
		}
		m[f[0]] = [2]float64{v, g}
	}
	return m, nil
}

func writePageList(file string, scores []pageScore) error {
	sort.Slice(scores, func(i, j int) bool { return scores[i].page.ID < scores[j].page.ID })
	var b strings.Builder
	b.WriteString("# page, VISUAL, GEOM: how close each real page comes to the oracle, in percent\n")
	for _, s := range scores {
		fmt.Fprintf(&b, "%s %.1f %.1f\n", s.page.ID, s.visual, s.geom)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}
