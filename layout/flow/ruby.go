package flow

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// MeasureRuby returns the width of a column of a ruby: that of its widest level.
func MeasureRuby(c *algo.Ctx, b *box.Box) algo.MinMax {
	w := geom.Unit(0)
	for _, k := range b.Kids {
		w = max(w, c.Contribution(k).Max)
	}
	return algo.MinMax{Min: w, Max: w}
}

// Ruby lays out a column of a ruby. The base is on the line as if there were no annotations; these
// stand over or under it, so that em boxes touch.
// https://drafts.csswg.org/css-ruby-1/#ruby-layout
func Ruby(c *algo.Ctx, b *box.Box, s algo.Space) algo.Result {
	base := b.Kids[0]
	width := c.Contribution(base).Max
	r := c.Child(base, algo.Root(width, s.Percent))
	at := geom.Point{X: s.W.Sub(width) / 2}
	f := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Of: b, Size: geom.Size{W: s.W, H: r.Frag.Size.H},
		Baseline: r.Frag.Baseline, LastBaseline: r.Frag.LastBaseline}
	f.Kids = append(f.Kids, frag.Placed{At: at, Fragment: r.Frag})
	pending := algo.Shift(r.OutOfFlow, at)
	baseline := f.LastBaseline
	if baseline == frag.NoBaseline { // nothing to annotate
		baseline = f.Size.H
	}
	up, down := emBox(c, r.Frag, base)
	over, under := baseline.Sub(up), baseline.Add(down)
	for _, k := range b.Kids[1:] {
		res := c.Child(k, algo.Root(s.W, s.Percent))
		a := annotation(c, res.Frag, k, s.W.Sub(c.Contribution(k).Max))
		line := a.LastBaseline
		if line == frag.NoBaseline {
			line = a.Size.H
		}
		up, down := emBox(c, a, k)
		at := geom.Point{Y: over.Sub(line.Add(down))}
		if k.Style.RubyPosition() == value.KwUnder {
			at.Y = under.Sub(line.Sub(up))
			under = at.Y.Add(line).Add(down)
		} else {
			over = at.Y.Add(line).Sub(up)
		}
		f.Kids = append(f.Kids, frag.Placed{At: at, Fragment: a})
		pending = append(pending, algo.Shift(res.OutOfFlow, at)...)
	}
	return algo.Result{Frag: f, OutOfFlow: c.Finish(b, f, pending)}
}

// emBox returns how far the em box of the text in a level of a ruby reaches above and below its
// baseline: the largest of the faces that it is set in, and of its own.
func emBox(c *algo.Ctx, f *frag.Fragment, b *box.Box) (up, down geom.Unit) {
	up, down = emExtent(fontOf(c, b.Style).Metrics)
	var walk func(f *frag.Fragment)
	walk = func(f *frag.Fragment) {
		if f.Kind == frag.Text && f.Text != nil {
			for _, r := range f.Text.Runs {
				u, d := emExtent(r.Metrics())
				up, down = max(up, u), max(down, d)
			}
		}
		for i := range f.Kids {
			if k := f.Kids[i].Fragment; k.Kind != frag.Box && k.Kind != frag.Anchor {
				walk(k)
			}
		}
	}
	if f.Kind == frag.Box {
		for i := range f.Kids {
			walk(f.Kids[i].Fragment)
		}
	}
	return up, down
}

// emExtent returns the extents of a font's em box, in whole px as in Blink.
func emExtent(m text.Metrics) (up, down geom.Unit) {
	up = geom.Int(geom.FromPx(float64(m.EmAscent)).Ceil())
	return up, geom.FromPx(float64(m.Size)).Sub(up)
}

