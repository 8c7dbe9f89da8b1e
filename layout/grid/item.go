package grid

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// item is a grid item. Sizes are border boxes.
type item struct {
	b       *box.Box
	in      *container // the grid it is an item of
	span    [2]span
	lane    lanePlace    // in lanes
	self    [2]alignment // justify-self and align-self
	area    geom.Size    // grid area; H is Indefinite until rows are sized
	sub     *container   // when the item is a subgrid
	mm      algo.MinMax  // contributions to columns, margin boxes
	hasMM   bool
	tall    geom.Unit      // contribution to rows: margin box height without shim
	natural *frag.Fragment // what that was measured with
	hasTall bool
	share   [2]baselineShare
	margin  geom.Sides
	res     algo.Result
	at      geom.Point
}

// sizeOf returns the preferred size property of an axis.
func (it *item) sizeOf(a axis) value.Length {
	if it.b.Pseudo == box.Anonymous {
		return value.KeywordLength(value.KwAuto)
	}
	if a == col {
		return it.b.Style.Width()
	}
	return it.b.Style.Height()
}

// autoMargins reports which margins of an axis are auto, left or top first. As in Chromium none is
// where items are stacked.
func (it *item) autoMargins(a axis) (start, end bool) {
	if it.b.Pseudo == box.Anonymous || it.in.def.stacks(a) {
		return
	}
	s := it.b.Style
	if a == col {
		return s.MarginLeft().IsAuto(), s.MarginRight().IsAuto()
	}
	return s.MarginTop().IsAuto(), s.MarginBottom().IsAuto()
}

// stretch says how an item fills its grid area on an axis.
type stretch uint8

const (
	noStretch stretch = iota
	implicit          // normal: only without a preferred aspect ratio or natural size
	explicit          // stretch
)

func (it *item) stretch(a axis) stretch {
	if s, e := it.autoMargins(a); s || e || !it.sizeOf(a).IsAuto() || it.in.def.stacks(a) && !it.lane.stretched {
		return noStretch
	}
	switch it.self[a].kw {
	case value.KwNormal:
		return implicit
	case value.KwStretch:
		return explicit
	}
	return noStretch
}

// fit returns the used size of the item's border box in its grid area; the height is Indefinite
// when the item decides it. content is the height that content keywords stand for.
// https://www.w3.org/TR/css-grid-2/#grid-item-sizing
func (it *item) fit(area geom.Size, content geom.Unit) (w, h geom.Unit) {
	c, b, st := it.in.c, it.b, it.b.Style
	m := algo.Margins(st, area.W)
	edges := algo.Edges(st, area.W)
	availW, availH := max(0, area.W.Sub(m.Width())), algo.Indefinite
	if area.H != algo.Indefinite {
		availH = max(0, area.H.Sub(m.Height()))
	}
	across, down := it.stretch(col), it.stretch(row)
	if area.H == algo.Indefinite {
		down = noStretch
	}
	h = algo.Indefinite
	if it.sub != nil && it.sub.given[row] && area.H != algo.Indefinite {
		h, down = max(availH, edges.Height()), noStretch
	}
	if it.sub != nil && it.sub.given[col] {
		if down != noStretch {
			h = algo.ClampHeight(b, availH, area.H, content, edges)
		}
		return max(availW, edges.Width()), h
	}
	tall := func() geom.Unit { return algo.ClampHeight(b, availH, area.H, content, edges) }
	wide := func() geom.Unit { return c.ClampWidth(b, availW, area.W, availW) }
	if b.Kind == box.Replaced {
		if across == implicit && b.Control == box.NoControl {
			across = noStretch
		}
		if down == implicit && b.Control == box.NoControl {
			down = noStretch
		}
		w = c.ReplacedSize(b, area).W
		if across != noStretch {
			w = wide()
		}
		if down != noStretch {
			h = tall()
			if r := replacedRatio(b); across == noStretch && r > 0 && it.sizeOf(col).IsAuto() {
				w = c.ClampWidth(b, max(0, h.Sub(edges.Height())).Mul(r).Add(edges.Width()), area.W, availW)
			}
		}
		return w, h
	}
	ratio := algo.Ratio(b)
	sized := st.Width().Kind != value.LengthKeyword
	if down == explicit || down == implicit && ratio > 0 && across == noStretch && !sized {
		h = tall()
	}
	_, tallSet := algo.Resolve(st.Height(), area.H)
	byRatio := ratio > 0 && (tallSet || h != algo.Indefinite)
	switch {
	case across == implicit && !byRatio && ratio > 0:
		w = c.Width(b, area, availW, false) // minimum and maximum heights count by the ratio
	case across == explicit || across == implicit && !byRatio:
		w = wide()
	case byRatio && h != algo.Indefinite && !sized:
		if st.BoxSizing() == value.KwBorderBox {
			w = h.Mul(ratio)
		} else {
			w = max(0, h.Sub(edges.Height())).Mul(ratio).Add(edges.Width())
		}
		w = c.ClampWidth(b, w, area.W, availW)
		if down == implicit {
			h = algo.Indefinite // the ratio gives it back, and content may need more
		}
	default:
		w = c.Width(b, area, availW, true)
	}
	if b.Kind == box.Table {
		w = max(w, c.Measure(b).Min)
	}
	if h == algo.Indefinite && down == implicit && ratio == 0 {
		h = tall()
	}
	return w, h
}

