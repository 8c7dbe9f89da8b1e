package display

import (
	"image/color"
	"slices"

	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// Mark is a part of a text op that is shown as marked: the bytes From to To of its Source.
type Mark struct {
	Op         uint32
	From, To   int
	Paper, Ink color.NRGBA
}

// Marked returns the list with marks drawn over it.
func (l *List) Marked(marks []Mark) *List {
	if len(marks) == 0 {
		return l
	}
	out := l.clone()
	out.Ops, out.States, out.Clips = slices.Clip(l.Ops), slices.Clip(l.States), slices.Clip(l.Clips)
	out.Rects, out.Texts = slices.Clip(l.Rects), slices.Clip(l.Texts)
	out.index = &index{still: &tileIndex{}}
	out.moving = slices.Clip(l.moving)
	for _, m := range marks {
		o := l.Ops[m.Op]
		t := l.Texts[o.Arg]
		r := t.Span(m.From, m.To)
		sb := l.boundsOf(l.States[o.State])
		bounds := sb.m.MapRect(outsetPixel(r)).Intersect(sb.clip)
		if r.Empty() || bounds.Empty() {
			continue
		}
		add := func(k Kind, s StateID, arg int) {
			if sb.moves {
				out.moving = append(out.moving, movingOp{uint32(len(out.Ops)), r})
			}
			out.Ops = append(out.Ops, Op{k, bounds, s, o.Node, uint32(arg)})
		}
		out.Rects = append(out.Rects, Rect{R: r, Paint: Solid(m.Paper)})
		add(FillRect, o.State, len(out.Rects)-1)
		st := l.States[o.State]
		out.Clips = append(out.Clips, Clip{Parent: st.Clip, Transform: st.Transform, Shape: RRect{R: r}})
		st.Clip = ClipID(len(out.Clips) - 1)
		out.States = append(out.States, st)
		t.Color, t.Box, t.Pen = m.Ink, geom.Rect{}, 0
		out.Texts = append(out.Texts, t)
		add(DrawGlyphs, StateID(len(out.States)-1), len(out.Texts)-1)
	}
	return out
}

// Span returns the area of a part of a text, as high as its font.
func (t *Text) Span(from, to int) geom.Rect {
	m := t.Run.Metrics()
	x0, x1 := t.Stop(from), t.Stop(to)
	if x1 < x0 {
		x0, x1 = x1, x0
	}
	up := geom.FromPx(float64(m.Ascent))
	return geom.Rect{X: x0, Y: t.Origin.Y.Sub(up), W: x1.Sub(x0), H: up.Add(geom.FromPx(float64(m.Descent)))}
}

// Stop returns the x of the boundary before a byte of Source.
func (t *Text) Stop(at int) geom.Unit {
	r := t.Run
	at += t.base()
	x, pen := 0.0, 0.0
	best := -1
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		next := pen + float64(g.Advance)
		if c := int(g.Cluster); c >= at && !r.RTL && best < 0 {
			x, best = pen, i
		} else if r.RTL && c >= at {
			x, best = next, i // the leftmost glyph of those behind ends where the boundary is
		}
		pen = next
	}
	switch {
	case best < 0 && r.RTL:
		x = 0
	case best < 0:
		x = pen
	}
	return t.Origin.X.Add(geom.FromPx(x))
}

// Offset returns the byte of Source whose boundary is nearest to an x.
func (t *Text) Offset(x geom.Unit) int {
	best, d := 0, geom.Max
	for i := 0; ; i = max(text.NextCluster(t.Source, i), i+1) {
		i = min(i, len(t.Source))
		s := t.Stop(i)
		if k := max(s.Sub(x), x.Sub(s)); k < d {
			best, d = i, k
		}
		if i >= len(t.Source) {
			return best
		}
	}
}

// base returns the cluster of the first byte of Source.
func (t *Text) base() int {
	base := 1 << 30
	for i := range t.Run.Glyphs {
		base = min(base, int(t.Run.Glyphs[i].Cluster))
	}
	return base
}
