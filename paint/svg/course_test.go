package svg

import (
	"math"
	"testing"

	"vitrine/paint/display"
)

// Where a course leads to, and where it goes there, in degrees.
func TestCourse(t *testing.T) {
	for _, c := range []struct {
		path          string
		at, x, y, dir float64
	}{
		{"M10 20H110", 50, 60, 20, 0},
		{"M10 20H110", 500, 110, 20, 0},
		{"M10 20H110", -5, 10, 20, 0},
		{"M0 0H100V100", 100, 100, 0, 0},        // a corner is of the side before
		{"M0 0H100M50 50V100", 125, 50, 75, 90}, // a move has no length
		{"M0 0H100Z", -30, 30, 0, 180},          // round and round
		{"M0 0H100Z", 250, 50, 0, 0},
		{"M5 6", 10, 5, 6, 0},
		{"M5 6L5 6", 10, 5, 6, 0},
		{"M0 0C0 0 0 0 90 90", 0, 0, 0, 45}, // control points on the start
		{"M0 0Q50 0 50 50", 0, 0, 0, 0},
	} {
		x, y, dir := courseOf(ParsePath(c.path)).place(c.at)
		if math.Abs(x-c.x) > 1e-3 || math.Abs(y-c.y) > 1e-3 || math.Abs(dir*180/math.Pi-c.dir) > 1e-3 {
			t.Errorf("%s at %g: (%g, %g) to %g°, want (%g, %g) to %g°", c.path, c.at, x, y, dir*180/math.Pi, c.x, c.y, c.dir)
		}
	}
	// A quarter of a circle ends at its bottom, going left.
	o := ellipseCourse(10, 20, 50, 50)
	if x, y, dir := o.place(o.length() / 4); math.Abs(x-10) > 0.01 || math.Abs(y-70) > 0.01 || math.Abs(dir-math.Pi) > 0.01 {
		t.Errorf("a quarter of a circle leads to (%g, %g), direction %g", x, y, dir)
	}
	// Coordinates beyond all bounds stay finite places.
	if x, _, _ := courseOf(ParsePath("M0 0L3e38 3e38 1e39 0")).place(1e300); math.IsNaN(x) {
		t.Error("a path beyond all bounds leads to no number")
	}
}

// The outline of a box without size is one point.
func TestCourseOfNothing(t *testing.T) {
	if x, y, dir := rectCourse(display.RRect{}).place(10); x != 0 || y != 0 || dir != 0 {
		t.Errorf("the outline of nothing leads to (%g, %g), direction %g", x, y, dir)
	}
}
