package engine_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"vitrine/engine"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/net/fetch"
)

func TestRects(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{})})
	defer e.Close()
	f, d := frameOf(t, e, []byte(`<!DOCTYPE html><body style="margin:0">`+
		`<div style="width:100px;height:50px;transform:translate(10px,20px) scale(2);transform-origin:0 0"><p style="margin:0;width:30px;height:10px;position:relative;left:5px"></p></div>`+
		`<div style="width:20px;height:20px;rotate:45deg"></div>`+
		`<details><summary>s</summary><p style="height:10px;margin:0"></p></details>`))
	rects, _ := engine.Rects(f.Frags)
	body := d.Body()
	for i, want := range [][4]float64{{10, 20, 200, 100}, {-4.142, 45.858, 28.284, 28.284}} {
		n := body.FirstElement()
		for range i {
			n = n.NextElement()
		}
		near(t, n.Name(), rects[n.ID()], want)
	}
	div := body.FirstElement()
	near(t, "p in a transform", rects[div.FirstElement().ID()], [4]float64{20, 20, 60, 20})
	p := body.FirstElement().NextElement().NextElement().FirstElement().NextElement()
	near(t, "p in closed details", rects[p.ID()], [4]float64{0, rects[p.ID()].Y.Px(), rects[body.ID()].W.Px(), 10})
}

// TestRectsOfCulled: Blink keeps no box of an inline box that draws nothing and gives it the rectangle of
// what is in it; figures of Chromium.
func TestRectsOfCulled(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{})})
	defer e.Close()
	for _, c := range []struct {
		html string
		want [4]float64
	}{
		{`<span>a <b style="padding:5px">x</b></span>`, [4]float64{0, -5, 29.1, 27}},
		{`<span><span>a <b style="padding:5px">x</b></span></span>`, [4]float64{0, -5, 29.1, 27}},
		{`<span>a <b style="padding:5px;margin:1px">x</b></span>`, [4]float64{0, 0, 31.1, 17}},
		{`<span>a <b style="padding:5px;font-size:10px">x</b></span>`, [4]float64{0, 0, 26.1, 17}},
		{`<span>a <b style="padding:5px">x</b><br>a <b style="font-size:10px">x</b></span>`, [4]float64{0, 0, 29.1, 35}},
		{`<span style="background:red">a <b style="padding:5px">x</b></span>`, [4]float64{0, 0, 29.1, 17}},
		{`<span><b style="padding:5px"><i></i></b><div></div></span>`, [4]float64{0, 0, 10, 17}},
		{`<span><b style="position:relative;top:5px">x</b></span>`, [4]float64{0, 5, 8, 17}},
		{`<span style="opacity:0.5">a <b style="padding:5px">x</b></span>`, [4]float64{0, 0, 29.1, 17}},
	} {
		f, d := frameOf(t, e, []byte(`<!DOCTYPE html><body style="margin:0;font-family:Liberation Serif"><div>`+c.html+`</div>`))
		rects, _ := engine.Rects(f.Frags)
		near(t, c.html, rects[d.Body().FirstElement().FirstElement().ID()], c.want)
	}
}

// TestRectsOfLines holds the union of an inline box's fragments against Chromium's: fragments without area
// do not count beside others, and the last of them counts alone.
func TestRectsOfLines(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{})})
	defer e.Close()
	f, d := frameOf(t, e, []byte(`<!DOCTYPE html><body style="margin:0;font:16px/20px Liberation Serif">`+
		`<div><span><br>a</span></div><div><span><div></div></span></div><div style="width:60px"><b>Lorem</b><i> ipsum</i></div>`))
	rects, _ := engine.Rects(f.Frags)
	n := d.Body().FirstElement()
	for _, want := range [][4]float64{{0, 21, 7.1, 17}, {0, 40, 0, 0}, {0, 61, 38.234, 17}} {
		k := n.FirstElement()
		for k.NextElement() != nil {
			k = k.NextElement()
		}
		near(t, k.Name(), rects[k.ID()], want)
		n = n.NextElement()
	}
}

func near(t *testing.T, what string, r geom.Rect, want [4]float64) {
	t.Helper()
	for i, v := range [4]float64{r.X.Px(), r.Y.Px(), r.W.Px(), r.H.Px()} {
		if v < want[i]-0.05 || v > want[i]+0.05 {
			t.Errorf("%s: %v %v %v %v, want %v", what, r.X.Px(), r.Y.Px(), r.W.Px(), r.H.Px(), want)
			return
		}
	}
}

// TestRectsOfPerspective: perspective moves the kids of a box, not what is deeper in flat ones;
// figures of Chromium.
func TestRectsOfPerspective(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{})})
	defer e.Close()
	const box = `width:100px;height:50px;`
	for _, c := range []struct {
		html string
		want [4]float64
	}{
		{`<div style="` + box + `perspective:100px"><div style="` + box + `transform:translateZ(20px)"></div></div>`, [4]float64{-12.5, -6.25, 125, 62.5}},
		{`<div style="` + box + `perspective:100px;perspective-origin:0 0"><div style="` + box + `transform:translateZ(20px)"></div></div>`, [4]float64{0, 0, 125, 62.5}},
		{`<div style="` + box + `perspective:100px"><div style="` + box + `">x</div></div>`, [4]float64{0, 0, 100, 50}},
	} {
		f, d := frameOf(t, e, []byte(`<!DOCTYPE html><body style="margin:0">`+c.html))
		rects, _ := engine.Rects(f.Frags)
		near(t, c.html, rects[d.Body().FirstElement().FirstElement().ID()], c.want)
	}
}

// TestMeasuredRects holds pages of testdata whose layout needs more of the engine than package
// layout against what Chromium 156 measured: images, interaction of stages, drawn controls.
func TestMeasuredRects(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{})})
	defer e.Close()
	for name, about := range map[string]string{
		"motion":       "boxes on offset paths",
		"shapes":       "lines beside floats whose shapes are images and paths",
		"anchors":      "boxes with anchors",
		"tallimages":   "boxes around images whose heights are percentages",
		"listrows":     "rows of list boxes",
		"selectgroups": "drop-downs with groups of options",
		"markerheight": "lines beside markers that are higher",
		"firstline":    "first lines with styles of their own",
	} {
		t.Run(name, func(t *testing.T) {
			t.Log(about)
			measured(t, e, name)
		})
	}
}

// measured holds a page of testdata against what Chromium measured: the path of an element below body,
// its name and its border box.
func measured(t *testing.T, e *engine.Engine, name string) {
	page, err := os.ReadFile("testdata/" + name + ".html")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	f, d := frameOf(t, e, page)
	rects, _ := engine.Rects(f.Frags)
	for line := range strings.Lines(string(want)) {
		w := strings.Fields(line)
		n := d.Body()
		for _, step := range strings.Split(w[0], "/") {
			k, err := strconv.Atoi(step)
			if err != nil {
				t.Fatal(err)
			}
			for n = n.FirstElement(); k > 0; k-- {
				n = n.NextElement()
			}
		}
		var r [4]float64
		for i := range r {
			if r[i], err = strconv.ParseFloat(w[2+i], 64); err != nil {
				t.Fatal(err)
			}
		}
		near(t, w[0]+" "+w[1], rects[n.ID()], r)
	}
}
