package paint

import (
	"vitrine/css/value"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// slice paints the decorations of one of several fragments of a box: those of the whole box,
// cut off at the breaks. https://www.w3.org/TR/css-break-4/#break-decoration
func (r *recorder) slice(e entry) {
	whole := e.Fragment.Whole().Move(e.at)
	cut := geom.MakeRect(e.at, e.Size)
	// What is beside the box, such as shadows, is cut only where the box is.
	open := geom.Sides{Top: openSide, Right: openSide, Bottom: openSide, Left: openSide}
	first, last := &open.Top, &open.Bottom
	switch e.Slice.Frame {
	case geom.VerticalRL:
		first, last = &open.Right, &open.Left
	case geom.VerticalLR, geom.SidewaysLR:
		first, last = &open.Left, &open.Right
	}
	if e.Slice.Before > 0 {
		*first = 0
	}
	if e.Slice.Before.Add(e.Slice.Frame.Size(e.Size).H) < *e.Slice.Whole {
		*last = 0
	}
	shape := geom.Rect{X: cut.X.Sub(open.Left), Y: cut.Y.Sub(open.Top), W: cut.W.Add(open.Width()), H: cut.H.Add(open.Height())}
	e.state.Clip = r.b.AddClip(display.Clip{Parent: e.state.Clip, Transform: e.state.Transform, Shape: display.RRect{R: shape}})
	f := *e.Fragment
	f.Size, f.Border, f.Padding = geom.Size{W: whole.W, H: whole.H}, e.Slice.Border, e.Slice.Padding
	f.Flags |= frag.First | frag.Last
	f.Slice, f.Columns = nil, nil
	e.Fragment, e.at = &f, geom.Point{X: whole.X, Y: whole.Y}
	r.boxDecorations(e)
}

// openSide is how far decorations outside of a box are looked for.
const openSide = 20000 * geom.One

// columnRules paints the rules between the columns of e.
// https://www.w3.org/TR/css-multicol-1/#column-gaps-and-rules
func (r *recorder) columnRules(e entry) {
	if e.Columns == nil || len(e.Columns.Rules) == 0 {
		return
	}
	s := r.style(e.Fragment)
	w, kw := s.ColumnRuleWidth().Resolve(0), s.ColumnRuleStyle()
	if w <= 0 || kw == value.KwNone || kw == value.KwHidden || !visible(s) {
		return
	}
	if w = geom.Int(w.Floor()); w == 0 {
		w = geom.One
	}
	color := s.ColumnRuleColor()
	if color.Current {
		color = s.Color()
	}
	r.begin(e)
	for _, gap := range e.Columns.Rules {
		line := frag.Edge{Rect: gap, Style: kw, Color: color, Vertical: !e.Frame.Vertical()}
		if line.Vertical {
			line.Rect.X, line.Rect.W = gap.X.Add(gap.W.Sub(w)/2), w
		} else {
			line.Rect.Y, line.Rect.H = gap.Y.Add(gap.H.Sub(w)/2), w
		}
		r.collapsedEdge(&line, e.at)
	}
}
