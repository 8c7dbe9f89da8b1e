package flow

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// inlineState is an inline box, an atomic box or the root inline box on one line.
type inlineState struct {
	parent    int
	item      *item // itOpen, or the atomic item; nil for the root
	style     *style.Style
	font      *text.Font
	asc, desc geom.Unit // of the font: the content area
	// up and down are the extent above and below its own baseline, kids included; set tells that
	// there is any.
	up, down geom.Unit
	set      bool
	leaf     bool          // atomic
	drawn    bool          // a marker's symbol: its font makes the line high, not its size
	align    value.Keyword // top or bottom when aligned with the line box, else 0
	shift    geom.Unit     // of the baseline below the parent's
	base     geom.Unit     // baseline below the top of the line
	// markOver and markUnder are how far emphasis marks reach; 0 without. Those under the text take up the
	// leading, those over it may take more, see annotated.
	markOver, markUnder geom.Unit
}

// lineBox is the vertical layout of one line.
type lineBox struct {
	states []inlineState
	of     []int // state of each piece
	up     geom.Unit
	down   geom.Unit
	under  geom.Unit // of the block-end side: room for annotations
}

func (b *lineBox) height() geom.Unit { return max(0, b.up.Add(b.down)) }

func (s *inlineState) include(up, down geom.Unit) {
	if !s.set {
		s.up, s.down, s.set = up, down, true
		return
	}
	s.up, s.down = max(s.up, up), max(s.down, down)
}

func fontOf(c *algo.Ctx, s *style.Style) *text.Font { return c.Fonts.Of(s) }

// lineHeight returns the used line-height of a style.
// https://www.w3.org/TR/css-inline-3/#line-height-property
func lineHeight(s *style.Style, f *text.Font) geom.Unit {
	lh := s.LineHeight()
	switch {
	case lh.Kind == value.LengthKeyword:
		return geom.FromPx(float64(f.Metrics.LineSpacing))
	case lh.Kind == value.LengthNumber:
		// Blink multiplies the font size rounded to its grid and drops the rest of the product.
		return geom.FromPxTrunc(float64(float32(geom.FromPx(float64(s.FontSize())).Px()) * lh.N))
	}
	return geom.FromPx(lh.Float(0))
}

// leaded returns ascent and descent with the half-leading of a line-height: the upper half is
// rounded down to a whole px, as Blink does.
// https://www.w3.org/TR/CSS21/visudet.html#leading
func leaded(asc, desc, lh geom.Unit) (up, down geom.Unit) {
	lead := lh.Sub(asc).Sub(desc)
	half := geom.Int((lead / 2).Floor())
	if lead < 0 && lead%2 != 0 {
		half = geom.Int(((lead - 1) / 2).Floor())
	}
	return asc.Add(half), desc.Add(lead.Sub(half))
}

func (lb *lineBuilder) newState(parent int, it *item, s *style.Style, font *text.Font) inlineState {
	st := inlineState{parent: parent, item: it, style: s, font: font}
	st.asc, st.desc = lb.f.extent(font.Metrics)
	lb.marks(&st)
	return st
}

// extent returns the ascent and descent of a font from the baseline of the lines of f.
// https://www.w3.org/TR/css-inline-3/#dominant-baseline
func (f *flow) extent(m text.Metrics) (asc, desc geom.Unit) { return extentOf(m, f.central) }

// extentOf returns ascent and descent from the central or the alphabetic baseline.
func extentOf(m text.Metrics, central bool) (asc, desc geom.Unit) {
	asc, desc = geom.FromPx(float64(m.Ascent)), geom.FromPx(float64(m.Descent))
	if central {
		h := asc.Add(desc)
		desc = geom.Int(h.Floor() / 2) // whole px, as in Blink
		asc = h.Sub(desc)
	}
	return
}

func (st *inlineState) leaded() (up, down geom.Unit) {
	// The room it asks for is that of its own text-orientation, its place that of the line's, as in Blink.
	asc, desc := extentOf(st.font.Metrics, st.style.CentralBaseline())
	up, down = leaded(asc, desc, lineHeight(st.style, st.font))
	if st.markUnder != 0 {
		down = max(down, st.markUnder)
	}
	return
}

