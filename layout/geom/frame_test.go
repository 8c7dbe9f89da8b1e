package geom

import "testing"

var frames = [...]Frame{Horizontal, VerticalRL, VerticalLR, SidewaysLR}

func TestFramePhysical(t *testing.T) {
	// A line of 30 by 10, 5 from where lines begin and 20 into the block, in a box of 100 by 80.
	in := Size{100, 80}
	r := Rect{X: 5, Y: 20, W: 30, H: 10}
	want := map[Frame]Rect{
		Horizontal: r,
		VerticalRL: {X: 70, Y: 5, W: 10, H: 30},
		VerticalLR: {X: 20, Y: 5, W: 10, H: 30},
		SidewaysLR: {X: 20, Y: 45, W: 10, H: 30},
	}
	for f, w := range want {
		if got := f.Physical(r, in); got != w {
			t.Errorf("%v: %v, want %v", f, got, w)
		}
		if got := f.Rect(f.Physical(r, in), in); got != r {
			t.Errorf("%v and back: %v, want %v", f, got, r)
		}
	}
}

func TestTurn(t *testing.T) {
	for _, from := range frames {
		for _, to := range frames {
			tr := Turn{from, to}
			size := Size{100, 80}
			r := Rect{X: 5, Y: 20, W: 30, H: 10}
			turned := tr.Rect(r, size)
			if got := tr.Back().Rect(turned, tr.Size(size)); got != r {
				t.Errorf("%v to %v and back: rect %v, want %v", from, to, got, r)
			}
			s := Sides{Top: 1, Right: 2, Bottom: 3, Left: 4}
			if got := tr.Back().Sides(tr.Sides(s)); got != s {
				t.Errorf("%v to %v and back: sides %v, want %v", from, to, got, s)
			}
			// Sides, rectangles and edges turn alike.
			inner := Rect{X: s.Left, Y: s.Top, W: size.W - s.Width(), H: size.H - s.Height()}
			if got, want := tr.Rect(inner, size), MakeRect(Point{}, tr.Size(size)).Inset(tr.Sides(s)); got != want {
				t.Errorf("%v to %v: inset %v, want %v", from, to, got, want)
			}
			for _, ends := range [][2]bool{{false, false}, {false, true}, {true, false}, {true, true}} {
				corner := Rect{}
				if ends[0] {
					corner.X = size.W
				}
				if ends[1] {
					corner.Y = size.H
				}
				x, y := tr.Ends(ends[0], ends[1])
				c := tr.Rect(corner, size)
				if x != (c.X != 0) || y != (c.Y != 0) {
					t.Errorf("%v to %v: corner %v becomes %v %v, but is at %v", from, to, ends, x, y, c)
				}
			}
		}
	}
}
