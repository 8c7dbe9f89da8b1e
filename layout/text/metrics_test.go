package text

import (
	"os"
	"testing"
)

// The axes of a variable face move and widen its underline (MVAR). The face is a subset of Roboto
// (Apache 2.0) with axes for both.
func TestVariableMetrics(t *testing.T) {
	data, err := os.ReadFile("testdata/underline.ttf")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		axes       []axisValue
		pos, thick float32
	}{
		{nil, 150, 100},
		{[]axisValue{{tagOf("UNDS"), 1000}}, 150, 200},
		{[]axisValue{{tagOf("UNDO"), 1000}}, 300, 100},
		{[]axisValue{{tagOf("UNDO"), 0}, {tagOf("UNDS"), 1000}}, 15, 200},
	} {
		f := &Face{open: func() ([]byte, error) { return data, nil }, axes: c.axes}
		if err := f.load(); err != nil {
			t.Fatal(err)
		}
		if f.vert.underPos != c.pos || f.vert.underThick != c.thick || f.vert.ascent != 1900 {
			t.Errorf("%v: %+v, want the line %g down and %g thick", c.axes, f.vert, c.pos, c.thick)
		}
	}
}
