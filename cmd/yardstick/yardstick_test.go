package main

import (
	"flag"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vitrine/layout/text"
)

var update = flag.Bool("update", false, "write the expectation lists anew")

// root returns the module's root, or fails the test.
func root(t *testing.T) string {
	t.Helper()
	dir, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// need skips a test whose yardstick is not on this machine.
func need(t *testing.T, name string) {
	t.Helper()
	if _, err := sharedDir(name); err != nil {
		t.Skip(err)
	}
}

// TestReftests draws the public reftests and holds them against the lists.
func TestReftests(t *testing.T) {
	need(t, "wpt")
	if testing.Short() {
		t.Skip("draws thousands of pages")
	}
	lists := filepath.Join(root(t), wptLists)
	tests, outs, err := suiteWPT(nil, drawReftests, nil)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	writeTable(&table, tests, outs)
	t.Log("\n" + table.String())
	if *update {
		if err := updateWPT(lists, tests, outs); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := readExpectations(lists)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range want.check(statuses(tests, outs)) {
		t.Error(s)
	}
}

// TestPages draws the real pages and holds their scores against the list. Fonts decide where
// lines break, so pages in scripts beyond the embedded fonts need the oracle's.
func TestPages(t *testing.T) {
	need(t, "pages")
	if testing.Short() {
		t.Skip("draws many large pages")
	}
	list := filepath.Join(root(t), pagesList)
	d := newDrawer(pageW, pageH, text.Config{})
	defer d.close()
	var scores []pageScore
	latin := func(p *realPage) bool { return p.CJK == 0 && p.RTL == 0 }
	err := suitePages(latin, d.pictureAndGeometry, func(s pageScore) {
		if s.err != nil {
			t.Error(s.err)
		}
		scores = append(scores, s)
	})
	if err != nil {
		t.Fatal(err)
	}
	var all meanScore
	for _, s := range scores {
		all.add(s)
	}
	t.Log(all)
	if *update {
		if err := writePageList(list, scores); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := readPageList(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scores {
		w := want[s.page.ID]
		for i, got := range []float64{s.visual, s.geom} {
			if got < w[i]-pageTolerance || got > w[i]+pageTolerance {
				t.Errorf("%s: expected %s %.1f, got %.1f", s.page.ID, []string{"VISUAL", "GEOM"}[i], w[i], got)
			}
		}
	}
}

func plain(c color.RGBA) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, testW, testH))
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = c.R, c.G, c.B, 255
	}
	return m
}

func TestJudge(t *testing.T) {
	white, green, dotted := plain(color.RGBA{255, 255, 255, 255}), plain(color.RGBA{0, 128, 0, 255}), plain(color.RGBA{255, 255, 255, 255})
	dotted.Set(5, 5, color.RGBA{250, 255, 255, 255})
	ref := func(rel string) (t reftest) {
		t.Test = "t"
		t.Refs = append(t.Refs, struct {
			Rel  string `json:"rel"`
			Path string `json:"path"`
		}{rel, "r"})
		return t
	}
	for _, c := range []struct {
		name      string
		rel       string
		a, b      *image.RGBA
		fuzz      int
		status    string
		blank, ok bool
	}{
		{"equal but white", "match", white, white, 0, "PASS", true, false},
		{"different", "match", green, white, 0, "FAIL", false, false},
		{"one dot off", "match", dotted, white, 0, "FAIL", false, false},
		{"one dot allowed", "match", dotted, white, 5, "PASS", false, true},
		{"mismatch holds", "mismatch", dotted, white, 0, "PASS", true, false},
		{"mismatch broken", "mismatch", white, white, 0, "FAIL", false, false},
	} {
		rt := ref(c.rel)
		if c.fuzz > 0 {
			rt.Fuzzy = append(rt.Fuzzy, struct {
				Ref     string `json:"ref"`
				MaxDiff [2]int `json:"maxdiff"`
				Pixels  [2]int `json:"pixels"`
			}{"", [2]int{0, c.fuzz}, [2]int{0, 1}})
		}
		pics := map[string]*picture{"t": newPicture(c.a, nil), "r": newPicture(c.b, nil)}
		o := judge(&rt, pics, map[string][]byte{"r": thumbnail(c.b)})
		if o.status != c.status || o.blank != c.blank || o.sane != c.ok {
			t.Errorf("%s: %+v", c.name, o)
		}
	}
}

func TestScoresOfEqualPages(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, pageW, pageH))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for x := 100; x < 300; x++ {
		m.Set(x, 50+x%7, color.RGBA{0, 0, 0, 255})
	}
	if v := scoreVisual(m, m); v < 99.99 {
		t.Errorf("visual of a picture with itself = %v", v)
	}
	blank := image.NewRGBA(m.Bounds())
	for i := range blank.Pix {
		blank.Pix[i] = 255
	}
	if v := scoreVisual(m, blank); v > 60 {
		t.Errorf("visual of a blank page = %v", v)
	}
	boxes := []box{{Key: "", Name: "html", Rect: [4]float64{0, 0, 10, 10}, Visibility: "visible"},
		{Key: "0", Name: "p", Rect: [4]float64{1, 1, 5, 5}, Visibility: "visible"}}
	moved := append([]box(nil), boxes...)
	moved[1].Rect[0] = 4
	if g := scoreGeometry(boxes, boxes); g != 100 {
		t.Errorf("geometry of a page with itself = %v", g)
	}
	if g := scoreGeometry(boxes, moved); g != (50+100+50+50)/4.0 {
		t.Errorf("geometry with one box 3 px off = %v", g)
	}
}

func TestExpectations(t *testing.T) {
	dir := t.TempDir()
	got := map[string]string{"a/x": "PASS", "a/y": "FAIL", "b/z": "ERROR"}
	group := func(n string) string { return n[:1] }
	if err := writeExpectations(dir, group, got); err != nil {
		t.Fatal(err)
	}
	e, err := readExpectations(dir)
	if err != nil {
		t.Fatal(err)
	}
	if s := e.check(got); len(s) != 0 {
		t.Errorf("surprises: %v", s)
	}
	got["a/x"], got["a/y"] = "FAIL", "PASS"
	if s := e.check(got); len(s) != 2 {
		t.Errorf("want an unexpected failure and an unexpected pass, got %v", s)
	}
	got = map[string]string{"b/z": "PASS"}
	if err := writeExpectations(dir, group, got); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "b.txt")); !os.IsNotExist(err) {
		t.Error("a group without failures keeps its list")
	}
}
