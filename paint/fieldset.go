package paint

import (
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// legendCut returns the rectangle that a fieldset's background and border are drawn in, which
// begins in the middle of the rendered legend, and where the legend interrupts the border.
// https://html.spec.whatwg.org/multipage/rendering.html#the-fieldset-and-legend-elements
func legendCut(e entry, area geom.Rect) (drawn, cut geom.Rect) {
	if e.Of == nil || !e.Of.Fieldset || e.Kind != frag.Box {
		return area, cut
	}
	for i := range e.Kids {
		k := &e.Kids[i]
		if k.Kind != frag.Box || k.Of == nil || !k.Of.Legend || k.Of.Pseudo != box.NoPseudo {
			continue
		}
		cut = geom.MakeRect(e.at.Add(k.At), k.Size)
		half := func(legend, border geom.Unit) geom.Unit { return max(0, legend.Sub(border)) / 2 }
		switch e.Frame {
		case geom.Horizontal:
			in := half(cut.H, e.Border.Top)
			cut.Y, cut.H = area.Y, max(cut.H, e.Border.Top)
			area.Y, area.H = area.Y.Add(in), area.H.Sub(in)
		case geom.VerticalRL:
			in := half(cut.W, e.Border.Right)
			cut.W = max(cut.W, e.Border.Right)
			cut.X = area.Right().Sub(cut.W)
			area.W = area.W.Sub(in)
		default:
			in := half(cut.W, e.Border.Left)
			cut.X, cut.W = area.X, max(cut.W, e.Border.Left)
			area.X, area.W = area.X.Add(in), area.W.Sub(in)
		}
		break
	}
	return area, cut
}

// without draws with a rectangle left out.
func (r *recorder) without(cut, area geom.Rect, draw func()) {
	if cut.Empty() || r.mask != nil {
		draw()
		return
	}
	state := r.b.State()
	var p display.Path
	all := area.Union(cut).Outset(geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One})
	p.Rect(0, 0, float32(all.W.Px()), float32(all.H.Px()))
	p.Rect(float32(cut.X.Sub(all.X).Px()), float32(cut.Y.Sub(all.Y).Px()), float32(cut.W.Px()), float32(cut.H.Px()))
	st := state
	st.Clip = r.b.AddClip(display.Clip{Parent: state.Clip, Transform: state.Transform, Path: &p,
		Origin: geom.Point{X: all.X, Y: all.Y}, EvenOdd: true})
	r.b.SetState(st)
	draw()
	r.b.SetState(state)
}