// replacedRatio is the preferred aspect ratio of a replaced element, 0 for none.
func replacedRatio(b *box.Box) float64 {
	if w, h, auto, ok := b.Style.Ratio(); ok && (!auto || b.Object.Ratio == 0) {
		return w / h
	}
	return b.Object.Ratio
}

// lay lays the item out in a grid area.
func (it *item) lay(area geom.Size) algo.Result {
	w, h := it.fit(area, it.tall.Sub(it.margin.Height()))
	s := algo.Root(w, area)
	if h != algo.Indefinite {
		s.H, s.HDefinite = h, true
	}
	if it.sub != nil {
		s.Subgrid = it.sub.offer()
	}
	return it.in.c.Child(it.b, s)
}

// columns returns the contributions to column tracks.
func (it *item) columns() algo.MinMax {
	if !it.hasMM {
		it.hasMM = true
		if it.sub != nil {
			it.mm = it.sub.measure().Add(algo.Edges(it.b.Style, algo.Indefinite).Width()).Add(algo.Margins(it.b.Style, algo.Indefinite).Width())
			if w, ok := algo.Resolve(it.b.Style.Width(), algo.Indefinite); ok {
				w = it.in.c.Width(it.b, geom.Size{W: algo.Indefinite, H: algo.Indefinite}, w, true)
				it.mm = algo.MinMax{Min: w, Max: w}.Add(algo.Margins(it.b.Style, algo.Indefinite).Width())
			}
		} else {
			it.mm = it.in.c.Contribution(it.b)
		}
	}
	return it.mm
}

// rows returns the contribution to row tracks: all of them are the height at the used width.
func (it *item) rows() geom.Unit {
	if !it.hasTall {
		it.hasTall = true
		it.margin = algo.Margins(it.b.Style, it.area.W)
		r := it.lay(geom.Size{W: it.area.W, H: algo.Indefinite})
		it.tall = r.Frag.Size.H.Add(it.margin.Height())
		it.natural = r.Frag
	}
	return it.tall
}

// baseline is an item's first baseline; its bottom edge when there is none.
func (g *container) baseline(f *frag.Fragment) geom.Unit { return g.exported(f, f.Baseline) }

// lastBaseline is an item's last baseline; its bottom edge when there is none.
func (g *container) lastBaseline(f *frag.Fragment) geom.Unit { return g.exported(f, f.LastBaseline) }

// exported is the baseline that others align on.
// https://www.w3.org/TR/css-align-3/#baseline-export
func (g *container) exported(f *frag.Fragment, base geom.Unit) geom.Unit {
	if base == frag.NoBaseline {
		return algo.Synthesized(g.b, f.Size.H)
	}
	return base
}

