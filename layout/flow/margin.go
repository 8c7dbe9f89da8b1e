package flow

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// Sides of floats and clear, as bits.
const (
	sideLeft  = 1
	sideRight = 2
)

// chain is what adjoins the top edge of a block-level box.
// https://www.w3.org/TR/CSS21/box.html#collapsing-margins
type chain struct {
	strut   algo.Strut // its own top margin and those that collapse with it
	edge    algo.Strut // those that decide where its top edge is: all but its bottom margin
	through bool       // everything inside collapses through, its bottom margin included
	// clears holds the sides that the first box with clear in the chain clears, before the
	// margins above that box, and floats the sides of floats before it.
	clears, floats int
	before         algo.Strut
	// avoids tells that the chain ends with a box that keeps away from floats and clears none: before
	// holds the margins above it.
	avoids bool
}

// plain returns the chain without quirky margins.
func (ch chain) plain() chain {
	ch.strut, ch.edge, ch.before = ch.strut.Plain(), ch.edge.Plain(), ch.before.Plain()
	return ch
}

// chainMemo is the remembered chain of a box for one size of containing block.
type chainMemo struct {
	percent geom.Size
	valid   bool
	chain   chain
}

// boxMemo is what flow remembers of a box.
type boxMemo struct {
	chain  chainMemo
	inline *inlineItems
	ahead  *task // of the inline items, while they are made beside layout
	shape  *shapeMemo
}

func memoOf(b *box.Box) *boxMemo {
	p := algo.FlowMemo(b)
	if m, ok := (*p).(*boxMemo); ok {
		return m
	}
	m := new(boxMemo)
	*p = m
	return m
}

// topChain returns the margins that adjoin the top edge of b. Each box is walked once per
// width, so deep nests stay linear.
func topChain(c *algo.Ctx, b *box.Box, percent geom.Size) chain {
	m := memoOf(b)
	if m.chain.valid && m.chain.percent == percent {
		return m.chain.chain
	}
	ch := findChain(c, b, percent)
	if !ch.through {
		ch.edge = ch.strut
	}
	m.chain = chainMemo{percent, true, ch}
	return ch
}

func findChain(c *algo.Ctx, b *box.Box, percent geom.Size) (ch chain) {
	margin := algo.Margins(b.Style, percent.W)
	anonymous := b.Pseudo == box.Anonymous && b.Kind == box.Block
	if anonymous {
		margin = geom.Sides{}
	}
	if b.Spanner { // stands apart from the columns
		return
	}
	ch.strut = ch.strut.Append(margin.Top, b.Style.MarginTop())
	if b.Context || b.Kind != box.Block {
		return
	}
	var edges geom.Sides
	if !anonymous {
		edges = algo.Edges(b.Style, percent.W)
	}
	if edges.Top > 0 {
		return
	}
	// Margins in percent refer to the content width, which only width itself can make different.
	w := max(0, c.Width(b, percent, percent.W.Sub(margin.Width()), false).Sub(edges.Width()))
	kidPercent := geom.Size{W: w, H: kidsPercentHeight(c, b, algo.Space{W: w, H: algo.Indefinite, Percent: percent}, edges)}
	join := func(k *box.Box) (stop bool) {
		if k.Floating {
			if ch.clears == 0 {
				ch.floats |= floatSide(k, b.Style.Direction() == value.KwRtl)
			}
			return false
		}
		kc := topChain(c, k, kidPercent)
		if swallows(c, b) {
			kc = kc.plain()
		}
		if ch.clears == 0 {
			cl := clearSides(k, b.Style.Direction() == value.KwRtl)
			if avoidsFloats(k) {
				cl &= ch.floats // its margin counts unless such a float comes between
			}
			if cl != 0 {
				ch.clears, ch.before = cl, ch.strut
			} else if kc.clears != 0 {
				ch.clears, ch.before = kc.clears, ch.strut.Join(kc.before)
				ch.floats |= kc.floats
			} else {
				ch.floats |= kc.floats
				if ch.avoids = kc.avoids; ch.avoids {
					ch.before = ch.strut.Join(kc.before)
				} else if ch.avoids = avoidsFloats(k); ch.avoids {
					ch.before = ch.strut
				}
			}
		}
		ch.strut = ch.strut.Join(kc.strut)
		return !kc.through
	}
	if b.Inlines {
		if walkInline(b, join) {
			return
		}
	} else {
		for _, k := range b.Kids {
			if k.OutOfFlow || k.Marker != nil {
				if k.Marker != nil && onlyMarker(b) {
					return
				}
				continue
			}
			if join(k) {
				return
			}
		}
	}
	if edges.Bottom == 0 && zeroHeight(b, percent) {
		ch.through, ch.edge = true, ch.strut
		ch.strut = ch.strut.Append(margin.Bottom, b.Style.MarginBottom())
	}
	return
}

