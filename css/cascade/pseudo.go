package cascade

import (
	"sync"

	"vitrine/css/prop"
	"vitrine/css/selector"
)

// allowed returns which longhands apply to a pseudo-element that takes only some; nil for those
// that take all. The built-in sheet is not bound by it.
// https://www.w3.org/TR/css-pseudo-4/#first-line-styling
// https://www.w3.org/TR/css-pseudo-4/#first-letter-styling
// https://www.w3.org/TR/css-lists-3/#marker-properties
// https://www.w3.org/TR/css-pseudo-4/#placeholder-pseudo
func allowed(p selector.Pseudo) *[prop.NumLonghands]bool {
	switch p {
	case selector.PseudoFirstLine:
		return &allowedTables().firstLine
	case selector.PseudoFirstLetter:
		return &allowedTables().firstLetter
	case selector.PseudoMarker:
		return &allowedTables().marker
	case selector.PseudoPlaceholder:
		return &allowedTables().placeholder
	}
	return nil
}

type allowedSet struct {
	firstLine, firstLetter, marker, placeholder [prop.NumLonghands]bool
}

var allowedTables = sync.OnceValue(func() *allowedSet {
	t := &allowedSet{}
	for id := prop.ID(1); id < prop.NumLonghands; id++ {
		d := id.Def()
		// A logical longhand applies where the physical ones do: they are all edges or sizes.
		if id.IsLogical() {
			d = prop.Physical(id, 0, 0).Def()
		}
		t.placeholder[id] = true
		switch d.Group {
		case prop.GroupFont, prop.GroupInk, prop.GroupSVG:
			t.firstLine[id], t.firstLetter[id], t.marker[id] = true, true, true
		case prop.GroupText:
			t.firstLine[id], t.firstLetter[id], t.marker[id] = true, true, true
		case prop.GroupDecor:
			t.firstLine[id], t.firstLetter[id] = true, true
		case prop.GroupEdges:
			t.firstLetter[id] = true
		}
	}
	for _, id := range []prop.ID{prop.Animation, prop.Transition} {
		for _, l := range id.Longhands() {
			t.marker[l] = true
		}
	}
	t.marker[prop.AnimationComposition] = true
	for _, id := range []prop.ID{prop.TextAlign, prop.TextAlignLast, prop.TextIndent, prop.ListStyleType, prop.ListStyleImage,
		prop.ListStylePosition, prop.Direction, prop.WritingMode, prop.BorderCollapse, prop.BorderSpacing, prop.CaptionSide,
		prop.EmptyCells, prop.Visibility} {
		t.firstLine[id], t.marker[id] = false, false
	}
	for _, id := range []prop.ID{prop.WritingMode, prop.Direction, prop.TextOrientation} {
		t.placeholder[id], t.firstLine[id] = false, false
	}
	t.marker[prop.Direction], t.marker[prop.UnicodeBidi], t.marker[prop.Content] = true, true, true
	t.firstLine[prop.VerticalAlign], t.firstLetter[prop.VerticalAlign] = true, true
	t.firstLetter[prop.Float], t.firstLetter[prop.Opacity], t.firstLetter[prop.InitialLetter] = true, true, true
	return t
})