// marks makes room for the emphasis marks of a state's text.
// https://drafts.csswg.org/css-text-decor-4/#text-emphasis-line-height
func (lb *lineBuilder) marks(st *inlineState) {
	if st.style.EmphasisMark() == "" {
		return
	}
	// A mark takes half an em over the em box of the text, or under its descent, as in Blink.
	m := st.font.Metrics
	em := geom.FromPx(float64(m.Size))
	switch {
	case !st.style.EmphasisOver():
		st.markUnder = st.desc.Add(em / 2)
	case lb.f.central:
		st.markOver = st.asc.Sub(geom.Int((st.asc.Add(st.desc).Sub(em) / 2).Floor())).Add(em / 2)
	default:
		st.markOver = geom.Int(geom.FromPx(float64(m.EmAscent)).Ceil()).Add(em / 2)
	}
}

// fallbacks makes room for the faces of a text that are not the font's own: with line-height
// normal every face used counts. https://www.w3.org/TR/css-inline-3/#inline-height
func (st *inlineState) fallbacks(p *piece) {
	from, to := p.start-p.it.start, p.end-p.it.start
	for _, r := range p.it.runs {
		if r.Face == p.it.font.Primary || r.Missing != 0 || r.End <= from || r.Start >= to {
			continue
		}
		m := r.Metrics()
		asc, desc := extentOf(m, p.it.style.CentralBaseline())
		st.include(leaded(asc, desc, geom.FromPx(float64(m.LineSpacing))))
	}
}

// rootStyle returns the style of the root inline box on a line.
func (lb *lineBuilder) rootStyle(firstLine bool) *style.Style {
	if firstLine && lb.f.b.FirstLine != nil {
		return lb.f.b.FirstLine
	}
	return lb.f.b.Style
}

// strutHeight is the height of a line that holds only the strut.
func (lb *lineBuilder) strutHeight(firstLine bool) geom.Unit {
	s := lb.rootStyle(firstLine)
	return lineHeight(s, fontOf(lb.f.c, s))
}

// build aligns the pieces of a line vertically.
// https://www.w3.org/TR/CSS21/visudet.html#line-height
func (lb *lineBuilder) build(ln *line, firstLine bool) *lineBox {
	c := lb.f.c
	quirk := c.Tree != nil && c.Tree.Doc != nil && c.Tree.Doc.Mode != dom.NoQuirks
	rs := lb.rootStyle(firstLine)
	bx := &lineBox{of: make([]int, len(ln.pieces))}
	bx.states = append(lb.state[:0], lb.newState(-1, nil, rs, fontOf(c, rs)))
	strut := func(i int) {
		st := &bx.states[i]
		st.include(st.leaded())
	}
	if !quirk {
		strut(0)
	}
	cur := 0
	push := func(it *item) {
		bx.states = append(bx.states, lb.newState(cur, it, it.style, fontOf(c, it.style)))
		cur = len(bx.states) - 1
		if !quirk || paddedInline(it.box) {
			strut(cur)
		}
	}
	for _, it := range lb.open {
		push(it)
	}
	holds := false // text or an atomic box came before on the line
	noted := false // by rubies or emphasis marks
	for i := range ln.pieces {
		p := &ln.pieces[i]
		bx.of[i] = cur
		if p.clone {
			bx.of[i] = bx.stateOf(p)
			continue
		}
		switch p.it.kind {
		case itOpen:
			push(p.it)
			bx.of[i] = cur
		case itClose:
			cur = max(0, bx.states[cur].parent)
		case itText, itTab:
			if quirk && p.end > p.start {
				strut(cur)
				holds = true
			}
			noted = noted || bx.states[cur].markOver != 0
			if p.end > p.start && p.it.style.LineHeight().Kind == value.LengthKeyword {
				bx.states[cur].fallbacks(p)
			}
		case itBreak:
			if quirk && !holds { // a break gives a height to empty lines only
				strut(cur)
			}
		case itMarker:
			// It pushes the line down where it is higher, and hangs out below.
			_, up, down := lb.f.layMarker(p.it.box)
			if p.it.box.Marker.Symbol != box.NoSymbol {
				up, down = lb.f.symbolLine(p.it.box)
			}
			if lb.f.flipped {
				up = down
			}
			if p.it.box.Kind != box.Replaced || p.it.box.Marker.Symbol != box.NoSymbol {
				bx.states[0].include(bx.states[0].leaded())
			}
			bx.states[0].include(up, -up)
		case itAtomic:
			holds = true
			st := lb.newState(cur, p.it, p.it.style, bx.states[cur].font)
			st.leaf = true
			st.include(lb.f.atomicExtent(p))
			if m := p.it.box.Marker; m != nil && m.Symbol != box.NoSymbol {
				st.drawn = true
				text := lb.newState(cur, p.it, p.it.style, fontOf(c, p.it.style))
				bx.states[cur].include(text.leaded())
			}
			if p.it.box.Kind == box.RubyColumn {
				noted = true
			}
			bx.states = append(bx.states, st)
			bx.of[i] = len(bx.states) - 1
		}
	}
	lb.state = bx.states
	// From the leaves to the root: shifts, and what each box adds to its parent.
	var tall []int
	for i := len(bx.states) - 1; i > 0; i-- {
		st := &bx.states[i]
		if !st.set {
			// An empty inline box in quirks mode takes no room.
			continue
		}
		par := &bx.states[st.parent]
		st.shift, st.align = baselineShift(st, par)
		if st.drawn {
			continue
		}
		if st.align != 0 {
			tall = append(tall, i)
			continue
		}
		par.include(st.up.Sub(st.shift), st.down.Add(st.shift))
	}
	root := &bx.states[0]
	bx.up, bx.down = root.up, root.down
	// Boxes aligned with the line box make it taller on the other side only.
	for _, i := range tall {
		st := &bx.states[i]
		if h := st.up.Add(st.down); h > bx.up.Add(bx.down) {
			if st.align == value.KwTop {
				bx.down = h.Sub(bx.up)
			} else {
				bx.up = h.Sub(bx.down)
			}
		}
	}
	root.base = bx.up
	for i := 1; i < len(bx.states); i++ {
		st := &bx.states[i]
		if !st.set {
			st.shift, _ = baselineShift(st, &bx.states[st.parent])
		}
		switch st.align {
		case value.KwTop:
			st.base = st.up
		case value.KwBottom:
			st.base = bx.height().Sub(st.down)
		default:
			st.base = bx.states[st.parent].base.Add(st.shift)
		}
	}
	if noted {
		lb.annotated(ln, bx)
	}
	return bx
}

