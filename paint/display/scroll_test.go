package display

import (
	"image/color"
	"testing"

	"vitrine/engine/dom"
	"vitrine/layout/geom"
)

func px4(x, y, w, h int) geom.Rect {
	return geom.Rect{X: geom.Int(x), Y: geom.Int(y), W: geom.Int(w), H: geom.Int(h)}
}

// TestMoved moves what is in a scroll container: ops go with it, those out of sight come and go,
// and what is outside is shared.
func TestMoved(t *testing.T) {
	red := Solid(color.NRGBA{255, 0, 0, 255})
	b := NewBuilder(geom.Size{W: geom.Int(500), H: geom.Int(500)})
	b.Node(1)
	b.Rect(px4(0, 0, 10, 10), red)
	port := px4(0, 100, 100, 100)
	s := b.AddScroller(Scroller{Node: 2, Port: port, Stick: port, Reach: px4(0, 100, 100, 1000), ByUserY: true}, Clip{Shape: RRect{R: port}})
	in := State{Transform: s.In, Clip: s.Clip}
	b.SetState(in)
	b.Node(3)
	b.ExactRect(px4(0, 100, 50, 20), red)
	b.Node(4)
	b.ExactRect(px4(0, 600, 50, 20), red)
	l := b.Finish(color.NRGBA{})
	visible := func(l *List) (out []dom.ID) {
		for _, i := range l.In(nil, px4(0, 0, 500, 500), geom.Point{}) {
			out = append(out, l.Ops[i].Node)
		}
		return
	}
	at := func(y int) *List {
		return l.Moved(Position{Offset: func(dom.ID) geom.Point { return geom.Point{Y: geom.Int(y)} }})
	}
	if at(0) != l {
		t.Error("a list that is not moved is copied")
	}
	for _, c := range []struct {
		to, offset int
		want       []dom.ID
		bounds     geom.Rect
	}{
		{0, 0, []dom.ID{1, 3}, px4(0, 100, 50, 20)},
		{10, 10, []dom.ID{1, 3}, px4(0, 100, 50, 10)},
		{450, 450, []dom.ID{1, 4}, px4(0, 150, 50, 20)},
		{99999, 900, []dom.ID{1}, geom.Rect{}},
		{-50, 0, []dom.ID{1, 3}, px4(0, 100, 50, 20)},
	} {
		m := at(c.to)
		got := visible(m)
		same := len(got) == len(c.want)
		for i := range c.want {
			same = same && got[i] == c.want[i]
		}
		if !same || m.Scrollers[0].Offset.Y != geom.Int(c.offset) {
			t.Errorf("at %d: ops of %v at %v, want %v at %d", c.to, got, m.Scrollers[0].Offset, c.want, c.offset)
		}
		if len(got) > 1 {
			if o := m.Ops[m.In(nil, px4(0, 0, 500, 500), geom.Point{})[1]]; o.Bounds != c.bounds {
				t.Errorf("at %d: bounds %v, want %v", c.to, o.Bounds, c.bounds)
			}
		}
	}
}

// TestStick holds sticky boxes against all four edges and the room they have.
func TestStick(t *testing.T) {
	no := NoInset
	for _, c := range []struct {
		name   string
		box    geom.Rect
		room   geom.Rect
		inset  [4]geom.Unit
		scroll geom.Point
		want   geom.Point
	}{
		{"in view", px4(0, 50, 10, 10), px4(0, 0, 1000, 1000), [4]geom.Unit{0, no, no, no}, geom.Point{}, geom.Point{}},
		{"top", px4(0, 50, 10, 10), px4(0, 0, 1000, 1000), [4]geom.Unit{geom.Int(5), no, no, no}, geom.Point{Y: geom.Int(100)}, geom.Point{Y: geom.Int(55)}},
		{"top, out of room", px4(0, 50, 10, 10), px4(0, 0, 100, 100), [4]geom.Unit{0, no, no, no}, geom.Point{Y: geom.Int(200)}, geom.Point{Y: geom.Int(40)}},
		{"bottom", px4(0, 500, 10, 10), px4(0, 0, 1000, 1000), [4]geom.Unit{no, no, 0, no}, geom.Point{}, geom.Point{Y: geom.Int(-310)}},
		{"left", px4(20, 0, 10, 10), px4(0, 0, 1000, 1000), [4]geom.Unit{no, no, no, 0}, geom.Point{X: geom.Int(70)}, geom.Point{X: geom.Int(50)}},
		{"right, out of room", px4(500, 0, 10, 10), px4(450, 0, 100, 100), [4]geom.Unit{no, 0, no, no}, geom.Point{}, geom.Point{X: geom.Int(-50)}},
		{"too large for both: the start wins", px4(0, 0, 10, 300), px4(0, 0, 1000, 1000), [4]geom.Unit{0, no, 0, no}, geom.Point{Y: geom.Int(50)}, geom.Point{Y: geom.Int(50)}},
	} {
		b := NewBuilder(geom.Size{W: geom.Int(1000), H: geom.Int(1000)})
		id := b.AddSticky(PageSpace, Sticky{Box: c.box, Room: c.room, Inset: c.inset})
		inner := b.AddSticky(id, Sticky{Box: c.box, Room: c.box, RoomIn: id, Inset: c.inset})
		b.SetState(State{Transform: inner})
		b.Rect(c.box, Solid(color.NRGBA{A: 255}))
		l := b.Finish(color.NRGBA{}).Moved(Position{Scroll: c.scroll, View: geom.Size{W: geom.Int(200), H: geom.Int(200)}})
		m, _ := l.ToRoot(inner)
		if m.E != c.want.X.Px() || m.F != c.want.Y.Px() {
			t.Errorf("%s: moved by %g, %g, want %v", c.name, m.E, m.F, c.want)
		}
	}
}