// minContent is the min-content contribution of an entry.
func (z *sizing) minContent(e *entry) geom.Unit {
	if e.group != nil {
		return e.group.content(z, ofMin, e.extra)
	}
	if e.it == nil {
		return e.extra
	}
	if z.axis == col {
		return max(0, e.it.columns().Min.Add(e.it.share[col].shim).Add(e.extra))
	}
	if algo.Orthogonal(e.it.b) {
		return max(0, e.it.in.c.AcrossContribution(e.it.b).Min.Add(e.it.share[row].shim).Add(e.extra))
	}
	return max(0, e.it.rows().Add(e.it.share[row].shim).Add(e.extra))
}

// maxContent is the max-content contribution of an entry.
func (z *sizing) maxContent(e *entry) geom.Unit {
	if e.group != nil {
		return e.group.content(z, ofMax, e.extra)
	}
	if e.it == nil || z.axis == row {
		if e.it != nil && algo.Orthogonal(e.it.b) {
			return max(0, e.it.in.c.AcrossContribution(e.it.b).Max.Add(e.it.share[row].shim).Add(e.extra))
		}
		return z.minContent(e)
	}
	return max(0, e.it.columns().Max.Add(e.it.share[col].shim).Add(e.extra))
}

// minimumOf is the minimum contribution of an entry.
// https://www.w3.org/TR/css-grid-2/#minimum-contribution and #min-size-auto
func (z *sizing) minimumOf(e *entry) geom.Unit {
	if e.group != nil {
		return e.group.minimum(z, e)
	}
	size, automatic := z.leastOf(e)
	if !automatic || algo.Scrolls(e.it.b) {
		return size
	}
	counts, fixed, limit := z.automaticMinimum(e.span)
	if !counts {
		return size
	}
	content := z.minContent(e)
	if fixed {
		content = min(content, max(limit, size))
	}
	return content
}

// leastOf is the minimum contribution of an entry as far as no track matters: automatic tells that
// it is the edges alone, and that the content may add to them.
func (z *sizing) leastOf(e *entry) (size geom.Unit, automatic bool) {
	it := e.it
	if it == nil {
		return e.extra, false
	}
	st := it.b.Style
	preferred, least, edges := st.Width(), st.MinWidth(), algo.Edges(st, algo.Indefinite).Width()
	margins := algo.Margins(st, algo.Indefinite).Width()
	if z.axis == row {
		preferred, least, edges = st.Height(), st.MinHeight(), algo.Edges(st, it.area.W).Height()
		margins = algo.Margins(st, it.area.W).Height()
	}
	if it.b.Pseudo == box.Anonymous {
		preferred, least = value.KeywordLength(value.KwAuto), value.KeywordLength(value.KwAuto)
	}
	// Only lengths, min-content and max-content are sizes of their own; the rest fill or depend on the area.
	if !preferred.HasPercent() && (preferred.Kind != value.LengthKeyword || preferred.IsKeyword(value.KwMinContent) || preferred.IsKeyword(value.KwMaxContent)) {
		return z.minContent(e), false
	}
	none := max(0, edges.Add(margins).Add(e.extra))
	if least.IsAuto() {
		return none, true
	}
	if v, ok := algo.Resolve(least, algo.Indefinite); ok {
		if v = max(0, v); st.BoxSizing() != value.KwBorderBox {
			v = v.Add(edges)
		}
		return max(0, max(v, edges).Add(margins).Add(e.extra)), false
	}
	if least.HasPercent() {
		return none, false
	}
	return z.minContent(e), false
}

// automaticMinimum reports whether the automatic minimum size of items on the tracks of s is that
// of their content, and the limit of that when all these tracks have fixed maximums.
// https://www.w3.org/TR/css-grid-2/#min-size-auto
func (z *sizing) automaticMinimum(s span) (content, fixed bool, limit geom.Unit) {
	autoMin, flexible := false, false
	fixed = true
	limit = z.gap.Mul(float64(s.len() - 1))
	for i := s.start; i < s.end; i++ {
		t := &z.tracks[i]
		autoMin = autoMin || t.min.kind == auto
		flexible = flexible || t.max.kind == flex
		v, ok := t.max.resolve(z.avail)
		fixed = fixed && ok
		limit = limit.Add(v)
	}
	return autoMin && !(flexible && s.len() > 1), fixed, limit
}