// atomicExtent returns how far an atomic box reaches above and below its baseline, margins included.
// https://www.w3.org/TR/CSS21/visudet.html#propdef-vertical-align
func (f *flow) atomicExtent(p *piece) (up, down geom.Unit) {
	fr, b := p.res.Frag, p.it.box
	h := fr.Size.H.Add(p.margin.Height())
	base := fr.LastBaseline
	switch {
	case b.Control == box.TextArea:
		return h, 0 // it scrolls: its baseline is the margin edge
	case b.Control == box.Slider, b.Control == box.Gauge: // as one that the platform draws
		base = fr.Size.H
	case b.Control == box.Button && b.Kind == box.Block: // its last line, as of other inline blocks
	case b.Kind == box.Table || b.Kind == box.Flex || b.Kind == box.Grid || b.Control != box.NoControl:
		base = fr.Baseline
	case b.Scroll && b.Kind == box.Block:
		base = frag.NoBaseline
	}
	if otherLines(b, f.b) && b.Control == box.NoControl {
		base = frag.NoBaseline
	}
	if base == frag.NoBaseline {
		if b.Control != box.NoControl && b.Kind != box.Replaced && !f.central && !algo.Orthogonal(b) {
			base = fr.Size.H.Sub(fr.Border.Bottom).Sub(fr.Padding.Bottom)
		} else if f.central {
			up = f.symbolUp(b, h)
			return up, h.Sub(up)
		} else {
			return h, 0
		}
	}
	up = p.margin.Top.Add(base)
	if f.flipped {
		return h.Sub(up), up
	}
	return up, h.Sub(up)
}

// baselineShift returns how far below its parent's baseline a box's baseline is, or the edge
// of the line box that it is aligned with.
func baselineShift(st, par *inlineState) (geom.Unit, value.Keyword) {
	va := st.style.VerticalAlign()
	if va.Kind != value.LengthKeyword {
		lh := geom.Unit(0)
		if va.HasPercent() {
			lh = lineHeight(st.style, st.font)
			if st.leaf {
				lh = lineHeight(st.style, st.font)
			}
		}
		return -va.Resolve(lh), 0
	}
	switch va.Kw {
	case value.KwSub:
		return geom.FromPxTrunc(float64(par.style.FontSize()/5 + 1)), 0
	case value.KwSuper:
		return -geom.FromPxTrunc(float64(par.style.FontSize()/3 + 1)), 0
	case value.KwTextTop:
		return st.up.Sub(par.asc), 0
	case value.KwTextBottom:
		return par.desc.Sub(st.down), 0
	case value.KwMiddle, value.KwWebkitBaselineMiddle:
		half := geom.FromPx(float64(par.font.Metrics.XHeight) / 2)
		if va.Kw == value.KwWebkitBaselineMiddle {
			half = 0
		}
		return (st.up.Sub(st.down) / 2).Sub(half), 0
	case value.KwTop, value.KwBottom:
		return 0, va.Kw
	}
	return 0, 0
}
