package main

import (
	"bufio"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
)

// reftest is one line of the manifest.
type reftest struct {
	Test string `json:"test"`
	Dir  string `json:"dir"`
	Refs []struct {
		Rel  string `json:"rel"` // "match" or "mismatch"
		Path string `json:"path"`
	} `json:"refs"`
	Fuzzy []struct {
		Ref     string `json:"ref"`
		MaxDiff [2]int `json:"maxdiff"`
		Pixels  [2]int `json:"pixels"`
	} `json:"fuzzy"`
	Print   bool   `json:"print"`
	RefName bool   `json:"is_ref_name"`
	Valid   bool   `json:"valid"`
	Uniform string `json:"chromium_uniform"`   // colour when the oracle draws one plain colour
	Weak    bool   `json:"passes_without_css"` // passes even when all author CSS is ignored
}

// readReftests reads the manifest, keeping tests below one of the prefixes (all without any).
func readReftests(file string, prefixes []string) ([]reftest, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var tests []reftest
	dec := json.NewDecoder(bufio.NewReader(f))
	for {
		var t reftest
		if err := dec.Decode(&t); err == io.EOF {
			return tests, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if !t.Print && !t.RefName && hasPrefix(t.Test, prefixes) {
			tests = append(tests, t)
		}
	}
}

func hasPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return len(prefixes) == 0
}

// readThumbs reads the thumbnails of the references as the oracle draws them.
func readThumbs(file string) (map[string][]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	thumbs := map[string][]byte{}
	dec := json.NewDecoder(z)
	for {
		var line struct{ Page, T string }
		if err := dec.Decode(&line); err == io.EOF {
			return thumbs, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		t, err := base64.StdEncoding.DecodeString(line.T)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, line.Page, err)
		}
		thumbs[line.Page] = t
	}
}

// outcome is the verdict on one test.
type outcome struct {
	status string // PASS, FAIL or ERROR
	blank  bool   // passes, but with a picture too plain to prove anything
	sane   bool   // passes with a reference that looks roughly as the oracle draws it
	fuzzy  bool
	reason string
}

// judge compares a test's picture with those of its references.
// https://web-platform-tests.org/writing-tests/reftests.html
func judge(t *reftest, pics map[string]*picture, thumbs map[string][]byte) outcome {
	tp := pics[t.Test]
	if tp.err != nil {
		return outcome{status: "ERROR", reason: tp.err.Error()}
	}
	var o outcome
	var hasMatch, anyMatch, hasMismatch bool
	allMismatch, plainMatch, plainMismatch := true, "", false
	for _, ref := range t.Refs {
		rp := pics[ref.Path]
		if rp.err != nil {
			o.reason = "reference: " + rp.err.Error()
			allMismatch = allMismatch && ref.Rel == "match"
			hasMatch = hasMatch || ref.Rel == "match"
			hasMismatch = hasMismatch || ref.Rel != "match"
			continue
		}
		same, byFuzz := t.same(ref.Path, tp, rp)
		holds := same == (ref.Rel == "match")
		if holds && alike(rp.thumb, thumbs[ref.Path]) {
			o.sane = true
		}
		if ref.Rel == "match" {
			hasMatch = true
			if holds {
				anyMatch, plainMatch = true, tp.uniform
				o.fuzzy = o.fuzzy || byFuzz
			}
		} else {
			hasMismatch = true
			allMismatch = allMismatch && holds
			plainMismatch = plainMismatch || rp.uniform != "" || tp.uniform != ""
		}
	}
	switch {
	case (!hasMatch || anyMatch) && (!hasMismatch || allMismatch):
		o.status = "PASS"
		if hasMatch && plainMatch != "" {
			o.blank = plainMatch == "#ffffff" || t.Valid && plainMatch != t.Uniform
		} else if !hasMatch {
			o.blank = plainMismatch
		}
		o.sane = o.sane && !o.blank
	case o.reason != "":
		o.status = "ERROR"
	default:
		o.status, o.sane = "FAIL", false
	}
	return o
}

// same reports whether two pictures are equal, if need be within the test's fuzzy allowance.
func (t *reftest) same(ref string, a, b *picture) (equal, byFuzz bool) {
	if a.sum == b.sum {
		return true, false
	}
	for _, exact := range []string{ref, ""} {
		for _, f := range t.Fuzzy {
			if f.Ref != exact {
				continue
			}
			largest, n := difference(a.img, b.img)
			ok := largest <= f.MaxDiff[1] && n <= f.Pixels[1]
			return ok, ok
		}
	}
	return false, false
}

// renderer draws one page at the reftest size.
type renderer func(url string) (*image.RGBA, error)

