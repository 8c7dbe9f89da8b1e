package algo

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// AlignsContent reports whether align-content makes a block container an independent formatting
// context: all values but normal do.
// https://www.w3.org/TR/css-align-3/#distribution-block
func AlignsContent(s *style.Style) bool { return s.AlignContent() != value.Value(value.KwNormal) }

// ContentShift returns how far align-content moves the content of a block container down that
// leaves free of its height. Content that is taller moves only when it is said to be unsafe.
// https://www.w3.org/TR/css-align-3/#distribution-block
func ContentShift(s *style.Style, free geom.Unit) geom.Unit {
	edge, unsafe := Start, false
	for _, v := range value.Spaced(s.AlignContent()) {
		switch v {
		case value.Value(value.KwUnsafe):
			unsafe = true
		case value.Value(value.KwCenter), value.Value(value.KwSpaceAround), value.Value(value.KwSpaceEvenly):
			edge = Center
		case value.Value(value.KwEnd), value.Value(value.KwFlexEnd), value.Value(value.KwLast):
			edge = End
		}
	}
	if free < 0 && !unsafe {
		return 0
	}
	return edge.Offset(free)
}

// OwnEnds reports whether the start of b by its own writing mode is right and not left, bottom and
// not top, in the frame of what it is in.
func OwnEnds(b *box.Box, in geom.Frame) (right, bottom bool) {
	own := b.Frame
	if b.Turned != nil {
		own = b.Turned.Frame
	}
	return geom.Turn{From: own, To: in}.Ends(b.Style.Direction() == value.KwRtl, false)
}

// Justified is how a block-level box is aligned between the edges of its containing block.
type Justified struct {
	// On is set when the box does not fill the width: otherwise the rest means nothing.
	On   bool
	edge Edge
	from Edge // the start edge
	safe bool
	// Fills is set when the box fills the width whatever it is.
	Fills bool
}

// Justify returns what justify-self, or justify-items of the parent in it, asks for a block-level
// box. rtl is the direction of the parent.
// https://www.w3.org/TR/css-align-3/#justify-block
func Justify(b, parent *box.Box, rtl bool) (j Justified) {
	v := b.Style.JustifySelf()
	if v == value.Value(value.KwAuto) {
		if parent.Inlines { // the box is in an anonymous one
			return j
		}
		v = parent.Style.JustifyItems()
	}
	if v == value.Value(value.KwNormal) || b.Pseudo == box.Anonymous {
		return j
	}
	from, to := Start, End
	if rtl {
		from, to = to, from
	}
	j.from = from
	for _, x := range value.Spaced(v) {
		k, _ := x.(value.Keyword)
		switch k {
		case value.KwSafe:
			j.safe = true
			continue
		case value.KwStretch:
			j.Fills = true
			continue
		case value.KwCenter, value.KwAnchorCenter:
			j.edge = Center
		case value.KwStart, value.KwFlexStart, value.KwBaseline:
			j.edge = from
		case value.KwEnd, value.KwFlexEnd:
			j.edge = to
		case value.KwLeft:
			j.edge = Start
		case value.KwRight:
			j.edge = End
		case value.KwSelfStart, value.KwSelfEnd:
			j.edge = Start
			if right, _ := OwnEnds(b, parent.Frame); right == (k == value.KwSelfStart) {
				j.edge = End
			}
		default: // first, last, unsafe, legacy
			continue
		}
		j.On = true
	}
	return j
}

// Offset returns how far the box is from the left edge of the room that it leaves free of.
func (j Justified) Offset(free geom.Unit) geom.Unit {
	if free < 0 && j.safe {
		return j.from.Offset(free)
	}
	return j.edge.Offset(free)
}
