package hit

import (
	"image/color"
	"math"
	"testing"

	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

func rect(x, y, w, h int) geom.Rect {
	return geom.Rect{X: geom.Int(x), Y: geom.Int(y), W: geom.Int(w), H: geom.Int(h)}
}

// at is Find for what a test compares.
func at(l *display.List, p, scroll geom.Point) (dom.ID, bool) {
	f, ok := Find(l, p, scroll, nil)
	return f.Node, ok
}

func TestFind(t *testing.T) {
	red := display.Solid(color.NRGBA{255, 0, 0, 255})
	b := display.NewBuilder(geom.Size{W: geom.Int(1000), H: geom.Int(3000)})
	b.Node(1)
	b.HitArea(rect(0, 0, 1000, 3000))
	b.Node(2)
	b.Rect(rect(10, 10, 100, 100), red)
	b.Node(3)
	b.Rect(rect(50, 50, 100, 100), red)
	b.Node(4) // clipped to its left half
	b.SetState(display.State{Clip: b.AddClip(display.Clip{Shape: display.RRect{R: rect(200, 0, 50, 100)}})})
	b.Rect(rect(200, 0, 100, 100), red)
	b.Node(5) // a square turned by 45° around its corner
	m := display.Translate(500, 500).Mul(display.Rotate(math.Pi / 4))
	b.SetState(display.State{Transform: b.AddTransform(display.Transform{M: m})})
	b.Rect(rect(0, 0, 100, 100), red)
	b.Node(6)
	b.SetState(display.State{Transform: display.ViewportSpace})
	b.Rect(rect(0, 700, 50, 50), red)
	b.Node(7)
	b.SetState(display.State{})
	b.Shadow(display.Shadow{Shape: display.RRect{R: rect(10, 10, 100, 100)}, Hole: display.RRect{R: rect(300, 300, 10, 10)}, Color: red.Color})
	l := b.Finish(color.NRGBA{})
	for _, c := range []struct {
		x, y, scroll int
		want         dom.ID
	}{
		{5, 5, 0, 1}, {20, 20, 0, 2}, {60, 60, 0, 3}, {120, 120, 0, 3}, {220, 20, 0, 4}, {270, 20, 0, 1},
		{500, 560, 0, 5}, {560, 505, 0, 1}, {10, 710, 0, 6}, {10, 710, 1000, 1}, {10, 1710, 1000, 6},
	} {
		got, ok := at(l, geom.Point{X: geom.Int(c.x), Y: geom.Int(c.y)}, geom.Point{Y: geom.Int(c.scroll)})
		if !ok || got != c.want {
			t.Errorf("Find(%d, %d) scrolled by %d = %d %v, want %d", c.x, c.y, c.scroll, got, ok, c.want)
		}
	}
	if _, ok := at(l, geom.Point{X: geom.Int(2000)}, geom.Point{}); ok {
		t.Error("found a node outside of the page")
	}
	if _, ok := at(nil, geom.Point{}, geom.Point{}); ok {
		t.Error("found a node in no list")
	}
}

// In perspective a point is looked for where the plane shows it, and nothing is behind the viewer.
func TestFindInPerspective(t *testing.T) {
	b := display.NewBuilder(geom.Size{W: geom.Int(1000), H: geom.Int(1000)})
	// x' = x/(1-x/200), y' = y/(1-x/200): what is right is nearer, and at 200 px behind the viewer.
	seen := &display.Projection{{1, 0, 0}, {0, 1, 0}, {-1.0 / 200, 0, 1}}
	space := b.AddTransform(display.Transform{M: display.Identity, Seen: seen})
	plane := b.AddEffect(display.Effect{Opacity: 1, Space: space, Plane: space})
	b.SetState(display.State{Transform: space, Effect: plane})
	b.Node(1)
	b.Rect(rect(0, 0, 100, 100), display.Solid(color.NRGBA{255, 0, 0, 255}))
	b.Node(2)
	b.Rect(rect(250, 0, 100, 100), display.Solid(color.NRGBA{255, 0, 0, 255}))
	l := b.Finish(color.NRGBA{})
	for _, c := range []struct {
		x, y int
		hit  bool
	}{{10, 50, true}, {10, 110, false}, {150, 150, true}, {198, 190, true}, {205, 50, false}, {-300, -300, false}} {
		n, ok := at(l, geom.Point{X: geom.Int(c.x), Y: geom.Int(c.y)}, geom.Point{})
		if ok != c.hit || ok && n != 1 {
			t.Errorf("%d,%d: node %d %v", c.x, c.y, n, ok)
		}
	}
	if len(l.Ops) != 1 {
		t.Errorf("what is behind the viewer is not left out: %d ops", len(l.Ops))
	}
}
