package display

import (
	"vitrine/engine/dom"
	"vitrine/layout/geom"
)

// Field tells where the characters of the text control that is being edited are, in the space
// of State.
type Field struct {
	Node  dom.ID
	State State
	Lines []FieldLine
	Caret geom.Rect
}

// FieldLine is one line: the bytes From to To of the control's text, with the x of the caret
// before each of them and after the last.
type FieldLine struct {
	From, To int
	Y, H     geom.Unit
	Stops    []geom.Unit
}

// At returns the x of the caret at an offset of the line.
func (l *FieldLine) At(offset int) geom.Unit {
	return l.Stops[min(max(offset-l.From, 0), len(l.Stops)-1)]
}

// Nearest returns the offset whose caret is nearest to an x.
func (l *FieldLine) Nearest(x geom.Unit) int {
	best, d := 0, geom.Max
	for i, s := range l.Stops {
		if i > 0 && i < len(l.Stops)-1 && s == l.Stops[i+1] {
			continue // inside of a character
		}
		if k := max(s.Sub(x), x.Sub(s)); k < d {
			best, d = i, k
		}
	}
	return l.From + best
}

// LineAt returns the line that an offset is on; nil when there are no lines.
func (f *Field) LineAt(offset int) *FieldLine {
	var out *FieldLine
	for i := range f.Lines {
		if l := &f.Lines[i]; out == nil || l.From <= offset {
			out = l
		}
	}
	return out
}

// CaretRect returns the caret at an offset.
func (f *Field) CaretRect(offset int) geom.Rect {
	l := f.LineAt(offset)
	if l == nil {
		return geom.Rect{}
	}
	return geom.Rect{X: geom.Int(l.At(offset).Round()), Y: l.Y, W: geom.One, H: l.H}
}

// Offset returns the offset nearest to a point.
func (f *Field) Offset(p geom.Point) int {
	for i := range f.Lines {
		if l := &f.Lines[i]; p.Y < l.Y.Add(l.H) || i == len(f.Lines)-1 {
			return l.Nearest(p.X)
		}
	}
	return 0
}

// Vertical returns the offset a line below or above another, near an x; ok is false at the first
// and the last line.
func (f *Field) Vertical(offset int, x geom.Unit, down bool) (to int, ok bool) {
	for i := range f.Lines {
		if &f.Lines[i] != f.LineAt(offset) {
			continue
		}
		if down {
			i++
		} else {
			i--
		}
		if i >= 0 && i < len(f.Lines) {
			return f.Lines[i].Nearest(x), true
		}
	}
	return offset, false
}
