package flex

import (
	"math"
	"sort"

	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// item is a flex item. Sizes are border boxes.
type item struct {
	b        *box.Box
	margin   geom.Sides // auto as 0
	edges    geom.Sides
	percent  geom.Size // what percentages of its sizes refer to; H may be Indefinite
	base     geom.Unit // flex base size
	definite bool      // that is of a length
	hypo     geom.Unit // hypothetical main size
	min, max geom.Unit // used minimum and maximum of the main size
	main     geom.Unit // used main size
	cross    geom.Unit // used cross size
	frozen   bool
	res      algo.Result
	align    value.Keyword
	ascent   geom.Unit // baseline from the cross start edge of the margin box
	toEnd    bool      // shares that baseline with others at the cross end
	mainAt   geom.Unit // margin box start on the main axis
	crossAt  geom.Unit
	grow     float64
	shrink   float64
}

// container is a flex container under way.
type container struct {
	c        *algo.Ctx
	b        *box.Box
	s        algo.Space
	border   geom.Sides
	padding  geom.Sides
	edges    geom.Sides
	content  geom.Size // H may be Indefinite
	percent  geom.Size
	row      bool // the main axis is horizontal
	reverse  bool // main axis runs backwards
	wrap     bool
	wrapBack bool // wrap-reverse
	rtl      bool
	mainGap  geom.Unit
	crossGap geom.Unit
	items    []*item
	out      []*box.Box // absolutely positioned kids
}

// line is a flex line.
type line struct {
	items   []*item
	cross   geom.Unit
	at      geom.Unit // on the cross axis
	ascent  geom.Unit // from the cross start edge to the baseline of items that share one there
	descent geom.Unit // from the baseline of items that share one at cross end to that edge
	shares  [2]bool   // whether items share a baseline at cross start, at cross end
}

func newContainer(c *algo.Ctx, b *box.Box, s algo.Space) *container {
	f := &container{c: c, b: b, s: s, border: algo.Border(b.Style), padding: algo.Padding(b.Style, s.Percent.W)}
	f.edges = f.border.Add(f.padding)
	f.content = geom.Size{W: algo.Indefinite, H: algo.DefiniteHeight(b, s, f.edges)}
	if s.W != algo.Indefinite {
		f.content.W = max(0, s.W.Sub(f.edges.Width()))
	}
	f.percent = f.content
	f.rtl = b.Style.Direction() == value.KwRtl
	f.direction()
	f.gaps(f.content)
	for _, k := range b.Kids {
		if k.OutOfFlow {
			f.out = append(f.out, k)
			continue
		}
		f.items = append(f.items, &item{b: k, percent: c.ItemPercent(k, f.percent)})
	}
	sort.SliceStable(f.items, func(i, j int) bool { return f.order(f.items[i].b) < f.order(f.items[j].b) })
	return f
}

// order returns where an item comes among the others.
func (f *container) order(b *box.Box) int {
	if f.legacy() {
		return int(b.Style.WebkitBoxOrdinalGroup())
	}
	return int(b.Style.Order())
}

// direction reads the properties that orient the axes.
func (f *container) direction() {
	st := f.b.Style
	switch st.Display() {
	case value.KwWebkitBox, value.KwWebkitInlineBox:
		f.row = st.WebkitBoxOrient() == value.KwHorizontal || st.WebkitBoxOrient() == value.KwInlineAxis
		f.reverse = st.WebkitBoxDirection() == value.KwReverse
		return
	}
	switch st.FlexDirection() {
	case value.KwRow:
		f.row = true
	case value.KwRowReverse:
		f.row, f.reverse = true, true
	case value.KwColumnReverse:
		f.reverse = true
	}
	f.wrap = st.FlexWrap() != value.KwNowrap
	f.wrapBack = st.FlexWrap() == value.KwWrapReverse
}

func (f *container) gaps(basis geom.Size) {
	col, _ := algo.Resolve(f.b.Style.ColumnGap(), basis.W)
	row, _ := algo.Resolve(f.b.Style.RowGap(), basis.H)
	f.mainGap, f.crossGap = row, col
	if f.row {
		f.mainGap, f.crossGap = col, row
	}
}

// main and cross pick a length of the main or cross axis.
func (f *container) main(w, h geom.Unit) geom.Unit {
	if f.row {
		return w
	}
	return h
}

func (f *container) cross(w, h geom.Unit) geom.Unit { return f.main(h, w) }

// availMain is the room on the main axis; Indefinite when it depends on the items.
func (f *container) availMain() geom.Unit { return f.main(f.content.W, f.content.H) }

func (it *item) mainMargin(f *container) geom.Unit {
	return f.main(it.margin.Width(), it.margin.Height())
}

func (it *item) crossMargin(f *container) geom.Unit {
	return f.cross(it.margin.Width(), it.margin.Height())
}

// autoMargins reports which margins of an axis are auto: start and end.
func (it *item) autoMargins(horizontal bool) (start, end bool) {
	if it.b.Pseudo == box.Anonymous {
		return false, false
	}
	if horizontal {
		return it.b.Style.MarginLeft().IsAuto(), it.b.Style.MarginRight().IsAuto()
	}
	return it.b.Style.MarginTop().IsAuto(), it.b.Style.MarginBottom().IsAuto()
}

// border-box size of a length on an axis; false when it is auto or depends on something indefinite.
func (f *container) length(it *item, l value.Length, horizontal bool) (geom.Unit, bool) {
	basis, e := it.percent.H, it.edges.Height()
	if horizontal {
		basis, e = it.percent.W, it.edges.Width()
	}
	if room := f.content.H; l.IsKeyword(value.KwStretch) || l.IsKeyword(value.KwWebkitFillAvailable) {
		margins := it.margin.Height()
		if horizontal {
			room, margins = f.content.W, it.margin.Width()
		}
		return max(e, room.Sub(margins)), room != algo.Indefinite
	}
	v, ok := algo.Resolve(l, basis)
	if !ok {
		if horizontal && l.Kind == value.LengthKeyword && !(it.b.Kind == box.Replaced && ratioOnly(it.b.Object)) {
			switch l.Kw {
			case value.KwMinContent:
				return f.c.Intrinsic(it.b, e).Min, true
			case value.KwMaxContent:
				return f.c.Intrinsic(it.b, e).Max, true
			case value.KwFitContent:
				mm := f.c.Intrinsic(it.b, e)
				if f.content.W == algo.Indefinite {
					return mm.Max, true
				}
				return mm.Fit(max(0, f.content.W.Sub(it.margin.Width()))), true
			}
		}
		return 0, false
	}
	v = max(0, v)
	if it.b.Style.BoxSizing() == value.KwBorderBox {
		return max(v, e), true
	}
	return v.Add(e), true
}

// prepare finds an item's flex base size and its limits (§9.2).
func (f *container) prepare(it *item) {
	it.align = f.alignSelf(it)
	if f.row && !f.wrap && f.content.H != algo.Indefinite && f.stretches(it) {
		// The single line is as high as the container, and the item as it.
		h := max(0, f.content.H.Sub(algo.Margins(it.b.Style, f.content.W).Height()))
		e := algo.Edges(it.b.Style, f.content.W)
		f.c.Decided(algo.ClampHeight(it.b, h, it.percent.H, h, e), func() { f.size(it) })
		return
	}
	f.size(it)
}

// size finds the flex base size and the limits of an item.
func (f *container) size(it *item) {
	st := it.b.Style
	it.margin = algo.Margins(st, f.content.W)
	it.edges = algo.Edges(st, f.content.W)
	it.grow, it.shrink = float64(st.FlexGrow()), float64(st.FlexShrink())
	if d := f.b.Style.Display(); d == value.KwWebkitBox || d == value.KwWebkitInlineBox {
		it.grow, it.shrink = float64(st.WebkitBoxFlex()), float64(st.WebkitBoxFlex())
	}
	it.align = f.alignSelf(it)
	if a, b := it.autoMargins(!f.row); (a || b) && (it.align == value.KwBaseline || it.align == value.KwLast) {
		it.align = value.KwFlexStart // auto margins come first
	}
	size, minL, maxL := st.Height(), st.MinHeight(), st.MaxHeight()
	if f.row {
		size, minL, maxL = st.Width(), st.MinWidth(), st.MaxWidth()
	}
	basis := st.FlexBasis()
	if basis.IsAuto() {
		basis = size
	}
	if it.base, it.definite = f.length(it, basis, f.row); !it.definite {
		it.base = f.contentMain(it)
	} else if basis.Kind == value.LengthKeyword {
		it.definite = false
	}
	if m, ok := f.length(it, maxL, f.row); ok {
		it.max = m
	} else {
		it.max = geom.Max
	}
	if m, ok := f.length(it, minL, f.row); ok {
		it.min = m
	} else if minL.IsAuto() && !algo.Scrolls(it.b) {
		it.min = f.autoMin(it, size)
	}
	if f.row && it.b.Kind == box.Table {
		it.min = max(it.min, f.c.Measure(it.b).Min) // a table is never narrower than its cells
	}
	it.min = max(it.min, f.main(it.edges.Width(), it.edges.Height()))
	it.hypo = max(it.min, min(it.max, it.base))
}

// contentMain is the main size that an item's content gives it.
func (f *container) contentMain(it *item) geom.Unit {
	if w, ok := f.ratioBase(it); ok {
		return w
	}
	if h, ok := f.ratioBaseDown(it); ok {
		return h
	}
	if it.b.Kind == box.Replaced {
		size := f.c.ReplacedContent(it.b, it.percent, f.row)
		return f.main(size.W, size.H)
	}
	if f.row {
		if r := algo.Ratio(it.b); r > 0 {
			return f.c.Width(it.b, it.percent, geom.Max, true)
		}
		mm := f.c.Intrinsic(it.b, it.edges.Width())
		if f.legacy() && f.content.W != algo.Indefinite { // it fits the container
			return max(mm.Min, min(mm.Max, f.content.W.Sub(it.margin.Width())))
		}
		return mm.Max
	}
	if algo.Orthogonal(it.b) {
		return f.c.Across(it.b).Max
	}
	w := f.crossWidth(it)
	if h, ok := algo.RatioHeight(it.b, w, it.edges); ok {
		return h
	}
	return f.contentHeight(it, w)
}

// contentHeight is how tall the content of a column's item is at a width.
func (f *container) contentHeight(it *item, w geom.Unit) geom.Unit {
	s := f.space(it, w, algo.Indefinite, false)
	s.ContentHeight = true
	return f.c.Child(it.b, s).Frag.Size.H
}

// ratioBase is the width that the ratio gives an item of a row that will be as tall as its
// single line, when that height is definite (§9.8, 9.2.3.B).
func (f *container) ratioBase(it *item) (geom.Unit, bool) {
	a, b := it.autoMargins(false)
	if !f.row || f.wrap || f.content.H == algo.Indefinite || it.align != value.KwStretch || a || b || !it.b.Style.Height().IsAuto() {
		return 0, false
	}
	w, ok := algo.StretchedRatio(it.b, max(0, f.content.H.Sub(it.margin.Height())), it.percent.H, it.edges)
	if ok && it.b.Kind != box.Replaced {
		w = f.c.RatioMin(it.b, w)
	}
	return w, ok
}

// ratioBaseDown is the height that the ratio gives a replaced item of a column that will be as wide
// as its single line.
func (f *container) ratioBaseDown(it *item) (geom.Unit, bool) {
	a, b := it.autoMargins(true)
	if f.row || f.wrap || f.content.W == algo.Indefinite || it.b.Kind != box.Replaced || it.align != value.KwStretch || a || b || !it.b.Style.Width().IsAuto() {
		return 0, false
	}
	w := max(0, f.content.W.Sub(it.margin.Width()))
	return algo.StretchedRatioDown(it.b, f.c.ClampWidth(it.b, w, it.percent.W, w), it.edges)
}

// autoMin is the automatic minimum size (§4.5).
func (f *container) autoMin(it *item, size value.Length) geom.Unit {
	var content geom.Unit
	if w, ok := f.ratioBase(it); ok {
		content = w
	} else if f.row && it.b.Kind != box.Replaced {
		content = f.c.Intrinsic(it.b, it.edges.Width()).Min
	} else if !f.row && algo.Orthogonal(it.b) {
		content = f.c.Across(it.b).Min
	} else if !f.row && it.b.Kind != box.Replaced {
		w := f.crossWidth(it)
		content = f.contentHeight(it, w)
		if h, ok := algo.RatioHeight(it.b, w, it.edges); ok {
			content = max(content, h)
		}
	} else {
		content = f.contentMain(it)
	}
	if f.row && it.b.Kind != box.Replaced {
		content = algo.TransferHeights(it.b, content, it.percent.H, it.edges)
	}
	if spec, ok := f.length(it, size, f.row); ok {
		content = min(content, spec)
	}
	return min(content, it.max)
}

// ratioOnly reports whether an object has a natural ratio and no natural size: it stretches.
func ratioOnly(o *box.Object) bool { return o.W == box.NoSize && o.H == box.NoSize && o.Ratio > 0 }

// space is the request for an item.
func (f *container) space(it *item, w, h geom.Unit, definite bool) algo.Space {
	s := algo.Root(w, it.percent)
	if h != algo.Indefinite {
		s.H, s.HDefinite = h, definite
	}
	return s
}

// crossWidth is the width of an item of a column container.
func (f *container) crossWidth(it *item) geom.Unit {
	room := max(0, f.content.W.Sub(it.margin.Width()))
	a, b := it.autoMargins(true)
	stretch := it.align == value.KwStretch && !a && !b && !f.wrap
	return f.c.Width(it.b, it.percent, room, !stretch)
}

// widthByRatio returns the width that the ratio gives a column's item of its used height, when
// nothing else decides the width.
func (f *container) widthByRatio(it *item) (geom.Unit, bool) {
	a, b := it.autoMargins(true)
	if it.align == value.KwStretch && !a && !b && !f.wrap || it.b.Kind == box.Replaced || algo.Ratio(it.b) == 0 || !it.b.Style.Width().IsAuto() {
		return 0, false
	}
	w, ok := algo.StretchedRatio(it.b, it.main, it.percent.H, it.edges)
	return f.c.ClampWidth(it.b, w, it.percent.W, w), ok
}

// flowBaseline returns a baseline of a laid out item from the top of its margin box; without
// one it is the bottom edge.
func (f *container) flowBaseline(it *item, base geom.Unit) geom.Unit {
	if base == frag.NoBaseline {
		base = algo.Synthesized(f.b, it.res.Frag.Size.H)
	}
	return it.margin.Top.Add(base)
}

// exported is the baseline of a laid out item that the container has for its own: that which it
// shares with others, else base.
func (f *container) exported(it *item, base geom.Unit) geom.Unit {
	switch {
	case f.row && it.align == value.KwBaseline:
		base = it.res.Frag.Baseline
	case f.row && it.align == value.KwLast:
		base = it.res.Frag.LastBaseline
	}
	return f.flowBaseline(it, base)
}

// lineSum adds up main sizes with margins and gaps.
func (f *container) lineSum(items []*item, size func(*item) geom.Unit) geom.Unit {
	var sum geom.Unit
	for i, it := range items {
		if i > 0 {
			sum = sum.Add(f.mainGap)
		}
		sum = sum.Add(size(it)).Add(it.mainMargin(f))
	}
	return sum
}

// resolve gives the items of a line their used main sizes.
// https://www.w3.org/TR/css-flexbox-1/#resolve-flexible-lengths
func (f *container) resolve(items []*item, avail geom.Unit) {
	hypo := f.lineSum(items, func(it *item) geom.Unit { return it.hypo })
	growing := hypo < avail
	for _, it := range items {
		it.main = it.hypo
		factor := it.shrink
		if growing {
			factor = it.grow
		}
		it.frozen = factor == 0 || growing && it.base > it.hypo || !growing && it.base < it.hypo
	}
	free := func() geom.Unit {
		return avail.Sub(f.lineSum(items, func(it *item) geom.Unit {
			if it.frozen {
				return it.main
			}
			return it.base
		}))
	}
	initial := free()
	for range items {
		var factors, scaled float64
		open := 0
		for _, it := range items {
			if it.frozen {
				continue
			}
			open++
			if growing {
				factors += it.grow
			} else {
				factors += it.shrink
				scaled += it.shrink * it.inner(f)
			}
		}
		if open == 0 {
			return
		}
		rest := free()
		if factors < 1 {
			if part := initial.Mul(factors); abs(part) < abs(rest) {
				rest = part
			}
		}
		// Distribute; what is left by rounding goes to the last, so that the sum is exact.
		var violation geom.Unit
		var used, share float64
		given := geom.Unit(0)
		sizes := make([]geom.Unit, len(items))
		for i, it := range items {
			if it.frozen {
				continue
			}
			target := it.base
			switch {
			case rest == 0:
			case growing && factors > 0:
				used += it.grow
				share = float64(rest) * used / factors
				d := geom.Unit(math.Round(share)) - given
				given += d
				target = target.Add(d)
			case !growing && scaled > 0:
				used += it.shrink * it.inner(f)
				share = float64(rest) * used / scaled
				d := geom.Unit(math.Round(share)) - given
				given += d
				target = target.Add(d)
			}
			sizes[i] = target
			clamped := max(it.min, min(it.max, target))
			violation = violation.Add(clamped.Sub(target))
			it.main = clamped
		}
		done := true
		for i, it := range items {
			if it.frozen {
				continue
			}
			d := it.main.Sub(sizes[i])
			if violation == 0 || violation > 0 && d > 0 || violation < 0 && d < 0 {
				it.frozen = true
			} else {
				done = false
			}
		}
		if done {
			return
		}
	}
}

// inner is the flex base size without edges: what scales the shrink factor.
func (it *item) inner(f *container) float64 {
	return max(0, it.base.Sub(f.main(it.edges.Width(), it.edges.Height())).Px())
}

func abs(u geom.Unit) geom.Unit {
	if u < 0 {
		return -u
	}
	return u
}
