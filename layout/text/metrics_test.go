package text

import (
	"io"
	"testing"

	lsr "github.com/go-fonts/liberation/liberationsansregular"
)

// u16s writes numbers of two bytes each.
func u16s(numbers ...int) []byte {
	var b []byte
	for _, n := range numbers {
		b = be.AppendUint16(b, uint16(n))
	}
	return b
}

// underlineFace is Liberation Sans with an axis that moves its underline down by 150 units, and one
// that makes it wider by 100.
func underlineFace(t *testing.T) []byte {
	t.Helper()
	axis := func(name string) []byte { // from 0, where it is by default, to 1000
		return join([]byte(name), u16s(0, 0, 0, 0, 1000, 0, 0, 0))
	}
	fvar := join(u16s(1, 0, 16, 2, 2, 20, 0, 12), axis("UNDO"), axis("UNDS"))
	const one = 1 << 14
	regions := u16s(2, 2, // axes, regions
		0, one, one, 0, 0, 0, // the end of the first axis
		0, 0, 0, 0, one, one) // and of the second
	deltas := u16s(2, 2, 2, 0, 1, // items, of two bytes, for regions 0 and 1
		-150, 0,
		0, 100)
	store := join(u16s(1), be.AppendUint32(nil, 12), u16s(1), be.AppendUint32(nil, uint32(12+len(regions))), regions, deltas)
	mvar := join(u16s(1, 0, 0, 8, 2, 12+16), []byte("undo"), u16s(0, 0), []byte("unds"), u16s(0, 1), store)
	plain, err := parseSfnt(lsr.TTF, 0)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(plain.without(func(tableRecord) bool { return false }, []newTable{{tagOf("MVAR"), mvar}, {tagOf("fvar"), fvar}}))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The axes of a variable face move and widen its underline (MVAR).
func TestVariableMetrics(t *testing.T) {
	data := underlineFace(t)
	faceWith := func(axes ...axisValue) *Face {
		f := &Face{open: func() ([]byte, error) { return data, nil }, axes: axes}
		if err := f.load(); err != nil {
			t.Fatal(err)
		}
		return f
	}
	plain := faceWith().vert
	undo, unds := tagOf("UNDO"), tagOf("UNDS")
	for _, c := range []struct {
		axes      []axisValue
		down, fat float32
	}{
		{nil, 0, 0},
		{[]axisValue{{unds, 1000}}, 0, 100},
		{[]axisValue{{undo, 1000}}, 150, 0},
		{[]axisValue{{undo, 500}, {unds, 1000}}, 75, 100},
	} {
		v := faceWith(c.axes...).vert
		if v.underPos != plain.underPos+c.down || v.underThick != plain.underThick+c.fat || v.ascent != plain.ascent || v.strikePos != plain.strikePos {
			t.Errorf("%v: %+v, want the line of %+v %g lower and %g thicker", c.axes, v, plain, c.down, c.fat)
		}
	}
}