// annotation returns an annotation as it shows: its line moved by half of the space that it leaves,
// and the box as high as inline boxes of its font are.
// https://drafts.csswg.org/css-ruby-1/#ruby-align-property
func annotation(c *algo.Ctx, f *frag.Fragment, b *box.Box, free geom.Unit) *frag.Fragment {
	shift := geom.Point{X: max(0, free) / 2}
	if b.Style.Direction() == value.KwRtl {
		shift.X = -shift.X
	}
	g := *f
	if f.Baseline != frag.NoBaseline && f.Baseline == f.LastBaseline {
		m := fontOf(c, b.Style).Metrics
		asc := geom.FromPx(float64(m.Ascent)).Add(f.Border.Top).Add(f.Padding.Top)
		shift.Y = asc.Sub(f.Baseline)
		g.Size.H = asc.Add(geom.FromPx(float64(m.Descent))).Add(f.Border.Bottom).Add(f.Padding.Bottom)
		g.Baseline, g.LastBaseline = asc, asc
	}
	g.Kids = append([]frag.Placed(nil), f.Kids...)
	for i := range g.Kids {
		g.Kids[i].At = g.Kids[i].At.Add(shift)
	}
	g.Overflow = algo.Overflow(&g)
	return &g
}

// overhang lets the annotations of a column reach over the text on either side of it, by up to
// half of their em. rest is what follows the column.
// https://drafts.csswg.org/css-ruby-1/#ruby-overhang
func (br *breaker) overhang(p *piece, ln *line, rest []item) {
	b := p.it.box
	base, reach := br.c.Contribution(b.Kids[0]).Max, geom.Max
	for _, k := range b.Kids[1:] {
		if w := br.c.Contribution(k).Max; w > base {
			reach = min(reach, w.Sub(base)/2, geom.FromPx(float64(k.Style.FontSize()))/2)
		}
	}
	if reach == geom.Max {
		return
	}
	through := func(k itemKind) bool { return k == itOpen || k == itClose || k == itControl }
	for i := len(ln.pieces) - 1; i >= 0; i-- {
		if q := &ln.pieces[i]; !through(q.it.kind) {
			if q.it.kind == itText && q.end > q.start {
				p.margin.Left, p.width = p.margin.Left.Sub(reach), p.width.Sub(reach)
			}
			break
		}
	}
	for i := range rest {
		if it := &rest[i]; !through(it.kind) {
			if it.kind == itText && it.end > it.start {
				p.margin.Right, p.width = p.margin.Right.Sub(reach), p.width.Sub(reach)
			}
			break
		}
	}
}

// annotated makes room on a line for the annotations of rubies: they may use what the line, and
// the one before, leave free, and move the line down for the rest.
// https://drafts.csswg.org/css-ruby-1/#line-height
func (lb *lineBuilder) annotated(bx *lineBox) {
	over, under := geom.Unit(0), geom.Unit(0)
	for i := range bx.states {
		st := &bx.states[i]
		if !st.leaf || st.item.box.Kind != box.RubyColumn || st.annotations == nil {
			continue
		}
		top := st.base.Sub(st.up)
		for _, k := range st.annotations.Kids[1:] {
			line := k.Fragment.LastBaseline
			if line == frag.NoBaseline {
				continue
			}
			up, down := emBox(lb.f.c, k.Fragment, k.Fragment.Of)
			line = line.Add(top).Add(k.At.Y)
			over, under = max(over, up.Sub(line)), max(under, line.Add(down).Sub(bx.height()))
		}
	}
	if push := over.Sub(lb.f.spare()); push > 0 {
		bx.up = bx.up.Add(push)
		for i := range bx.states {
			bx.states[i].base = bx.states[i].base.Add(push)
		}
	}
	bx.down = bx.down.Add(under)
}

// spare returns how far annotations of the next line may reach above it.
func (f *flow) spare() geom.Unit {
	if f.lines > 0 {
		return f.below
	}
	room := algo.Padding(f.b.Style, f.percent.W).Top
	if !f.b.Context && room == 0 && f.edges.Top == 0 {
		room = max(0, algo.Margins(f.b.Style, f.percent.W).Top)
	}
	return room
}

// leaves notes how much of a line is free below its text.
func (f *flow) leaves(bx *lineBox) {
	root := &bx.states[0]
	_, down := emExtent(root.font.Metrics)
	f.below = max(0, bx.height().Sub(root.base).Sub(down))
}