// runReftests draws every page once, in parallel, and judges every test. Pictures are dropped
// as soon as the last test that needs them is judged.
func runReftests(tests []reftest, base string, thumbs map[string][]byte, draw renderer, progress func(done, all int)) []outcome {
	type job struct{ test int }
	uses := map[string]int{}
	for i := range tests {
		uses[tests[i].Test]++
		for _, r := range tests[i].Refs {
			uses[r.Path]++
		}
	}
	var mu sync.Mutex
	pics := map[string]*picture{}
	pending := map[string]*sync.Once{}
	page := func(path string) *picture {
		mu.Lock()
		once := pending[path]
		if once == nil {
			once = new(sync.Once)
			pending[path] = once
		}
		mu.Unlock()
		once.Do(func() {
			url := base + path
			if strings.HasPrefix(path, "about:") {
				url = path
			}
			p := newPicture(draw(url))
			mu.Lock()
			pics[path] = p
			mu.Unlock()
		})
		mu.Lock()
		defer mu.Unlock()
		return pics[path]
	}
	out := make([]outcome, len(tests))
	jobs := make(chan job)
	var wg sync.WaitGroup
	done := 0
	for range runtime.GOMAXPROCS(0) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				t := &tests[j.test]
				mine := map[string]*picture{t.Test: page(t.Test)}
				for _, r := range t.Refs {
					mine[r.Path] = page(r.Path)
				}
				out[j.test] = judge(t, mine, thumbs)
				mu.Lock()
				for p := range mine {
					if uses[p]--; uses[p] <= 0 && pics[p] != nil {
						pics[p].img = nil
					}
				}
				done++
				if progress != nil {
					progress(done, len(tests))
				}
				mu.Unlock()
			}
		}()
	}
	for i := range tests {
		jobs <- job{i}
	}
	close(jobs)
	wg.Wait()
	return out
}

// tally counts outcomes of a group.
type tally struct{ n, pass, solid, fail, errors, strong, strongSane int }

func (c *tally) add(t *reftest, o outcome) {
	c.n++
	switch o.status {
	case "PASS":
		c.pass++
		if !o.blank {
			c.solid++
		}
	case "FAIL":
		c.fail++
	default:
		c.errors++
	}
	if !t.Weak {
		c.strong++
		if o.sane {
			c.strongSane++
		}
	}
}

// writeTable prints the tallies per directory and in total.
func writeTable(w io.Writer, tests []reftest, outs []outcome) {
	by := map[string]*tally{}
	count := func(k string, i int) {
		if by[k] == nil {
			by[k] = &tally{}
		}
		by[k].add(&tests[i], outs[i])
	}
	for i := range tests {
		count(tests[i].Dir, i)
		if strings.HasPrefix(tests[i].Dir, "css/CSS2") {
			count("css/CSS2 together", i)
		}
		count("~all", i)
	}
	keys := make([]string, 0, len(by))
	for k := range by {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Fprintf(w, "%-32s %6s %6s %6s %6s %6s %7s %7s %7s\n", "directory", "tests", "pass", "solid", "fail", "error", "strong", "s&sane", "%")
	for _, k := range keys {
		c := by[k]
		share := "-"
		if c.strong > 0 {
			share = fmt.Sprintf("%.1f", 100*float64(c.strongSane)/float64(c.strong))
		}
		fmt.Fprintf(w, "%-32s %6d %6d %6d %6d %6d %7d %7d %7s\n", strings.TrimPrefix(k, "~"), c.n, c.pass, c.solid, c.fail, c.errors, c.strong, c.strongSane, share)
	}
}

// suiteWPT joins the pieces: it serves the tests, draws them and returns the verdicts.
func suiteWPT(prefixes []string, draw func(fontDir string) (renderer, func(), error), progress func(done, all int)) ([]reftest, []outcome, error) {
	dir, err := sharedDir("wpt")
	if err != nil {
		return nil, nil, err
	}
	tests, err := readReftests(filepath.Join(dir, "public.jsonl"), prefixes)
	if err != nil {
		return nil, nil, err
	}
	thumbs, err := readThumbs(filepath.Join(dir, "ref_thumbs_public.jsonl.gz"))
	if err != nil {
		return nil, nil, err
	}
	s, err := serve(filepath.Join(dir, "root"), contentTypes)
	if err != nil {
		return nil, nil, err
	}
	defer s.close()
	r, closeR, err := draw(filepath.Join(dir, "root", "fonts"))
	if err != nil {
		return nil, nil, err
	}
	defer closeR()
	return tests, runReftests(tests, s.base, thumbs, r, progress), nil
}
