package flow

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/shape"
)

// float lays out a floating kid and places it no higher than y (from the top of the border box); in
// holds the relatively positioned inline boxes around it, which move it too.
// https://www.w3.org/TR/CSS21/visuren.html#float-position
func (f *flow) float(k *box.Box, y geom.Unit, in *movedBox) {
	r, m, size := f.layFloat(k)
	f.placeFloat(k, y, r, m, size, in)
}

// layFloat returns a float's result, margins and margin box size.
func (f *flow) layFloat(k *box.Box) (algo.Result, geom.Sides, geom.Size) {
	if k.Initial {
		return f.layInitial(k)
	}
	m := algo.Margins(k.Style, f.content)
	w := f.c.Width(k, f.percent, max(0, f.content.Sub(m.Width())), true)
	r := f.c.Child(k, algo.Root(w, f.percent))
	return r, m, geom.Size{W: w.Add(m.Width()), H: r.Frag.Size.H.Add(m.Height())}
}

func (f *flow) placeFloat(k *box.Box, y geom.Unit, r algo.Result, m geom.Sides, size geom.Size, in *movedBox) {
	from := f.at.Y.Add(y)
	if cl := clearSides(k, f.rtl); cl != 0 {
		if cy, ok := f.floats.Clear(cl&sideLeft != 0, cl&sideRight != 0); ok {
			from = max(from, cy)
		}
	}
	if f.top {
		f.adjoining |= floatSide(k, f.rtl)
	}
	left := f.at.X.Add(f.edges.Left)
	p := f.floats.Place(floatSide(k, f.rtl) == sideLeft, from, size, left, left.Add(f.content), f.shape(k, r, m))
	at := p.Sub(f.at).Add(geom.Point{X: m.Left, Y: m.Top}).Add(algo.Relative(k, f.percent, f.rtl)).Add(in.shift(f))
	fr := r.Frag
	if !fr.Has(frag.Float) {
		cp := *fr
		cp.Flags |= frag.Float
		fr = &cp
	}
	f.pending = append(f.pending, algo.Shift(r.OutOfFlow, at)...)
	f.kids = append(f.kids, frag.Placed{At: at, Fragment: fr})
}

// shape returns what lines keep away from instead of a float's margin box, or nil.
func (f *flow) shape(k *box.Box, r algo.Result, m geom.Sides) *shape.Area {
	s := k.Built().Style
	if s.ShapeOutside() == value.Value(value.KwNone) {
		return nil
	}
	fr := r.Frag
	key := shapeKey{fr.Size, m, fr.Border, fr.Padding, f.content}
	memo := memoOf(k)
	if memo.shape == nil || memo.shape.key != key {
		fl := &shape.Float{Style: s, Frame: k.Frame, Size: fr.Size, Margin: m, Border: fr.Border, Padding: fr.Padding, Basis: f.content, Replaced: k.Kind == box.Replaced}
		if shapes := f.c.Tree.Shapes; shapes != nil {
			fl.Paint = func(v value.Value, box geom.Size, area geom.Rect) *shape.Picture {
				return shapes.Paint(k.Built(), v, box, area)
			}
		}
		memo.shape = &shapeMemo{key, shape.Outside(fl)}
	}
	return memo.shape.area
}

// shapeMemo is the remembered area of a float, and shapeKey what it follows from besides style.
type shapeMemo struct {
	key  shapeKey
	area *shape.Area
}

type shapeKey struct {
	size                    geom.Size
	margin, border, padding geom.Sides
	basis                   geom.Unit
}

// avoidsFloats reports whether a block-level box must not overlap the margin boxes of floats.
// https://www.w3.org/TR/CSS21/visuren.html#bfc-next-to-float
func avoidsFloats(b *box.Box) bool { return b.Context || b.Kind != box.Block }

// avoid lays out a kid that establishes its own formatting context at or below y, where it fits
// beside the floats, and returns where its border box goes.
func (f *flow) avoid(k *box.Box, m geom.Sides, y geom.Unit) (x, at geom.Unit, r algo.Result) {
	j := algo.Justify(k, f.b, f.rtl)
	trim := f.kidTrim(k)
	lay := func(w geom.Unit) algo.Result {
		sp := algo.Root(w, f.percent)
		sp.Trim, sp.InlineBlock = trim, f.s.InlineBlock
		return f.c.Child(k, sp)
	}
	if f.floats.Empty() {
		w := f.justifiedWidth(k, j, f.content.Sub(m.Width()))
		r = lay(w)
		return f.edges.Left.Add(f.inlinePosition(k, j, m, w, f.content)), y, r
	}
	origin := f.at.X.Add(f.edges.Left)
	left, right := origin.Add(m.Left), origin.Add(f.content).Sub(m.Right)
	stretches := !j.On && k.Kind != box.Replaced && k.Kind != box.Table && k.Style.Width().IsAuto() && !algo.Orthogonal(k)
	var h geom.Unit
	top := f.at.Y.Add(y)
	for {
		l, rt := f.floats.Span(top, h, left, right)
		clear := l == left && rt == right
		if !clear { // no negative margins beside floats, as in Blink
			l, rt = max(l, origin), min(rt, origin.Add(f.content))
		}
		free := rt.Sub(l)
		need := free
		w := f.c.Width(k, f.percent, max(0, free), j.On)
		if stretches {
			need = f.c.ClampWidth(k, 0, f.content, free)
		} else {
			need = w
		}
		if need > free && !clear {
			next, ok := f.floats.NextBelow(top)
			if ok {
				top, h = next, 0
				continue
			}
		}
		r = lay(w)
		if got := r.Frag.Size.H; got > h {
			if l2, r2 := f.floats.Span(top, got, left, right); l2 > l || r2 < rt {
				h = got
				continue
			}
		}
		x = l.Sub(f.at.X)
		if clear {
			x = f.edges.Left.Add(f.inlinePosition(k, j, m, w, f.content))
		} else {
			x = x.Add(f.inlinePosition(k, j, geom.Sides{}, w, free))
		}
		return x, top.Sub(f.at.Y), r
	}
}
