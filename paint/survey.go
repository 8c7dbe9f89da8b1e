package paint

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/svg"
	"vitrine/paint/transform"
)

// survey finds out what a tree has that must be known before it is painted, and reports whether
// there are transforms in it.
func (r *recorder) survey(f *frag.Fragment, depth int) (turned bool) {
	if depth > maxDepth {
		return false
	}
	if f.Of != nil && (f.Kind == frag.Box || f.Kind == frag.Inline) {
		if s := r.style(f); s != nil {
			r.sticky = r.sticky || s.Position() == value.KwSticky
			r.blends = r.blends || s.MixBlendMode() != value.KwNormal
			turned = f.Kind == frag.Box && transform.Has(s)
			if f.Kind == frag.Inline && !(f.Has(frag.First) && f.Has(frag.Last)) && !isNone(s.BackgroundImage()) {
				r.piece(f)
			}
		}
	}
	inside := false
	for i := range f.Kids {
		if r.survey(f.Kids[i].Fragment, depth+1) {
			inside = true
		}
	}
	if inside {
		r.over[f] = r.overflow(f)
	}
	return turned || inside
}

// overflow returns the scrollable overflow of a fragment that has transforms in it: layout leaves
// them out.
// https://www.w3.org/TR/css-overflow-3/#scrollable
func (r *recorder) overflow(f *frag.Fragment) geom.Rect {
	own := geom.MakeRect(geom.Point{}, f.Size)
	plain, out := own, own
	for i := range f.Kids {
		k := &f.Kids[i]
		if k.Kind == frag.Anchor || f == r.in.Tree.Root && k.Has(frag.OutOfFlow) && k.Of != nil && k.Of.Style.Position() == value.KwFixed {
			continue
		}
		o := k.Overflow
		if k.Kind == frag.Box && k.Of != nil && k.Of.Clip {
			o = geom.MakeRect(geom.Point{}, k.Size)
		}
		plain, out = cover(plain, o.Move(k.At)), cover(out, r.reachOf(f, k))
	}
	if f.Overflow.Bottom() > plain.Bottom() { // margins at the end
		out.H = max(out.H, f.Overflow.Bottom().Sub(out.Y))
	}
	if f.Overflow.Right() > plain.Right() {
		out.W = max(out.W, f.Overflow.Right().Sub(out.X))
	}
	return out
}

// reachOf returns the scrollable overflow of a kid of f, as f shows it.
func (r *recorder) reachOf(f *frag.Fragment, k *frag.Placed) geom.Rect {
	o := k.Overflow
	if in, ok := r.over[k.Fragment]; ok {
		o = in
	}
	if k.Kind == frag.Box && k.Of != nil && k.Of.Clip {
		o = geom.MakeRect(geom.Point{}, k.Size)
	}
	if s := r.style(k.Fragment); k.Kind == frag.Box && s != nil && transform.Has(s) {
		return r.turned(f, k, s, o)
	}
	return o.Move(k.At)
}

// turned returns where the transform of a kid of f puts an area of it.
func (r *recorder) turned(f *frag.Fragment, k *frag.Placed, s *style.Style, area geom.Rect) geom.Rect {
	x, y := k.At.X.Px(), k.At.Y.Px()
	at := transform.Box{X: x, Y: y, W: k.Size.W.Px(), H: k.Size.H.Px()}
	m := svg.Transform(s, at, svg.Around{Container: geom.MakeRect(geom.Point{X: -k.At.X, Y: -k.At.Y}, f.Size), Border: f.Border, Padding: f.Padding, Fragment: r.fragment})
	if ps := r.style(f); ps != nil && f.Kind == frag.Box && transform.HasPerspective(ps) {
		m = transform.PerspectiveOf(ps, transform.Box{W: f.Size.W.Px(), H: f.Size.H.Px()}).Mul(m)
	}
	area = area.Move(k.At)
	if seen := m.Seen(); seen != nil {
		return seen.MapRect(area)
	}
	return m.Flat(x+at.W/2, y+at.H/2).MapRect(area)
}

// cover covers both areas, counting empty ones as points.
func cover(a, b geom.Rect) geom.Rect {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return geom.Rect{X: x, Y: y, W: max(a.Right(), b.Right()).Sub(x), H: max(a.Bottom(), b.Bottom()).Sub(y)}
}

// pieces are the fragments of an inline box in a row.
type pieces struct {
	length      geom.Unit
	before      map[*frag.Fragment]geom.Unit // what comes before each
	border, pad geom.Sides                   // of the whole box
}

// along returns the length of a fragment in the direction of its line.
func along(f *frag.Fragment) geom.Unit {
	if f.Frame.Vertical() {
		return f.Size.H
	}
	return f.Size.W
}

// piece files a fragment of an inline box.
func (r *recorder) piece(f *frag.Fragment) {
	p := r.pieces[f.Of]
	if p == nil {
		p = &pieces{before: map[*frag.Fragment]geom.Unit{}}
		r.pieces[f.Of] = p
	}
	p.before[f] = p.length
	p.length = p.length.Add(along(f))
	p.border, p.pad = widest(p.border, f.Border), widest(p.pad, f.Padding)
}

func widest(a, b geom.Sides) geom.Sides {
	return geom.Sides{Top: max(a.Top, b.Top), Right: max(a.Right, b.Right), Bottom: max(a.Bottom, b.Bottom), Left: max(a.Left, b.Left)}
}

// strip returns where the background of a piece of an inline box goes: its images lie on all pieces
// as if these stood in a row, and each piece shows its part.
// https://drafts.csswg.org/css-break-3/#valdef-box-decoration-break-slice
func (r *recorder) strip(s *style.Style, b backgroundBox) backgroundBox {
	p := r.pieces[b.e.Of]
	if p == nil || b.e.Kind != frag.Inline || s.BoxDecorationBreak() == value.KwClone {
		return b
	}
	before, ok := p.before[b.e.Fragment]
	if !ok {
		return b
	}
	if back := s.Direction() == value.KwRtl; back != (b.e.Frame == geom.SidewaysLR) {
		before = p.length.Sub(before).Sub(along(b.e.Fragment))
	}
	all := b.border.R
	if b.e.Frame.Vertical() {
		all.Y, all.H = all.Y.Sub(before), p.length
	} else {
		all.X, all.W = all.X.Sub(before), p.length
	}
	b.strip = &backgroundBox{border: display.RRect{R: all}, edges: p.border, pad: p.pad}
	return b
}
