package transform

import (
	"math"
	"testing"

	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/syntax"
)

// styleOf computes declarations on top of the initial style.
func styleOf(t *testing.T, decls ...string) *style.Style {
	t.Helper()
	var all []prop.Decl
	for i := 0; i < len(decls); i += 2 {
		d, err := prop.ParseDeclaration(decls[i], syntax.ParseComponents(decls[i+1]), &prop.Context{})
		if err != nil {
			t.Fatalf("%s: %s: %v", decls[i], decls[i+1], err)
		}
		all = append(all, d...)
	}
	var b style.Builder
	b.Start(&style.Context{})
	b.Apply(all)
	return b.Style(true)
}

// Where the point (1, 1) of a box of 100×50 px goes, its origin at (0, 0).
func TestOf(t *testing.T) {
	for _, c := range []struct {
		decls []string
		x, y  float64
	}{
		{[]string{"transform", "translate(10px, 50%)"}, 11, 26},
		{[]string{"transform", "rotate(90deg)", "transform-origin", "0 0"}, -1, 1},
		{[]string{"transform", "scale(2)", "transform-origin", "right bottom"}, -98, -48},
		{[]string{"transform", "matrix3d(2,0,0,0, 0,3,0,0, 0,0,1,0, 5,6,7,1)", "transform-origin", "0 0"}, 7, 9},
		{[]string{"transform", "rotateX(180deg)", "transform-origin", "0 0"}, 1, -1},
		{[]string{"transform", "rotate3d(0, 1, 0, 180deg)", "transform-origin", "0 0"}, -1, 1},
		{[]string{"transform", "perspective(10px) translateZ(5px)", "transform-origin", "0 0"}, 2, 2},
		{[]string{"transform", "translate(4px) scale(2)", "transform-origin", "0 0"}, 6, 2},
		{[]string{"translate", "1px 2px", "rotate", "90deg", "scale", "2", "transform-origin", "0 0"}, -1, 4},
		{[]string{"rotate", "x 180deg", "transform-origin", "0 0"}, 1, -1},
		{[]string{"transform", "skewX(45deg)", "transform-origin", "top left"}, 2, 1},
		{[]string{"transform", "rotate3d(0, 0, 0, 90deg)"}, 1, 1},
	} {
		m := Of(styleOf(t, c.decls...), Box{W: 100, H: 50})
		x, y, _ := m.Apply(1, 1)
		fx, fy := m.Flat(1, 1).Apply(1, 1)
		if math.Abs(x-c.x) > 1e-6 || math.Abs(y-c.y) > 1e-6 || math.Abs(fx-x) > 1e-6 || math.Abs(fy-y) > 1e-6 {
			t.Errorf("%v maps (1,1) to (%g,%g), flat (%g,%g), want (%g,%g)", c.decls, x, y, fx, fy, c.x, c.y)
		}
	}
}

func TestBackface(t *testing.T) {
	for _, c := range []struct {
		transform string
		back      bool
	}{
		{"rotateY(180deg)", true}, {"rotateX(89deg)", false}, {"rotateX(91deg)", true}, {"scaleX(-1)", false},
		{"rotateY(180deg) rotateX(180deg)", false}, {"rotateZ(180deg)", false}, {"scale(0)", false},
	} {
		if got := Of(styleOf(t, "transform", c.transform), Box{W: 100, H: 50}).Backface(); got != c.back {
			t.Errorf("%s: backface %v", c.transform, got)
		}
	}
}

// What is not finite or behind the viewer shows nothing rather than everything.
func TestFlatCollapses(t *testing.T) {
	for _, v := range []string{"perspective(10px) translateZ(20px)", "scale(1e38) scale(1e300)"} {
		m := Of(styleOf(t, "transform", v, "transform-origin", "0 0"), Box{W: 100, H: 50}).Flat(50, 25)
		if m.Det() != 0 && !(math.Abs(m.Det()) < math.MaxFloat64) {
			t.Errorf("%s: %v", v, m)
		}
	}
	if d := Of(styleOf(t, "transform", "perspective(10px) translateZ(20px)"), Box{W: 100, H: 50}).Flat(50, 25).Det(); d != 0 {
		t.Errorf("behind the viewer: determinant %g", d)
	}
}
