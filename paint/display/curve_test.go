package display

import (
	"math"
	"testing"

	"vitrine/layout/geom"
)

// What a point of a curved corner is in, the filled outline has it too.
func TestCurves(t *testing.T) {
	for _, k := range []float64{1, 0, 2, -1, -2, math.Inf(1), math.Inf(-1), 0.5} {
		r := RRect{R: geom.Rect{W: geom.Int(100), H: geom.Int(80)}}
		for i := range r.Corners {
			r.Corners[i] = Corner{X: geom.Int(30), Y: geom.Int(20)}
			r.Curves[i] = NewCurve(k)
		}
		var p Path
		p.CurvedRect(0, 0, 100, 80, [4]FPoint{{X: 30, Y: 20}, {X: 30, Y: 20}, {X: 30, Y: 20}, {X: 30, Y: 20}}, r.Curves)
		for y := 0.75; y < 80; y += 1.5 {
			for x := 0.75; x < 100; x += 1.5 {
				at := geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)}
				near := false // so close to the outline that rounding decides
				for _, d := range [4][2]float64{{0.5, 0}, {-0.5, 0}, {0, 0.5}, {0, -0.5}} {
					q := geom.Point{X: geom.FromPx(x + d[0]), Y: geom.FromPx(y + d[1])}
					near = near || r.Contains(q) != r.Contains(at)
				}
				if got, want := r.Contains(at), p.Contains(x, y, false); !near && got != want {
					t.Fatalf("superellipse(%g) at %g, %g: the shape says %v, its outline %v", k, x, y, got, want)
				}
			}
		}
	}
}

func TestCurveShrink(t *testing.T) {
	for _, c := range []struct{ k, want float64 }{{1, 10}, {2, 10}, {0, 20 - 10*(2-math.Sqrt2)}, {-1, 20 - 10*(math.Sqrt2-1)}, {math.Inf(-1), 20}} {
		if got := NewCurve(c.k).Shrink(20, 10); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("superellipse(%g) leaves %g of a radius, want %g", c.k, got, c.want)
		}
	}
}
