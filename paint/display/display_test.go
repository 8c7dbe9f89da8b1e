package display

import (
	"image/color"
	"slices"
	"strings"
	"testing"

	"vitrine/layout/geom"
)

func rect4(x, y, w, h int) geom.Rect {
	return geom.Rect{X: geom.Int(x), Y: geom.Int(y), W: geom.Int(w), H: geom.Int(h)}
}

var red = Solid(color.NRGBA{255, 0, 0, 255})

// page draws two squares, one of them in a colour that the caller chooses.
func page(c color.NRGBA) *List {
	b := NewBuilder(geom.Size{W: geom.Int(1000), H: geom.Int(1000)})
	b.Node(3)
	b.Rect(rect4(10, 10, 20, 20), red)
	b.SetState(State{Clip: b.AddClip(Clip{Shape: RRect{R: rect4(600, 600, 50, 50)}}), Effect: b.AddEffect(Effect{Opacity: 0.5})})
	b.Rect(rect4(600, 600, 100, 100), Solid(c))
	return b.Finish(color.NRGBA{255, 255, 255, 255})
}

func TestSame(t *testing.T) {
	a, b, c := page(red.Color), page(red.Color), page(color.NRGBA{0, 0, 255, 255})
	all, start, end := rect4(0, 0, 1000, 1000), rect4(0, 0, 256, 256), rect4(512, 512, 256, 256)
	for _, k := range []struct {
		name string
		a, b *List
		r    geom.Rect
		want bool
	}{
		{"equal lists", a, b, all, true}, {"a changed colour", a, c, all, false}, {"elsewhere", a, c, start, true}, {"here", a, c, end, false},
		{"nothing yet", nil, a, all, false},
	} {
		if got := Same(k.a, k.b, k.r, geom.Point{}); got != k.want {
			t.Errorf("%s: %v", k.name, got)
		}
	}
}

func TestIn(t *testing.T) {
	b := NewBuilder(geom.Size{W: geom.Int(1024), H: geom.Int(4096)})
	b.Rect(rect4(0, 0, 1024, 4096), red) // 0
	b.Rect(rect4(300, 300, 10, 10), red) // 1
	b.Rect(rect4(10, 3000, 10, 10), red) // 2
	b.Rect(rect4(-50, -50, 10, 10), red) // 3: off the page
	b.Rect(rect4(0, 9000, 10, 10), red)  // 4: past the end
	b.SetState(State{Transform: ViewportSpace})
	b.Rect(rect4(5, 5, 10, 10), red) // 5
	l := b.Finish(color.NRGBA{})
	if !l.HasFixed {
		t.Error("HasFixed is not set")
	}
	for _, c := range []struct {
		r      geom.Rect
		scroll int
		want   []uint32
	}{
		{rect4(0, 0, 256, 256), 0, []uint32{0, 3, 5}}, {rect4(256, 256, 256, 256), 0, []uint32{0, 1}},
		{rect4(0, 2816, 256, 256), 0, []uint32{0, 2}}, {rect4(0, 2816, 256, 256), 2900, []uint32{0, 2, 5}},
		{rect4(0, 8900, 256, 256), 0, []uint32{0, 4}},
	} {
		if got := l.In(nil, c.r, geom.Point{Y: geom.Int(c.scroll)}); !slices.Equal(got, c.want) {
			t.Errorf("In(%v) = %v, want %v", c.r, got, c.want)
		}
	}
}

func TestBuilderLeavesOutTheInvisible(t *testing.T) {
	b := NewBuilder(geom.Size{W: geom.Int(100), H: geom.Int(100)})
	b.Rect(rect4(0, 0, 10, 10), Solid(color.NRGBA{}))
	b.Rect(geom.Rect{}, red)
	b.SetState(State{Clip: b.AddClip(Clip{Shape: RRect{R: rect4(50, 50, 10, 10)}})})
	b.Rect(rect4(0, 0, 10, 10), red)
	if l := b.Finish(color.NRGBA{}); len(l.Ops) != 0 {
		t.Errorf("%d ops", len(l.Ops))
	}
}

func TestMatrix(t *testing.T) {
	m := Translate(3, 4).Mul(Rotate(1)).Mul(Scale(2, 5))
	inv, ok := m.Invert()
	if !ok {
		t.Fatal("not invertible")
	}
	x, y := inv.Apply(m.Apply(7, -9))
	if d := (x-7)*(x-7) + (y+9)*(y+9); d > 1e-18 {
		t.Errorf("round trip gives %g,%g", x, y)
	}
	if _, ok := Scale(0, 1).Invert(); ok {
		t.Error("a flat map has an inverse")
	}
}

func TestWrite(t *testing.T) {
	var b strings.Builder
	page(red.Color).Write(&b)
	want := `page 1000×1000 canvas #ffffffff
clip 1 in 0: 600,600 50×50 in space 0
effect 1 in 0: opacity 0.5 blend 0 filters 0 clip 0
rect 9,9 22×22 node 3: 10,10 20×20 #ff0000ff
rect 600,600 50×50 state 0/1/1 node 3: 600,600 100×100 #ff0000ff
`
	if b.String() != want {
		t.Errorf("dump:\n%swant:\n%s", b.String(), want)
	}
}
