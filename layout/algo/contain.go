package algo

import (
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Contained reports on which axes size containment applies to b: its content then gives it no
// size there. https://www.w3.org/TR/css-contain-2/#containment-size
func Contained(b *box.Box) (w, h bool) {
	if b.Turned != nil {
		return // it is what Turned makes of it
	}
	if b.Pseudo == box.Anonymous {
		return b.Skip, b.Skip
	}
	switch b.Kind {
	case box.Block, box.Flex, box.Grid, box.Caption, box.Replaced:
	default:
		return
	}
	s := b.Style
	for _, v := range value.Spaced(s.Contain()) {
		switch v {
		case value.Value(value.KwSize), value.Value(value.KwStrict):
			w, h = true, true
		case value.Value(value.KwInlineSize):
			w = true
		}
	}
	for _, v := range value.Spaced(s.ContainerType()) {
		switch v {
		case value.Value(value.KwSize):
			w, h = true, true
		case value.Value(value.KwInlineSize):
			w = true
		}
	}
	return w || b.Skip, h || b.Skip
}

// intrinsic returns the length of a contain-intrinsic-width or -height: false for none.
// https://www.w3.org/TR/css-sizing-4/#intrinsic-size-override
func intrinsic(v value.Value) (geom.Unit, bool) {
	for _, x := range value.Spaced(v) {
		if d, ok := x.(value.Dimension); ok { // computed: in px
			return max(0, geom.FromPx(d.N)), true
		}
	}
	return 0, false
}

// containedWidth returns the width of the content box that stands for the content of b, and false
// when the content counts.
func containedWidth(b *box.Box) (geom.Unit, bool) {
	if w, _ := Contained(b); !w {
		return 0, false
	}
	u, ok := intrinsic(b.Style.ContainIntrinsicWidth())
	return u, ok || !sized(b, true)
}

// containedHeight is containedWidth for the height.
func containedHeight(b *box.Box) (geom.Unit, bool) {
	if _, h := Contained(b); !h {
		return 0, false
	}
	u, ok := intrinsic(b.Style.ContainIntrinsicHeight())
	return u, ok || !sized(b, false)
}

// skip takes the contents of a box that skips them out of what is painted and measured.
// https://www.w3.org/TR/css-contain-2/#skips-its-contents
func skip(r Result) Result {
	f := *r.Frag
	f.Kids, f.Skipped = nil, f.Kids
	f.Baseline, f.LastBaseline = frag.NoBaseline, frag.NoBaseline
	f.Overflow = geom.MakeRect(geom.Point{}, f.Size)
	r.Frag = &f
	return r
}

// sized reports whether a box has a width (or height) even when it is empty: a grid container has that
// of its tracks, a multi-column container that of its columns and gaps, and controls that do not follow their content keep theirs, as in Blink.
func sized(b *box.Box, width bool) bool {
	switch b.Control {
	case box.TextField, box.TextArea, box.Checkbox, box.Radio, box.Select:
		return true
	case box.Range, box.FileField:
		return width
	case box.ListBox:
		return !width
	}
	return b.Kind == box.Grid || width && b.Multicol
}