// swallows reports whether a box drops the built-in sheet's margins at its edges. That follows
// Chromium, where every margin counts that adjoins the edge; the standard's selectors look at
// direct children alone.
// https://html.spec.whatwg.org/multipage/rendering.html#margin-collapsing-quirks
func swallows(c *algo.Ctx, b *box.Box) bool {
	return c.Quirks && (b.Body || b.Kind == box.Cell)
}

// onlyMarker reports whether an outside marker is all that a list item has in flow.
func onlyMarker(b *box.Box) bool {
	for _, k := range b.Kids {
		if k.InFlow() && k.Marker == nil {
			return false
		}
	}
	return true
}

// walkInline looks at what an inline formatting context starts with: it reports true at the
// first thing that makes a line, and asks join about blocks inside inline boxes.
func walkInline(b *box.Box, join func(k *box.Box) bool) bool {
	for _, k := range b.Kids {
		switch {
		case k.OutOfFlow:
		case k.Floating:
			join(k)
		case k.Kind == box.Inline:
			if !k.HasBlock && inlineHasEdge(k) || hasEdge(k, true) || walkInline(k, join) || hasEdge(k, false) {
				return true
			}
		case k.Kind == box.Text:
			if !collapsesAway(k) {
				return true
			}
		case k.Kind == box.WordBreak:
		case k.Atomic || k.Kind == box.Break || k.Marker != nil:
			return true
		default:
			if join(k) {
				return true
			}
		}
	}
	return false
}

// inlineHasEdge reports whether an inline box makes its line exist although it is empty.
// https://www.w3.org/TR/CSS21/visuren.html#phantom-line-box
func inlineHasEdge(b *box.Box) bool { return hasEdge(b, true) || hasEdge(b, false) }

// paddedInline reports whether an inline box has a border or padding at its start or end. In quirks
// mode that makes its line as high as its font asks, even where no text is in it; margins do not.
// https://quirks.spec.whatwg.org/#the-line-height-calculation-quirk
func paddedInline(b *box.Box) bool {
	s, border := b.Style, algo.Border(b.Style)
	l, r := s.PaddingLeft(), s.PaddingRight()
	return border.Left != 0 || border.Right != 0 || l.HasPercent() || r.HasPercent() || l.Resolve(0) != 0 || r.Resolve(0) != 0
}

// hasEdge tells that of the start or the end of an inline box, which may be on different lines.
func hasEdge(b *box.Box, start bool) bool {
	s := b.Style
	nz := func(l value.Length) bool {
		return l.HasPercent() || l.Resolve(0) != 0
	}
	if start != (s.Direction() == value.KwRtl) {
		return nz(s.MarginLeft()) || nz(s.PaddingLeft()) || algo.Border(s).Left != 0
	}
	return nz(s.MarginRight()) || nz(s.PaddingRight()) || algo.Border(s).Right != 0
}

// collapsesAway reports whether a text is white space that collapses, which alone makes no line.
func collapsesAway(b *box.Box) bool {
	switch b.Style.WhiteSpaceCollapse() {
	case value.KwCollapse:
		return spaceOnly(b.Text, true)
	case value.KwPreserveBreaks:
		return spaceOnly(b.Text, false)
	}
	return b.Text == ""
}

func spaceOnly(s string, newlines bool) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ', '\t', '\r', '\f':
		case '\n':
			if !newlines {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// zeroHeight reports whether a box without content has no height.
func zeroHeight(b *box.Box, percent geom.Size) bool {
	if b.Pseudo == box.Anonymous && b.Kind == box.Block {
		return true
	}
	if h, ok := algo.Resolve(b.Style.Height(), percent.H); ok && h > 0 {
		return false
	}
	if h, ok := algo.Resolve(b.Style.MinHeight(), percent.H); ok && h > 0 {
		return false
	}
	return algo.Ratio(b) == 0
}

// clearSides returns the sides that a box clears.
func clearSides(b *box.Box, rtl bool) int {
	if b.Pseudo == box.Anonymous && b.Kind == box.Block {
		return 0
	}
	switch b.Style.Clear() {
	case value.KwLeft:
		return sideLeft
	case value.KwRight:
		return sideRight
	case value.KwBoth:
		return sideLeft | sideRight
	case value.KwInlineStart:
		return startSide(rtl)
	case value.KwInlineEnd:
		return startSide(!rtl)
	}
	return 0
}

func startSide(rtl bool) int {
	if rtl {
		return sideRight
	}
	return sideLeft
}

// floatSide returns the side of a floating box.
func floatSide(b *box.Box, rtl bool) int {
	if b.Initial {
		return startSide(rtl)
	}
	switch b.Style.Float() {
	case value.KwRight:
		return sideRight
	case value.KwInlineStart:
		return startSide(rtl)
	case value.KwInlineEnd:
		return startSide(!rtl)
	}
	return sideLeft
}

// clearance reports whether floats reach below y on the given sides; inside tells that such a
// float precedes the clearing box in the chain itself, at or below y.
func (f *flow) clearance(sides int, y geom.Unit, inside bool) bool {
	cy, ok := f.floats.Clear(sides&sideLeft != 0, sides&sideRight != 0)
	return inside || ok && cy > f.at.Y.Add(y)
}
